//! Counts the demo's answers again, without the product's code for figures.

use std::collections::BTreeMap;

use contract::surveys::v1::surveys_service_client::SurveysServiceClient;
use contract::surveys::v1::{Answer, Counting, InstrumentPublished, ListInstrumentsRequest};
use plumbline::demo::answers::answers;
use plumbline::demo::script::TermKey;

use crate::doors::Doors;

/// Answers to one question.
#[derive(Debug, Default, PartialEq)]
pub struct Counted {
    pub positive: u32,
    pub base: u32,
    /// Answers by option, those outside the base included.
    pub options: BTreeMap<String, u32>,
}

impl Counted {
    pub fn percent(&self) -> f64 {
        100.0 * f64::from(self.positive) / f64::from(self.base)
    }
}

/// All answers of a term, by school.
pub struct Answered {
    instrument: InstrumentPublished,
    by_school: BTreeMap<String, Vec<Vec<Answer>>>,
}

impl Answered {
    pub async fn of(doors: &Doors, term: TermKey) -> Self {
        let audience = doors.script.trust.terms.of(term).wave;
        let mut surveys = SurveysServiceClient::new(doors.peers.channel("surveys"));
        let wanted = ListInstrumentsRequest { at_least: doors.head, ..Default::default() };
        let request = doors.caller.request(wanted);
        let listed = surveys.list_instruments(request).await.unwrap().into_inner().instruments;
        let mut asked =
            listed.into_iter().filter(|of| of.instrument_id == audience.instrument_id());
        let instrument = asked.next().unwrap();
        let schools = doors.script.schools.iter();
        let by_school = schools
            .map(|school| (school.slug.clone(), answers(&instrument, audience, school, term)))
            .collect();
        Self { instrument, by_school }
    }

    /// One school's answers to a question.
    pub fn school(&self, slug: &str, question_id: &str) -> Counted {
        self.count(&self.by_school[slug], question_id)
    }

    /// All schools' answers to a question.
    pub fn trust(&self, question_id: &str) -> Counted {
        self.count(self.by_school.values().flatten(), question_id)
    }

    fn count<'a>(
        &self,
        answers: impl IntoIterator<Item = &'a Vec<Answer>>,
        question_id: &str,
    ) -> Counted {
        let question =
            self.instrument.questions.iter().find(|q| q.question_id == question_id).unwrap();
        let mut counted = Counted::default();
        for answer in
            answers.into_iter().flatten().filter(|answer| answer.question_id == question_id)
        {
            let option = question
                .options
                .iter()
                .find(|option| option.option_id == answer.option_id)
                .unwrap();
            *counted.options.entry(option.option_id.clone()).or_default() += 1;
            counted.base += u32::from(option.counting() != Counting::OutsideBase);
            counted.positive += u32::from(option.counting() == Counting::Positive);
        }
        counted
    }
}
