//! Which numbers are shown by solutions to keep enough values, since narrowing alone promises more than there are.

use super::{Between, Deduction, KnownNumber, Was};

/// Tries to find a solution before a value counts as impossible.
const TRIES: usize = 24;
/// Solutions that are looked for at first, far from each other, so that they show most numbers at once.
const SPREAD: usize = 24;
/// How far from the guess a number may lie in one of these.
const APART: i64 = 4;

impl Deduction {
    /// The first number for which solutions do not show as many values as are to be left.
    ///
    /// A solution gives each number a value, so that all sums fit. No search is complete: a value that it misses counts as
    /// impossible, which is the careful side.
    pub(crate) fn not_shown(&self, left: &[i64], truth: &[KnownNumber]) -> Option<usize> {
        let numbers = self.narrowed()?;
        let mut guess = numbers.clone();
        for (number, value) in truth {
            guess[*number] = Between { least: *value, most: *value };
        }
        let (values, solutions) = (Vec::new(), Vec::new());
        let mut found = FoundValues { sums: self, numbers, values, solutions, guess };
        for attempt in 0..SPREAD {
            found.spread(attempt);
        }
        (0..left.len()).find(|number| !found.leaves(*number, left[*number]))
    }
}

/// Values of each number that solutions have shown so far.
struct FoundValues<'a> {
    sums: &'a Deduction,
    numbers: Vec<Between>,
    /// From the least to the most; nothing before the first solution.
    values: Vec<Between>,
    /// The last solutions, the newest last.
    solutions: Vec<Vec<Between>>,
    /// What is likely to be a solution.
    guess: Vec<Between>,
}

impl FoundValues<'_> {
    fn leaves(&mut self, number: usize, left: i64) -> bool {
        if left <= 1 {
            return true;
        }
        if self.solutions.is_empty() {
            let Between { least, most } = self.numbers[number];
            self.look_for(number, self.guess[number].middle().clamp(least, most));
        }
        let Between { least, most } = self.numbers[number];
        for step in 0..left {
            for value in [most - step, least + step] {
                let Some(values) = self.values.get(number) else { return false };
                if values.leaves() >= left {
                    return true;
                }
                let known = values.least <= value && value <= values.most;
                if !known && least <= value && value <= most {
                    self.look_for(number, value);
                }
            }
        }
        self.values[number].leaves() >= left
    }

    /// Looks for a solution in which many numbers lie apart from the guess, each attempt others.
    fn spread(&mut self, attempt: usize) {
        let apart = |number: usize| match (number * 5 + number / 11 + attempt * 7) % 3 {
            0 => APART,
            1 => -APART,
            _ => 0,
        };
        let apart = |number: usize| if attempt == 0 { 0 } else { apart(number) };
        let guess = self.guess.iter().enumerate();
        let values = guess.map(|(number, guess)| guess.middle() + apart(number));
        let like: Vec<Between> =
            values.map(|value| Between { least: value, most: value }).collect();
        let mut one =
            SolutionTry { sums: self.sums, numbers: self.numbers.clone(), attempt, like: &like };
        if one.set_all() {
            let solution = one.numbers;
            self.keep(solution);
        }
    }

    fn look_for(&mut self, number: usize, value: i64) {
        let solution = (0..TRIES).find_map(|attempt| {
            let like = self.solutions.iter().rev().nth(attempt).unwrap_or(&self.guess);
            let mut one =
                SolutionTry { sums: self.sums, numbers: self.numbers.clone(), attempt, like };
            (one.set(number, value) && one.set_all()).then_some(one.numbers)
        });
        if let Some(solution) = solution {
            self.keep(solution);
        }
    }

    fn keep(&mut self, solution: Vec<Between>) {
        if self.values.is_empty() {
            self.values = solution.clone();
        }
        for (values, value) in self.values.iter_mut().zip(&solution) {
            values.least = values.least.min(value.least);
            values.most = values.most.max(value.most);
        }
        self.solutions.push(solution);
        if self.solutions.len() > TRIES {
            self.solutions.remove(0);
        }
    }
}

/// One try to find a solution: sets number after number, and narrows the others each time.
struct SolutionTry<'a> {
    sums: &'a Deduction,
    numbers: Vec<Between>,
    attempt: usize,
    /// What to keep to as far as possible.
    like: &'a [Between],
}

impl SolutionTry<'_> {
    /// Each attempt begins elsewhere, so that other numbers are left with the rest.
    fn set_all(&mut self) -> bool {
        let all = self.numbers.len();
        (0..all).all(|step| {
            let number = (step + all * self.attempt / TRIES) % all;
            let known = self.numbers[number];
            known.leaves() == 1
                || self.choices(number, known).into_iter().any(|value| self.set(number, value))
        })
    }

    /// Values to try, the best first. The same attempt always tries the same.
    fn choices(&self, number: usize, Between { least, most }: Between) -> [i64; 3] {
        let first = self.like[number].middle().clamp(least, most);
        if self.attempt.is_multiple_of(2) { [first, least, most] } else { [first, most, least] }
    }

    /// Whether the sums still fit once the number has this value; if not, nothing is changed.
    fn set(&mut self, number: usize, value: i64) -> bool {
        let mut was: Was = vec![(number, self.numbers[number])];
        self.numbers[number] = Between { least: value, most: value };
        let waiting = self.sums.stands_in[number].clone();
        let fits = self.sums.settle(waiting, &mut self.numbers, &mut was);
        if !fits {
            for (number, before) in was.into_iter().rev() {
                self.numbers[number] = before;
            }
        }
        fits
    }
}

#[cfg(test)]
mod tests;
