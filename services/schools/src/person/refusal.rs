//! Why a person's record says no.

use contract::{Kind, Refusal};
use jiff::civil::Date;

/// What a role can't be held over because it isn't there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeUnknown {
    /// No such school.
    School,
    /// No such hub.
    Hub,
    /// No such committee.
    Committee,
}

/// Why a person's record says no.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonRefusal {
    /// PERSON_ALREADY_REGISTERED.
    #[error("A person with this id or e-mail address is already registered.")]
    AlreadyRegistered,
    /// PERSON_UNKNOWN.
    #[error("There is no such person in this trust.")]
    Unknown,
    /// SCHOOL_UNKNOWN, HUB_UNKNOWN or COMMITTEE_UNKNOWN.
    #[error("There is no such {} in this trust.", .0.words())]
    ScopeUnknown(ScopeUnknown),
    /// ROLE_ALREADY_HELD.
    #[error("The person already holds this role in some of that time.")]
    AlreadyHeld,
    /// ROLE_NOT_HELD.
    #[error("The person does not hold this role on that day.")]
    NotHeld,
    /// PERIOD_BACKWARDS.
    #[error("The role would end before it begins on {0}.")]
    Backwards(Date),
    /// PERSON_ERASED.
    #[error("This person's name and contacts have been erased.")]
    Erased,
    /// HOLD_STANDS.
    #[error("A legal hold stands on what is kept about this person.")]
    HoldStands,
    /// NO_HOLD.
    #[error("No legal hold stands on what is kept about this person.")]
    NoHold,
    /// ROLES_HELD.
    #[error("The person still holds a role. End it first, then erase.")]
    RolesHeld,
    /// INVITATION_UNKNOWN.
    #[error("This invitation is not valid. Ask your administrator for a new one.")]
    InvitationUnknown,
    /// INVITATION_OVER.
    #[error("This invitation is too old. Ask your administrator for a new one.")]
    InvitationOver,
    /// INVITATION_SPENT.
    #[error("This invitation was used already. Sign in, or ask your administrator for a new one.")]
    InvitationSpent,
    /// SIGN_IN_TAKEN.
    #[error("Somebody else of this trust signs in with this account.")]
    SignInTaken,
}

impl ScopeUnknown {
    fn words(self) -> &'static str {
        match self {
            Self::School => "school",
            Self::Hub => "hub",
            Self::Committee => "committee",
        }
    }
}

impl Refusal for PersonRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::AlreadyRegistered => (Kind::Repeated, "PERSON_ALREADY_REGISTERED"),
            Self::Unknown => (Kind::Unknown, "PERSON_UNKNOWN"),
            Self::ScopeUnknown(ScopeUnknown::School) => (Kind::Unknown, "SCHOOL_UNKNOWN"),
            Self::ScopeUnknown(ScopeUnknown::Hub) => (Kind::Unknown, "HUB_UNKNOWN"),
            Self::ScopeUnknown(ScopeUnknown::Committee) => (Kind::Unknown, "COMMITTEE_UNKNOWN"),
            Self::AlreadyHeld => (Kind::Repeated, "ROLE_ALREADY_HELD"),
            Self::NotHeld => (Kind::State, "ROLE_NOT_HELD"),
            Self::Backwards(_) => (Kind::Malformed, "PERIOD_BACKWARDS"),
            Self::Erased => (Kind::State, "PERSON_ERASED"),
            Self::HoldStands => (Kind::State, "HOLD_STANDS"),
            Self::NoHold => (Kind::State, "NO_HOLD"),
            Self::RolesHeld => (Kind::State, "ROLES_HELD"),
            Self::InvitationUnknown => (Kind::Unknown, "INVITATION_UNKNOWN"),
            Self::InvitationOver => (Kind::State, "INVITATION_OVER"),
            Self::InvitationSpent => (Kind::State, "INVITATION_SPENT"),
            Self::SignInTaken => (Kind::Repeated, "SIGN_IN_TAKEN"),
        }
    }
}
