//! What an import would do with each school, decided before anything is stored.

use std::collections::{BTreeSet, HashMap};

use contract::commands::SchoolCommand;
use contract::events::SchoolEvent;
use contract::schools::v1::{ImportRegisterRequest, RegisterFault, RegisterOutcome};
use eventlog::{Context, Decider as _, Log, ReadError};
use jiff::civil::Date;
use uuid::Uuid;

use crate::known::Known;
use crate::register::{Establishment, Faults, Register};
use crate::school::{School, SchoolFacts, SchoolRefusal, Standing};
use crate::urn::school_id;

/// What the caller wants taken in.
#[derive(Debug)]
pub struct Wishes {
    /// Whose schools.
    pub trust: Uuid,
    /// Who asks, and when.
    pub context: Context,
    /// These; none: every open school of the file.
    pub urns: Vec<String>,
    /// Only those of this trust, by its number or name in the file; empty: every trust's.
    pub group: String,
    /// When they joined, where the file does not say.
    pub joined_on: Option<Date>,
}

/// One school and what will come of it.
#[derive(Debug)]
pub struct Planned {
    /// The school's id here.
    pub school_id: Uuid,
    /// Its URN in the file.
    pub urn: String,
    /// What the file shows of it.
    pub shown: SchoolFacts,
    /// What would happen.
    pub events: Vec<SchoolEvent>,
    name: String,
    standing: Standing,
}

impl Planned {
    /// Whether it would join on no day.
    pub fn lacks_joining_day(&self) -> bool {
        let on_no_day = |event: &SchoolEvent| match event {
            SchoolEvent::SchoolJoined(joined) => joined.joined_on.is_empty(),
            SchoolEvent::JoinArranged(_)
            | SchoolEvent::SchoolSucceeded(_)
            | SchoolEvent::LeaveArranged(_)
            | SchoolEvent::ArrangementTakenBack(_)
            | SchoolEvent::SchoolLeft(_)
            | SchoolEvent::LeaveCorrected(_)
            | SchoolEvent::ReturnArranged(_)
            | SchoolEvent::SchoolReturned(_)
            | SchoolEvent::SchoolDescribed(_)
            | SchoolEvent::UniquenessStated(_) => false,
        };
        self.events.iter().any(on_no_day)
    }

    /// What to tell of it when these events happened.
    pub fn outcome(&self, events: &[SchoolEvent]) -> RegisterOutcome {
        let outcome = match (events.last(), self.standing) {
            (Some(SchoolEvent::SchoolJoined(_) | SchoolEvent::JoinArranged(_)), _) => "joins",
            (Some(_), _) => "new URN",
            (None, Standing::Left) => "has left",
            (None, Standing::In | Standing::Unknown) => "already here",
        };
        RegisterOutcome {
            urn: self.urn.clone(),
            name: self.name.clone(),
            outcome: outcome.to_owned(),
            school_id: self.school_id.to_string(),
        }
    }
}

/// Decides every wanted school; or says what stands in the way, and then nothing is planned.
pub async fn make(
    log: &Log,
    register: &Register,
    known: &Known,
    wishes: &Wishes,
) -> Result<Result<Vec<Planned>, Vec<RegisterFault>>, ReadError> {
    let mut faults = Faults::default();
    let mut planned = Vec::new();
    for establishment in wanted(register, wishes, &mut faults) {
        let school_id = match whose(register, known, wishes.context.today(), &establishment.urn) {
            Ok(found) => found,
            Err(sentence) => {
                faults.add(fault(establishment, &sentence));
                continue;
            }
        };
        let school = match school_id {
            Some(id) => eventlog::load::<School>(log, wishes.trust, id).await?.0,
            None => School::default(),
        };
        let school_id = school_id.unwrap_or_else(|| school_id_of(wishes, establishment));
        let shown = shown(register, establishment, wishes);
        match school.decide(&following(), &shown, &wishes.context) {
            Ok(events) => planned.push(Planned {
                school_id,
                urn: establishment.urn.clone(),
                name: establishment.details.name.clone(),
                shown,
                standing: school.standing(wishes.context.today()),
                events,
            }),
            Err(refusal) => faults.add(fault(establishment, &sentence(&refusal))),
        }
    }
    one_successor_each(register, &planned, &mut faults);
    Ok(faults.none_or_all().map(|()| planned))
}

fn school_id_of(wishes: &Wishes, establishment: &Establishment) -> Uuid {
    school_id(wishes.trust, &establishment.urn)
}

/// The command to a school to do what the file shows. The file itself is read already.
pub fn following() -> SchoolCommand {
    ImportRegisterRequest::default().into()
}

