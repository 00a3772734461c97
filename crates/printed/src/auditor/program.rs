//! What is printed as an integer program, and how many values it leaves a number.

mod reading;

use std::cell::RefCell;
use std::collections::BTreeMap;

use contract::surveys::v1::{Counting, Figure, Question};
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};

use super::Audited;

/// A sum of unknowns, each with its factor.
type Sum = BTreeMap<usize, f64>;

/// A number that is not printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    Answered(usize),
    Base(usize),
    Positive(usize),
    NotPositive(usize),
    Option(usize, usize),
}

/// People asked in a school, or in the trust where there is no id.
struct Roll<'a> {
    id: &'a str,
    asked: u32,
}

/// Unknowns of a question in a school.
#[derive(Debug)]
struct UnknownCell {
    school: usize,
    question: usize,
    /// First unknown; one for each option.
    from: usize,
    /// Whether base and share are hidden, or only the share.
    base_is_hidden: bool,
}

#[derive(Debug)]
struct Constraint {
    sum: Sum,
    comparison: ComparisonOp,
    than: f64,
    /// The school whose own row says it; nothing where it takes more than one row.
    school: Option<usize>,
    /// Whether a rate says it.
    by_rate: bool,
}

impl Constraint {
    fn is_in(&self, row: OneRow) -> bool {
        self.school == Some(row.school) && (row.with_rate || !self.by_rate)
    }
}

/// What a single row says: that of a school, with its rate or without.
#[derive(Clone, Copy, Debug)]
struct OneRow {
    school: usize,
    with_rate: bool,
}

/// The program: unknown whole numbers and what is printed of them.
#[derive(Debug)]
pub(super) struct Program<'a> {
    questions: &'a [Question],
    schools: Vec<String>,
    most: Vec<f64>,
    cells: Vec<UnknownCell>,
    /// Unknown number of people who answered, by school, and whether it is to be kept.
    answered: Vec<(usize, bool)>,
    constraints: Vec<Constraint>,
    /// Solutions found so far: each shows that some values are possible.
    known: RefCell<Vec<Vec<f64>>>,
}

