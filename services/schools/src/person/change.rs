//! Another name or e-mail address of a person, of which the record holds neither.

use contract::schools::v1::PersonChanged;

use super::{Person, PersonFacts, PersonRefusal};

/// Which of the two differ from those kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonDifference {
    /// The name.
    pub name: bool,
    /// The e-mail address.
    pub address: bool,
}

impl Person {
    /// That name or address change. A letter that went to the address before lets nobody in any more. While a legal hold stands they
    /// stay, since those before are kept nowhere else.
    pub(super) fn change(&self, facts: &PersonFacts) -> Result<PersonChanged, PersonRefusal> {
        let (person_id, _) = self.known()?;
        if self.is_on_hold() {
            return Err(PersonRefusal::HoldStands);
        }
        facts.clear()?;
        let PersonFacts::Differs(PersonDifference { name, address }) = *facts else {
            return Err(PersonRefusal::NothingChanged);
        };
        if !name && !address {
            return Err(PersonRefusal::NothingChanged);
        }
        if address && self.is_guest_alone() {
            return Err(PersonRefusal::GuestKnownByAddress);
        }
        Ok(PersonChanged {
            person_id: person_id.clone(),
            name_changed: name,
            address_changed: address,
            invitation_ended: address && self.is_asked_in(),
        })
    }

    /// Whether an invitation waits to be taken up.
    fn is_asked_in(&self) -> bool {
        let Self::Known { invitation, .. } = self else { return false };
        invitation.as_ref().is_some_and(|newest| !newest.spent)
    }
}

#[cfg(test)]
mod tests;
