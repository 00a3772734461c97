//! Joining, leaving, taking back and coming back: each on a day, perhaps one ahead.

use contract::FarAheadRefusal;
use contract::events::SchoolEvent;
use contract::schools::v1::{
    ArrangementTakenBack, JoinArranged, LeaveArranged, LeaveCorrected, ReturnArranged,
    SchoolDetails, SchoolJoined, SchoolLeft, SchoolReturned,
};
use eventlog::{Context, Decider as _};
use jiff::civil::Date;

use super::register::first_shown;
use super::{Enrolled, School, SchoolRefusal};
use crate::urn::is_urn;

impl School {
    /// The school once what is due on a day has taken effect.
    pub(super) fn as_of(&self, on: Date) -> Self {
        let mut school = self.clone();
        self.due(on).iter().for_each(|event| school.evolve(event));
        school
    }

    /// What takes effect by a day of what was arranged. Days are ISO 8601, so the order of the texts is the order of the days.
    pub(super) fn due(&self, on: Date) -> Vec<SchoolEvent> {
        let today = on.to_string();
        match self {
            Self::Expected(school) if school.joined_on <= today => {
                vec![SchoolJoined::clone(school).into()]
            }
            Self::In(enrolled) => {
                let leaves = enrolled.leaves.iter().filter(|left| left.on <= today);
                leaves.map(|left| left.clone().into()).collect()
            }
            Self::Left { was, returns: Some(on), .. } if *on <= today => was.returned(on),
            Self::Unknown | Self::Expected(_) | Self::Left { .. } => Vec::new(),
        }
    }

    pub(super) fn join(
        &self,
        id: &str,
        details: &SchoolDetails,
        today: Date,
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        let urns = details.earlier_urns.iter().map(|period| &period.urn).chain([&details.urn]);
        if let Some(urn) = urns.into_iter().find(|urn| !is_urn(urn)) {
            return Err(SchoolRefusal::UrnMalformed(urn.clone()));
        }
        match self {
            Self::Unknown => {
                let school = joined(id, details);
                if !is_ahead(&school.joined_on, today)? {
                    return Ok(vec![school.into()]);
                }
                Ok(vec![JoinArranged { school_id: id.to_owned(), school: Some(school) }.into()])
            }
            Self::Expected(_) | Self::In(_) => {
                Err(SchoolRefusal::AlreadyJoined(details.urn.clone()))
            }
            Self::Left { on, .. } => Err(SchoolRefusal::HasLeft(on.clone())),
        }
    }

    pub(super) fn leave(
        &self,
        on: &str,
        reason: &str,
        context: &Context,
    ) -> Result<SchoolEvent, SchoolRefusal> {
        let enrolled = self.enrolled()?;
        if on < enrolled.joined_on.as_str() {
            let joined_on = enrolled.joined_on.clone();
            return Err(SchoolRefusal::LeavesBeforeJoining(on.to_owned(), joined_on));
        }
        if let Some(left) = &enrolled.leaves {
            return Err(SchoolRefusal::LeaveArranged(left.on.clone()));
        }
        let (school_id, reason) = (enrolled.school_id.clone(), context.words(reason));
        let is_ahead = is_ahead(on, context.today())?;
        let on = on.to_owned();
        Ok(match is_ahead {
            true => LeaveArranged { school_id, on, reason }.into(),
            false => SchoolLeft { school_id, on, reason }.into(),
        })
    }

    pub(super) fn take_back(
        &self,
        reason: &str,
        context: &Context,
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        let reason = context.words(reason);
        let taken_back = |school_id: &str, on: &str| {
            let (school_id, on, reason) = (school_id.to_owned(), on.to_owned(), reason.clone());
            ArrangementTakenBack { school_id, on, reason, joining: false, returning: false }
        };
        match self {
            Self::Unknown => Err(SchoolRefusal::Unknown),
            Self::Expected(school) => {
                let join = taken_back(&school.school_id, &school.joined_on);
                Ok(vec![ArrangementTakenBack { joining: true, ..join }.into()])
            }
            Self::In(enrolled) => match &enrolled.leaves {
                Some(left) => Ok(vec![taken_back(&enrolled.school_id, &left.on).into()]),
                None => Err(SchoolRefusal::NothingToTakeBack),
            },
            Self::Left { was, returns: Some(on), .. } => {
                let back = taken_back(&was.school_id, on);
                Ok(vec![ArrangementTakenBack { returning: true, ..back }.into()])
            }
            Self::Left { on, was, returns: None } => {
                let (school_id, on) = (was.school_id.clone(), on.clone());
                Ok(vec![
                    LeaveCorrected { school_id, on, reason: reason.clone() }.into(),
                    was.shown.clone().into(),
                ])
            }
        }
    }

    /// Takes in that a school that left is in the trust, perhaps since a new day.
    pub(super) fn is_in_again(&mut self, since: Option<&str>) {
        if let Self::Left { mut was, .. } = std::mem::take(self) {
            was.leaves = None;
            if let Some(since) = since {
                since.clone_into(&mut was.joined_on);
            }
            *self = Self::In(was);
        }
    }

    pub(super) fn come_back(
        &self,
        day: &str,
        today: Date,
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        match self {
            Self::Unknown => Err(SchoolRefusal::Unknown),
            Self::Expected(school) => Err(SchoolRefusal::NotYetIn(school.joined_on.clone())),
            Self::In(enrolled) => Err(SchoolRefusal::AlreadyJoined(enrolled.urn.clone())),
            Self::Left { on, .. } if day < on.as_str() => {
                Err(SchoolRefusal::ReturnsBeforeLeaving(day.to_owned(), on.clone()))
            }
            Self::Left { returns: Some(on), .. } => Err(SchoolRefusal::ReturnArranged(on.clone())),
            Self::Left { was, .. } if is_ahead(day, today)? => {
                let (school_id, on) = (was.school_id.clone(), day.to_owned());
                Ok(vec![ReturnArranged { school_id, on }.into()])
            }
            Self::Left { was, .. } => Ok(was.returned(day)),
        }
    }
}

impl Enrolled {
    pub(super) fn of(joined: &SchoolJoined) -> Self {
        Self {
            school_id: joined.school_id.clone(),
            joined_on: joined.joined_on.clone(),
            urn: joined.urn.clone(),
            earlier_urns: joined.earlier_urns.iter().map(|past| past.urn.clone()).collect(),
            leaves: None,
            shown: first_shown(joined),
        }
    }

    /// It is in the trust again from a day on, as the register last showed it.
    fn returned(&self, on: &str) -> Vec<SchoolEvent> {
        let (school_id, on) = (self.school_id.clone(), on.to_owned());
        vec![SchoolReturned { school_id, on }.into(), self.shown.clone().into()]
    }
}

/// Whether a day is still to come. Refuses one that is more than two years ahead. What is no day is not ahead.
fn is_ahead(day: &str, today: Date) -> Result<bool, FarAheadRefusal> {
    FarAheadRefusal::check(day, today)?;
    Ok(day.parse::<Date>().is_ok_and(|on| on > today))
}

pub(super) fn joined(id: &str, details: &SchoolDetails) -> SchoolJoined {
    let details = details.clone();
    SchoolJoined {
        school_id: id.to_owned(),
        urn: details.urn,
        name: details.name,
        laestab: details.laestab,
        phase: details.phase,
        r#type: details.r#type,
        religious_character: details.religious_character,
        town: details.town,
        postcode: details.postcode,
        pupils: details.pupils,
        capacity: details.capacity,
        joined_on: details.joined_on,
        earlier_urns: details.earlier_urns,
    }
}
