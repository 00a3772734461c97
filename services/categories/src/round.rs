//! The categorisation of all schools for one term.

use std::collections::BTreeMap;

use contract::categories::v1::{
    AddSchoolToRoundRequest, OpenRoundRequest, RoundClosed, RoundOpened, RoundPlace, RoundReopened,
    SchoolAddedToRound, SchoolTakenOutOfRound,
};
use contract::commands::RoundCommand;
use contract::events::RoundEvent;
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::days::SchoolDays;

/// School days in which the schools state their own views, where no day is named.
const DAYS_FOR_VIEWS: usize = 10;

/// Why a round says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum RoundRefusal {
    #[error("The round of this term was opened before; a term has one round.")]
    AlreadyOpen,
    #[error("The trust has not agreed this version of the framework.")]
    FrameworkUnknown,
    #[error("There is no such round here.")]
    Unknown,
    #[error("The round is closed.")]
    Closed,
    #[error("The round is open.")]
    Open,
    #[error("The school is in the round.")]
    SchoolInRound,
    #[error("The school is not in the round.")]
    SchoolNotInRound,
    #[error("The day for the schools' views has passed; name today or a later one.")]
    ViewsDayPast,
    #[error("The round still has {} without a decision; say of each why it is not judged.", open(*count))]
    CategoriesOpen { count: usize },
}

fn open(count: usize) -> String {
    if count == 1 { "one category".to_owned() } else { format!("{count} categories") }
}

impl Refusal for RoundRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::AlreadyOpen => (Kind::State, "ROUND_ALREADY_OPEN"),
            Self::FrameworkUnknown => (Kind::Unknown, "FRAMEWORK_UNKNOWN"),
            Self::Unknown => (Kind::Unknown, "ROUND_UNKNOWN"),
            Self::Closed => (Kind::State, "ROUND_CLOSED"),
            Self::Open => (Kind::State, "ROUND_OPEN"),
            Self::SchoolInRound => (Kind::State, "SCHOOL_IN_ROUND"),
            Self::SchoolNotInRound => (Kind::State, "SCHOOL_NOT_IN_ROUND"),
            Self::ViewsDayPast => (Kind::Malformed, "VIEWS_DAY_PAST"),
            Self::CategoriesOpen { .. } => (Kind::State, "CATEGORIES_OPEN"),
        }
    }
}

/// What a round has to know of others; a command needs some of it only.
#[derive(Clone, Debug, Default)]
pub(crate) struct RoundSurroundings {
    /// Whether the trust agreed the version of the framework that the round names.
    pub agreed: bool,
    /// When there is school.
    pub school_days: SchoolDays,
    /// Categories of the round in which neither a decision nor a reason for having none stands.
    pub open: Vec<RoundPlace>,
    /// Categories that the closing left without a region, and that were not opened again since.
    pub left: Vec<RoundPlace>,
}

/// Where a round stands.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) enum Round {
    /// It was never opened.
    #[default]
    Unopened,
    /// Schools are judged.
    Open(Opened),
    /// Ended; what was decided stays.
    Closed(Opened),
}

/// What others need of a round to decide.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Opened {
    pub term: String,
    pub framework_id: String,
    pub framework_version: u32,
    pub school_ids: Vec<String>,
    /// ISO 8601 date: the last day on which views are waited for; empty where no day was named.
    pub views_by: String,
    /// The same of schools that were added later.
    pub views_later: BTreeMap<String, String>,
    /// What the last closing left unjudged.
    pub left: Vec<RoundPlace>,
}

impl Opened {
    /// The last day on which a school's views are waited for.
    pub(crate) fn views_by(&self, school: &str) -> &str {
        self.views_later.get(school).unwrap_or(&self.views_by)
    }

    fn has(&self, school: &str) -> bool {
        self.school_ids.iter().any(|id| id == school)
    }
}

impl Round {
    /// The id of a term's round: one a term, so that opening it twice meets itself.
    pub(crate) fn id(trust: Uuid, term: &str) -> Uuid {
        Uuid::new_v5(&trust, format!("round/{term}").as_bytes())
    }

    /// What it was opened with, and whether it is closed.
    pub(crate) fn opened(self) -> Result<(Opened, bool), RoundRefusal> {
        match self {
            Self::Unopened => Err(RoundRefusal::Unknown),
            Self::Open(opened) => Ok((opened, false)),
            Self::Closed(opened) => Ok((opened, true)),
        }
    }
}

impl Decider for Round {
    type Command = RoundCommand;
    type Facts = RoundSurroundings;
    type Event = RoundEvent;
    type Refusal = RoundRefusal;

