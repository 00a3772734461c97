//! What a register file changes of a school: it joins, takes a new URN, is called otherwise, is closed or missing.

use contract::events::SchoolEvent;
use contract::schools::v1::{
    RegisterDifference, RegisterStanding, SchoolDescribed, SchoolDetails, SchoolJoined,
    SchoolSucceeded,
};
use eventlog::Context;
use jiff::civil::Date;

use super::{Enrolled, School, SchoolRefusal};
use crate::urn::school_id;

/// One URN that followed another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// The earlier URN.
    pub old: String,
    /// The URN that followed.
    pub new: String,
    /// First day of the new URN, where the files say.
    pub on: Option<Date>,
}

/// How a register file shows a school of the trust.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a command holds one, and not for long")]
pub enum RegisterShows {
    /// It is open, perhaps under a URN that followed.
    Open {
        /// What the file says of it.
        details: SchoolDetails,
        /// Every succession that led to the file's URN.
        ancestry: Vec<Succession>,
    },
    /// It is closed, and no one open school followed it.
    Closed,
    /// The file does not have it.
    Missing,
}

impl School {
    /// Does what a register file shows: joins, takes a new URN, or nothing.
    pub(super) fn follow_register(
        &self,
        details: &SchoolDetails,
        ancestry: &[Succession],
        context: &Context,
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        match self {
            Self::Unknown => {
                let id = school_id(context.trust, &details.urn).to_string();
                self.join(&id, details, context.today())
            }
            Self::In(enrolled) if enrolled.has_had(&details.urn) => Ok(Vec::new()),
            Self::In(enrolled) => enrolled.follow(&details.urn, ancestry),
            Self::Expected(_) | Self::Left { .. } => Ok(Vec::new()),
        }
    }

    /// Records what a register file shows otherwise than the record. A file older than the one last read changes nothing.
    pub(super) fn refresh(
        &self,
        shown: &RegisterShows,
        on: Date,
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        let Self::In(enrolled) = self else { return Ok(Vec::new()) };
        let day = on.to_string();
        if day < enrolled.shown.from {
            return Ok(Vec::new());
        }
        let mut events = Vec::new();
        let mut is = enrolled.shown.clone();
        match shown {
            RegisterShows::Open { details, ancestry } => {
                if !enrolled.has_had(&details.urn) {
                    events = enrolled.follow(&details.urn, ancestry)?;
                }
                take_over(&mut is, details);
            }
            RegisterShows::Closed => is.set_standing(RegisterStanding::Closed),
            RegisterShows::Missing => is.set_standing(RegisterStanding::Missing),
        }
        if !differences(&enrolled.shown, &is).is_empty() {
            events.push(SchoolDescribed { from: day, ..is }.into());
        }
        Ok(events)
    }
}

impl Enrolled {
    pub(super) fn has_had(&self, urn: &str) -> bool {
        self.urn == urn || self.earlier_urns.iter().any(|earlier| earlier == urn)
    }

    pub(super) fn succeeded(&self, old: &str, new: &str, on: &str) -> SchoolEvent {
        let [old_urn, new_urn, on] = [old, new, on].map(str::to_owned);
        SchoolSucceeded { school_id: self.school_id.clone(), old_urn, new_urn, on }.into()
    }

    /// The successions from the present URN to another, one event each.
    fn follow(
        &self,
        urn: &str,
        ancestry: &[Succession],
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        let mut events = Vec::new();
        let mut present = self.urn.as_str();
        while present != urn {
            let next = ancestry.iter().find(|step| step.old == present);
            // A file that goes round in a circle has more steps than successions.
            let Some(step) = next.filter(|_| events.len() < ancestry.len()) else {
                return Err(SchoolRefusal::NotASuccessor(self.urn.clone(), urn.to_owned()));
            };
            let undated = || SchoolRefusal::SuccessionUndated(step.old.clone(), step.new.clone());
            let on = step.on.ok_or_else(undated)?.to_string();
            events.push(self.succeeded(&step.old, &step.new, &on));
            present = &step.new;
        }
        Ok(events)
    }
}

/// What is known of a school as it joins, from no day on.
pub fn first_shown(joined: &SchoolJoined) -> SchoolDescribed {
    let joined = joined.clone();
    SchoolDescribed {
        school_id: joined.school_id,
        from: String::new(),
        name: joined.name,
        laestab: joined.laestab,
        phase: joined.phase,
        r#type: joined.r#type,
        religious_character: joined.religious_character,
        town: joined.town,
        postcode: joined.postcode,
        pupils: joined.pupils,
        capacity: joined.capacity,
        standing: RegisterStanding::Unspecified.into(),
        urn: joined.urn,
    }
}

/// Takes over what a file says. Where it says nothing, the record keeps what it had.
fn take_over(is: &mut SchoolDescribed, details: &SchoolDetails) {
    let texts = [
        (&mut is.name, &details.name),
        (&mut is.laestab, &details.laestab),
        (&mut is.phase, &details.phase),
        (&mut is.r#type, &details.r#type),
        (&mut is.religious_character, &details.religious_character),
        (&mut is.town, &details.town),
        (&mut is.postcode, &details.postcode),
        (&mut is.urn, &details.urn),
    ];
    for (kept, said) in texts.into_iter().filter(|(_, said)| !said.is_empty()) {
        kept.clone_from(said);
    }
    is.pupils = details.pupils.or(is.pupils);
    is.capacity = details.capacity.or(is.capacity);
    // What was never closed or missing need not be said to be open.
    if is.standing() != RegisterStanding::Unspecified {
        is.set_standing(RegisterStanding::Open);
    }
}

/// What is shown otherwise than before, in the words of the register.
pub fn differences(was: &SchoolDescribed, is: &SchoolDescribed) -> Vec<RegisterDifference> {
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let standing = |shown: &SchoolDescribed| match shown.standing() {
        RegisterStanding::Unspecified | RegisterStanding::Open => "open",
        RegisterStanding::Closed => "closed",
        RegisterStanding::Missing => "missing",
    };
    let pairs = [
        ("name", was.name.clone(), is.name.clone()),
        ("laestab", was.laestab.clone(), is.laestab.clone()),
        ("phase", was.phase.clone(), is.phase.clone()),
        ("type", was.r#type.clone(), is.r#type.clone()),
        ("religious character", was.religious_character.clone(), is.religious_character.clone()),
        ("town", was.town.clone(), is.town.clone()),
        ("postcode", was.postcode.clone(), is.postcode.clone()),
        ("roll", number(was.pupils), number(is.pupils)),
        ("capacity", number(was.capacity), number(is.capacity)),
        ("standing", standing(was).to_owned(), standing(is).to_owned()),
    ];
    let differ = pairs.into_iter().filter(|(_, was, is)| was != is);
    differ.map(|(what, was, is)| RegisterDifference { what: what.to_owned(), was, is }).collect()
}
