//! What people add to a draft, on its page: paragraphs with their earlier wordings, and what the committee is asked to decide.

use access::role_name;
use contract::Said as _;
use contract::reports::v1::{
    AddCommentaryRequest, DecisionItem, DropDecisionRequest, EditCommentaryRequest,
    MoveCommentaryRequest, RemoveCommentaryRequest, Report, ReportParagraph, ReportState,
    RequestDecisionRequest,
};
use contract::schools::v1::Role;
use maud::{Markup, html};
use serde::Deserialize;

use super::report_desk::AddCommentary;
use crate::components::details;
use crate::dates;
use crate::form::{Act, Entered, Entry, Form, Told, placed, sends};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::visitor::Visitor;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .form::<EditCommentary>()
        .form::<RemoveCommentary>()
        .form::<LiftCommentary>()
        .form::<RequestDecision>()
        .form::<DropDecision>()
}

/// A paragraph is worded anew.
#[derive(Debug, Deserialize)]
pub(crate) struct EditCommentary {
    pub report: String,
    pub paragraph: String,
}

impl Act for EditCommentary {
    type Command = EditCommentaryRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::words_of::<Self::Command>("text", "The paragraph").wanted("Write the paragraph")];
    const BUTTON: &'static str = "Save this wording";
    const DONE: &'static str = "The paragraph reads so now. The wording before is kept";
    placed!(
        "/reports/{report}/commentary/{paragraph}"(report, paragraph),
        "/reports/{report}"(report)
    );
    sends!(reports, edit_commentary);

    fn command(&self, entered: &Entered) -> EditCommentaryRequest {
        EditCommentaryRequest {
            command_id: entered.command(),
            report_id: self.report.clone(),
            paragraph_id: self.paragraph.clone(),
            text: entered.get("text"),
        }
    }
}

/// A paragraph is taken out.
#[derive(Debug, Deserialize)]
pub(crate) struct RemoveCommentary {
    pub report: String,
    pub paragraph: String,
}

impl Act for RemoveCommentary {
    type Command = RemoveCommentaryRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Take it out";
    const DONE: &'static str = "The paragraph is taken out of the draft";
    placed!(
        "/reports/{report}/commentary/{paragraph}/removal"(report, paragraph),
        "/reports/{report}"(report)
    );
    sends!(reports, remove_commentary);

    fn command(&self, entered: &Entered) -> RemoveCommentaryRequest {
        let (report_id, paragraph_id) = (self.report.clone(), self.paragraph.clone());
        RemoveCommentaryRequest { command_id: entered.command(), report_id, paragraph_id }
    }
}

/// A paragraph changes its place with the one before it.
#[derive(Debug, Deserialize)]
pub(crate) struct LiftCommentary {
    pub report: String,
    pub paragraph: String,
}

impl Act for LiftCommentary {
    type Command = MoveCommentaryRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Move it up";
    const DONE: &'static str = "The paragraph stands one place further up";
    placed!(
        "/reports/{report}/commentary/{paragraph}/up"(report, paragraph),
        "/reports/{report}"(report)
    );
    sends!(reports, move_commentary);

    fn command(&self, entered: &Entered) -> MoveCommentaryRequest {
        let (report_id, paragraph_id) = (self.report.clone(), self.paragraph.clone());
        MoveCommentaryRequest { command_id: entered.command(), report_id, paragraph_id }
    }
}

/// The improvement lead says what the committee is asked to decide.
#[derive(Debug, Deserialize)]
pub(crate) struct RequestDecision {
    pub report: String,
}

impl Act for RequestDecision {
    type Command = RequestDecisionRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::words_of::<Self::Command>("text", "What is the committee asked to decide?")
            .hint("One thing. It stands first in the report")
            .wanted("Say what the committee is asked to decide")];
    const BUTTON: &'static str = "Ask for this decision";
    const DONE: &'static str = "It stands under “For decision” in the draft";
    placed!("/reports/{report}/decisions"(report), "/reports/{report}"(report));
    sends!(reports, request_decision);

    fn command(&self, entered: &Entered) -> RequestDecisionRequest {
        RequestDecisionRequest {
            command_id: entered.command(),
            report_id: self.report.clone(),
            text: entered.get("text"),
        }
    }
}

