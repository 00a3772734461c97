//! Decides figure by figure and rate by rate what is printed, most careful first.

use super::onlooker::{Insight, MissingOf, Onlooker, WholeRow};
use super::rules::PrintRule;
use super::tally::Counted;
use super::took_part::{SaidRate, TookPart, whole};
use super::verdict::{PrintVerdict, alone, floors, gate, hide_gates};
use super::{Answered, one_is_too_large};

/// A row or a rate is said closely, or less closely, or not at all.
const MOST_STEPS: usize = 2;

/// How many steps less than possible the trust's rate and rows are to say.
#[derive(Debug)]
struct HeldBack {
    rate: usize,
    /// `[question]`
    rows: Vec<usize>,
}

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
    ///
    /// Narrowing decides row by row. Then solutions have to show that enough is left; if not, less is said.
    fn decide_whole(&mut self) {
        let closest = self.whole_rate.clone();
        let mut held_back = HeldBack { rate: 0, rows: vec![0; self.wave.questions.len()] };
        loop {
            let mut onlookers = self.onlookers();
            if onlookers.iter().any(|onlooker| onlooker.hides_another) {
                self.whole_rate = SaidRate::not_said(closest.took_part());
                return;
            }
            self.decide_rows(&closest, &held_back, &mut onlookers);
            if !self.wave.rules.hold(PrintRule::Difference) {
                return;
            }
            let Some(missing) = onlookers.iter().find_map(Onlooker::not_shown) else { return };
            if !self.hold_back(missing, &mut held_back) {
                return;
            }
        }
    }

    fn decide_rows(
        &mut self,
        closest: &SaidRate,
        held_back: &HeldBack,
        onlookers: &mut Vec<Onlooker>,
    ) {
        let tries = [Some(closest.clone()), closest.wider()].into_iter().flatten();
        let passing = tries
            .skip(held_back.rate)
            .find(|rate| self.passes(onlookers, &WholeRow::Rate(rate.answered())));
        self.whole_rate = passing.unwrap_or_else(|| SaidRate::not_said(closest.took_part()));
        // Backwards: a question is decided after those that depend on it.
        for place in (0..self.wave.questions.len()).rev() {
            self.whole[place] = self.whole_verdict(onlookers, place, held_back.rows[place]);
        }
    }

    /// Says one thing less of the trust, and returns false where nothing is said any more. The question of the missing number
    /// comes first, then the rate, then any question.
    fn hold_back(&self, missing: MissingOf, held_back: &mut HeldBack) -> bool {
        let printed = |place: &usize| self.whole[*place].shows_base();
        let own = match missing {
            MissingOf::Answers(place) => Some(place).filter(printed),
            MissingOf::People => None,
        };
        if own.is_none() && held_back.rate < MOST_STEPS {
            held_back.rate += 1;
            return true;
        }
        let Some(place) = own.or_else(|| (0..self.whole.len()).find(printed)) else { return false };
        let in_full = self.whole[place] == PrintVerdict::InFull;
        held_back.rows[place] = if in_full { 1 } else { MOST_STEPS };
        true
    }

    fn whole_verdict(
        &self,
        onlookers: &mut Vec<Onlooker>,
        place: usize,
        held_back: usize,
    ) -> PrintVerdict {
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
        for verdict in tries.iter().skip(held_back) {
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
