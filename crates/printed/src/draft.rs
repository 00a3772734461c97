//! Decides figure by figure and rate by rate what is printed, most careful first.

mod held_back;

use super::onlooker::{Insight, MissingNumber, Onlooker, WholeRow};
use super::rules::PrintRule;
use super::tally::{Counted, Tally};
use super::took_part::{SaidRate, TookPart, whole};
use super::verdict::{PrintVerdict, alone, floors, gate, hide_gates};
use super::{Answered, one_is_too_large};
use held_back::HeldBack;

/// A row over several schools, as far as it is decided: of the trust, or of a hub.
#[derive(Clone, Debug)]
pub(super) struct GroupRow {
    /// Places of its schools in the wave.
    pub(super) schools: Vec<usize>,
    /// `[question]`
    pub(super) tallies: Vec<Tally>,
    /// `[question]`
    pub(super) verdicts: Vec<PrintVerdict>,
    pub(super) rate: SaidRate,
    /// The rate as closely as the schools' own rates let it be said.
    closest: SaidRate,
}

/// A release as far as it is decided.
#[derive(Clone, Debug)]
pub(super) struct ReleaseDraft<'a> {
    pub(super) wave: Answered<'a>,
    pub(super) counted: Counted,
    pub(super) floors: Vec<u32>,
    /// The trust's row first, then those of the hubs.
    pub(super) rows: Vec<GroupRow>,
    /// `[school][question]`
    pub(super) schools: Vec<Vec<PrintVerdict>>,
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
        let (rows, schools) = (Vec::new(), Vec::new());
        let mut draft = Self { wave: *wave, rows, schools, rates, floors, counted };
        draft.decide_schools();
        draft.begin_rows();
        draft.decide_rows();
        draft
    }

    fn begin_rows(&mut self) {
        let place = |school: &String| self.wave.schools.iter().position(|one| one == school);
        let hubs = self.wave.hubs.iter();
        let hubs = hubs.map(|hub| hub.schools.iter().filter_map(place).collect());
        let groups: Vec<Vec<usize>> =
            std::iter::once((0..self.wave.schools.len()).collect()).chain(hubs).collect();
        let questions = self.wave.questions.len();
        let row = |schools: Vec<usize>| {
            let rates: Vec<SaidRate> = schools.iter().map(|at| self.rates[*at].clone()).collect();
            let closest = whole(&rates, self.wave.rules);
            GroupRow {
                tallies: self.counted.together(&schools, questions),
                verdicts: vec![PrintVerdict::Withheld; questions],
                rate: closest.clone(),
                closest,
                schools,
            }
        };
        self.rows = groups.into_iter().map(row).collect();
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

    /// The rates and rows of trust and hubs, each printed only if no onlooker learns from it what a school hides.
    ///
    /// Narrowing decides row by row. Then solutions have to show that enough is left; if not, less is said.
    fn decide_rows(&mut self) {
        let mut held_back = HeldBack::nothing(self.rows.len(), self.wave.questions.len());
        loop {
            let mut onlookers = self.onlookers();
            if onlookers.iter().any(|onlooker| onlooker.hides_another) {
                self.say_nothing_of_groups();
                return;
            }
            for row in 0..self.rows.len() {
                self.decide_row(row, &held_back, &mut onlookers);
            }
            if !self.wave.rules.hold(PrintRule::Difference) {
                return;
            }
            let Some(missing) = onlookers.iter().find_map(Onlooker::not_shown) else { return };
            if !held_back.say_less(&self.rows, missing) && !self.withhold_of_school(missing) {
                // Nothing is printed any more.
                return;
            }
        }
    }

    fn say_nothing_of_groups(&mut self) {
        for row in &mut self.rows {
            row.rate = SaidRate::not_said(row.closest.took_part());
            row.verdicts.fill(PrintVerdict::Withheld);
        }
    }

    fn decide_row(&mut self, row: usize, held_back: &HeldBack, onlookers: &mut Vec<Onlooker>) {
        let closest = self.rows[row].closest.clone();
        let schools = self.rows[row].schools.clone();
        let tries = [Some(closest.clone()), closest.wider()].into_iter().flatten();
        let passing = tries
            .skip(held_back.of_rate(row))
            .find(|rate| self.passes(onlookers, &schools, &WholeRow::Rate(rate.answered())));
        self.rows[row].rate = passing.unwrap_or_else(|| SaidRate::not_said(closest.took_part()));
        // Backwards: a question is decided after those that depend on it.
        for place in (0..self.wave.questions.len()).rev() {
            let less = held_back.of_question(row, place);
            self.rows[row].verdicts[place] = self.verdict(row, place, less, onlookers);
        }
    }

    /// A school's own row says less, where neither trust nor hubs say anything that could be left out. It loses its figure, or
    /// its rate where there is no question. Returns false where nothing is said any more.
    fn withhold_of_school(&mut self, missing: MissingNumber) -> bool {
        let questions = self.wave.questions;
        let shown = |(school, place): &(usize, usize)| self.schools[*school][*place].shows_base();
        let said = |school: &usize| self.rates[*school].is_said();
        let all = || 0..self.wave.schools.len();
        let covered = |(school, place): &(usize, usize)| {
            let (name, question) = (&self.wave.schools[*school], &questions[*place].question_id);
            self.wave.earlier.iter().any(|release| release.covers(name, question))
        };
        // What an earlier release hid behind its rows and this one shows tells most.
        let of_question =
            || missing.question.into_iter().flat_map(|at| all().map(move |one| (one, at)));
        let of_school = || {
            missing.school.into_iter().flat_map(|one| (0..questions.len()).map(move |at| (one, at)))
        };
        let own = missing.school.zip(missing.question);
        let near = own.into_iter().chain(of_question().filter(covered)).chain(of_school());
        let mut figures = near.filter(shown);
        if let Some((school, place)) = figures.next() {
            return self.withhold(school, place);
        }
        if let Some(school) = missing.school.into_iter().chain(all()).find(said) {
            self.rates[school] = SaidRate::not_said(self.rates[school].took_part());
            return true;
        }
        let rest = all().flat_map(|school| (0..questions.len()).map(move |place| (school, place)));
        match of_question().chain(rest).find(shown) {
            Some((school, place)) => self.withhold(school, place),
            None => false,
        }
    }

    fn withhold(&mut self, school: usize, place: usize) -> bool {
        self.schools[school][place] = PrintVerdict::Withheld;
        hide_gates(self.wave.questions, &mut self.schools[school]);
        true
    }

    fn verdict(
        &self,
        row: usize,
        place: usize,
        held_back: usize,
        onlookers: &mut Vec<Onlooker>,
    ) -> PrintVerdict {
        let GroupRow { schools, tallies, verdicts, .. } = &self.rows[row];
        let tally = &tallies[place];
        let own = alone(tally, self.floors[place], self.wave.rules);
        if !own.shows_base() {
            return own;
        }
        let bases = schools.iter().map(|school| self.counted.schools[*school][place].base);
        if self.wave.rules.hold(PrintRule::WholeTrust) && one_is_too_large(bases) {
            return PrintVerdict::Withheld;
        }
        let questions = self.wave.questions;
        let depends = |other: &usize| gate(questions, &questions[*other]) == Some(place);
        if (0..questions.len()).filter(depends).any(|other| !verdicts[other].shows_base()) {
            return PrintVerdict::Withheld;
        }
        let tries: &[PrintVerdict] = if own == PrintVerdict::InFull {
            &[PrintVerdict::InFull, PrintVerdict::Share]
        } else {
            &[own]
        };
        for verdict in tries.iter().skip(held_back) {
            let figure = WholeRow::Figure { place, verdict: *verdict, tally: tally.clone() };
            if self.passes(onlookers, schools, &figure) {
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
    fn passes(&self, onlookers: &mut Vec<Onlooker>, schools: &[usize], row: &WholeRow) -> bool {
        let mut told = onlookers.clone();
        for onlooker in &mut told {
            onlooker.learn(schools, row);
        }
        let passes =
            !self.wave.rules.hold(PrintRule::Difference) || told.iter().all(Onlooker::is_kept_off);
        if passes {
            *onlookers = told;
        }
        passes
    }
}
