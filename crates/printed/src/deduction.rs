//! What a reader can work out from sums: for each unknown whole number, between which two it has to lie.
//!
//! The sums form a tree: options, questions, schools, trust. Narrowing one sum after the other finds the true bounds of nearly
//! all numbers. For the others `solutions` looks for solutions.

mod solutions;

/// Between which whole numbers, both included, a number lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Between {
    pub(super) least: i64,
    pub(super) most: i64,
}

impl Between {
    pub(super) fn new(least: u32, most: u32) -> Self {
        Self { least: i64::from(least), most: i64::from(most) }
    }

    pub(super) fn exactly(number: u32) -> Self {
        Self::new(number, number)
    }

    /// Not below nothing, and with an upper end that no count comes near.
    pub(super) const NOT_NEGATIVE: Self = Self { least: 0, most: 1 << 40 };

    pub(super) const NOTHING: Self = Self { least: 0, most: 0 };

    pub(super) fn plus(self, other: Self) -> Self {
        Self { least: self.least + other.least, most: self.most + other.most }
    }

    pub(super) fn less(self, other: Self) -> Self {
        Self { least: self.least - other.most, most: self.most - other.least }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self { least: self.least.max(other.least), most: self.most.min(other.most) }
    }

    fn middle(self) -> i64 {
        self.least + (self.most - self.least) / 2
    }

    /// How many whole numbers it leaves.
    pub(super) fn leaves(self) -> i64 {
        self.most - self.least + 1
    }
}

/// A number in a sum: which one, and 1 or -1.
pub(super) type SignedNumber = (usize, i64);

/// A number and its value.
pub(super) type KnownNumber = (usize, i64);

/// Numbers that were narrowed, in order, and what was known of them before.
type Was = Vec<(usize, Between)>;

/// Unknown numbers and the sums that are known of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Deduction {
    numbers: Vec<Between>,
    sums: Vec<(Vec<SignedNumber>, Between)>,
    /// In which sums a number stands.
    stands_in: Vec<Vec<usize>>,
}

impl Deduction {
    /// One more unknown number.
    pub(super) fn number(&mut self, known: Between) -> usize {
        self.numbers.push(known);
        self.stands_in.push(Vec::new());
        self.numbers.len() - 1
    }

    pub(super) fn sum(&mut self, terms: Vec<SignedNumber>, known: Between) {
        for (number, _) in &terms {
            self.stands_in[*number].push(self.sums.len());
        }
        self.sums.push((terms, known));
    }

    /// The numbers as far as they are known; nothing where no numbers fit all sums.
    pub(super) fn narrowed(&self) -> Option<Vec<Between>> {
        let mut numbers = self.numbers.clone();
        let fits = self.settle((0..self.sums.len()).collect(), &mut numbers, &mut Vec::new());
        (fits && numbers.iter().all(|number| number.leaves() > 0)).then_some(numbers)
    }

    /// Narrows sum after sum until nothing changes, and says whether all sums still fit. What changed is noted as it was.
    fn settle(&self, mut waiting: Vec<usize>, numbers: &mut [Between], was: &mut Was) -> bool {
        let mut waits = vec![false; self.sums.len()];
        for sum in &waiting {
            waits[*sum] = true;
        }
        while let Some(sum) = waiting.pop() {
            waits[sum] = false;
            let before = was.len();
            if !self.narrow(sum, numbers, was) {
                return false;
            }
            for (number, _) in &was[before..] {
                for next in &self.stands_in[*number] {
                    if !std::mem::replace(&mut waits[*next], true) {
                        waiting.push(*next);
                    }
                }
            }
        }
        true
    }

    /// Narrows the numbers of one sum, and says whether it still fits.
    fn narrow(&self, sum: usize, numbers: &mut [Between], was: &mut Was) -> bool {
        let (terms, known) = &self.sums[sum];
        let signed = |numbers: &[Between], (number, sign): SignedNumber| {
            let Between { least, most } = numbers[number];
            if sign < 0 { Between { least: -most, most: -least } } else { numbers[number] }
        };
        let all = terms.iter().fold(Between::NOTHING, |all, term| all.plus(signed(numbers, *term)));
        for (number, sign) in terms {
            let own = signed(numbers, (*number, *sign));
            let others = Between { least: all.least - own.least, most: all.most - own.most };
            let left = known.less(others).and(own);
            let left =
                if *sign < 0 { Between { least: -left.most, most: -left.least } } else { left };
            if left.leaves() <= 0 {
                return false;
            }
            if left != numbers[*number] {
                // The sum itself is looked at again, since `all` was taken before.
                was.push((*number, numbers[*number]));
                numbers[*number] = left;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests;
