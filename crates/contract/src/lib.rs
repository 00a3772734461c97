//! What Plumbline's services say to each other and to the world: messages, events, refusals, callers.
//!
//! `proto/` is the contract; everything here is generated from it or helps to keep it.

pub mod answers;
mod asks;
mod british;
mod caller;
mod clock;
mod colour;
pub mod commands;
pub mod events;
mod far_ahead;
pub mod field;
mod figure_key;
mod followed_up;
mod inspected;
mod limits;
mod measured;
mod papers;
mod period;
mod placed;
mod printed_figures;
mod questions;
mod record;
mod refusal;
mod register;
mod registered;
mod required;
mod rules;
mod seats;
mod self_evaluated;
pub mod sentences;
mod services;
mod suppression;
mod teams;
mod term;
mod told_apart;
mod visited;
mod words;

pub use asks::{Asks, Shown};
pub use british::{LONDON, british_day};
pub use caller::{Caller, SYSTEM_ACTOR};
pub use clock::Clock;
pub use colour::Colour;
pub use far_ahead::FarAheadRefusal;
pub use figure_key::FigureKey;
pub use followed_up::{LOOK_AGAIN, LOOK_AGAIN_LAST};
pub use limits::{TextLimit, TextLimits, longest};
pub use measured::{COUNTED_COHORT, CountedShare, SMALL_COHORT};
pub use papers::{DRAFT_DUE, PAPERS_OUT, ReportMeeting, report_meeting_on};
pub use period::{Half, NotAPeriod, Period};
pub use placed::{Begun, Moving, PLACING, Thing};
pub use printed_figures::{FIGURE_CITED, FIGURE_NOT_SHOWN};
pub use record::correction_of;
pub use refusal::{
    DOMAIN, Kind, Refusal, invalid, names_field, not_allowed, not_believed, not_found, says_no_for,
    unavailable, unreadable,
};
pub use register::{RequirementSpared, register};
pub use rules::{Fault, Rules};
pub use self_evaluated::self_evaluation_of;
pub use services::{SERVICES, categories_of};
pub use teams::{TeamRole, is_by_match, role_by_match, roles_that_count};
pub use term::{AcademicYear, Term, TermName, is_school_day};
pub use told_apart::tell_apart;
pub use words::{Said, Spoken};

/// The descriptors of every proto file, for gRPC reflection and for tests.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

include!(concat!(env!("OUT_DIR"), "/packages.rs"));
