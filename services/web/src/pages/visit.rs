//! A note of a visit on a page: what comes next, what was found, what is to be done, and what became of it.

use access::{Shows, role_name};
use axum::extract::{Path, State};
use contract::Said as _;
use contract::evidence::v1::{
    AgreeVisitNoteRequest, IssueVisitNoteRequest, ListVisitNotesRequest, RecordVisitFindingRequest,
    RevisitOutcome, RevisitVisitActionRequest, StrengthOfEvidence, VisitAction, VisitFinding,
    VisitNote, VisitNoteState, VisitReader, VisitRevisit,
};
use contract::log::v1::AsOf;
use contract::schools::v1::{Role, ScopeKind};
use maud::{Markup, html};

use super::visit_forms::{
    AgreeVisitAction, AgreeVisitNote, CommentOnVisitNote, IssueVisitNote, RecordVisitFinding,
    RevisitVisitAction, SendVisitNote, TakeOutVisitAction, TakeOutVisitFinding,
};
use super::{ForReader, choices, crumbs, event_link, visit_guests};
use crate::access::{Behind, role_words};
use crate::components::tag;
use crate::dates;
use crate::failure::Failure;
use crate::form::{Choice, Form, Query, Told};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct VisitLoaded {
    pub ground: Ground,
    pub note: VisitNote,
    pub as_of: Option<AsOf>,
}

/// `GET /visits/{visit}`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(visit): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let at_least = told.at_least();
    let wanted = ListVisitNotesRequest { at_least, visit_note_id: visit, ..Default::default() };
    let mut evidence = web.services.evidence();
    let (ground, answer) = tokio::join!(
        Ground::load(&web.services, &visitor),
        evidence.list_visit_notes(ask(&visitor.caller(), wanted)),
    );
    let answer = answer?.into_inner();
    let none = || Failure::NotFound("You are shown no such note of a visit.".to_owned());
    let note = answer.notes.into_iter().next().ok_or_else(none)?;
    let loaded = VisitLoaded { ground: ground?, note, as_of: answer.as_of };
    Ok(render(&visitor, &loaded, &told))
}