fn shown(register: &Register, establishment: &Establishment, wishes: &Wishes) -> SchoolFacts {
    let mut details = register.details(establishment);
    let joined_on = establishment.joined_on.or(wishes.joined_on);
    details.joined_on = joined_on.map(|day| day.to_string()).unwrap_or_default();
    let ancestry = register.ancestry(&establishment.urn);
    SchoolFacts::Shown { details: Box::new(details), ancestry }
}

/// The establishments asked for; those that are not there or not open are faults.
fn wanted<'r>(
    register: &'r Register,
    wishes: &Wishes,
    faults: &mut Faults,
) -> Vec<&'r Establishment> {
    let Wishes { urns, group, .. } = wishes;
    if urns.is_empty() {
        let found: Vec<_> = register.open().filter(|one| one.is_of(group)).collect();
        if found.is_empty() && !group.is_empty() {
            faults.add(no_group(group));
        }
        return found;
    }
    let mut wanted = Vec::new();
    for urn in urns.iter().collect::<BTreeSet<_>>() {
        match register.find(urn) {
            Some(establishment) if establishment.open => wanted.push(establishment),
            Some(closed) => faults.add(not_open(register, closed)),
            None => faults.add(RegisterFault {
                column: "URN".to_owned(),
                value: urn.clone(),
                sentence: format!("The file has no establishment with the URN {urn}."),
                ..RegisterFault::default()
            }),
        }
    }
    wanted.sort_by_key(|establishment| establishment.line);
    wanted
}

fn no_group(group: &str) -> RegisterFault {
    RegisterFault {
        column: "Trusts (name)".to_owned(),
        value: group.to_owned(),
        sentence: format!(
            "The file has no open school of a trust with the name or number {group}."
        ),
        ..RegisterFault::default()
    }
}

fn not_open(register: &Register, closed: &Establishment) -> RegisterFault {
    let status = &closed.status;
    let successors = register.successors(&closed.urn).join(", ");
    let sentence = if successors.is_empty() {
        format!("{} is not open: its status is '{status}'.", closed.details.name)
    } else {
        let name = &closed.details.name;
        format!("{name} is not open: its status is '{status}'. It was followed by {successors}.")
    };
    fault(closed, &sentence)
}

/// The school of the trust an establishment is, by its own URN or an earlier one.
fn whose(
    register: &Register,
    known: &Known,
    today: Date,
    urn: &str,
) -> Result<Option<Uuid>, String> {
    if let Some(school) = known.school(urn) {
        return Ok(Some(school));
    }
    let ancestry = register.ancestry(urn);
    let earlier: HashMap<Uuid, &str> = ancestry
        .iter()
        .filter_map(|step| Some((known.school(&step.old)?, step.old.as_str())))
        .collect();
    let (here, gone): (Vec<_>, Vec<_>) =
        earlier.into_iter().partition(|(school, _)| known.is_in_trust(*school, today));
    match here.as_slice() {
        [] => Ok(gone.first().map(|(school, _)| *school)),
        [(school, _)] => Ok(Some(*school)),
        several => {
            let mut urns: Vec<_> = several.iter().map(|(_, urn)| *urn).collect();
            urns.sort_unstable();
            let urns = urns.join(" and ");
            Err(format!(
                "This establishment follows several schools of the trust ({urns}). \
                 Record by hand which of them goes on under the new URN, and that the others left."
            ))
        }
    }
}

/// A school goes on under one URN; where the file shows it going on under two, a person has to say which.
fn one_successor_each(register: &Register, planned: &[Planned], faults: &mut Faults) {
    let mut first: HashMap<Uuid, &str> = HashMap::new();
    for school in planned.iter().filter(|school| !school.events.is_empty()) {
        let Some(other) = first.insert(school.school_id, &school.urn) else { continue };
        let sentence = format!(
            "Both {other} and {} follow one school of the trust. \
             Record by hand under which of them it goes on.",
            school.urn
        );
        faults.extend(register.find(&school.urn).map(|place| fault(place, &sentence)));
    }
}

fn fault(establishment: &Establishment, sentence: &str) -> RegisterFault {
    RegisterFault {
        line: establishment.line,
        column: "URN".to_owned(),
        value: establishment.urn.clone(),
        sentence: sentence.to_owned(),
    }
}

fn sentence(refusal: &SchoolRefusal) -> String {
    match refusal {
        SchoolRefusal::SuccessionUndated(..) => format!("{refusal} The links file may."),
        other => other.to_string(),
    }
}
