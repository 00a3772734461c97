//! Drafts of the framework's next version.

use super::*;

pub(super) fn of_the_framework() -> Vec<Preview> {
    let none = Told::default();
    let (lead, head, trustee) = (sample::lead(), sample::head(), sample::trustee());
    let draft = |visitor: &Visitor, asked: bool| {
        framework_draft::render(visitor, &sample::framework_draft_page(visitor, asked), &none)
    };
    let written = sample::framework_draft_page(&lead, false);
    let begun = sample::framework();
    let at = framework_draft::AT;
    vec![
        preview(at, "framework-draft", draft(&lead, true)),
        preview(at, "framework-draft-head", draft(&head, true)),
        preview(at, "framework-draft-trustee", draft(&trustee, false)),
        preview(at, "framework-draft-head-after", draft(&head, false)),
        preview(at, "framework-draft-governor", draft(&sample::governor(), false)),
        preview(
            framework_draft_new::AT,
            "framework-draft-new",
            framework_draft_new::render(&lead, &written, &begun, &none),
        ),
    ]
}
