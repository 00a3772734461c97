//! The parts of a school on one sheet: a few lines each, and the way to the page with all of it.

use access::role_name;
use contract::Said as _;
use contract::dashboards::v1::{Fact, GetHeatmapResponse, HeatmapCell};
use contract::evidence::v1::{
    Inspection, ListRecordEntriesResponse, RevisitOutcome, VisitAction, VisitNote, VisitNoteState,
};
use contract::reviews::v1::{Pairing, PairingState, Review};
use contract::schools::v1::School;
use contract::surveys::v1::{Wave, WaveState};
use maud::{Markup, html};

use super::asked::Asked;
use super::heat::movement;
use super::on_a_page::OnAPage;
use super::{capital, inspections, measure, reviews, rung};
use crate::access::role_words;
use crate::dates;
use crate::ground::Ground;
use crate::shown::{Absence, Words};
use crate::visitor::Visitor;

/// Surveys, and lines of each.
const SURVEYS: usize = 2;
const ANSWERS: usize = 5;
/// Notes of visits, peer reviews, and entries of the running record.
const VISITS: usize = 4;
const REVIEWS: usize = 3;
const ENTRIES: usize = 4;
/// Actions that are not done.
const ACTIONS: usize = 6;

/// A school on a sheet for one reader.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SchoolSheet<'a> {
    pub visitor: &'a Visitor,
    pub loaded: &'a OnAPage,
    pub school: &'a School,
    pub asked: &'a Asked,
}