/// What the committee was to decide is taken out.
#[derive(Debug, Deserialize)]
pub(crate) struct DropDecision {
    pub report: String,
    pub item: String,
}

impl Act for DropDecision {
    type Command = DropDecisionRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Take it out";
    const DONE: &'static str = "The committee is not asked to decide it any more";
    placed!(
        "/reports/{report}/decisions/{item}/removal"(report, item),
        "/reports/{report}"(report)
    );
    sends!(reports, drop_decision);

    fn command(&self, entered: &Entered) -> DropDecisionRequest {
        let (report_id, item_id) = (self.report.clone(), self.item.clone());
        DropDecisionRequest { command_id: entered.command(), report_id, item_id }
    }
}

/// What stands in a draft so far, with the forms of those who write it; nothing once it is issued.
pub(crate) fn writing(
    visitor: &Visitor,
    ground: &Ground,
    report: &Report,
    told: &Told,
) -> Option<Markup> {
    let desk = Writing { visitor, ground, report, told };
    let waits = matches!(report.state(), ReportState::Drafted | ReportState::Approved);
    waits.then(|| desk.render())
}

#[derive(Clone, Copy)]
struct Writing<'a> {
    visitor: &'a Visitor,
    ground: &'a Ground,
    report: &'a Report,
    told: &'a Told,
}

impl Writing<'_> {
    fn render(self) -> Markup {
        let stand: Vec<_> =
            self.report.paragraphs.iter().filter(|one| one.removed_at.is_empty()).collect();
        let out: Vec<_> =
            self.report.paragraphs.iter().filter(|one| !one.removed_at.is_empty()).collect();
        html! {
            section #decisions {
                h2.govuk-heading-m { "For decision" }
                @if self.report.decisions.is_empty() { p.govuk-body { "The committee is not asked to decide anything." } }
                @for item in &self.report.decisions { (self.item(item)) }
                @if self.drafted() && self.may::<RequestDecisionRequest>() {
                    (Form::new(&RequestDecision { report: self.id() }, self.visitor, self.told)
                        .folded("Ask for a decision"))
                }
            }
            section #commentary {
                h2.govuk-heading-m { "Commentary" }
                @if stand.is_empty() { p.govuk-body { "The commentary is still to be written." } }
                @for (place, paragraph) in stand.iter().enumerate() { (self.paragraph(place, paragraph)) }
                @if !out.is_empty() {
                    (details(&format!("Taken out ({})", out.len()), &html! {
                        @for paragraph in &out {
                            p class="govuk-body pl-wrap" { (paragraph.text.said()) }
                            p.pl-note { "Taken out on " (dates::moment(&paragraph.removed_at)) "." }
                        }
                    }))
                }
                @if self.drafted() && self.may::<AddCommentaryRequest>() {
                    (Form::new(&AddCommentary { report: self.id() }, self.visitor, self.told).render())
                }
            }
        }
    }

    fn id(self) -> String {
        self.report.report_id.clone()
    }

    fn may<M: contract::Asks>(self) -> bool {
        self.visitor.may.of::<M>(&self.report.school_id)
    }

    fn drafted(self) -> bool {
        self.report.state() == ReportState::Drafted
    }

    fn item(self, item: &DecisionItem) -> Markup {
        let act = DropDecision { report: self.id(), item: item.item_id.clone() };
        html! {
            p class="govuk-body pl-measure pl-wrap" { (item.text.said()) }
            @if self.drafted() && self.may::<DropDecisionRequest>() {
                (Form::new(&act, self.visitor, self.told).small().about(&item.text.said()).render())
            }
        }
    }

    fn paragraph(self, place: usize, paragraph: &ReportParagraph) -> Markup {
        let who = self.ground.names.person(&paragraph.actor_id);
        html! {
            p class="govuk-body pl-measure pl-wrap" { (paragraph.text.said()) }
            p.pl-note {
                @if paragraph.earlier.is_empty() { "Written by " } @else { "Last worded by " }
                (who) ", " (dates::moment(&paragraph.at)) "."
            }
            @if !paragraph.earlier.is_empty() { (self.earlier(paragraph)) }
            @if self.drafted() && self.owns(paragraph) { (self.forms(place, paragraph)) }
        }
    }

    /// A headteacher changes what headteachers wrote, the improvement lead everything.
    fn owns(self, paragraph: &ReportParagraph) -> bool {
        let school = &self.report.school_id;
        self.visitor.may.of::<EditCommentaryRequest>(school)
            && (self.may::<MoveCommentaryRequest>()
                || paragraph.written_by == role_name(Role::Headteacher))
    }

    fn forms(self, place: usize, paragraph: &ReportParagraph) -> Markup {
        let (report, id) = (self.id(), paragraph.paragraph_id.clone());
        let about = format!("paragraph {}", place + 1);
        let edit = EditCommentary { report: report.clone(), paragraph: id.clone() };
        let lift = LiftCommentary { report: report.clone(), paragraph: id.clone() };
        let remove = RemoveCommentary { report, paragraph: id };
        html! {
            (Form::new(&edit, self.visitor, self.told)
                .starting("text", paragraph.text.said())
                .folded(&format!("Change {about}")))
            @if place > 0 && self.may::<MoveCommentaryRequest>() {
                (Form::new(&lift, self.visitor, self.told).small().about(&about).render())
            }
            (Form::new(&remove, self.visitor, self.told).small().about(&about).render())
        }
    }

    fn earlier(self, paragraph: &ReportParagraph) -> Markup {
        let names = &self.ground.names;
        details(
            &format!("Earlier wordings ({})", paragraph.earlier.len()),
            &html! {
                @for version in paragraph.earlier.iter().rev() {
                    p class="govuk-body pl-wrap" { (version.text.said()) }
                    p.pl-note { (names.person(&version.actor_id)) ", " (dates::moment(&version.at)) "." }
                }
            },
        )
    }
}

