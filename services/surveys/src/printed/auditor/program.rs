//! What is printed as an integer program, and how many values it leaves a number.

use std::cell::RefCell;
use std::collections::BTreeMap;

use contract::surveys::v1::{Counting, Figure, HubResults, Question};
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
            of.map(|survey| survey.figure(id, &question.question_id).clone()).collect()
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

    fn read(&mut self, survey: &Audited<'_>, told: bool) {
        let places: Vec<usize> = survey
            .asked
            .iter()
            .map(|(id, _)| self.schools.iter().position(|school| school == id).unwrap())
            .collect();
        for (at, place) in places.iter().enumerate() {
            for (number, question) in self.questions.iter().enumerate() {
                let figure = survey.figure(&self.schools[*place], &question.question_id);
                self.read_figure(figure, question, &[*place]);
                let base = self.sum(self.cell(*place, question), in_base, 1.0);
                if told && figure.base.is_none() {
                    let floor = survey.floor_of(question);
                    let under = survey.bases[at][number] < floor;
                    let (comparison, than) = if under {
                        (ComparisonOp::Le, floor - 1)
                    } else {
                        (ComparisonOp::Ge, floor)
                    };
                    self.constraints.push(Constraint {
                        sum: base,
                        comparison,
                        than: f64::from(than),
                        school: Some(*place),
                        by_rate: false,
                    });
                }
            }
            let asked = survey.asked[at].1;
            let id = self.schools[*place].clone();
            self.read_rate(survey, &Roll { id: &id, asked }, &[*place]);
        }
        for question in self.questions {
            self.read_figure(survey.figure("", &question.question_id), question, &places);
        }
        let asked = survey.asked.iter().map(|(_, asked)| asked).sum();
        self.read_rate(survey, &Roll { id: "", asked }, &places);
        for hub in &survey.printed.hubs {
            self.read_hub(survey, hub);
        }
    }

    /// One more row over several schools.
    fn read_hub(&mut self, survey: &Audited<'_>, hub: &HubResults) {
        let lies_in = |(id, _): &&(String, u32)| hub.school_ids.contains(id);
        let members: Vec<&(String, u32)> = survey.asked.iter().filter(lies_in).collect();
        let place = |id: &String| self.schools.iter().position(|school| school == id).unwrap();
        let places: Vec<usize> = members.iter().map(|(id, _)| place(id)).collect();
        for figure in &hub.figures {
            let mut questions = self.questions.iter();
            let question = questions.find(|one| one.question_id == figure.question_id).unwrap();
            self.read_figure(figure, question, &places);
        }
        let asked: u32 = members.iter().map(|(_, asked)| asked).sum();
        let words = &hub.response_rate.as_ref().unwrap().words;
        self.read_said(words, asked, &places);
    }

    /// A figure of a school, or of several together.
    fn read_figure(&mut self, figure: &Figure, question: &Question, schools: &[usize]) {
        let Some(base) = figure.base else { return };
        let own = if let [school] = schools { Some(*school) } else { None };
        let total = |program: &Self, counts: fn(Counting) -> bool| {
            let mut sum = Sum::new();
            for school in schools {
                sum.extend(program.sum(program.cell(*school, question), counts, 1.0));
            }
            sum
        };
        let base = f64::from(base);
        let bases = total(self, in_base);
        self.constraints.push(Constraint {
            sum: bases,
            comparison: ComparisonOp::Eq,
            than: base,
            school: own,
            by_rate: false,
        });
        let positive = total(self, |counting| counting == Counting::Positive);
        let (least, most) = match figure.positive_percent {
            Some(share) => (
                ((share - 0.0501) * base / 100.0).ceil(),
                ((share + 0.0501) * base / 100.0).floor(),
            ),
            None if figure.words.starts_with("90%") => ((base * 0.9 - 1e-9).ceil(), base),
            None => (0.0, (base * 0.1 + 1e-9).floor()),
        };
        self.constraints.push(Constraint {
            sum: positive.clone(),
            comparison: ComparisonOp::Ge,
            than: least,
            school: own,
            by_rate: false,
        });
        self.constraints.push(Constraint {
            sum: positive,
            comparison: ComparisonOp::Le,
            than: most,
            school: own,
            by_rate: false,
        });
        for count in &figure.counts {
            let option = question
                .options
                .iter()
                .position(|option| option.option_id == count.option_id)
                .unwrap();
            let sum =
                schools.iter().map(|school| (self.cell(*school, question).from + option, 1.0));
            let sum = sum.collect();
            self.constraints.push(Constraint {
                sum,
                comparison: ComparisonOp::Eq,
                than: f64::from(count.count),
                school: own,
                by_rate: false,
            });
        }
    }

    fn read_rate(&mut self, survey: &Audited<'_>, roll: &Roll<'_>, schools: &[usize]) {
        let Roll { id, asked } = *roll;
        let rate = survey.printed.response_rates.iter().find(|rate| rate.school_id == id).unwrap();
        self.read_said(&rate.words, asked, schools);
    }

    fn read_said(&mut self, words: &str, asked: u32, schools: &[usize]) {
        let Some((least, most)) = said(words, f64::from(asked)) else { return };
        let own = if let [school] = schools { Some(*school) } else { None };
        let sum: Sum = schools.iter().map(|school| (self.answered[*school].0, 1.0)).collect();
        self.constraints.push(Constraint {
            sum: sum.clone(),
            comparison: ComparisonOp::Ge,
            than: least,
            school: own,
            by_rate: true,
        });
        self.constraints.push(Constraint {
            sum,
            comparison: ComparisonOp::Le,
            than: most,
            school: own,
            by_rate: true,
        });
    }

    /// The numbers that must not be worked out.
    pub(super) fn quantities(&self) -> Vec<Quantity> {
        let answered = self.answered.iter().enumerate().filter(|(_, (_, kept))| *kept);
        let mut quantities: Vec<Quantity> =
            answered.map(|(school, _)| Quantity::Answered(school)).collect();
        for (place, cell) in self.cells.iter().enumerate() {
            if cell.base_is_hidden {
                quantities.push(Quantity::Base(place));
            }
            quantities.extend([Quantity::Positive(place), Quantity::NotPositive(place)]);
            let options = 0..self.questions[cell.question].options.len();
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

/// Least and most people who answered, by the words of a rate.
fn said(words: &str, asked: f64) -> Option<(f64, f64)> {
    let share = |least: f64, most: f64| {
        Some(((least * asked / 100.0 - 1e-9).ceil(), (most * asked / 100.0 + 1e-9).floor()))
    };
    match words {
        "not shown" => None,
        "under a third" => Some((0.0, (asked / 3.0).ceil() - 1.0)),
        "about half" => Some(((asked / 3.0 - 1e-9).ceil(), (asked * 2.0 / 3.0 + 1e-9).floor())),
        "most" => Some(((asked * 2.0 / 3.0).floor() + 1.0, asked)),
        "under 10%" => share(0.0, 7.5),
        "over 90%" => share(92.5, 100.0),
        "under 20%" => share(0.0, 15.0),
        "over 80%" => share(85.0, 100.0),
        about => {
            let percent: f64 =
                about.trim_start_matches("about ").trim_end_matches('%').parse().unwrap();
            let half =
                if (50.0..100.0).contains(&asked) && percent % 10.0 == 0.0 { 5.0 } else { 2.5 };
            share(percent - half, percent + half)
        }
    }
}