pub(crate) fn render(visitor: &Visitor, loaded: &VisitLoaded, told: &Told) -> Markup {
    let VisitLoaded { ground, note, as_of } = loaded;
    let desk = VisitDesk { of: ForReader { visitor, ground, told }, note };
    let school = ground.names.school(&note.school_id);
    let title = format!("{}, {}", note.kind().words(), dates::day(&note.on));
    let body = html! {
        (told.above())
        span class="govuk-caption-l" { (school) }
        h1.govuk-heading-l { (title) }
        p.govuk-body {
            (tag(note.state().words(), ""))
            @if visitor.is_guest() { " You write in it as a guest." } @else {
                " Written by " (ground.names.person(&note.writer_id)) ", "
                (event_link(visitor, Behind::Visit(&note.school_id), note.position)) "."
            }
        }
        (desk.next())
        h2.govuk-heading-m { "What was looked at" }
        p class="govuk-body pl-wrap pl-measure" { (note.focus.said()) }
        (desk.findings())
        (desk.actions())
        (desk.comments())
        (desk.readers())
        (visit_guests::section(desk.of, note))
    };
    let here = format!("/schools/{}", note.school_id);
    let crumbs = crumbs([(school, here.clone()), ("Visits".to_owned(), format!("{here}/visits"))]);
    let frame = Frame {
        title: &title,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// A note and who looks at it.
#[derive(Debug)]
struct VisitDesk<'a> {
    of: ForReader<'a>,
    note: &'a VisitNote,
}

impl VisitDesk<'_> {
    fn ids(&self) -> (String, String) {
        (self.note.school_id.clone(), self.note.visit_note_id.clone())
    }

    /// Whether this person wrote the note, or is the improvement lead.
    fn is_theirs(&self) -> bool {
        let (visitor, school) = (self.of.visitor, &self.note.school_id);
        let leads = visitor.may.shows::<ListVisitNotesRequest>(school, Shows::VisitNoteWhole);
        leads || self.note.writer_id == visitor.actor.to_string()
    }

    fn writes(&self) -> bool {
        let (visitor, note) = (self.of.visitor, self.note);
        let open = matches!(note.state(), VisitNoteState::Draft | VisitNoteState::Commented);
        let may = visitor.may.of::<RecordVisitFindingRequest>(&note.school_id);
        let is_guest = visitor.is_guest_of(&note.visit_note_id);
        open && (is_guest || (self.is_theirs() && may))
    }

    fn answers(&self) -> bool {
        self.note.state() == VisitNoteState::Sent
            && self.of.visitor.may.of::<AgreeVisitNoteRequest>(&self.note.school_id)
    }

    /// The writer, the lead and the central team look at an action again.
    fn looks_again(&self) -> bool {
        let (visitor, school) = (self.of.visitor, &self.note.school_id);
        let of_the_team = visitor.role == Role::CentralTeam;
        self.note.state() == VisitNoteState::Issued
            && (self.is_theirs() || of_the_team)
            && visitor.may.of::<RevisitVisitActionRequest>(school)
    }

    /// What comes next, and the forms for it where they are this person's.
    fn next(&self) -> Markup {
        let sentence = match self.note.state() {
            VisitNoteState::Draft => {
                "The writer adds what was found, and sends the note to the head."
            }
            VisitNoteState::Sent => {
                "The school’s head agrees to the note, or says what is not right."
            }
            VisitNoteState::Commented => {
                "The writer looks at the comment, and sends the note again."
            }
            VisitNoteState::Agreed => "The writer issues the note to its readers.",
            VisitNoteState::Issued | VisitNoteState::Unspecified => return html! {},
        };
        html! {
            section #next {
                h2.govuk-heading-m { "What comes next" }
                p.govuk-body { (sentence) }
                @if self.writes() { (self.writing()) }
                @if self.answers() { (self.answering()) }
                (self.issuing())
            }
        }
    }

    fn writing(&self) -> Markup {
        let ForReader { visitor, ground, told } = self.of;
        let (school, visit) = self.ids();
        let found = RecordVisitFinding { school: school.clone(), visit: visit.clone() };
        let to_do = AgreeVisitAction { school: school.clone(), visit: visit.clone() };
        let strengths =
            StrengthOfEvidence::ALL.map(|one| Choice::new(one.as_str_name(), one.words()));
        html! {
            (Form::new(&found, visitor, told)
                .choices("areas", choices::areas(ground))
                .choices("strength", strengths.to_vec())
                .folded("Add a finding"))
            (Form::new(&to_do, visitor, told)
                .choices("owner", choices::or("Choose who does it", self.owners()))
                .folded("Add an action"))
            @if !self.note.findings.is_empty() {
                (Form::new(&SendVisitNote { school, visit }, visitor, told).render())
            }
        }
    }

    fn answering(&self) -> Markup {
        let ForReader { visitor, told, .. } = self.of;
        let (school, visit) = self.ids();
        let comment = CommentOnVisitNote { school: school.clone(), visit: visit.clone() };
        html! {
            (Form::new(&AgreeVisitNote { school, visit }, visitor, told).render())
            (Form::new(&comment, visitor, told).folded("Say what is not right"))
        }
    }

    /// For the writer and the lead, once it is agreed. A note without an answer can be issued too; the service says from when.
    fn issuing(&self) -> Markup {
        let ForReader { visitor, told, .. } = self.of;
        let (school, visit) = self.ids();
        let may = self.is_theirs() && visitor.may.of::<IssueVisitNoteRequest>(&school);
        let act = IssueVisitNote { school, visit };
        let readers = VisitReader::ALL.map(|one| Choice::new(one.as_str_name(), one.words()));
        let form = Form::new(&act, visitor, told).choices("readers", readers.to_vec());
        html! {
            @match (may, self.note.state()) {
                (true, VisitNoteState::Agreed) => (form.render()),
                (true, VisitNoteState::Sent) => (form.folded("Issue it without an answer, ten days after it was sent")),
                _ => {}
            }
        }
    }

    /// The head and staff of the school as roles, then each person with a role at the school.
    fn owners(&self) -> Vec<Choice> {
        let roles = [Role::Headteacher, Role::Staff, Role::GovernanceChair, Role::ImprovementLead];
        let roles = roles.map(|role| Choice::new(role.as_str_name(), role_words(&role_name(role))));
        let ground: &Ground = self.of.ground;
        let at_the_school = |scope: &contract::schools::v1::Scope| {
            scope.kind() == ScopeKind::School && scope.id == self.note.school_id
        };
        let people = ground.people.iter().filter(|person| {
            let mut scopes = person.roles.iter().filter_map(|held| held.scope.as_ref());
            !person.name.is_empty() && scopes.any(at_the_school)
        });
        let people = people.map(|person| Choice::new(&person.person_id, &person.name));
        roles.into_iter().chain(people).collect()
    }

    fn findings(&self) -> Markup {
        // A reader of a note is shown all that it holds.
        let all = Shown::All(&self.note.findings);
        html! {
            h2.govuk-heading-m { "What was found" }
            (all.draw(FOUND, |found| {
                let drawn = html! { @for one in found.iter() { (self.finding(one)) } };
                (!found.is_empty()).then_some(drawn)
            }))
        }
    }

    fn finding(&self, finding: &VisitFinding) -> Markup {
        let ForReader { visitor, ground, told } = self.of;
        let (school, visit) = self.ids();
        let areas: Vec<_> = finding.areas.iter().map(|area| ground.names.area(area)).collect();
        let out = TakeOutVisitFinding { school, visit, finding: finding.finding_id.clone() };
        html! {
            article.pl-figure id=(finding.finding_id) {
                p class="govuk-body pl-wrap pl-measure" { (finding.text.said()) }
                p.pl-trail__meta {
                    (areas.join(", ")) ". " (finding.strength().words()) ", "
                    (event_link(visitor, Behind::Visit(&self.note.school_id), finding.position)) "."
                }
                @if self.writes() {
                    (Form::new(&out, visitor, told).about(&format!("(event {})", finding.position)).small().render())
                }
            }
        }
    }

    fn actions(&self) -> Markup {
        let all = Shown::All(&self.note.actions);
        html! {
            h2.govuk-heading-m { "What is to be done" }
            (all.draw(TO_DO, |actions| {
                let drawn = html! { @for one in actions.iter() { (self.action(one)) } };
                (!actions.is_empty()).then_some(drawn)
            }))
        }
    }

    fn action(&self, action: &VisitAction) -> Markup {
        let ForReader { visitor, told, .. } = self.of;
        let (school, visit) = self.ids();
        let action_id = action.action_id.clone();
        let about = format!("(event {})", action.position);
        let again = RevisitVisitAction {
            school: school.clone(),
            visit: visit.clone(),
            action: action_id.clone(),
        };
        let out = TakeOutVisitAction { school, visit, action: action_id };
        let outcomes = RevisitOutcome::ALL.map(|one| Choice::new(one.as_str_name(), one.words()));
        html! {
            article.pl-figure id=(action.action_id) {
                p class="govuk-body pl-wrap pl-measure" { (action.text.said()) }
                p.pl-trail__meta {
                    (self.owner(action)) ", by " (dates::day(&action.due_on)) ", "
                    (event_link(visitor, Behind::Visit(&self.note.school_id), action.position)) "."
                }
                @for revisit in &action.revisits { (became(revisit)) }
                @if self.writes() {
                    (Form::new(&out, visitor, told).about(&about).small().render())
                }
                @if self.looks_again() {
                    (Form::new(&again, visitor, told)
                        .choices("outcome", outcomes.to_vec())
                        .about(&about)
                        .folded("Record what became of it"))
                }
            }
        }
    }

    fn owner(&self, action: &VisitAction) -> String {
        match action.owner_id.as_str() {
            "" => role_words(&role_name(action.owner_role())),
            person => self.of.ground.names.person(person),
        }
    }

    /// What the head said of the facts; the service gives it to writer, lead and head.
    fn comments(&self) -> Markup {
        html! {
            @if !self.note.comments.is_empty() {
                h2.govuk-heading-m { "What the head said of it" }
                @for comment in &self.note.comments {
                    p class="govuk-body pl-wrap pl-measure" {
                        strong { (dates::day(&comment.on)) ": " } (comment.text.said())
                    }
                }
            }
        }
    }

    fn readers(&self) -> Markup {
        let readers: Vec<_> = self.note.readers().map(VisitReader::words).collect();
        html! {
            h2.govuk-heading-m { "Who reads it" }
            p.govuk-body {
                @if self.note.state() == VisitNoteState::Issued {
                    "The school’s head, the writer and the improvement lead"
                    @for reader in readers { ". " (reader) }
                    ". Issued on " (dates::day(&self.note.issued_on)) "."
                    @if self.note.agreed_on.is_empty() { " The head had not answered by then." }
                } @else {
                    "Until it is issued, the writer, guests of the visit and the improvement lead, and the school’s head once it was sent."
                }
            }
        }
    }
}

const FOUND: Words<'_> =
    Words { what: "What was found", none: Absence::of("No finding has been added yet.") };
const TO_DO: Words<'_> =
    Words { what: "What is to be done", none: Absence::of("No action has been agreed.") };

fn became(revisit: &VisitRevisit) -> Markup {
    let colour = match revisit.outcome() {
        RevisitOutcome::Improved => "green",
        RevisitOutcome::NotImproved | RevisitOutcome::Unspecified => "orange",
    };
    html! {
        p class="govuk-body pl-wrap pl-measure" {
            (dates::day(&revisit.on)) " " (tag(revisit.outcome().words(), colour)) " " (revisit.text.said())
        }
    }
}

#[cfg(test)]
mod tests;
