//! When the team of a peer review looks again at what was to improve.

/// Days after a review was completed on which the team looks again.
pub const LOOK_AGAIN: i32 = 90;

/// Days after a review was completed on which the team looks for the last time: a year.
pub const LOOK_AGAIN_LAST: i32 = 365;