    fn decide(
        &self,
        command: &RoundCommand,
        around: &RoundSurroundings,
        context: &Context,
    ) -> Result<Vec<RoundEvent>, RoundRefusal> {
        let event = match (command.clone(), self) {
            (RoundCommand::OpenRound(asked), Self::Unopened) => begin(asked, around, context)?,
            (RoundCommand::OpenRound(_), _) => return Err(RoundRefusal::AlreadyOpen),
            (_, Self::Unopened) => return Err(RoundRefusal::Unknown),
            (RoundCommand::ReopenRound(asked), Self::Closed(round)) => RoundReopened {
                round_id: asked.round_id,
                reason: context.words(&asked.reason),
                term: round.term.clone(),
                opened: around.left.clone(),
            }
            .into(),
            (RoundCommand::ReopenRound(_), Self::Open(_)) => return Err(RoundRefusal::Open),
            (_, Self::Closed(_)) => return Err(RoundRefusal::Closed),
            (RoundCommand::CloseRound(asked), Self::Open(_)) => {
                if !around.open.is_empty() {
                    return Err(RoundRefusal::CategoriesOpen { count: around.open.len() });
                }
                let left = asked.not_judged.into_iter();
                let not_judged = left.map(|cell| place(&cell.school_id, &cell.area_id)).collect();
                RoundClosed { round_id: asked.round_id, not_judged }.into()
            }
            (RoundCommand::AddSchoolToRound(asked), Self::Open(round)) => {
                add(asked, round, around, context)?
            }
            (RoundCommand::TakeSchoolOutOfRound(asked), Self::Open(round)) => {
                if !round.has(&asked.school_id) {
                    return Err(RoundRefusal::SchoolNotInRound);
                }
                SchoolTakenOutOfRound {
                    round_id: asked.round_id,
                    school_id: asked.school_id,
                    reason: context.words(&asked.reason),
                    term: round.term.clone(),
                }
                .into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &RoundEvent) {
        match event {
            RoundEvent::RoundOpened(event) => {
                *self = Self::Open(Opened {
                    term: event.term.clone(),
                    framework_id: event.framework_id.clone(),
                    framework_version: event.framework_version,
                    school_ids: event.school_ids.clone(),
                    views_by: event.views_by.clone(),
                    ..Opened::default()
                });
            }
            RoundEvent::RoundClosed(event) => {
                if let Self::Open(opened) = self {
                    opened.left.clone_from(&event.not_judged);
                    *self = Self::Closed(std::mem::take(opened));
                }
            }
            RoundEvent::RoundReopened(_) => {
                if let Self::Closed(opened) = self {
                    opened.left.clear();
                    *self = Self::Open(std::mem::take(opened));
                }
            }
            RoundEvent::SchoolAddedToRound(event) => {
                if let Self::Open(opened) = self {
                    opened.school_ids.push(event.school_id.clone());
                    opened.school_ids.sort();
                    opened.views_later.insert(event.school_id.clone(), event.views_by.clone());
                }
            }
            RoundEvent::SchoolTakenOutOfRound(event) => {
                if let Self::Open(opened) = self {
                    opened.school_ids.retain(|id| *id != event.school_id);
                }
            }
        }
    }

    fn derived_id(command: &RoundCommand, context: &Context) -> Option<String> {
        match command {
            RoundCommand::OpenRound(asked) => {
                Some(Self::id(context.trust, &asked.term).to_string())
            }
            RoundCommand::CloseRound(_)
            | RoundCommand::ReopenRound(_)
            | RoundCommand::AddSchoolToRound(_)
            | RoundCommand::TakeSchoolOutOfRound(_) => None,
        }
    }
}

/// A school in an area.
pub(crate) fn place(school: &str, area: &str) -> RoundPlace {
    RoundPlace { school_id: school.to_owned(), area_id: area.to_owned() }
}

/// The last day for views: the day that is asked for, else ten school days from today.
fn views_by(asked: &str, days: &SchoolDays, today: Date) -> Result<String, RoundRefusal> {
    let Ok(day) = asked.parse::<Date>() else {
        return Ok(days.after(today, DAYS_FOR_VIEWS).to_string());
    };
    if day < today { Err(RoundRefusal::ViewsDayPast) } else { Ok(day.to_string()) }
}

fn add(
    asked: AddSchoolToRoundRequest,
    round: &Opened,
    around: &RoundSurroundings,
    context: &Context,
) -> Result<RoundEvent, RoundRefusal> {
    if round.has(&asked.school_id) {
        return Err(RoundRefusal::SchoolInRound);
    }
    // The round's own day, where the school can still keep it.
    let of_round = round.views_by.parse().is_ok_and(|day: Date| day >= context.today());
    let wanted = match asked.views_by.is_empty() && of_round {
        true => round.views_by.as_str(),
        false => asked.views_by.as_str(),
    };
    let views_by = views_by(wanted, &around.school_days, context.today())?;
    Ok(SchoolAddedToRound {
        round_id: asked.round_id,
        school_id: asked.school_id,
        reason: context.words(&asked.reason),
        term: round.term.clone(),
        framework_id: round.framework_id.clone(),
        framework_version: round.framework_version,
        views_by,
    }
    .into())
}

fn begin(
    asked: OpenRoundRequest,
    around: &RoundSurroundings,
    context: &Context,
) -> Result<RoundEvent, RoundRefusal> {
    if !around.agreed {
        return Err(RoundRefusal::FrameworkUnknown);
    }
    let views_by = views_by(&asked.views_by, &around.school_days, context.today())?;
    let mut school_ids = asked.school_ids;
    school_ids.sort();
    Ok(RoundOpened {
        round_id: Round::id(context.trust, &asked.term).to_string(),
        term: asked.term,
        framework_id: asked.framework_id,
        framework_version: asked.framework_version,
        school_ids,
        views_by,
    }
    .into())
}

eventlog::aggregate_plug!(Round);

#[cfg(test)]
mod tests;
