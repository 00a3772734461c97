//! The scopes of other systems, each for the reads of one service.

use std::fmt;
use std::str::FromStr;

use strum::{Display, EnumIter, EnumString, IntoEnumIterator as _};

/// One scope. The rules in `policies/accounts.cedar` say which reads it allows.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, EnumIter,
)]
#[expect(clippy::enum_variant_names, reason = "named as the scopes are")]
pub enum Scope {
    /// The trust, its schools and its terms.
    #[strum(serialize = "read:schools")]
    ReadSchools,
    /// Published and released figures, and shared judgements.
    #[strum(serialize = "read:dashboards")]
    ReadDashboards,
    /// Published inspections, accreditations and figures, and what is measured.
    #[strum(serialize = "read:evidence")]
    ReadEvidence,
    /// The history, the events behind it, and what proves them.
    #[strum(serialize = "read:trail")]
    ReadTrail,
}

impl Scope {
    /// Every scope there is.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    /// The service whose reads it allows.
    pub fn service(self) -> &'static str {
        match self {
            Self::ReadSchools => "schools",
            Self::ReadDashboards => "dashboards",
            Self::ReadEvidence => "evidence",
            Self::ReadTrail => "trail",
        }
    }
}

/// A set of scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scopes(u8);

impl Scopes {
    /// The scopes in the set.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::all().filter(move |scope| self.contains(*scope))
    }

    /// Whether a scope is in the set.
    pub fn contains(self, scope: Scope) -> bool {
        self.0 & bit(scope) != 0
    }

    /// Whether all the others are in the set.
    pub fn covers(self, some: Self) -> bool {
        some.0 & !self.0 == 0
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |all, scope| all | bit(scope)))
    }
}

impl FromStr for Scopes {
    type Err = strum::ParseError;

    /// The set as a token writes it: `read:trail read:schools`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split(' ').map(Scope::from_str).collect()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.iter().map(|scope| scope.to_string()).collect();
        out.write_str(&words.join(" "))
    }
}

fn bit(scope: Scope) -> u8 {
    1 << (scope as u8)
}
