//! How far a figure is shown, in one word.

use crate::surveys::v1::Suppression;

impl Suppression {
    /// As rows and reports have it: empty where the figure is shown, else `bounded` or `not_shown`.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Bounded => "bounded",
            Self::NotShown | Self::Unspecified => "not_shown",
        }
    }
}
