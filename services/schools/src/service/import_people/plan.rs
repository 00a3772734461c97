//! What a file of people would lead to, decided line by line before anything is stored.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use contract::commands::{PersonCommand, new_id};
use contract::schools::v1::{
    GrantRoleRequest, ImportedLine, RegisterFault, RegisterPersonRequest, Scope,
};
use eventlog::{ActPart, Decider as _, Envelope};
use tonic::Status;
use uuid::Uuid;

use super::super::Doors;
use crate::directory::{self, SchoolsWanted};
use crate::identity::{self, Identity};
use crate::people_file::{PersonLine, RolePlaces};
use crate::person::{Person, PersonFacts};
use crate::register::Faults;

/// A file that can be carried out.
#[derive(Debug)]
pub struct PeoplePlan {
    lines: Vec<PlannedLine>,
    something: bool,
}

/// A line, and whom and what it means.
#[derive(Debug)]
struct PlannedLine {
    asked: PersonLine,
    /// The id of the line's own command.
    command: Uuid,
    person: Uuid,
    /// Whether this line makes the person known.
    begins: bool,
    /// Whether the trust knew the person before the file.
    known: bool,
    identity: Identity,
    scope: Scope,
    place: String,
}

impl PeoplePlan {
    /// The people that the file makes known.
    pub fn newcomers(&self) -> impl Iterator<Item = (Uuid, &Identity)> {
        let begun = self.lines.iter().filter(|line| line.begins);
        begun.map(|line| (line.person, &line.identity))
    }

    /// The commands of the act.
    pub fn parts(&self) -> Vec<ActPart<PersonCommand>> {
        self.lines.iter().flat_map(PlannedLine::parts).collect()
    }

    /// Whether anything would happen; nothing does where the file was carried out before.
    pub fn leads_to_something(&self) -> bool {
        self.something
    }

    /// The lines as they were understood.
    pub fn told(self) -> Vec<ImportedLine> {
        let told = |line: PlannedLine| ImportedLine {
            line: line.asked.line,
            person_id: line.person.to_string(),
            name: line.asked.name,
            email: line.asked.email,
            role: line.asked.role.into(),
            scope: Some(line.scope),
            place: line.place,
            from: line.asked.from.to_string(),
            until: line.asked.until.map(|day| day.to_string()).unwrap_or_default(),
            known: line.known,
        };
        self.lines.into_iter().map(told).collect()
    }
}

impl PlannedLine {
    fn parts(&self) -> Vec<ActPart<PersonCommand>> {
        let (id, command_id) = (self.person.to_string(), self.command.to_string());
        let grant = GrantRoleRequest {
            command_id: command_id.clone(),
            person_id: id.clone(),
            role: self.asked.role.into(),
            scope: Some(self.scope.clone()),
            from: self.asked.from.to_string(),
            until: self.asked.until.map(|day| day.to_string()).unwrap_or_default(),
        };
        let register = RegisterPersonRequest { command_id, ..RegisterPersonRequest::default() };
        let register = self.begins.then(|| ActPart { id: id.clone(), command: register.into() });
        register.into_iter().chain([ActPart { id, command: grant.into() }]).collect()
    }
}

/// Decides every line; or says what stands in the way, and then nothing is planned.
pub async fn make(
    doors: &Doors,
    lines: Vec<PersonLine>,
    envelope: &Envelope,
) -> Result<Result<PeoplePlan, Vec<RegisterFault>>, Status> {
    let places = places(doors, envelope).await?;
    let known = identity::all(&doors.log, envelope.trust()).await?;
    let mut faults = Faults::default();
    let mut met = MetPeople { known, met: HashMap::new() };
    let mut planned = Vec::new();
    for asked in lines {
        match met.plan(asked, &places, envelope) {
            Ok(line) => planned.push(line),
            Err(fault) => faults.add(fault),
        }
    }
    let something = decide(doors, &planned, envelope, &mut faults).await?;
    Ok(faults.none_or_all().map(|()| PeoplePlan { lines: planned, something }))
}

async fn places(doors: &Doors, envelope: &Envelope) -> Result<RolePlaces, Status> {
    let (trust, today) = (envelope.trust(), envelope.context.today());
    let head = doors.log.head(trust).await?.unwrap_or(0);
    let mut reader = doors.register.reader(trust, head).await?;
    let rows = reader.snapshot().await?;
    let wanted = SchoolsWanted { expected: true, ..SchoolsWanted::on(today) };
    Ok(RolePlaces {
        trust,
        schools: directory::schools(&rows, trust, &wanted).await?,
        hubs: directory::hubs(&rows, trust, today).await?,
        committees: directory::committees(&rows, trust).await?,
    })
}

