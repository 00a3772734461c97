//! The measures that come with Plumbline, and which figures of a measure tell of few pupils.
//!
//! The evidence service records figures, and every service whose judgements cite them has to know both (decision 81).

mod few;
mod shipped;

pub use few::{Topics, small};
pub use shipped::{shipped, shipped_measures};
