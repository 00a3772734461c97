//! Why a figure is not shown, in one word.

use crate::surveys::v1::Suppression;

impl Suppression {
    /// As rows and reports have it, for example `too_few`; empty where the figure is shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "",
            Self::TooFew => "too_few",
            Self::Unanimous => "unanimous",
            Self::Complementary => "complementary",
            Self::NotAsked => "not_asked",
            Self::OnePerson => "one_person",
            Self::Unspecified => "unspecified",
        }
    }
}