impl SchoolSheet<'_> {
    fn ground(&self) -> &Ground {
        &self.loaded.held.ground
    }

    /// The address of a page of the school.
    pub(super) fn at(&self, page: &str) -> String {
        format!("/schools/{}/{page}", self.school.school_id)
    }

    pub(crate) fn details(&self) -> Markup {
        let (school, ground) = (self.school, self.ground());
        let mut committees = ground.trust.committees.iter();
        let committee = committees.find(|known| known.school_id == school.school_id);
        let facts = [
            ("URN", school.urn.clone()),
            ("Phase", capital(&school.phase)),
            ("Type", school.r#type.clone()),
            ("Religious character", school.religious_character.clone()),
            ("Pupils", school.pupils.map(|pupils| pupils.to_string()).unwrap_or_default()),
            ("Town", school.town.clone()),
            ("Hub", ground.names.hub(&school.hub_id).unwrap_or_default().to_owned()),
            ("In the trust since", dates::day(&school.joined_on)),
            ("Left the trust", dates::day(&school.left_on)),
            ("Committee", committee.map(|known| known.name.clone()).unwrap_or_default()),
        ];
        let known = facts.into_iter().filter(|(_, value)| !value.is_empty());
        let lines = known.map(|(key, value)| html! { strong { (key) } ": " (value) });
        let title = match self.asked.date {
            Some(_) => "The school, as it is today",
            None => "The school",
        };
        drawn(title, &list(lines.collect()).unwrap_or_default())
    }

    pub(crate) fn regions(&self) -> Markup {
        let none = match self.visitor.sees_drafts(&self.school.school_id) {
            true => Absence::of("The trust has not judged its schools yet."),
            false => Absence::of("Nothing about this school has been shared yet."),
        };
        let words = Words { what: "Regions", none };
        let areas = |heat: &GetHeatmapResponse| {
            let own = |cell: &&HeatmapCell| cell.school_id == self.school.school_id;
            let own: Vec<&HeatmapCell> = heat.cells.iter().filter(own).collect();
            let lines = self.ground().framework.areas.iter().map(|area| {
                let at = self.asked.keep(&self.at(&format!("areas/{}", area.area_id)));
                let cell = own.iter().find(|cell| cell.area_id == area.area_id);
                html! { a.govuk-link href=(at) { (area.name) } ": " (self.region(cell.copied())) }
            });
            if own.is_empty() { None } else { list(lines.collect()) }
        };
        drawn("Regions", &self.loaded.held.heat.draw(words, areas))
    }

    fn region(&self, cell: Option<&HeatmapCell>) -> Markup {
        let names = &self.ground().names;
        html! {
            @match cell {
                Some(cell) => {
                    @if !cell.reopened { (rung(names, &cell.region_id)) ", " }
                    (movement(names, cell))
                    @if !cell.reopened { ", " (dates::day(&cell.decided_on)) }
                    @if !cell.shared { " (not shared yet)" }
                }
                None => (self.visitor.without_decision(&self.school.school_id)),
            }
        }
    }

    /// Each in the words of its own framework, the latest first.
    pub(crate) fn inspections(&self) -> Markup {
        let lines = |found: &Vec<Inspection>| {
            let mut found: Vec<&Inspection> = found.iter().collect();
            found.sort_by(|one, other| other.on.cmp(&one.on));
            let lines = found.into_iter().map(|one| {
                let before = inspections::is_before(one, self.school);
                html! {
                    (inspections::in_a_line(one)) @if before { " (before joining the trust)" }
                }
            });
            list(lines.collect())
        };
        let drawn_lines = self.loaded.held.inspections.draw(inspections::WORDS, lines);
        drawn(
            "Inspections",
            &html! {
                (drawn_lines)
                p.pl-note { "Grades of one framework can’t be compared with those of another." }
            },
        )
    }

    pub(crate) fn surveys(&self) -> Markup {
        let waves = &self.loaded.held.waves;
        let surveys = |waves: &Vec<Wave>| {
            let released = self.released(waves);
            let drawn = html! {
                @for wave in released.iter().take(SURVEYS) { (self.survey(wave)) }
            };
            (!released.is_empty()).then_some(drawn)
        };
        let all = waves.known().map_or(0, |waves| self.released(waves).len());
        drawn(&newest_of("Surveys", SURVEYS, all), &waves.draw(SURVEYED, surveys))
    }

    /// Surveys that asked the school and are released, the latest first.
    fn released<'w>(&self, waves: &'w [Wave]) -> Vec<&'w Wave> {
        let asked = |wave: &&Wave| wave.school_ids.contains(&self.school.school_id);
        let released = waves.iter().filter(|wave| wave.state() == WaveState::Released);
        let mut released: Vec<&Wave> = released.filter(asked).collect();
        released.sort_by(|one, other| other.closes_on.cmp(&one.closes_on));
        released
    }

    fn survey(&self, wave: &Wave) -> Markup {
        let (names, instruments) = (&self.ground().names, &self.loaded.instruments);
        let lines = |facts: &Vec<Fact>| {
            let of_wave = facts.iter().filter(|fact| fact.wave_id == wave.wave_id);
            let mut of_wave: Vec<&Fact> = of_wave.collect();
            // How many took part comes first.
            of_wave.sort_by_key(|fact| !fact.measure.ends_with(".response_rate"));
            let lines = of_wave.into_iter().take(ANSWERS + 1).map(|fact| {
                html! { (measure::words(names, instruments, fact)) ": " (fact.words) }
            });
            list(lines.collect())
        };
        let at = format!("/surveys/{}?school={}", wave.wave_id, self.school.school_id);
        html! {
            p.govuk-body {
                a.govuk-link href=(at) { (wave.title) } ", " (dates::term(&wave.term))
                ", closed on " (dates::day(&wave.closes_on))
            }
            (self.loaded.facts.draw(ANSWERED, lines))
        }
    }

    /// Notes that were issued, the latest visit first.
    pub(crate) fn visits(&self) -> Markup {
        let lines = |notes: &Vec<VisitNote>| {
            let lines = issued(notes).into_iter().take(VISITS).map(|note| {
                html! {
                    a.govuk-link href={"/visits/" (note.visit_note_id)} {
                        (note.kind().words()) ", " (dates::day(&note.on))
                    }
                    ": " span.pl-wrap { (note.focus.said()) }
                }
            });
            list(lines.collect())
        };
        let visits = &self.loaded.held.visits;
        let all = visits.known().map_or(0, |notes| issued(notes).len());
        drawn(&newest_of("Visits", VISITS, all), &visits.draw(VISITED, lines))
    }

    pub(crate) fn reviews(&self) -> Markup {
        let lines = |found: &Vec<Review>| {
            let mut found: Vec<&Review> = found.iter().collect();
            found.sort_by_key(|one| std::cmp::Reverse(one.term.parse::<contract::Term>().ok()));
            let lines = found.into_iter().take(REVIEWS).map(|review| {
                html! {
                    a.govuk-link href={"/reviews/" (review.review_id)} { (dates::term(&review.term)) }
                    ", " (reviews::review_state(review.state())) ": "
                    span.pl-wrap { (review.focus.said()) }
                }
            });
            list(lines.collect())
        };
        let reviews = &self.loaded.held.reviews;
        let all = reviews.known().map_or(0, Vec::len);
        drawn(&newest_of("Peer reviews", REVIEWS, all), &reviews.draw(REVIEWED, lines))
    }

    /// The newest entries that stand.
    pub(crate) fn record(&self) -> Markup {
        let lines = |found: &ListRecordEntriesResponse| {
            let stands = found.entries.iter().filter(|entry| entry.corrected_by_id.is_empty());
            let lines = stands.take(ENTRIES).map(|entry| {
                html! {
                    a.govuk-link href=(self.at(&format!("record/{}", entry.record_entry_id))) {
                        (dates::day(&entry.on))
                    }
                    @if !entry.kind().words().is_empty() { " (" (entry.kind().words().to_lowercase()) ")" }
                    ": " span.pl-wrap { (entry.text.said()) }
                }
            });
            list(lines.collect())
        };
        let record = &self.loaded.held.record;
        let stand = |found: &ListRecordEntriesResponse| {
            found.entries.iter().filter(|entry| entry.corrected_by_id.is_empty()).count()
        };
        let all = record.known().map_or(0, stand);
        drawn(&newest_of("Running record", ENTRIES, all), &record.draw(RECORDED, lines))
    }

    /// Partnerships that stand or are proposed, and what was agreed in visits and is not done.
    pub(crate) fn support(&self) -> Markup {
        let (loaded, id) = (self.loaded, &self.school.school_id);
        let partners = |pairings: &Vec<Pairing>| {
            let open = |pairing: &&Pairing| {
                matches!(pairing.state(), PairingState::Proposed | PairingState::Accepted)
            };
            let own = |pairing: &&Pairing| {
                pairing.giving_school_id == *id || pairing.receiving_school_id == *id
            };
            let lines = pairings.iter().filter(open).filter(own).map(|one| self.partnership(one));
            list(lines.collect())
        };
        let agreed = |notes: &Vec<VisitNote>| {
            let open = issued(notes).into_iter().flat_map(|note| &note.actions).filter(is_open);
            let mut open: Vec<&VisitAction> = open.collect();
            open.sort_by(|one, other| one.due_on.cmp(&other.due_on));
            let more = open.len().saturating_sub(ACTIONS);
            let lines = open.into_iter().take(ACTIONS).map(|action| self.action(action));
            let more = (more > 0).then(|| html! { "And " (more) " more." });
            list(lines.chain(more).collect())
        };
        let body = html! {
            (loaded.pairings.draw(SUPPORTED, partners))
            (loaded.held.visits.draw(AGREED, agreed))
        };
        drawn("Support and actions", &body)
    }

    fn partnership(&self, pairing: &Pairing) -> Markup {
        let names = &self.ground().names;
        let proposed = pairing.state() == PairingState::Proposed;
        html! {
            (names.school(&pairing.giving_school_id)) " supports "
            (names.school(&pairing.receiving_school_id)) " in " (names.area(&pairing.area_id))
            @if proposed { " (proposed)" }
        }
    }

    fn action(&self, action: &VisitAction) -> Markup {
        let owner = match action.owner_id.as_str() {
            "" => role_words(&role_name(action.owner_role())),
            person => self.ground().names.person(person),
        };
        html! {
            span.pl-wrap { (action.text.said()) } " " (owner) ", by " (dates::day(&action.due_on))
        }
    }
}

