//! How much less than possible the rows of trust and hubs are to say.

use super::GroupRow;
use crate::onlooker::MissingNumber;
use crate::verdict::PrintVerdict;

/// A figure or a rate is said closely, or less closely, or not at all.
const MOST_STEPS: usize = 2;

/// Steps that each rate and each figure of trust and hubs is held back.
#[derive(Debug)]
pub(super) struct HeldBack {
    /// `[row]`
    rates: Vec<usize>,
    /// `[row][question]`
    figures: Vec<Vec<usize>>,
}

impl HeldBack {
    pub(super) fn nothing(rows: usize, questions: usize) -> Self {
        Self { rates: vec![0; rows], figures: vec![vec![0; questions]; rows] }
    }

    pub(super) fn of_rate(&self, row: usize) -> usize {
        self.rates[row]
    }

    pub(super) fn of_question(&self, row: usize, question: usize) -> usize {
        self.figures[row][question]
    }

    /// Says one thing less, and returns false where no row says anything any more. The question of the missing number comes first,
    /// then rates, then any question. The hubs of the school say less before the trust does, and other hubs last.
    pub(super) fn say_less(&mut self, rows: &[GroupRow], missing: MissingNumber) -> bool {
        let lies_in =
            |row: &usize| missing.school.is_some_and(|school| rows[*row].schools.contains(&school));
        let (near, far): (Vec<usize>, Vec<usize>) = (1..rows.len()).rev().partition(lies_in);
        let order: Vec<usize> = near.into_iter().chain([0]).chain(far).collect();
        let prints = |row: usize, place: usize| rows[row].verdicts[place].shows_base();
        let own = missing.question.and_then(|place| {
            order.iter().find(|row| prints(**row, place)).map(|row| (*row, place))
        });
        if own.is_none()
            && let Some(row) = order.iter().find(|row| rows[**row].rate.is_said())
        {
            self.rates[*row] = (self.rates[*row] + 1).min(MOST_STEPS);
            return true;
        }
        let any = || {
            let all =
                order.iter().flat_map(|row| (0..rows[*row].verdicts.len()).map(|at| (*row, at)));
            all.into_iter().find(|(row, place)| prints(*row, *place))
        };
        let Some((row, place)) = own.or_else(any) else { return false };
        let in_full = rows[row].verdicts[place] == PrintVerdict::InFull;
        self.figures[row][place] = if in_full { 1 } else { MOST_STEPS };
        true
    }
}