/// The people whom the trust knows, and those whom the lines so far have named.
#[derive(Debug)]
struct MetPeople {
    known: Vec<(Uuid, Identity)>,
    /// By address, or by name where there is none: the line, and who it is.
    met: HashMap<String, MetPerson>,
}

#[derive(Clone, Debug)]
struct MetPerson {
    line: u64,
    person: Uuid,
    known: bool,
    name: String,
}

impl MetPeople {
    fn plan(
        &mut self,
        asked: PersonLine,
        places: &RolePlaces,
        envelope: &Envelope,
    ) -> Result<PlannedLine, RegisterFault> {
        let fault = |column: &str, value: &str, sentence: String| RegisterFault {
            line: asked.line,
            column: column.to_owned(),
            value: value.to_owned(),
            sentence,
        };
        let found = places.find(asked.role, &asked.place);
        let (scope, place) = found.map_err(|sentence| fault("Where", &asked.place, sentence))?;
        let context = &envelope.context;
        let command = Uuid::new_v5(&context.command_id, format!("line {}", asked.line).as_bytes());
        let own = new_id(command, "person");
        let (who, begins) = self.who(&asked, own).map_err(|(column, sentence)| {
            let value = if column == "Name" { &asked.name } else { &asked.email };
            fault(column, value, sentence)
        })?;
        if who.person == context.actor {
            let sentence =
                "A person cannot give a role to himself or herself. Ask another administrator.";
            return Err(fault("Name", &asked.name, sentence.to_owned()));
        }
        let identity = Identity { name: asked.name.clone(), email: asked.email.clone() };
        let MetPerson { person, known, .. } = who;
        Ok(PlannedLine { asked, command, person, begins, known, identity, scope, place })
    }

    /// Whom a line means, and whether it is the line that makes the person known; or the column that is wrong, and why.
    fn who(
        &mut self,
        asked: &PersonLine,
        own: Uuid,
    ) -> Result<(MetPerson, bool), (&'static str, String)> {
        let email = asked.email.to_lowercase();
        let key =
            if email.is_empty() { format!("name {}", asked.name.to_lowercase()) } else { email };
        if let Some(earlier) = self.met.get(&key) {
            let line = earlier.line;
            if asked.email.is_empty() {
                return Err((
                    "Name",
                    format!("Line {line} has this name too. Give both an e-mail address."),
                ));
            }
            if earlier.name != asked.name {
                return Err(("Email", format!("Line {line} has this address and another name.")));
            }
            return Ok((earlier.clone(), false));
        }
        let is = |identity: &Identity| match asked.email.is_empty() {
            true => identity.email.is_empty() && identity.name == asked.name,
            false => identity.email.eq_ignore_ascii_case(&asked.email),
        };
        let known = self.known.iter().find(|(_, identity)| is(identity));
        // A first try of the same file may have kept the name.
        let known = known.filter(|(person, _)| *person != own);
        if let Some((_, identity)) = known {
            if asked.email.is_empty() {
                let sentence = "The trust knows a person of this name. Give an e-mail address, or give the role on the person’s page.";
                return Err(("Name", sentence.to_owned()));
            }
            if identity.name != asked.name {
                let name = &identity.name;
                return Err(("Email", format!("The trust knows this address as {name}.")));
            }
        }
        let person = known.map_or(own, |(person, _)| *person);
        let (line, known, name) = (asked.line, known.is_some(), asked.name.clone());
        let met = MetPerson { line, person, known, name };
        self.met.insert(key, met.clone());
        Ok((met, !known))
    }
}

/// Lets each person decide about the lines, one after the other; whether anything would happen.
async fn decide(
    doors: &Doors,
    planned: &[PlannedLine],
    envelope: &Envelope,
    faults: &mut Faults,
) -> Result<bool, Status> {
    let mut people: HashMap<Uuid, Person> = HashMap::new();
    let mut something = false;
    for line in planned {
        if let Entry::Vacant(free) = people.entry(line.person) {
            let (person, _) =
                eventlog::load::<Person>(&doors.log, envelope.trust(), line.person).await?;
            free.insert(person);
        }
        let Some(person) = people.get_mut(&line.person) else { continue };
        for part in line.parts() {
            let facts = PersonFacts::Listed(line.command);
            match person.decide(&part.command, &facts, &envelope.context) {
                Ok(events) => {
                    something |= !events.is_empty();
                    events.iter().for_each(|event| person.evolve(event));
                }
                Err(refusal) => faults.add(RegisterFault {
                    line: line.asked.line,
                    column: "Role".to_owned(),
                    value: access::role_words(line.asked.role),
                    sentence: refusal.to_string(),
                }),
            }
        }
    }
    Ok(something)
}
