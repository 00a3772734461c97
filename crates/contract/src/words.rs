//! Words of persons: what stands for them in an event, and what a reader sees.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::log::v1::{Words, WordsClass};
use crate::schools::v1::Role;

/// A message that may hold words.
pub trait Spoken {
    /// Visits all of them.
    fn words(&mut self, visit: &mut dyn FnMut(&mut Words));
}

impl Spoken for Words {
    fn words(&mut self, visit: &mut dyn FnMut(&mut Words)) {
        visit(self);
    }
}

impl<M: Spoken> Spoken for [M] {
    fn words(&mut self, visit: &mut dyn FnMut(&mut Words)) {
        self.iter_mut().for_each(|one| one.words(visit));
    }
}

impl<M: Spoken> Spoken for Option<M> {
    fn words(&mut self, visit: &mut dyn FnMut(&mut Words)) {
        self.iter_mut().for_each(|one| one.words(visit));
    }
}

/// What a reader sees of words.
pub trait Said {
    /// The text, or a sentence that it was removed or is kept for fewer readers. Empty where there is none, or where the
    /// thing's own rule withholds it.
    fn said(&self) -> Cow<'_, str>;
}

impl Said for Words {
    fn said(&self) -> Cow<'_, str> {
        if self.kept_back {
            return Cow::Borrowed("Not shown: this text is kept for fewer readers.");
        }
        if self.removed_on.is_empty() {
            return Cow::Borrowed(&self.text);
        }
        let on = self.removed_on.parse().map_or_else(
            |_| self.removed_on.clone(),
            |on: Date| on.strftime("%-d %B %Y").to_string(),
        );
        Cow::Owned(format!("Removed on {on}, at a person's request."))
    }
}

impl Said for Option<Words> {
    fn said(&self) -> Cow<'_, str> {
        self.as_ref().map_or(Cow::Borrowed(""), Words::said)
    }
}

/// Words as a reader sees them, for samples and tests; what commits to them is left out.
impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

impl WordsClass {
    /// The narrowest class that the holders of a role may read, by the role's name in event metadata. Plumbline itself reads all;
    /// a role that is none reads what is open.
    pub fn of_readers(role: &str) -> Self {
        if role == "system" {
            return Self::Author;
        }
        let named = format!("ROLE_{}", role.to_uppercase());
        match Role::from_str_name(&named).unwrap_or_default() {
            Role::Unspecified => Self::Open,
            // A diocese link is shown what was shared with the committees of its schools.
            Role::DioceseLink
            | Role::Member
            | Role::Trustee
            | Role::GovernanceChair
            | Role::Governor
            | Role::Clerk => Self::Governors,
            Role::Headteacher
            | Role::Staff
            | Role::SafeguardingLead
            | Role::ExternalVerifier
            | Role::PeerReviewer => Self::School,
            Role::ChiefExecutive
            | Role::ImprovementLead
            | Role::CentralTeam
            | Role::HubLead
            | Role::DataProtectionOfficer
            | Role::Administrator => Self::Trust,
        }
    }

    /// Whether readers who may read up to a class may read this one. Words without a class are anybody's.
    pub fn is_read_up_to(self, readers: Self) -> bool {
        i32::from(self) <= i32::from(readers)
    }

    /// The one of two classes that is for fewer readers.
    #[must_use]
    pub fn narrower(self, other: Self) -> Self {
        if self.is_read_up_to(other) { other } else { self }
    }

    /// The one of two classes that is for more readers.
    #[must_use]
    pub fn wider(self, other: Self) -> Self {
        if self.is_read_up_to(other) { self } else { other }
    }
}

mod generated {
    use super::{Spoken, Words};
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

#[cfg(test)]
mod tests;
