//! Whether a figure may be printed, looked at by itself: the floors, the near-unanimous small group, the deciding question.

use contract::surveys::v1::Question;

use super::rules::{PrintRule, PrintRules};
use super::tally::Tally;

/// What is printed of a figure. Why it is not shown stays in here: no event, answer or page tells the reasons apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PrintVerdict {
    /// Share, base and the answers by option.
    InFull,
    /// Share and base.
    Share,
    /// The base, and that the share is 90% or more, or 10% or less.
    Bounded,
    /// Fewer answers than the floor.
    TooFew,
    /// Enough answers, but another hidden number could be worked out.
    Withheld,
}

impl PrintVerdict {
    pub(super) fn shows_base(self) -> bool {
        matches!(self, Self::InFull | Self::Share | Self::Bounded)
    }
}

/// Least number of answers to a question on bullying, safety or harassment.
const SENSITIVE_FLOOR: u32 = 20;
/// With fewer answers than this, a share near all or none is only bounded.
const NEAR_UNANIMITY_ENDS: u32 = 20;

/// The floor of each question. What depends on a question is shown no sooner than the question itself.
pub(super) fn floors(questions: &[Question], floor: u32, rules: PrintRules) -> Vec<u32> {
    let floor = if rules.hold(PrintRule::Floor) { floor } else { 1 };
    let mut floors: Vec<u32> = Vec::new();
    for question in questions {
        let sensitive = question.sensitive && rules.hold(PrintRule::SensitiveFloor);
        let own = if sensitive { SENSITIVE_FLOOR.max(floor) } else { floor };
        let gate = gate(questions, question).and_then(|gate| floors.get(gate));
        floors.push(gate.map_or(own, |gate| own.max(*gate)));
    }
    floors
}

/// Index of the question that decides whether this one is asked.
pub(super) fn gate(questions: &[Question], question: &Question) -> Option<usize> {
    let condition = question.only_if.as_ref()?;
    questions.iter().position(|other| other.question_id == condition.question_id)
}

/// The verdict on a figure by itself. No answers at all are too few, like any other small number.
pub(super) fn alone(tally: &Tally, floor: u32, rules: PrintRules) -> PrintVerdict {
    if tally.base < floor.max(1) {
        PrintVerdict::TooFew
    } else if rules.hold(PrintRule::NearUnanimity) && near_unanimous(tally) {
        PrintVerdict::Bounded
    } else {
        PrintVerdict::InFull
    }
}

fn near_unanimous(tally: &Tally) -> bool {
    tally.base < NEAR_UNANIMITY_ENDS && (mostly(tally) || hardly(tally))
}

/// 90% or more.
pub(super) fn mostly(tally: &Tally) -> bool {
    tally.positive * 10 >= tally.base * 9
}

/// 10% or less.
pub(super) fn hardly(tally: &Tally) -> bool {
    tally.positive * 10 <= tally.base
}

/// Hides deciding questions. The count of the deciding answer is the number of people asked the next question. If that
/// one hides how many answered, the deciding question has to hide too.
pub(super) fn hide_gates(questions: &[Question], verdicts: &mut [PrintVerdict]) {
    // Backwards, so that a chain of conditions is hidden link by link.
    for place in (0..questions.len()).rev() {
        if let Some(gate) = gate(questions, &questions[place])
            && !verdicts[place].shows_base()
            && verdicts[gate].shows_base()
        {
            verdicts[gate] = PrintVerdict::Withheld;
        }
    }
}
