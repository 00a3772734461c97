//! The seats of a committee and the terms of office of those who hold them.

use std::collections::{BTreeMap, BTreeSet};

use contract::FarAheadRefusal;
use contract::schools::v1::{
    CreateSeatRequest, FillSeatRequest, SeatCreated, SeatFilled, SeatHolder, SeatVacated,
    VacateSeatRequest,
};
use eventlog::Context;
use serde::{Deserialize, Serialize};

use super::{CommitteeRefusal, FormedCommittee};

/// Who holds which seat when, by the seat's id.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct SeatsHeld(BTreeMap<String, Vec<SeatHolder>>);

impl SeatsHeld {
    /// The persons who hold a seat on a day, ISO 8601.
    pub fn on(&self, day: &str) -> BTreeSet<String> {
        let holders = self.0.values().flatten().filter(|holder| holder.holds_on(day));
        holders.map(|holder| holder.person_id.clone()).collect()
    }

    fn of(&self, seat_id: &str) -> Result<&Vec<SeatHolder>, CommitteeRefusal> {
        self.0.get(seat_id).ok_or(CommitteeRefusal::SeatUnknown)
    }

    pub(super) fn created(&mut self, seat_id: &str) {
        self.0.entry(seat_id.to_owned()).or_default();
    }

    pub(super) fn filled(&mut self, event: &SeatFilled) {
        self.0.entry(event.seat_id.clone()).or_default().push(SeatHolder {
            person_id: event.person_id.clone(),
            from: event.from.clone(),
            until: event.until.clone(),
            vacated_because: None,
        });
    }

    pub(super) fn vacated(&mut self, event: &SeatVacated) {
        let holders = self.0.entry(event.seat_id.clone()).or_default();
        if let Some(holder) = holders.iter_mut().find(|holder| holder.holds_on(&event.on)) {
            holder.until.clone_from(&event.on);
        }
    }
}

/// Whether two terms of office have a day in common.
fn overlap(holder: &SeatHolder, asked: &FillSeatRequest) -> bool {
    let begins_before_end = |from: &str, until: &str| until.is_empty() || from <= until;
    begins_before_end(&holder.from, &asked.until) && begins_before_end(&asked.from, &holder.until)
}

pub(super) fn create(
    committee: &FormedCommittee,
    asked: CreateSeatRequest,
    context: &Context,
) -> SeatCreated {
    SeatCreated {
        committee_id: asked.committee_id,
        school_id: committee.school_id.clone(),
        seat_id: context.new_id("seat").to_string(),
        category: asked.category,
    }
}

pub(super) fn fill(
    committee: &FormedCommittee,
    asked: FillSeatRequest,
    context: &Context,
) -> Result<SeatFilled, CommitteeRefusal> {
    if !asked.until.is_empty() && asked.until < asked.from {
        return Err(CommitteeRefusal::Backwards(asked.until, asked.from));
    }
    if committee.seats.of(&asked.seat_id)?.iter().any(|holder| overlap(holder, &asked)) {
        return Err(CommitteeRefusal::SeatTaken);
    }
    let all = committee.seats.0.values().flatten();
    let mut own = all.filter(|holder| holder.person_id == asked.person_id);
    if own.any(|holder| overlap(holder, &asked)) {
        return Err(CommitteeRefusal::AlreadySeated);
    }
    // A last day may lie further ahead: a term of office is four years.
    FarAheadRefusal::check(&asked.from, context.today())?;
    Ok(SeatFilled {
        committee_id: asked.committee_id,
        school_id: committee.school_id.clone(),
        seat_id: asked.seat_id,
        person_id: asked.person_id,
        from: asked.from,
        until: asked.until,
    })
}

pub(super) fn vacate(
    committee: &FormedCommittee,
    asked: VacateSeatRequest,
    context: &Context,
) -> Result<SeatVacated, CommitteeRefusal> {
    let holders = committee.seats.of(&asked.seat_id)?;
    let holder = holders.iter().find(|holder| holder.holds_on(&asked.on));
    let holder = holder.ok_or(CommitteeRefusal::SeatVacant)?;
    // Another term ends on its last day at the latest.
    if holder.until.is_empty() {
        FarAheadRefusal::check(&asked.on, context.today())?;
    }
    Ok(SeatVacated {
        committee_id: asked.committee_id,
        school_id: committee.school_id.clone(),
        person_id: holder.person_id.clone(),
        seat_id: asked.seat_id,
        on: asked.on,
        reason: context.words(&asked.reason),
    })
}
