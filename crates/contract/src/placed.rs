//! What events say of where things lie: the things they begin, and those whose place they change.

use crate::events::*;

/// A thing that an event begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun<'a> {
    /// What it is.
    pub thing: Thing,
    /// Its id.
    pub id: &'a str,
    /// Ids of the schools it lies in.
    pub lies_in: Vec<&'a str>,
}

include!(concat!(env!("OUT_DIR"), "/placed.rs"));
