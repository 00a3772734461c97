//! How far a figure is shown, in one word.

use crate::surveys::v1::Suppression;

impl Suppression {
    /// Whether there is something to be read: a figure, or between which numbers it lies.
    pub fn is_shown(self) -> bool {
        matches!(self, Self::None | Self::Bounded)
    }

    /// As rows and reports have it: empty where the figure is shown, else `bounded` or `not_shown`.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Bounded => "bounded",
            Self::NotShown | Self::Unspecified => "not_shown",
        }
    }
}
