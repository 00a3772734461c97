//! A reader who knows the rolls, the floors and everything printed, and tries to work out a number that is not printed.

mod past;

use std::collections::{BTreeMap, BTreeSet};

use contract::surveys::v1::{Counting, Option as Choice, Question};

use super::LEAST_LEFT;
use super::deduction::{Between, Deduction, KnownNumber, SignedNumber};
use super::draft::ReleaseDraft;
use super::earlier::EarlierRelease;
use super::tally::Tally;
use super::verdict::{PrintVerdict, gate, hardly};

/// The numbers of a cell in this order: base, positive answers, the rest of the base, then each option.
const BASE: usize = 0;
const POSITIVE: usize = 1;
const REST: usize = 2;
const OPTIONS: usize = 3;
/// What schools' rows leave of an earlier release is only narrowed, which is not exact. So more has to be left.
const LEAST_LEFT_EARLIER: i64 = 8;
/// Stands for a question where a sum is of people who answered.
const PEOPLE: (usize, usize) = (usize::MAX, 0);

/// What a reader takes for granted beside what is printed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Insight<'a> {
    /// The reader knows of each hidden figure whether it is under its floor. That is more than anybody is told.
    pub(super) reasons: bool,
    /// Releases of the same people, who are taken to answer alike each time.
    pub(super) earlier: &'a [EarlierRelease],
}

/// What is printed of several schools together: of the trust, or of a hub.
#[derive(Clone, Debug)]
pub(super) enum WholeRow {
    Rate(Between),
    Figure { place: usize, verdict: PrintVerdict, tally: Tally },
}

/// A number of which too few values are possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MissingNumber {
    /// The school of this release that it is of; none for one of an earlier release.
    pub(super) school: Option<usize>,
    /// The question whose answers it counts; none where it counts people who answered.
    pub(super) question: Option<usize>,
}

/// A sum over schools that is printed, of one question and one kind of number.
#[derive(Clone, Debug)]
struct PrintedSum {
    about: (usize, usize),
    terms: Vec<SignedNumber>,
    known: Between,
}

/// The reader.
#[derive(Clone, Debug)]
pub(super) struct Onlooker {
    deduction: Deduction,
    /// Numbers of a school's question; a school of an earlier release is among them.
    cells: BTreeMap<(String, usize), Vec<usize>>,
    schools: Vec<String>,
    questions: Vec<Question>,
    /// People who answered, by school.
    answered: BTreeMap<String, usize>,
    /// People who answered in all schools of a row, by the row's schools.
    everyone: BTreeMap<Vec<usize>, usize>,
    /// People who answered and passed a question over, or were not asked it. Nothing protects these.
    spare: BTreeSet<usize>,
    /// By the people and the base.
    spare_of: BTreeMap<(usize, usize), usize>,
    /// How many whole numbers are to be left of each number.
    left: Vec<i64>,
    sums: Vec<PrintedSum>,
    /// What the answers of this release are. The onlooker does not know it, but it speeds up the search for solutions.
    truth: Vec<KnownNumber>,
    /// Whether the trust's row of an earlier release hides a school that is not asked now. Why it was hidden is not known now.
    pub(super) hides_another: bool,
    /// Questions of which the earlier releases tell too much beside the figures of this one.
    pub(super) exposed: Vec<usize>,
}

impl Onlooker {
    pub(super) fn of(draft: &ReleaseDraft<'_>, insight: Insight<'_>) -> Self {
        let mut onlooker = Self {
            deduction: Deduction::default(),
            cells: BTreeMap::new(),
            schools: draft.wave.schools.to_vec(),
            questions: draft.wave.questions.to_vec(),
            answered: BTreeMap::new(),
            everyone: BTreeMap::new(),
            spare: BTreeSet::new(),
            spare_of: BTreeMap::new(),
            left: Vec::new(),
            sums: Vec::new(),
            truth: Vec::new(),
            hides_another: false,
            exposed: Vec::new(),
        };
        for school in 0..draft.wave.schools.len() {
            onlooker.read_school(draft, insight, school);
        }
        for row in &draft.rows {
            onlooker.count_everyone(&row.schools);
        }
        for release in insight.earlier {
            onlooker.read_earlier_schools(draft.wave.questions, release);
        }
        onlooker.fix_left(draft, insight, LEAST_LEFT_EARLIER);
        for release in insight.earlier {
            onlooker.read_earlier(draft.wave.questions, release);
        }
        if !insight.earlier.is_empty() {
            onlooker.find_exposed();
        }
        onlooker.fix_left(draft, insight, LEAST_LEFT);
        onlooker
    }

    /// The number of people who answered in all schools of a row.
    fn count_everyone(&mut self, schools: &[usize]) {
        let everyone = self.deduction.number(Between::NOT_NEGATIVE);
        self.spare.insert(everyone);
        let people = schools.iter().map(|school| (self.answered[&self.schools[*school]], 1));
        let terms = people.chain([(everyone, -1)]).collect();
        self.deduction.sum(terms, Between::NOTHING);
        self.everyone.insert(schools.to_vec(), everyone);
    }

