//! Tells every event in one sentence, in the users' words. Ids stand in braces, so that the reader's side can put names in.

mod categories;
mod committees;
mod earlier;
mod evidence;
mod figures;
mod frameworks;
mod independence;
mod people;
mod record;
mod reports;
mod requirements;
mod reviews;
mod schools;
mod self_evaluations;
mod surveys;
mod things;
mod visits;
mod words;

use contract::events::AnyEvent;

pub(crate) use things::{Known, Thing, refers_to};
pub(crate) use words::{CLOSING, QUOTED, plain, stopped};

/// One event as the trail tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub sentence: String,
    /// Every school the event is about, each once, the chief one first.
    pub schools: Vec<String>,
    /// Every area, likewise.
    pub areas: Vec<String>,
}

impl Line {
    fn new(sentence: String) -> Self {
        Self { sentence, ..Self::default() }
    }

    fn about<'a>(mut self, schools: impl IntoIterator<Item = &'a String>) -> Self {
        add(&mut self.schools, schools);
        self
    }

    fn in_areas<'a>(mut self, areas: impl IntoIterator<Item = &'a String>) -> Self {
        add(&mut self.areas, areas);
        self
    }
}

fn add<'a>(ids: &mut Vec<String>, more: impl IntoIterator<Item = &'a String>) {
    for id in more {
        if !id.is_empty() && !ids.contains(id) {
            ids.push(id.clone());
        }
    }
}

/// Tells an event. There is no catch-all arm here or below: an event without a sentence must not compile.
pub(crate) fn sentence(event: &AnyEvent, known: &Known) -> Line {
    match event {
        AnyEvent::Trust(event) => schools::trust(event),
        AnyEvent::School(event) => schools::school(event),
        AnyEvent::Hub(event) => schools::hub(event, known),
        AnyEvent::Committee(event) => committees::committee(event),
        AnyEvent::Meeting(event) => committees::meeting(event),
        AnyEvent::AcademicYear(event) => schools::academic_year(event),
        AnyEvent::Person(event) => people::person(event, known),
        AnyEvent::Words(event) => schools::words(event),
        AnyEvent::Instrument(event) => surveys::instrument(event),
        AnyEvent::Wave(event) => surveys::wave(event, known),
        AnyEvent::Review(event) => reviews::review(event, known),
        AnyEvent::Pairing(event) => reviews::pairing(event, known),
        AnyEvent::Inspection(event) => evidence::inspection(event),
        AnyEvent::Accreditation(event) => evidence::accreditation(event),
        AnyEvent::Measure(event) => figures::measure(event),
        AnyEvent::Figure(event) => figures::figure(event),
        AnyEvent::RecordEntry(event) => record::record_entry(event),
        AnyEvent::VisitNote(event) => visits::visit_note(event),
        AnyEvent::SefTemplate(event) => self_evaluations::template(event),
        AnyEvent::SelfEvaluation(event) => self_evaluations::self_evaluation(event),
        AnyEvent::ImportedFigures(event) => figures::imported(event),
        AnyEvent::FigureMapping(event) => figures::mapping(event),
        AnyEvent::Requirement(event) => requirements::requirement(event, known),
        AnyEvent::Adoption(event) => requirements::adoption(event, known),
        AnyEvent::IndependenceScale(event) => independence::scale(event),
        AnyEvent::Independence(event) => independence::independence(event),
        AnyEvent::Framework(event) => categories::framework(event),
        AnyEvent::FrameworkDraft(event) => frameworks::draft(event),
        AnyEvent::FrameworkComment(event) => frameworks::comment(event),
        AnyEvent::Round(event) => categories::round(event, known),
        AnyEvent::Category(event) => categories::category(event),
        AnyEvent::EarlierDecisions(event) => earlier::earlier_decisions(event),
        AnyEvent::Report(event) => reports::report(event, known),
    }
}

#[cfg(test)]
mod tests;
