//! Places for requests at once: a number for all, and one for each address.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Places to be taken and given back.
#[derive(Clone, Debug)]
pub(crate) struct Places<W> {
    all: usize,
    each: usize,
    taken: Arc<Mutex<Taken<W>>>,
}

#[derive(Debug)]
struct Taken<W> {
    all: usize,
    /// Places taken by each; an address without one is not in the map, so it is never longer than `all`.
    each: HashMap<W, usize>,
}

/// A taken place. Dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Place<W: Eq + Hash> {
    whose: Option<W>,
    taken: Arc<Mutex<Taken<W>>>,
}

fn locked<W>(taken: &Mutex<Taken<W>>) -> MutexGuard<'_, Taken<W>> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<W: Copy + Eq + Hash> Places<W> {
    pub(crate) fn new(all: usize, each: usize) -> Self {
        let taken = Taken { all: 0, each: HashMap::new() };
        Self { all, each, taken: Arc::new(Mutex::new(taken)) }
    }

    /// Takes a place, for an address if there is one; `None` when all are taken.
    pub(crate) fn take(&self, whose: Option<W>) -> Option<Place<W>> {
        let mut taken = locked(&self.taken);
        if taken.all >= self.all {
            return None;
        }
        if let Some(whose) = whose {
            let count = taken.each.entry(whose).or_default();
            if *count >= self.each {
                return None;
            }
            *count += 1;
        }
        taken.all += 1;
        Some(Place { whose, taken: self.taken.clone() })
    }
}

impl<W: Eq + Hash> Drop for Place<W> {
    fn drop(&mut self) {
        let mut taken = locked(&self.taken);
        taken.all -= 1;
        let Some(whose) = &self.whose else { return };
        if let Some(count) = taken.each.get_mut(whose) {
            *count -= 1;
            if *count == 0 {
                taken.each.remove(whose);
            }
        }
    }
}

#[cfg(test)]
mod tests;