impl<'a> Program<'a> {
    /// A reader who is told takes each hidden figure for what it is: under its floor or not.
    pub(super) fn of(surveys: &[Audited<'a>], told: bool) -> Self {
        let mut schools: Vec<(String, u32)> =
            surveys.iter().flat_map(|survey| survey.asked.clone()).collect();
        schools.sort();
        schools.dedup_by(|a, b| a.0 == b.0);
        let mut program = Self {
            questions: surveys[0].questions,
            schools: schools.iter().map(|(id, _)| id.clone()).collect(),
            most: Vec::new(),
            cells: Vec::new(),
            answered: Vec::new(),
            constraints: Vec::new(),
            known: RefCell::default(),
        };
        for (school, (id, asked)) in schools.iter().enumerate() {
            program.unknowns(surveys, school, &Roll { id, asked: *asked });
        }
        for survey in surveys {
            program.read(survey, told);
        }
        program
    }

    /// One unknown for each option of each question that is not printed in full anywhere.
    fn unknowns(&mut self, surveys: &[Audited<'a>], school: usize, roll: &Roll<'_>) {
        let Roll { id, asked } = *roll;
        let all = |survey: &&Audited<'_>| survey.asked.iter().any(|(other, _)| other == id);
        let figures = |question: &Question| -> Vec<Figure> {
            let of = surveys.iter().filter(all);
            of.filter_map(|survey| survey.figure(id, question).cloned()).collect()
        };
        let shown = self
            .questions
            .iter()
            .any(|question| figures(question).iter().any(|figure| figure.base.is_some()));
        self.answered.push((self.most.len(), !shown));
        self.most.push(f64::from(asked));
        for (place, question) in self.questions.iter().enumerate() {
            let hidden = figures(question).iter().all(|figure| figure.base.is_none());
            self.cells.push(UnknownCell {
                school,
                question: place,
                from: self.most.len(),
                base_is_hidden: hidden,
            });
            self.most.extend(question.options.iter().map(|_| f64::from(asked)));
        }
        let mut gates = Vec::new();
        for question in self.questions {
            let cell = self.cell(school, question);
            let mut rest = self.sum(cell, |_| true, -1.0);
            rest.insert(self.answered[school].0, 1.0);
            gates.push(rest);
            if let Some(only_if) = &question.only_if {
                let gate = self
                    .questions
                    .iter()
                    .find(|gate| gate.question_id == only_if.question_id)
                    .unwrap();
                let mut rest = self.sum(cell, |_| true, -1.0);
                let option = gate
                    .options
                    .iter()
                    .position(|option| option.option_id == only_if.option_id)
                    .unwrap();
                rest.insert(self.cell(school, gate).from + option, 1.0);
                gates.push(rest);
            }
        }
        for sum in gates {
            self.constraints.push(Constraint {
                sum,
                comparison: ComparisonOp::Ge,
                than: 0.0,
                school: Some(school),
                by_rate: false,
            });
        }
    }

    fn cell(&self, school: usize, question: &Question) -> &UnknownCell {
        let place = self.questions.iter().position(|one| one.question_id == question.question_id);
        &self.cells[school * self.questions.len() + place.unwrap()]
    }

    fn sum(&self, cell: &UnknownCell, counts: impl Fn(Counting) -> bool, factor: f64) -> Sum {
        let options = self.questions[cell.question].options.iter().enumerate();
        options
            .filter(|(_, option)| counts(option.counting()))
            .map(|(place, _)| (cell.from + place, factor))
            .collect()
    }

    /// The numbers that must not be worked out.
    pub(super) fn quantities(&self) -> Vec<Quantity> {
        let answered = self.answered.iter().enumerate().filter(|(_, (_, kept))| *kept);
        let mut quantities: Vec<Quantity> =
            answered.map(|(school, _)| Quantity::Answered(school)).collect();
        for (place, cell) in self.cells.iter().enumerate() {
            let question = &self.questions[cell.question];
            // No answer about who answers counts: there is no base and no share to work out, and how often each was chosen is kept.
            if !question.about_you {
                if cell.base_is_hidden {
                    quantities.push(Quantity::Base(place));
                }
                quantities.extend([Quantity::Positive(place), Quantity::NotPositive(place)]);
            }
            let options = 0..question.options.len();
            quantities.extend(options.map(|option| Quantity::Option(place, option)));
        }
        quantities
    }

    pub(super) fn name(&self, quantity: Quantity) -> String {
        let named = |cell: usize| {
            let cell = &self.cells[cell];
            format!(
                "{} in {}",
                self.questions[cell.question].question_id, self.schools[cell.school]
            )
        };
        match quantity {
            Quantity::Answered(school) => {
                format!("people who answered in {}", self.schools[school])
            }
            Quantity::Base(cell) => format!("base of {}", named(cell)),
            Quantity::Positive(cell) => format!("positive answers of {}", named(cell)),
            Quantity::NotPositive(cell) => format!("other answers of {}", named(cell)),
            Quantity::Option(cell, option) => format!("option {option} of {}", named(cell)),
        }
    }

    fn objective(&self, quantity: Quantity) -> Sum {
        let of =
            |cell: usize, counts: fn(Counting) -> bool| self.sum(&self.cells[cell], counts, 1.0);
        match quantity {
            Quantity::Answered(school) => Sum::from([(self.answered[school].0, 1.0)]),
            Quantity::Base(cell) => of(cell, in_base),
            Quantity::Positive(cell) => of(cell, |counting| counting == Counting::Positive),
            Quantity::NotPositive(cell) => {
                of(cell, |counting| in_base(counting) && counting != Counting::Positive)
            }
            Quantity::Option(cell, option) => Sum::from([(self.cells[cell].from + option, 1.0)]),
        }
    }

    fn school_of(&self, quantity: Quantity) -> usize {
        match quantity {
            Quantity::Answered(school) => school,
            Quantity::Base(cell)
            | Quantity::Positive(cell)
            | Quantity::NotPositive(cell)
            | Quantity::Option(cell, _) => self.cells[cell].school,
        }
    }

    /// The program of one school's own row, in which nothing but the school's unknowns is left.
    pub(super) fn own_row(&self, quantity: Quantity) -> OwnRow<'_, 'a> {
        // Of the number who answered the rate is what the rules decide on.
        let with_rate = !matches!(quantity, Quantity::Answered(_));
        let row = OneRow { school: self.school_of(quantity), with_rate };
        OwnRow { program: self, row }
    }

    /// How many values are possible; no more than `enough` are looked for.
    pub(super) fn leaves(&self, quantity: Quantity, enough: i64) -> i64 {
        self.count(&self.objective(quantity), None, enough)
    }

    fn count(&self, objective: &Sum, row: Option<OneRow>, enough: i64) -> i64 {
        let value = |solution: &Vec<f64>| -> f64 {
            objective.iter().map(|(unknown, factor)| solution[*unknown] * factor).sum()
        };
        let width = |values: &[f64]| {
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            if values.is_empty() { 0 } else { (most - least).round() as i64 + 1 }
        };
        let mut values: Vec<f64> = if row.is_none() {
            self.known.borrow().iter().map(value).collect()
        } else {
            Vec::new()
        };
        for direction in [OptimizationDirection::Maximize, OptimizationDirection::Minimize] {
            if width(&values) >= enough {
                break;
            }
            let solution = self.solve(objective, direction, row);
            values.push(value(&solution));
            if row.is_none() {
                self.known.borrow_mut().push(solution);
            }
        }
        width(&values).min(enough)
    }

    fn solve(
        &self,
        objective: &Sum,
        direction: OptimizationDirection,
        row: Option<OneRow>,
    ) -> Vec<f64> {
        let mut problem = Problem::new(direction);
        let unknowns: Vec<Variable> = self
            .most
            .iter()
            .enumerate()
            .map(|(place, most)| {
                let factor = objective.get(&place).copied().unwrap_or(0.0);
                problem.add_integer_var(factor, (0, *most as i32))
            })
            .collect();
        for constraint in &self.constraints {
            if row.is_none_or(|row| constraint.is_in(row)) {
                let sum: Vec<(Variable, f64)> = constraint
                    .sum
                    .iter()
                    .map(|(place, factor)| (unknowns[*place], *factor))
                    .collect();
                problem.add_constraint(&sum, constraint.comparison, constraint.than);
            }
        }
        let outcome = problem.solve().expect("what was printed of true answers has a solution");
        let solution =
            SolveOutcome::into_solution(outcome).expect("the program is solved to the end");
        unknowns.iter().map(|unknown| solution.var_value(*unknown).round()).collect()
    }
}

/// One school's own row.
#[derive(Debug)]
pub(super) struct OwnRow<'p, 'a> {
    program: &'p Program<'a>,
    row: OneRow,
}

impl OwnRow<'_, '_> {
    pub(super) fn leaves(&self, quantity: Quantity, enough: i64) -> i64 {
        self.program.count(&self.program.objective(quantity), Some(self.row), enough)
    }
}

fn in_base(counting: Counting) -> bool {
    matches!(counting, Counting::Positive | Counting::Negative | Counting::Neither)
}
