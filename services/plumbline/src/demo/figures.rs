//! Released figures as the story quotes and cites them.

use std::collections::BTreeMap;

use contract::categories::v1::{Citation, EvidenceKind};
use contract::surveys::v1::{Figure, GetResultsResponse};

use crate::demo::script::AudienceKey;
use crate::demo::topics;

/// The newest released results by audience.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    newest: BTreeMap<AudienceKey, GetResultsResponse>,
}

impl Figures {
    /// Takes in the released results of a term.
    pub(crate) fn released(&mut self, audience: AudienceKey, results: GetResultsResponse) {
        self.newest.insert(audience, results);
    }

    /// The text with `{parents:behaved}` and the like replaced by the school's figure in words.
    pub(crate) fn quote(&self, school_id: &str, text: &str) -> String {
        let mut quoted = text.to_owned();
        for topic in topics::quoted(text) {
            let words =
                self.find(school_id, topic).map_or("not shown", |found| &found.figure.words);
            quoted = quoted.replace(&format!("{{{topic}}}"), words);
        }
        quoted
    }

    /// The figures of a school that a judgement of an area cites, if they may be shown.
    pub(crate) fn evidence(&self, school_id: &str, area_id: &str) -> Vec<Citation> {
        let shown =
            topics::looked_at(area_id).iter().filter_map(|topic| self.find(school_id, topic));
        shown.filter(Found::shown).map(|found| found.cite()).collect()
    }

    fn find(&self, school_id: &str, topic: &str) -> Option<Found<'_>> {
        let (audience, question_id) = topics::question_id(topic)?;
        let results = self.newest.get(&audience)?;
        let mut figures = results.figures.iter();
        let figure = figures.find(|f| f.school_id == school_id && f.question_id == question_id)?;
        Some(Found { results, figure })
    }
}

struct Found<'a> {
    results: &'a GetResultsResponse,
    figure: &'a Figure,
}

impl Found<'_> {
    fn shown(&self) -> bool {
        self.figure.suppression().is_shown()
    }

    fn cite(&self) -> Citation {
        let wave_id =
            self.results.wave.as_ref().map(|wave| wave.wave_id.as_str()).unwrap_or_default();
        Citation {
            kind: EvidenceKind::SurveyFigure.into(),
            id: format!("{wave_id}/{}", self.figure.question_id),
            says: String::new(),
            position: self.results.released_at,
        }
    }
}

#[cfg(test)]
mod tests;
