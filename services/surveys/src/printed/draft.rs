//! Decides figure by figure and rate by rate what is printed, most careful first.

use super::onlooker::{Insight, Onlooker, WholeRow};
use super::rules::PrintRule;
use super::tally::Counted;
use super::took_part::{SaidRate, TookPart, whole};
use super::verdict::{PrintVerdict, alone, floors, gate, hide_gates};
use super::{Answered, one_is_too_large};

/// A release as far as it is decided.
#[derive(Clone, Debug)]
pub(super) struct ReleaseDraft<'a> {
    pub(super) wave: Answered<'a>,
    pub(super) counted: Counted,
    pub(super) floors: Vec<u32>,
    /// `[question]`
    pub(super) whole: Vec<PrintVerdict>,
    /// `[school][question]`
    pub(super) schools: Vec<Vec<PrintVerdict>>,
    pub(super) whole_rate: SaidRate,
    pub(super) rates: Vec<SaidRate>,
}

impl<'a> ReleaseDraft<'a> {
    pub(super) fn of(wave: &Answered<'a>) -> Self {
        let counted = Counted::of(wave);
        let floors = floors(wave.questions, wave.floor, wave.rules);
        let asked = |school: &String| wave.asked.get(school).copied().unwrap_or(0);
        let rates: Vec<SaidRate> = wave
            .schools
            .iter()
            .zip(&counted.answered)
            .map(|(school, answered)| TookPart { asked: asked(school), answered: *answered })
            .map(|took_part| SaidRate::released(took_part, wave.rules))
            .collect();
        let mut draft = Self {
            wave: *wave,
            whole: vec![PrintVerdict::Withheld; wave.questions.len()],
            schools: Vec::new(),
            whole_rate: whole(&rates, wave.rules),
            rates,
            floors,
            counted,
        };
        draft.decide_schools();
        draft.decide_whole();
        draft
    }

    fn decide_schools(&mut self) {
        for tallies in &self.counted.schools {
            let cells = tallies.iter().zip(&self.floors);
            let mut school: Vec<PrintVerdict> =
                cells.map(|(tally, floor)| alone(tally, *floor, self.wave.rules)).collect();
            hide_gates(self.wave.questions, &mut school);
            self.schools.push(school);
        }
        if self.wave.rules.hold(PrintRule::Earlier) {
            self.shield_earlier();
        }
    }

    /// Hides what would unveil now what an earlier release of the same people has hidden.
    fn shield_earlier(&mut self) {
        loop {
            let insight = Insight { reasons: true, earlier: self.wave.earlier };
            let exposed = Onlooker::of(self, insight).exposed;
            let mut hidden = false;
            for (school, name) in self.schools.iter_mut().zip(self.wave.schools) {
                for place in &exposed {
                    let question = &self.wave.questions[*place].question_id;
                    let covers =
                        self.wave.earlier.iter().any(|release| release.covers(name, question));
                    if covers && school[*place].shows_base() {
                        school[*place] = PrintVerdict::Withheld;
                        hidden = true;
                    }
                }
                hide_gates(self.wave.questions, school);
            }
            if !hidden {
                return;
            }
        }
    }

    /// The trust's rate and rows, each printed only if no onlooker learns from it what a school hides.
    fn decide_whole(&mut self) {
        let mut onlookers = self.onlookers();
        let tries = [Some(self.whole_rate.clone()), self.whole_rate.wider()];
        let passing = tries
            .into_iter()
            .flatten()
            .find(|rate| self.passes(&mut onlookers, &WholeRow::Rate(rate.answered())));
        self.whole_rate =
            passing.unwrap_or_else(|| SaidRate::not_said(self.whole_rate.took_part()));
        // Backwards: a question is decided after those that depend on it.
        for place in (0..self.wave.questions.len()).rev() {
            self.whole[place] = self.whole_verdict(&mut onlookers, place);
        }
    }

    fn whole_verdict(&self, onlookers: &mut Vec<Onlooker>, place: usize) -> PrintVerdict {
        let tally = &self.counted.whole[place];
        let own = alone(tally, self.floors[place], self.wave.rules);
        if !own.shows_base() {
            return own;
        }
        let bases = self.counted.schools.iter().map(|school| school[place].base);
        if self.wave.rules.hold(PrintRule::WholeTrust) && one_is_too_large(bases) {
            return PrintVerdict::Withheld;
        }
        let questions = self.wave.questions;
        let depends = |other: &usize| gate(questions, &questions[*other]) == Some(place);
        if (0..questions.len()).filter(depends).any(|other| !self.whole[other].shows_base()) {
            return PrintVerdict::Withheld;
        }
        let tries: &[PrintVerdict] = if own == PrintVerdict::InFull {
            &[PrintVerdict::InFull, PrintVerdict::Share]
        } else {
            &[own]
        };
        for verdict in tries {
            let row = WholeRow::Figure { place, verdict: *verdict, tally: tally.clone() };
            if self.passes(onlookers, &row) {
                return *verdict;
            }
        }
        PrintVerdict::Withheld
    }

    fn onlookers(&self) -> Vec<Onlooker> {
        let earlier =
            if self.wave.rules.hold(PrintRule::Earlier) { self.wave.earlier } else { &[] };
        let mut insights = Vec::new();
        for reasons in [true, false] {
            insights.push(Insight { reasons, earlier: &[] });
            if !earlier.is_empty() {
                insights.push(Insight { reasons, earlier });
            }
        }
        insights.into_iter().map(|insight| Onlooker::of(self, insight)).collect()
    }

    /// Whether nothing hidden can be worked out once this is printed. The onlookers remember it if so.
    fn passes(&self, onlookers: &mut Vec<Onlooker>, row: &WholeRow) -> bool {
        let mut told = onlookers.clone();
        for onlooker in &mut told {
            onlooker.learn(row);
        }
        let passes =
            !self.wave.rules.hold(PrintRule::Difference) || told.iter().all(Onlooker::is_kept_off);
        if passes {
            *onlookers = told;
        }
        passes
    }
}