/// What is otherwise in a draft than in the version that was sent for approval; nothing where it was not sent.
pub(crate) fn since_sent(report: &Report) -> Vec<String> {
    let Some(sent) = &report.sent else { return Vec::new() };
    let stand: Vec<_> = report.paragraphs.iter().filter(|one| one.removed_at.is_empty()).collect();
    let before = |id: &str| sent.paragraphs.iter().find(|one| one.paragraph_id == id);
    let commitment = |one: &ReportParagraph| {
        one.text.as_ref().map(|text| text.commitment.clone()).unwrap_or_default()
    };
    let added = stand.iter().filter(|one| before(&one.paragraph_id).is_none()).count();
    let changed = stand.iter().filter(|one| {
        before(&one.paragraph_id).is_some_and(|then| then.commitment != commitment(one))
    });
    let changed = changed.count();
    let gone = sent
        .paragraphs
        .iter()
        .filter(|then| stand.iter().all(|one| one.paragraph_id != then.paragraph_id));
    let gone = gone.count();
    let then = sent.paragraphs.iter().map(|one| &one.paragraph_id);
    let then: Vec<_> = then.filter(|id| stand.iter().any(|one| one.paragraph_id == **id)).collect();
    let now = stand.iter().map(|one| &one.paragraph_id);
    let now: Vec<_> = now.filter(|id| before(id).is_some()).collect();
    let mut told = Vec::new();
    for (count, what) in [(added, "added"), (changed, "worded anew"), (gone, "taken out")] {
        if count > 0 {
            let paragraphs = super::counted(count, "paragraph", "paragraphs");
            told.push(format!("{paragraphs} {what}"));
        }
    }
    if then != now {
        told.push("the order changed".to_owned());
    }
    if sent.data_sha256 != report.data_sha256 {
        told.push("drafted anew from the record".to_owned());
    }
    told
}

#[cfg(test)]
mod tests;
