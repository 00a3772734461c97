//! The clock: days that are due become commands.
//!
//! What is due stands in `schools_due`, by day. A pass asks for what is due by today, British time, so that it catches up
//! after days off. The id of a command is made of the thing, its day, and the day of the pass. A second pass of a day, or a
//! second clock, repeats the command and changes nothing. A new kind of due day is one more entry in [`ACTS`].

mod acts;
mod due;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use contract::{Caller, Clock};
use eventlog::{CommandOutcome, ReadModel};
use jiff::Timestamp;
use jiff::civil::Date;
use peers::Peers;
use tokio_util::sync::CancellationToken;
use tonic::Status;
use uuid::Uuid;

use acts::ACTS;
pub use due::DueDays;

/// How often the clock looks. The day turns at most this long before its acts.
const LOOK: Duration = Duration::from_secs(60);

/// Turns due days into commands.
#[derive(Debug)]
pub struct ActsOnDays {
    due: ReadModel,
    peers: Peers,
    /// What was answered for good on a day, so that a pass of the same day does not ask again.
    answered: Mutex<DayAnswers>,
}

/// The commands that were answered for good on a day.
#[derive(Debug, Default)]
struct DayAnswers {
    day: Date,
    commands: HashSet<Uuid>,
}

/// What a pass did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClockPass {
    /// Commands that were taken.
    pub done: u32,
    /// Commands that were refused, or that no second try would change; they are not sent again on the same day.
    pub refused: u32,
    /// Commands that found a service away; the next pass sends them again.
    pub away: u32,
}

/// The kinds of due days that events of a type fix or settle, for example `report`.
pub fn due_kinds_of(event_type: &str) -> Vec<&'static str> {
    let takes = ACTS.into_iter().filter(|act| act.reads().contains(&event_type));
    takes.map(|act| act.kind()).collect()
}

impl ActsOnDays {
    /// A clock that reads what is due in these rows.
    pub fn new(due: ReadModel, peers: Peers) -> Self {
        Self { due, peers, answered: Mutex::default() }
    }

    /// Acts on what is due until shutdown, by the machine's clock.
    pub async fn run(self: Arc<Self>, clock: Clock, shutdown: CancellationToken) {
        let work = async {
            let mut look = tokio::time::interval(LOOK);
            look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                look.tick().await;
                if let Err(error) = self.pass(clock.machine()).await {
                    tracing::warn!(%error, "what is due could not be read; the clock looks again");
                }
            }
        };
        tokio::select! {
            () = work => {}
            () = shutdown.cancelled() => {}
        }
    }

    /// Acts on what is due in every trust. Asks only trusts in which something is due.
    pub async fn pass(&self, now: Timestamp) -> Result<ClockPass, Status> {
        let mut all = ClockPass::default();
        for trust in due::trusts(&self.due, contract::british_day(now)).await? {
            let ClockPass { done, refused, away } = self.pass_in(trust, now, 0).await?;
            all.done += done;
            all.refused += refused;
            all.away += away;
        }
        Ok(all)
    }

    /// Acts on what is due in one trust, by the rows as of a position at least. A command that is refused, or finds a service
    /// away, does not stop the others.
    pub async fn pass_in(
        &self,
        trust: Uuid,
        now: Timestamp,
        at_least: u64,
    ) -> Result<ClockPass, Status> {
        let today = contract::british_day(now);
        let mut pass = ClockPass::default();
        for thing in due::due(&self.due, trust, today, at_least).await? {
            let Some(act) = ACTS.iter().find(|act| act.kind() == thing.kind) else { continue };
            let command_id = thing.command_id(trust, today);
            if self.answered(today).commands.contains(&command_id) {
                continue;
            }
            let mut caller = Caller::system(trust, thing.cause);
            caller.now = Some(now);
            let answer = act.act(&self.peers, caller, &thing, command_id).await;
            let (kind, about) = (thing.kind, thing.thing);
            match CommandOutcome::of(&answer) {
                CommandOutcome::Taken => pass.done += 1,
                CommandOutcome::Refused(reason) => {
                    tracing::info!(kind, about, reason, "refused what was due");
                    pass.refused += 1;
                }
                // A projection would stop here, since what comes after rests on it. Due days rest on nothing, so the others go on.
                CommandOutcome::Contradicted(why) => {
                    tracing::error!(
                        kind,
                        about,
                        why,
                        "what is due cannot be done; it is asked again tomorrow"
                    );
                    pass.refused += 1;
                }
                CommandOutcome::Away(why) => {
                    tracing::warn!(kind, about, why, "what is due waits for the next pass");
                    pass.away += 1;
                    continue;
                }
            }
            self.answered(today).commands.insert(command_id);
        }
        Ok(pass)
    }

    /// What was answered today; that of another day is forgotten.
    fn answered(&self, today: Date) -> std::sync::MutexGuard<'_, DayAnswers> {
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        if answered.day != today {
            *answered = DayAnswers { day: today, commands: HashSet::new() };
        }
        answered
    }
}
