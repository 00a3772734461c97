//! Whether a total tells any of the years in it that its reader is not shown.

use contract::SMALL_COHORT;

/// A year in a total whose figure the reader is not shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct HiddenYear {
    pub pupils: u32,
    pub reached: u32,
    /// The fewest that can have reached it, by what the reader is shown beside it.
    pub fewest: u32,
    /// The most, likewise.
    pub most: u32,
}

/// Whether a reader who subtracts the years that are shown, and who knows the size of every cohort, can still not tell any hidden
/// year. Two hidden years or more are then left, of more than five pupils together, and each may have two counts at least.
pub(super) fn tells_no_year(hidden: &[HiddenYear]) -> bool {
    let sum = |of: fn(&HiddenYear) -> u32| hidden.iter().map(of).sum::<u32>();
    let reached = sum(|year| year.reached);
    let (fewest, most) = (sum(|year| year.fewest), sum(|year| year.most));
    let may_differ = |year: &HiddenYear| {
        let least = year.fewest.max(reached.saturating_sub(most - year.most));
        let largest = year.most.min(reached.saturating_sub(fewest - year.fewest));
        largest > least
    };
    hidden.len() > 1 && sum(|year| year.pupils) > SMALL_COHORT && hidden.iter().all(may_differ)
}

#[cfg(test)]
mod tests;
