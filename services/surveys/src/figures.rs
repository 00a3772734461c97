//! Counts answers, and decides which figures may be shown. No other code counts or withholds.
//!
//! It is pure: the same answers in any order give the same figures. There are three rules: a floor,
//! no unanimous small group, and no hidden figure that a reader could compute from the shown ones.

use std::collections::{BTreeMap, HashMap};

use contract::surveys::v1::{Counting, Figure, OptionCount, Question, Response, Suppression};

/// A closed wave's answers, its questions, and the number of people asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answered<'a> {
    pub(crate) questions: &'a [Question],
    pub(crate) schools: &'a [String],
    /// People asked, by school.
    pub(crate) asked: &'a BTreeMap<String, u32>,
    /// Least number of answers a figure may rest on.
    pub(crate) floor: u32,
    pub(crate) responses: &'a [Response],
}

/// Least number of answers to a question on bullying, safety or harassment.
const SENSITIVE_FLOOR: u32 = 20;
/// With fewer answers than this, a unanimous figure is not shown.
const UNANIMITY_ENDS: u32 = 20;
/// Group 0 is the whole trust; the schools follow.
const TRUST: usize = 0;

/// The figures of every question, in the order of the questions: first for the trust (an empty
/// school id), then for each school.
pub(crate) fn figures(collected: &Answered<'_>) -> Vec<Figure> {
    let floors = floors(collected);
    let tallies = tallies(collected);
    let verdicts = verdicts(collected, &floors, &tallies);
    let groups = std::iter::once("").chain(collected.schools.iter().map(String::as_str));
    let mut figures = Vec::new();
    for (group, school_id) in groups.enumerate() {
        for (place, question) in collected.questions.iter().enumerate() {
            let cell = Cell {
                verdict: verdicts[group][place],
                tally: &tallies[group][place],
                floor: floors[place],
            };
            figures.push(cell.figure(school_id, question));
        }
    }
    figures
}

/// Answers to one question in one group.
#[derive(Clone, Debug, Default)]
struct Tally {
    by_option: Vec<u32>,
    base: u32,
    positive: u32,
}

impl Tally {
    fn add(&mut self, question: &Question, option: usize) {
        self.by_option.resize(question.options.len(), 0);
        self.by_option[option] += 1;
        match question.options[option].counting() {
            Counting::Positive => {
                self.base += 1;
                self.positive += 1;
            }
            Counting::Negative | Counting::Neither => self.base += 1,
            Counting::OutsideBase | Counting::Unspecified => {}
        }
    }

    fn unanimous(&self) -> bool {
        self.positive == 0 || self.positive == self.base
    }
}

/// The floor of each question. What depends on a question is shown no sooner than the question
/// itself.
fn floors(collected: &Answered<'_>) -> Vec<u32> {
    let mut floors: Vec<u32> = Vec::new();
    for question in collected.questions {
        let own =
            if question.sensitive { SENSITIVE_FLOOR.max(collected.floor) } else { collected.floor };
        let gate = gate(collected.questions, question).and_then(|gate| floors.get(gate));
        floors.push(gate.map_or(own, |gate| own.max(*gate)));
    }
    floors
}

/// Index of the question that decides whether this one is asked.
fn gate(questions: &[Question], question: &Question) -> Option<usize> {
    let condition = question.only_if.as_ref()?;
    questions.iter().position(|other| other.question_id == condition.question_id)
}

/// `[group][question]`.
fn tallies(collected: &Answered<'_>) -> Vec<Vec<Tally>> {
    let mut tallies =
        vec![vec![Tally::default(); collected.questions.len()]; collected.schools.len() + 1];
    let groups: HashMap<&str, usize> = collected
        .schools
        .iter()
        .enumerate()
        .map(|(place, school)| (school.as_str(), place + 1))
        .collect();
    for response in collected.responses {
        let Some(group) = groups.get(response.school_id.as_str()) else { continue };
        let given: HashMap<&str, &str> = response
            .answers
            .iter()
            .map(|answer| (answer.question_id.as_str(), answer.option_id.as_str()))
            .collect();
        for (place, question) in collected.questions.iter().enumerate() {
            let asked = question.only_if.as_ref().is_none_or(|condition| {
                given.get(condition.question_id.as_str()) == Some(&condition.option_id.as_str())
            });
            let option = given.get(question.question_id.as_str()).and_then(|given| {
                question.options.iter().position(|option| option.option_id == *given)
            });
            if let (true, Some(option)) = (asked, option) {
                tallies[*group][place].add(question, option);
                tallies[TRUST][place].add(question, option);
            }
        }
    }
    tallies
}

/// Whether each figure is shown, `[group][question]`: schools by themselves first, then the trust
/// beside them.
fn verdicts(
    collected: &Answered<'_>,
    floors: &[u32],
    tallies: &[Vec<Tally>],
) -> Vec<Vec<Suppression>> {
    let asked = |school: &String| collected.asked.get(school).copied().unwrap_or(0);
    let everyone = collected.schools.iter().map(asked).sum();
    let asked = std::iter::once(everyone).chain(collected.schools.iter().map(asked));
    let mut verdicts: Vec<Vec<Suppression>> = asked
        .zip(tallies)
        .map(|(asked, group)| {
            group.iter().zip(floors).map(|(tally, floor)| alone(asked, tally, *floor)).collect()
        })
        .collect();
    for school in verdicts.iter_mut().skip(1) {
        hide_gates(collected.questions, school);
    }
    for place in 0..collected.questions.len() {
        let schools =
            (1..verdicts.len()).map(|group| (verdicts[group][place], &tallies[group][place]));
        if shown(verdicts[TRUST][place]) && gives_away(&schools.collect::<Vec<_>>(), floors[place])
        {
            verdicts[TRUST][place] = Suppression::Complementary;
        }
    }
    hide_gates(collected.questions, &mut verdicts[TRUST]);
    verdicts
}