const SURVEYED: Words<'_> = Words {
    what: "Surveys",
    none: Absence::of("No results have been released for this school yet."),
};
const ANSWERED: Words<'_> =
    Words { what: "Answers", none: Absence::of("No figure of this survey is of this school.") };
const VISITED: Words<'_> =
    Words { what: "Notes of visits", none: Absence::of("No note of a visit has been issued yet.") };
const REVIEWED: Words<'_> = Words {
    what: "Peer reviews",
    none: Absence::of("No peer review of this school has been asked for."),
};
const RECORDED: Words<'_> = Words {
    what: "The running record",
    none: Absence::of("No entry has been added to this record yet."),
};
const SUPPORTED: Words<'_> = Words {
    what: "Partnerships",
    none: Absence::of("No partnership of this school stands or is proposed."),
};
const AGREED: Words<'_> = Words {
    what: "Actions of visits",
    none: Absence::of("No action that was agreed in a visit waits to be done."),
};

/// A part of the sheet with its heading.
pub(super) fn drawn(title: &str, body: &Markup) -> Markup {
    html! { section { h2.govuk-heading-s { (title) } (body) } }
}

/// A title that tells where there are more than are drawn.
fn newest_of(title: &str, most: usize, all: usize) -> String {
    if all > most { format!("{title}: the newest {most}") } else { title.to_owned() }
}

/// Nothing where there is no line.
pub(super) fn list(lines: Vec<Markup>) -> Option<Markup> {
    (!lines.is_empty()).then(|| html! { ul.govuk-list { @for line in lines { li { (line) } } } })
}

/// Notes that were issued, the latest visit first.
fn issued(notes: &[VisitNote]) -> Vec<&VisitNote> {
    let issued = notes.iter().filter(|note| note.state() == VisitNoteState::Issued);
    let mut issued: Vec<&VisitNote> = issued.collect();
    issued.sort_by(|one, other| other.on.cmp(&one.on));
    issued
}

/// Whether nothing has come of an action yet, or nothing good.
fn is_open(action: &&VisitAction) -> bool {
    action.revisits.last().is_none_or(|last| last.outcome() != RevisitOutcome::Improved)
}