    /// A school's figures, and that no more answers were given to a question than people answered.
    fn read_school(&mut self, draft: &ReleaseDraft<'_>, insight: Insight<'_>, school: usize) {
        let questions = draft.wave.questions;
        let name = &draft.wave.schools[school];
        let rate = draft.rates[school].answered();
        let answered = self.deduction.number(rate);
        self.answered.insert(name.clone(), answered);
        self.truth.push((answered, i64::from(draft.counted.answered[school])));
        for (place, question) in questions.iter().enumerate() {
            let (verdict, tally) =
                (draft.schools[school][place], &draft.counted.schools[school][place]);
            let mut known = hidden(question, rate.most);
            known[BASE] = known[BASE].and(match verdict {
                PrintVerdict::TooFew if insight.reasons => {
                    Between { least: 0, most: i64::from(draft.floors[place]) - 1 }
                }
                PrintVerdict::Withheld if insight.reasons => {
                    Between { least: i64::from(draft.floors[place]), ..Between::NOT_NEGATIVE }
                }
                _ => Between::NOT_NEGATIVE,
            });
            let was_printed = insight.earlier.iter().any(|release| {
                release
                    .figure(name, &question.question_id)
                    .is_some_and(|figure| figure.base.is_some())
            });
            // Who was printed before and is hidden now is taken to be known: the answers are alike.
            let verdict =
                if was_printed && !verdict.shows_base() { PrintVerdict::InFull } else { verdict };
            for (known, printed) in known.iter_mut().zip(numbers(verdict, tally)) {
                *known = printed;
            }
            let cell = self.cell(question, &known);
            let in_full = numbers(PrintVerdict::InFull, tally).into_iter();
            self.truth.extend(cell.iter().copied().zip(in_full.map(|number| number.least)));
            self.fits_into(answered, &cell, question);
            if let Some(gate) = gate(questions, question) {
                let condition = question.only_if.as_ref().map(|only_if| &only_if.option_id);
                let options = questions[gate].options.iter();
                let option =
                    options.map(|option| Some(&option.option_id)).position(|id| id == condition);
                if let (Some(option), Some(deciding)) =
                    (option, self.cells.get(&(name.clone(), gate)))
                {
                    self.fits_into(deciding[OPTIONS + option], &cell, question);
                }
            }
            self.cells.insert((name.clone(), place), cell);
        }
    }

    /// The numbers of one figure and how they hang together.
    fn cell(&mut self, question: &Question, known: &[Between]) -> Vec<usize> {
        let cell: Vec<usize> = known.iter().map(|known| self.deduction.number(*known)).collect();
        let mut base = vec![(cell[BASE], -1)];
        let mut positive = vec![(cell[POSITIVE], -1)];
        for (option, number) in question.options.iter().zip(&cell[OPTIONS..]) {
            match option.counting() {
                Counting::Positive => {
                    base.push((*number, 1));
                    positive.push((*number, 1));
                }
                Counting::Negative | Counting::Neither => base.push((*number, 1)),
                Counting::OutsideBase | Counting::Unspecified => {}
            }
        }
        self.deduction.sum(base, Between::NOTHING);
        self.deduction.sum(positive, Between::NOTHING);
        let parts = vec![(cell[POSITIVE], 1), (cell[REST], 1), (cell[BASE], -1)];
        self.deduction.sum(parts, Between::NOTHING);
        cell
    }

    /// The base and the answers outside it are together no more than this number.
    fn fits_into(&mut self, number: usize, cell: &[usize], question: &Question) {
        let spare = self.deduction.number(Between::NOT_NEGATIVE);
        self.spare.insert(spare);
        let parts = outside(question, cell).chain([cell[BASE], spare]).map(|part| (part, -1));
        let terms = std::iter::once((number, 1)).chain(parts).collect();
        self.deduction.sum(terms, Between::NOTHING);
        self.spare_of.insert((number, cell[BASE]), spare);
    }

    /// Takes in what is printed of some schools together.
    pub(super) fn learn(&mut self, schools: &[usize], row: &WholeRow) {
        let names: Vec<String> = schools.iter().map(|at| self.schools[*at].clone()).collect();
        match row {
            WholeRow::Rate(known) => {
                let people = names.iter().filter_map(|school| self.answered.get(school));
                let terms = people.map(|number| (*number, 1)).collect();
                self.learn_sum(PrintedSum { about: PEOPLE, terms, known: *known });
                self.deduction.sum(vec![(self.everyone[schools], 1)], *known);
            }
            WholeRow::Figure { place, verdict, tally } => {
                for (kind, known) in numbers(*verdict, tally).into_iter().enumerate() {
                    let cells =
                        names.iter().filter_map(|name| self.cells.get(&(name.clone(), *place)));
                    let terms = cells.map(|cell| (cell[kind], 1)).collect();
                    self.learn_sum(PrintedSum { about: (*place, kind), terms, known });
                }
                let mut terms = vec![(self.everyone[schools], 1)];
                // Everyone who answered is in the base of a question, outside it, or spare.
                for name in &names {
                    let Some(cell) = self.cells.get(&(name.clone(), *place)) else { continue };
                    let spare = self.spare_of.get(&(self.answered[name], cell[BASE]));
                    terms.extend(spare.map(|spare| (*spare, -1)));
                    let outside = outside(&self.questions[*place], cell);
                    terms.extend(outside.map(|number| (number, -1)));
                }
                self.deduction.sum(terms, Between::exactly(tally.base));
            }
        }
    }

