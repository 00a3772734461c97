//! How long the texts of a request may be, for forms that ask for them.

/// A text of a request, or of a message within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextLimit {
    /// The name of its field.
    pub field: &'static str,
    /// Characters at most.
    pub most: usize,
}

/// A request, with the longest length of each of its texts.
pub trait TextLimits {
    /// By the names of fields. The request's own field counts before one of a message within it, and of two within it the
    /// shorter.
    const LIMITS: &'static [TextLimit];
}

/// Characters at most of a request's text. A form asks while it is compiled, so that a name which the request does not have
/// fails the build.
pub const fn longest<R: TextLimits>(field: &str) -> usize {
    let mut place = 0;
    while place < R::LIMITS.len() {
        if are_same(R::LIMITS[place].field.as_bytes(), field.as_bytes()) {
            return R::LIMITS[place].most;
        }
        place += 1;
    }
    panic!("the request has no text in a field of this name")
}

/// Whether two names are the same. `==` of texts is not there while the compiler runs.
const fn are_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut place = 0;
    while place < one.len() {
        if one[place] != other[place] {
            return false;
        }
        place += 1;
    }
    true
}

include!(concat!(env!("OUT_DIR"), "/limits.rs"));

#[cfg(test)]
mod tests;
