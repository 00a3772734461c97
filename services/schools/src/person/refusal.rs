//! Why a person's record says no.

use contract::{FarAheadRefusal, Kind, Refusal};

/// Why a person's record says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonRefusal {
    #[error("A person with this id or e-mail address is already registered.")]
    AlreadyRegistered,
    #[error("There is no such person in this trust.")]
    Unknown,
    #[error("There is no such school in this trust.")]
    SchoolUnknown,
    #[error("There is no such hub in this trust.")]
    HubUnknown,
    #[error("There is no such committee in this trust.")]
    CommitteeUnknown,
    #[error("This school has no note of such a visit that is still open.")]
    VisitUnknown,
    #[error("The guest’s role ended already, when the note of this visit was issued.")]
    VisitIssued,
    #[error("A guest’s e-mail address can have no accents and no letters of other alphabets.")]
    AddressLetters,
    #[error("A guest’s last day is today or one of the next {0} days.")]
    GuestDays(i32),
    #[error("The person already holds this role in some of that time.")]
    AlreadyHeld,
    #[error("The person does not hold this role on that day.")]
    NotHeld,
    #[error("This role was not ended, so there is no end to take back.")]
    NotEnded,
    #[error("The role would end before it begins on {0}.")]
    Backwards(String),
    #[error(transparent)]
    DayFarAhead(#[from] FarAheadRefusal),
    #[error("This person's name and contacts have been erased.")]
    Erased,
    #[error("A legal hold stands on what is kept about this person.")]
    HoldStands,
    #[error("No legal hold stands on what is kept about this person.")]
    NoHold,
    #[error("The person still holds a role. End it first, then erase.")]
    RolesHeld,
    #[error("This invitation is not valid. Ask your administrator for a new one.")]
    InvitationUnknown,
    #[error("This invitation is too old. Ask your administrator for a new one.")]
    InvitationOver,
    #[error("This invitation was used already. Sign in, or ask your administrator for a new one.")]
    InvitationSpent,
    #[error("Name and e-mail address are as they were.")]
    NothingChanged,
    #[error(
        "A guest of a visit comes in by the address that was invited. The improvement lead ends the guest’s access and invites the new address."
    )]
    GuestKnownByAddress,
    #[error(
        "This person signs in already, and you changed the e-mail address. Another administrator has to invite the person, so that no administrator alone takes an account over."
    )]
    AddressChangedByInviter,
    #[error("Somebody else of this trust signs in with this account.")]
    SignInTaken,
}

impl Refusal for PersonRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::AlreadyRegistered => (Kind::Repeated, "PERSON_ALREADY_REGISTERED"),
            Self::Unknown => (Kind::Unknown, "PERSON_UNKNOWN"),
            Self::SchoolUnknown => (Kind::Unknown, "SCHOOL_UNKNOWN"),
            Self::HubUnknown => (Kind::Unknown, "HUB_UNKNOWN"),
            Self::CommitteeUnknown => (Kind::Unknown, "COMMITTEE_UNKNOWN"),
            Self::VisitUnknown => (Kind::Unknown, "VISIT_UNKNOWN"),
            Self::VisitIssued => (Kind::State, "VISIT_ISSUED"),
            Self::AddressLetters => (Kind::Malformed, "GUEST_ADDRESS"),
            Self::GuestDays(_) => (Kind::Malformed, "GUEST_DAYS"),
            Self::AlreadyHeld => (Kind::Repeated, "ROLE_ALREADY_HELD"),
            Self::NotHeld => (Kind::State, "ROLE_NOT_HELD"),
            Self::NotEnded => (Kind::State, "ROLE_NOT_ENDED"),
            Self::Backwards(_) => (Kind::Malformed, "PERIOD_BACKWARDS"),
            Self::DayFarAhead(far) => far.code(),
            Self::Erased => (Kind::State, "PERSON_ERASED"),
            Self::HoldStands => (Kind::State, "HOLD_STANDS"),
            Self::NoHold => (Kind::State, "NO_HOLD"),
            Self::RolesHeld => (Kind::State, "ROLES_HELD"),
            Self::InvitationUnknown => (Kind::Unknown, "INVITATION_UNKNOWN"),
            Self::InvitationOver => (Kind::State, "INVITATION_OVER"),
            Self::InvitationSpent => (Kind::State, "INVITATION_SPENT"),
            Self::NothingChanged => (Kind::State, "NOTHING_CHANGED"),
            Self::GuestKnownByAddress => (Kind::State, "GUEST_KNOWN_BY_ADDRESS"),
            Self::AddressChangedByInviter => (Kind::State, "ADDRESS_CHANGED_BY_INVITER"),
            Self::SignInTaken => (Kind::Repeated, "SIGN_IN_TAKEN"),
        }
    }
}
