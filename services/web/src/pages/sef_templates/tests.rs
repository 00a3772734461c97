use super::*;
use crate::form::Fields;
use crate::sample;

fn shown(visitor: &Visitor) -> String {
    render(visitor, &sample::sef_templates_page(), &Told::default()).into_string()
}

#[test]
fn the_lead_makes_the_trusts_templates_and_a_head_those_of_the_school() {
    let of_marys = format!("action=\"/sef-templates/{}\"", sample::MARYS);
    let lead = shown(&sample::lead());
    assert!(lead.contains("action=\"/sef-templates/trust\"") && !lead.contains(&of_marys));
    assert!(lead.contains("action=\"/sef-templates/trust/template-1/3\""), "{lead}");
    let head = shown(&sample::head());
    assert!(head.contains(&of_marys) && !head.contains("action=\"/sef-templates/trust"));
    assert!(head.contains(&format!("/sef-templates/{}/template-2/2\"", sample::MARYS)));
    assert!(!shown(&sample::governor()).contains("<form method=\"post\" action=\"/sef"));
}

#[test]
fn earlier_versions_stay_to_be_read() {
    let page = shown(&sample::governor());
    assert!(page.contains("Version 2, 5 September 2025") && page.contains("Version 1"));
}

#[test]
fn a_template_asks_of_the_areas_that_have_a_question() {
    let fields = "name=Short&prompts-staff=Who+stays%3F&prompts-outcomes=";
    let entered = Entered::read(&TEMPLATE, Fields::parse(fields.as_bytes()));
    let asked = MakeSefTemplate { of: TRUST.to_owned() }.command(&entered);
    assert_eq!((asked.school_id.as_str(), asked.name.as_str()), ("", "Short"));
    let staff = SefPrompt { area_id: "staff".to_owned(), prompt: "Who stays?".to_owned() };
    assert_eq!(asked.sections, [staff]);
    let version = "2".to_owned();
    let act = ReviseSefTemplate { of: "s".to_owned(), template: "t".to_owned(), version };
    let revised = act.command(&entered);
    assert_eq!((revised.school_id.as_str(), revised.version), ("s", 2));
}
