//! Successions: which URN followed which, and on which day.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use jiff::civil::Date;

use crate::school::Succession;

/// The end of a succession that a line of the register is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The linked establishment came before.
    Predecessor,
    /// The linked establishment came after.
    Successor,
}

impl Side {
    /// Reads `Predecessor`, `Successor - merged` and the like; `None` for other kinds of link.
    pub fn of(kind: &str) -> Option<Self> {
        let word = kind.trim().split(' ').next()?;
        if word.eq_ignore_ascii_case("predecessor") {
            Some(Self::Predecessor)
        } else if word.eq_ignore_ascii_case("successor") {
            Some(Self::Successor)
        } else {
            None
        }
    }
}

/// A succession as one line shows it.
#[derive(Debug)]
pub struct Shown {
    old: String,
    new: String,
    days: Days,
}

/// The two days that the register has for one succession, often the day before and the day itself.
#[derive(Clone, Copy, Debug, Default)]
struct Days {
    /// On the new establishment's line: its first day.
    began: Option<Date>,
    /// On the old establishment's line: its last day.
    ended: Option<Date>,
}

impl Shown {
    /// The succession that a line of `urn` states about `other`.
    pub fn new(side: Side, urn: &str, other: &str, date: Option<Date>) -> Self {
        let (urn, other) = (urn.to_owned(), other.to_owned());
        match side {
            Side::Predecessor => {
                Self { old: other, new: urn, days: Days { began: date, ended: None } }
            }
            Side::Successor => {
                Self { old: urn, new: other, days: Days { began: None, ended: date } }
            }
        }
    }
}

/// Every succession the files show, each once.
#[derive(Debug, Default)]
pub struct Successions {
    steps: Vec<Succession>,
    by_new: HashMap<String, Vec<usize>>,
    by_old: HashMap<String, Vec<usize>>,
}

impl Successions {
    /// Joins the lines of both ends. The first day of a URN is, in this order: the day of the new
    /// establishment's line, the day it opened, the day after the old one's last.
    pub fn new(shown: Vec<Shown>, opened_on: impl Fn(&str) -> Option<Date>) -> Self {
        let mut joined: BTreeMap<(String, String), Days> = BTreeMap::new();
        for Shown { old, new, days } in shown {
            let known = joined.entry((old, new)).or_default();
            known.began = known.began.or(days.began);
            known.ended = known.ended.or(days.ended);
        }
        let mut successions = Self::default();
        for ((old, new), days) in joined {
            let after = days.ended.and_then(|day| day.tomorrow().ok());
            let on = days.began.or_else(|| opened_on(&new)).or(after);
            let place = successions.steps.len();
            successions.by_new.entry(new.clone()).or_default().push(place);
            successions.by_old.entry(old.clone()).or_default().push(place);
            successions.steps.push(Succession { old, new, on });
        }
        successions
    }

    /// Every succession that led to a URN, the nearest first, as far back as the old URN `is_past`.
    /// It ends even if the files go in a circle.
    pub fn ancestry(&self, urn: &str, is_past: impl Fn(&str) -> bool) -> Vec<Succession> {
        let mut found = Vec::new();
        let mut seen = HashSet::from([urn]);
        let mut ahead = VecDeque::from([urn]);
        while let Some(new) = ahead.pop_front() {
            let steps = self.by_new.get(new).into_iter().flatten().map(|place| &self.steps[*place]);
            for step in steps.filter(|step| is_past(&step.old)) {
                found.push(step.clone());
                if seen.insert(&step.old) {
                    ahead.push_back(&step.old);
                }
            }
        }
        found
    }

    /// The URNs that directly followed one.
    pub fn successors(&self, urn: &str) -> Vec<&str> {
        let places = self.by_old.get(urn).into_iter().flatten();
        places.map(|place| self.steps[*place].new.as_str()).collect()
    }
}
