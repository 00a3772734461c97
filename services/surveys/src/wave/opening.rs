//! How a planned wave opens: by hand, or by itself on its day; and how its links are handed out.

use std::collections::BTreeSet;

use contract::events::WaveEvent;
use contract::surveys::v1::{
    InvitationsPlanned, Invited, LinksHandedOut, OpeningHeldUp, OpeningObstacle, WaveOpened,
    WaveScheduled,
};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use super::{Running, WaveFacts, WaveRefusal};

/// A wave before it opens.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(super) plan: WaveScheduled,
    /// How many are to be asked, where that was fixed ahead.
    planned: Vec<Invited>,
    /// What last kept it from opening by itself.
    held_up: OpeningObstacleCode,
}

/// The number of an [`OpeningObstacle`] in the contract.
type OpeningObstacleCode = i32;

/// How the links of an open wave are handed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum HandOut {
    /// With the answer to the command that opened it.
    Opening,
    /// It opened by itself; its links wait for the first who takes them.
    Waiting,
    /// They were taken, and can be taken again until this time, RFC 3339.
    Until(String),
}

impl Plan {
    pub(super) fn of(plan: &WaveScheduled) -> Self {
        Self { plan: plan.clone(), planned: Vec::new(), held_up: 0 }
    }

    pub(super) fn take(&mut self, event: &WaveEvent) {
        match event {
            WaveEvent::InvitationsPlanned(planned) => {
                self.planned.clone_from(&planned.invited);
                self.held_up = 0;
            }
            WaveEvent::OpeningHeldUp(held) => self.held_up = held.obstacle,
            WaveEvent::WaveScheduled(_)
            | WaveEvent::WaveOpened(_)
            | WaveEvent::LinksHandedOut(_)
            | WaveEvent::WaveExtended(_)
            | WaveEvent::AnswersCollected(_)
            | WaveEvent::WaveClosed(_)
            | WaveEvent::ResultsReleased(_) => {}
        }
    }

    /// Schools of the wave, each once, and at least one person.
    fn check(&self, invited: &[Invited]) -> Result<(), WaveRefusal> {
        let mut named = BTreeSet::new();
        for school in invited.iter().map(|invited| &invited.school_id) {
            if !self.plan.school_ids.contains(school) {
                return Err(WaveRefusal::SchoolNotInWave(school.clone()));
            }
            if !named.insert(school) {
                return Err(WaveRefusal::SchoolRepeated(school.clone()));
            }
        }
        match invited.iter().all(|school| school.count == 0) {
            true => Err(WaveRefusal::NobodyInvited),
            false => Ok(()),
        }
    }

    pub(super) fn invitations(
        &self,
        invited: &[Invited],
    ) -> Result<InvitationsPlanned, WaveRefusal> {
        self.check(invited)?;
        let (wave_id, invited) = (self.plan.wave_id.clone(), invited.to_vec());
        Ok(InvitationsPlanned { wave_id, invited })
    }

    pub(super) fn open(
        &self,
        invited: &[Invited],
        facts: &WaveFacts,
    ) -> Result<WaveOpened, WaveRefusal> {
        self.check(invited)?;
        if let Some(school) = left(invited, facts) {
            return Err(WaveRefusal::SchoolHasLeft(school.clone()));
        }
        Ok(self.opened(invited, facts, false))
    }

    /// The opening, or what holds it up, told once; nothing before the day.
    pub(super) fn on_its_day(&self, facts: &WaveFacts, today: Date) -> Option<WaveEvent> {
        let today = today.to_string();
        if today < self.plan.opens_on {
            return None;
        }
        let obstacle = if self.plan.closes_on < today {
            OpeningObstacle::WindowOver
        } else if self.planned.is_empty() {
            OpeningObstacle::NumbersMissing
        } else if left(&self.planned, facts).is_some() {
            OpeningObstacle::SchoolLeft
        } else if facts.keyless {
            OpeningObstacle::KeyFolder
        } else {
            return Some(self.opened(&self.planned, facts, true).into());
        };
        let (wave_id, obstacle) = (self.plan.wave_id.clone(), obstacle.into());
        (obstacle != self.held_up).then(|| OpeningHeldUp { wave_id, obstacle }.into())
    }

    fn opened(&self, invited: &[Invited], facts: &WaveFacts, by_itself: bool) -> WaveOpened {
        WaveOpened {
            wave_id: self.plan.wave_id.clone(),
            invited: invited.to_vec(),
            key_id: facts.key_id.to_string(),
            by_itself,
        }
    }
}

/// The first school with people to ask that has left the trust.
fn left<'a>(invited: &'a [Invited], facts: &WaveFacts) -> Option<&'a String> {
    let mut asked = invited.iter().filter(|school| school.count > 0);
    asked.find(|school| facts.left.contains(&school.school_id)).map(|school| &school.school_id)
}

impl Running {
    pub(super) fn of(plan: WaveScheduled, opened: &WaveOpened) -> Self {
        let asked = opened.invited.iter().map(|school| (school.school_id.clone(), school.count));
        Self {
            plan,
            asked: asked.collect(),
            key_id: opened.key_id.parse().unwrap_or_default(),
            links: if opened.by_itself { HandOut::Waiting } else { HandOut::Opening },
            batches: Default::default(),
        }
    }

    /// That the links are taken, where they had not been. For a day they can be taken again.
    pub(super) fn hand_out(&self, now: Timestamp) -> Result<Option<LinksHandedOut>, WaveRefusal> {
        match &self.links {
            HandOut::Waiting => {
                let wave_id = self.plan.wave_id.clone();
                // The end of time is not reached; links that are over at once are what they would be.
                let until = now.checked_add(24.hours()).unwrap_or(now).to_string();
                Ok(Some(LinksHandedOut { wave_id, until }))
            }
            HandOut::Until(until) if until.parse().is_ok_and(|until: Timestamp| now < until) => {
                Ok(None)
            }
            HandOut::Until(_) | HandOut::Opening => Err(WaveRefusal::LinksHandedOut),
        }
    }

    /// Whether links that were taken can be taken again.
    pub(super) fn hands_out(&self, now: Timestamp) -> bool {
        matches!(&self.links, HandOut::Until(_)) && self.hand_out(now).is_ok()
    }
}
