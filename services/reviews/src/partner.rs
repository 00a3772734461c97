//! Chooses a partner for a school that moved to another region, from plain data alone.

use std::collections::BTreeSet;

/// A school and its region in one area.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct School {
    pub school_id: String,
    pub name: String,
    /// Place on the ladder, from 0.
    pub rung: usize,
    /// Names of the hubs it works in, with their ids, since several hubs may share a name.
    pub hubs: BTreeSet<Hub>,
}

/// A group of schools that work together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hub {
    pub hub_id: String,
    pub name: String,
}

/// One area of a trust at the moment a school moved.
#[derive(Clone, Debug, Default)]
pub(crate) struct Area {
    /// Names of the regions, lowest first.
    pub regions: Vec<String>,
    /// Every other school of the trust with a region in this area.
    pub others: Vec<School>,
    /// Pairs (giving, receiving) proposed before, with any answer. No pair is proposed twice.
    pub asked_before: BTreeSet<(String, String)>,
}

/// A proposed pair: the school that gives and the one that receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair<'a> {
    pub giving: &'a School,
    pub receiving: &'a School,
}

impl Area {
    /// The partner of the school that moved. A school that has come to the top gives to the school furthest
    /// from it. A school that moved elsewhere receives from a school at the top. A school of another hub comes
    /// first, then the smaller id.
    pub(crate) fn partner<'a>(&'a self, moved: &'a School) -> Option<Pair<'a>> {
        let top = self.regions.len().checked_sub(1)?;
        let pair = |other: &'a School| match moved.rung == top {
            true => Pair { giving: moved, receiving: other },
            false => Pair { giving: other, receiving: moved },
        };
        self.others
            .iter()
            .filter(|other| other.school_id != moved.school_id)
            .filter(|other| (other.rung == top) != (moved.rung == top))
            .map(pair)
            .filter(|pair| !self.asked_before.contains(&pair.key()))
            .min_by_key(|pair| (pair.receiving.rung, pair.same_hub(), pair.key()))
    }
}

impl Pair<'_> {
    fn key(&self) -> (String, String) {
        (self.giving.school_id.clone(), self.receiving.school_id.clone())
    }

    fn same_hub(&self) -> bool {
        !self.giving.hubs.is_disjoint(&self.receiving.hubs)
    }
}

#[cfg(test)]
mod tests;
