//! Random trusts in which people answer random surveys.

use std::collections::BTreeMap;

use contract::surveys::v1::{Condition, Question, Response};
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use super::super::rules::PrintRule;
use super::super::{Answered, EarlierRelease, HubOfWave, PrintRules, Printed};
use super::Audited;
use crate::samples::{about_you, answer, questions};

/// A trust, its people and which of its schools each survey asked.
pub(super) struct RandomTrust {
    questions: Vec<Question>,
    schools: Vec<String>,
    asked: BTreeMap<String, u32>,
    responses: Vec<Response>,
    surveys: Vec<Vec<String>>,
    /// Schools by hub; some lie in two, some in none.
    hubs: Vec<Vec<String>>,
}

impl RandomTrust {
    pub(super) fn of(seed: u64) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let size = [3, 5, 8, 12, 40][random.random_range(0..5)];
        let schools: Vec<String> =
            (0..random.random_range(1..=size)).map(|number| format!("s{number}")).collect();
        let largest = [12, 20, 60][random.random_range(0..3)];
        let asked: BTreeMap<String, u32> = schools
            .iter()
            .map(|school| (school.clone(), random.random_range(1..=largest)))
            .collect();
        let mut questions = questions();
        let mut plain = questions[0].clone();
        plain.question_id = "q4".to_owned();
        questions.push(plain);
        let mut trust = Self {
            questions,
            schools,
            asked,
            responses: Vec::new(),
            surveys: Vec::new(),
            hubs: Vec::new(),
        };
        for school in trust.schools.clone() {
            trust.answer(&mut random, &school);
        }
        trust.plan(&mut random);
        // Last, so that people and answers are those of earlier versions of this test.
        trust.form_hubs(&mut random);
        trust
    }

    /// The same people, where the question on which `q3` depends is about who answers.
    pub(super) fn with_a_question_about_people(seed: u64) -> Self {
        let mut trust = Self::of(seed);
        about_you(&mut trust.questions[0]);
        trust
    }

    fn form_hubs(&mut self, random: &mut StdRng) {
        for _ in 0..random.random_range(0..=self.schools.len().div_ceil(4).min(2)) {
            let mut some = self.schools.clone();
            some.shuffle(random);
            some.truncate(random.random_range(1..=some.len().min(12)));
            self.hubs.push(some);
        }
    }

    /// The hubs of a survey that asks these schools.
    fn hubs_of(&self, schools: &[String]) -> Vec<HubOfWave> {
        let hubs = self.hubs.iter().enumerate().map(|(number, hub)| HubOfWave {
            hub_id: format!("h{number}"),
            schools: schools.iter().filter(|school| hub.contains(school)).cloned().collect(),
        });
        hubs.filter(|hub| !hub.schools.is_empty()).collect()
    }

    /// A school where many or few answer, and where they think alike or not.
    fn answer(&mut self, random: &mut StdRng, school: &str) {
        let answer_rate = [0.2, 0.5, 0.8, 0.95, 1.0][random.random_range(0..5)];
        let agree = [0.0, 0.3, 0.6, 0.9, 0.97, 1.0][random.random_range(0..6)];
        for _ in 0..self.asked[school] {
            if !random.random_bool(answer_rate) {
                continue;
            }
            let mut answers = Vec::new();
            for question in &self.questions {
                let asked =
                    question.only_if.as_ref().is_none_or(|Condition { question_id, option_id }| {
                        answers.contains(&answer(question_id, option_id))
                    });
                if asked && random.random_bool(0.97) {
                    let others = question.options.len();
                    let option =
                        if random.random_bool(agree) { 0 } else { random.random_range(1..others) };
                    answers
                        .push(answer(&question.question_id, &question.options[option].option_id));
                }
            }
            self.responses.push(Response { school_id: school.to_owned(), answers });
        }
    }

    /// One to three surveys; the first asks everybody, the others some or all.
    fn plan(&mut self, random: &mut StdRng) {
        self.surveys.push(self.schools.clone());
        for _ in 0..random.random_range(0..3) {
            let mut some = self.schools.clone();
            some.shuffle(random);
            let left_out = random.random_range(0..=some.len().min(3).saturating_sub(1));
            some.truncate(some.len() - left_out);
            self.surveys.push(some);
        }
        self.surveys.shuffle(random);
    }

    /// What is printed, survey after survey.
    pub(super) fn surveys(&self, left_out: Option<PrintRule>) -> Vec<Audited<'_>> {
        let mut earlier: Vec<EarlierRelease> = Vec::new();
        let mut surveys = Vec::new();
        for schools in &self.surveys {
            let asked = schools.iter().map(|school| (school.clone(), self.asked[school])).collect();
            let hubs = self.hubs_of(schools);
            let answered = Answered {
                hubs: &hubs,
                questions: &self.questions,
                schools,
                asked: &asked,
                floor: 10,
                responses: &self.responses,
                earlier: &earlier,
                rules: PrintRules { left_out },
            };
            let printed = Printed::of(&answered).released(String::new());
            earlier.push(EarlierRelease::of(asked.clone(), printed.clone()));
            surveys.push(Audited {
                questions: &self.questions,
                floor: 10,
                asked: asked.into_iter().collect(),
                bases: schools.iter().map(|school| self.bases(school)).collect(),
                printed,
            });
            let survey = surveys.last_mut().unwrap();
            survey.bases = survey.asked.iter().map(|(school, _)| self.bases(school)).collect();
        }
        surveys
    }

    /// Answers in the base, by question.
    fn bases(&self, school: &str) -> Vec<u32> {
        let responses = self.responses.iter().filter(|response| response.school_id == school);
        let responses: Vec<&Response> = responses.collect();
        let counts = |question: &Question| {
            let given = responses.iter().flat_map(|response| &response.answers);
            let given = given.filter(|given| given.question_id == question.question_id);
            given.filter(|given| given.option_id != "na" && !question.about_you).count() as u32
        };
        self.questions.iter().map(counts).collect()
    }
}