    /// A sum, and how it differs from each other sum of the same kind.
    fn learn_sum(&mut self, sum: PrintedSum) {
        let others = self.sums.iter().filter(|other| other.about == sum.about);
        for other in others {
            let mut difference: BTreeMap<usize, i64> = sum.terms.iter().copied().collect();
            for (number, sign) in &other.terms {
                *difference.entry(*number).or_default() -= sign;
            }
            let terms = difference.into_iter().filter(|(_, sign)| *sign != 0).collect();
            self.deduction.sum(terms, sum.known.less(other.known));
        }
        self.deduction.sum(sum.terms.clone(), sum.known);
        self.sums.push(sum);
    }

    fn fix_left(&mut self, draft: &ReleaseDraft<'_>, insight: Insight<'_>, least: i64) {
        let numbers = self.deduction.narrowed().unwrap_or_default();
        self.left = numbers.iter().map(|number| number.leaves().min(least)).collect();
        for spare in &self.spare {
            self.left[*spare] = 0;
        }
        // Where a base is printed, it says how many answered.
        for (school, verdicts) in self.schools.iter().zip(&draft.schools) {
            if verdicts.iter().any(|verdict| verdict.shows_base()) {
                self.left[self.answered[school]] = 0;
            }
        }
        for (school, answered) in &self.answered {
            if insight.earlier.iter().any(|release| release.shows_base_of(school)) {
                self.left[*answered] = 0;
            }
        }
    }

    fn find_exposed(&mut self) {
        let Some(numbers) = self.deduction.narrowed() else { return };
        let too_narrow = |number: &usize| numbers[*number].leaves() < self.left[*number];
        let exposed = self.cells.iter().filter(|(_, cell)| cell.iter().any(too_narrow));
        self.exposed = exposed.map(|((_, place), _)| *place).collect();
        self.exposed.sort_unstable();
        self.exposed.dedup();
    }

    /// A number of which solutions do not show enough values.
    pub(super) fn not_shown(&self) -> Option<MissingNumber> {
        let missing = self.deduction.not_shown(&self.left, &self.truth)?;
        let place = |school: &String| self.schools.iter().position(|one| one == school);
        let mut cells = self.cells.iter();
        if let Some(((school, question), _)) = cells.find(|(_, cell)| cell.contains(&missing)) {
            return Some(MissingNumber { school: place(school), question: Some(*question) });
        }
        let mut people = self.answered.iter();
        let school = people.find(|(_, number)| **number == missing);
        let school = school.and_then(|(school, _)| place(school));
        Some(MissingNumber { school, question: None })
    }

    /// Whether enough is left of every number. What fits nothing tells nothing: the people did not answer alike.
    pub(super) fn is_kept_off(&self) -> bool {
        let numbers = self.deduction.narrowed().unwrap_or_default();
        numbers.iter().zip(&self.left).all(|(number, left)| number.leaves() >= *left)
    }
}

/// The numbers of answers that are not in the base.
fn outside(question: &Question, cell: &[usize]) -> impl Iterator<Item = usize> {
    let is_outside = |option: &Choice| {
        matches!(option.counting(), Counting::OutsideBase | Counting::Unspecified)
    };
    let options = question.options.iter().zip(&cell[OPTIONS..]);
    options.filter(move |(option, _)| is_outside(option)).map(|(_, number)| *number)
}

/// The numbers of a figure of which nothing is printed.
fn hidden(question: &Question, most: i64) -> Vec<Between> {
    vec![Between { least: 0, most }; OPTIONS + question.options.len()]
}

/// The numbers that a figure prints, as far as they come in order.
fn numbers(verdict: PrintVerdict, tally: &Tally) -> Vec<Between> {
    let Tally { base, positive, ref by_option } = *tally;
    let share = [base, positive, base - positive].map(Between::exactly);
    match verdict {
        PrintVerdict::InFull => {
            share.into_iter().chain(by_option.iter().copied().map(Between::exactly)).collect()
        }
        PrintVerdict::Share => share.to_vec(),
        PrintVerdict::Bounded => bounded(base, hardly(tally)),
        PrintVerdict::TooFew | PrintVerdict::Withheld => Vec::new(),
    }
}

/// The numbers of a share that is 10% or less, or 90% or more.
pub(super) fn bounded(base: u32, hardly: bool) -> Vec<Between> {
    let few = Between::new(0, base / 10);
    let many = Between::exactly(base).less(few);
    let (positive, rest) = if hardly { (few, many) } else { (many, few) };
    vec![Between::exactly(base), positive, rest]
}