/// Whether a figure may be shown by itself. If people were asked, no answers at all are "too few",
/// like any other small number. "No one" would tell, for example, that not one child was bullied.
fn alone(asked: u32, tally: &Tally, floor: u32) -> Suppression {
    if asked == 0 {
        Suppression::NotAsked
    } else if tally.base < floor {
        Suppression::TooFew
    } else if tally.base < UNANIMITY_ENDS && tally.unanimous() {
        Suppression::Unanimous
    } else {
        Suppression::None
    }
}

fn shown(verdict: Suppression) -> bool {
    matches!(verdict, Suppression::None | Suppression::Unanimous)
}

fn base_hidden(verdict: Suppression) -> bool {
    matches!(verdict, Suppression::TooFew | Suppression::Complementary)
}

/// Hides deciding questions. The count of the deciding answer is the number of people asked the
/// next question. If that one hides how many answered, the deciding question has to hide too.
fn hide_gates(questions: &[Question], verdicts: &mut [Suppression]) {
    // Backwards, so that a chain of conditions is hidden link by link.
    for place in (0..questions.len()).rev() {
        if let Some(gate) = gate(questions, &questions[place])
            && base_hidden(verdicts[place])
            && shown(verdicts[gate])
        {
            verdicts[gate] = Suppression::Complementary;
        }
    }
}

/// Whether the trust's figure less the schools' shown ones would give away what a school hides.
/// The rest has to be a group like any other: at least two schools, enough answers, not unanimous.
fn gives_away(schools: &[(Suppression, &Tally)], floor: u32) -> bool {
    let left_over = |hidden: fn(Suppression) -> bool| {
        let any_shown = schools.iter().any(|(verdict, _)| shown(*verdict) && !hidden(*verdict));
        let hidden =
            schools.iter().filter(|(verdict, _)| hidden(*verdict)).map(|(_, tally)| *tally);
        let hidden: Vec<&Tally> = hidden.collect();
        if any_shown { hidden } else { Vec::new() }
    };
    let too_few = |rest: &[&Tally]| {
        !rest.is_empty()
            && (rest.len() == 1 || rest.iter().map(|tally| tally.base).sum::<u32>() < floor)
    };
    let without_base = left_over(base_hidden);
    let without_share =
        left_over(|verdict| base_hidden(verdict) || verdict == Suppression::Unanimous);
    let one_mind = |rest: &[&Tally]| {
        let positive: u32 = rest.iter().map(|tally| tally.positive).sum();
        let base: u32 = rest.iter().map(|tally| tally.base).sum();
        !rest.is_empty() && (positive == 0 || positive == base)
    };
    too_few(&without_base) || one_mind(&without_share)
}

struct Cell<'a> {
    verdict: Suppression,
    tally: &'a Tally,
    floor: u32,
}

impl Cell<'_> {
    fn figure(&self, school_id: &str, question: &Question) -> Figure {
        let (positive, base) = (self.tally.positive, self.tally.base);
        let in_full = self.verdict == Suppression::None;
        let counts = question.options.iter().zip(&self.tally.by_option);
        Figure {
            school_id: school_id.to_owned(),
            question_id: question.question_id.clone(),
            suppression: self.verdict.into(),
            positive_percent: in_full.then(|| to_one_decimal(positive, base)),
            base: shown(self.verdict).then_some(base),
            words: self.words(),
            counts: counts
                .filter(|_| in_full)
                .map(|(option, count)| OptionCount {
                    option_id: option.option_id.clone(),
                    count: *count,
                })
                .collect(),
        }
    }

    fn words(&self) -> String {
        let (positive, base) = (self.tally.positive, self.tally.base);
        match self.verdict {
            Suppression::None => format!("{}% of {base} answers", whole_percent(positive, base)),
            Suppression::Unanimous if positive == 0 => format!("under 10% of {base} answers"),
            Suppression::Unanimous => format!("over 90% of {base} answers"),
            Suppression::TooFew => {
                format!("not enough answers to show (fewer than {})", self.floor)
            }
            Suppression::Complementary => {
                "not shown, so that a hidden figure cannot be worked out".to_owned()
            }
            // The last reason is for response rates only.
            Suppression::NotAsked | Suppression::Unspecified | Suppression::OnePerson => {
                "nobody was asked".to_owned()
            }
        }
    }
}

/// Halves go up: 1 of 16 is 6.3%.
fn to_one_decimal(positive: u32, base: u32) -> f64 {
    let thousandths = (u64::from(positive) * 2_000 + u64::from(base)) / (u64::from(base) * 2);
    thousandths as f64 / 10.0
}

/// Halves go up, but only all are 100% and only none are 0%.
fn whole_percent(positive: u32, base: u32) -> u64 {
    let (positive, base) = (u64::from(positive), u64::from(base));
    let rounded = (positive * 200 + base) / (base * 2);
    if positive == 0 || positive == base { rounded } else { rounded.clamp(1, 99) }
}

#[cfg(test)]
mod tests;
