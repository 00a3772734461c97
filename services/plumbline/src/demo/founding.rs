//! The first chapter: the trust, its schools from a register file, hubs, committees, people, terms, framework, instruments.

use contract::Caller;
use contract::categories::v1::AgreeFrameworkRequest;
use contract::schools::v1::{
    EndRoleRequest, EnterHubRequest, FormCommitteeRequest, FormHubRequest, FoundTrustRequest,
    GrantRoleRequest, ImportRegisterRequest, ImportRegisterResponse, MeetingKind,
    RegisterPersonRequest, ScheduleMeetingRequest, SetTermsRequest, SetTrustColourRequest,
    SetTrustMarkRequest, StateUniquenessRequest, TermDates,
};
use contract::surveys::v1::PublishInstrumentRequest;
use jiff::civil::{Date, date};

use crate::demo::cast::{Cast, Player, SchoolIds, first_role, role};
use crate::demo::script::{Joined, PersonScript, RoleScript, SchoolScript, Script, TermKey};
use crate::demo::stage::{NOT_ALLOWED, Stage, at, command, person, registering, send};
use crate::demo::{DemoError, LINKS, MARK, REGISTER};

const FOUNDED: Date = date(2025, 9, 1);
const SET_UP: Date = date(2025, 9, 2);
/// The key of the administrator, who keeps the register from the first day on.
const ADMINISTRATOR: &str = "administrator";
/// A role over the whole trust, in the story's words.
const TRUST: &str = "trust";
const STATED: Date = date(2025, 9, 12);

/// Founds the trust; gives its id.
pub(crate) async fn found(stage: &mut Stage, script: &Script) -> Result<(), DemoError> {
    let step = "trust/found";
    let message = FoundTrustRequest { command_id: command(step), name: script.trust.name.clone() };
    let caller = stage.installation(at(FOUNDED, 9 * 60));
    let founded = {
        let stage = &*stage;
        send!(stage.schools.found_trust, step, &caller, message)?
    };
    stage.trust =
        founded.trust_id.parse().map_err(|_| DemoError::missing("trust", &founded.trust_id))?;
    Ok(())
}

/// Sets up everything the three terms rest on.
pub(crate) async fn set_up(stage: &Stage, script: &Script) -> Result<Cast, DemoError> {
    let mut cast = Cast { trust_id: stage.trust.to_string(), ..Cast::default() };
    appoint_administrator(stage, &mut cast, script).await?;
    for (place, person) in script.people.iter().enumerate() {
        if person.key != ADMINISTRATOR {
            register(stage, &mut cast, person, place).await?;
        }
    }
    for (place, joined) in script.trust.joined.iter().enumerate() {
        let imported = import(stage, &cast, joined, place).await?;
        for outcome in imported.outcomes {
            if let Some(school) = script.schools.iter().find(|school| school.urn == outcome.urn) {
                let ids = SchoolIds { school_id: outcome.school_id, ..SchoolIds::default() };
                cast.schools.insert(school.slug.clone(), ids);
            }
        }
    }
    // Roles over the trust first: their holders set up what the others are held over.
    let administrator = cast.caller(stage, ADMINISTRATOR, at(FOUNDED, 12 * 60))?;
    grant_roles(stage, &cast, &administrator, held(script, |scope| scope == TRUST)).await?;
    hubs(stage, &mut cast, script).await?;
    committees(stage, &mut cast, script).await?;
    let administrator = cast.caller(stage, ADMINISTRATOR, at(SET_UP, 11 * 60))?;
    grant_roles(stage, &cast, &administrator, held(script, |scope| scope != TRUST)).await?;
    schedule_meetings(stage, &cast, script).await?;
    set_terms(stage, &cast, script).await?;
    set_style(stage, &cast, script).await?;
    agree_framework(stage, &cast, script).await?;
    publish_instruments(stage, &cast).await?;
    for (place, school) in script.schools.iter().enumerate() {
        let position = state_uniqueness(stage, &cast, school, place).await?;
        cast.schools.entry(school.slug.clone()).or_default().uniqueness_at = position;
    }
    Ok(cast)
}

/// The operator of the installation registers the first administrator and grants the role. From then on the administrator
/// does that. In a later play it is done, and the installation may no longer do it.
async fn appoint_administrator(
    stage: &Stage,
    cast: &mut Cast,
    script: &Script,
) -> Result<(), DemoError> {
    let mut people = script.people.iter().filter(|person| person.key == ADMINISTRATOR);
    let first = people.next().ok_or_else(|| DemoError::missing("person", ADMINISTRATOR))?;
    let player = Player { person_id: person(ADMINISTRATOR), role: first_role(first) };
    let caller = stage.installation(at(FOUNDED, 9 * 60 + 5));
    let (step, message) = registration(first);
    settled(send!(stage.schools.register_person, &step, &caller, message))?;
    cast.people.insert(first.key.clone(), player);
    for held in &first.roles {
        let (step, message) = granting(cast, first, held)?;
        settled(send!(stage.schools.grant_role, &step, &caller, message))?;
    }
    Ok(())
}

/// Accepts an answer, or the refusal of what an earlier play has done.
fn settled<T>(outcome: Result<T, DemoError>) -> Result<(), DemoError> {
    match outcome {
        Err(error) if error.reason() == Some(NOT_ALLOWED) => Ok(()),
        other => other.map(|_| ()),
    }
}

fn registration(person: &PersonScript) -> (String, RegisterPersonRequest) {
    let step = registering(&person.key);
    let message = RegisterPersonRequest {
        command_id: command(&step),
        name: person.name.clone(),
        email: format!("{}@wherry-valley.example", person.name.to_lowercase().replace(' ', ".")),
    };
    (step, message)
}

async fn register(
    stage: &Stage,
    cast: &mut Cast,
    person: &PersonScript,
    place: usize,
) -> Result<(), DemoError> {
    let (step, message) = registration(person);
    let caller = cast.caller(stage, ADMINISTRATOR, at(FOUNDED, 9 * 60 + 10 + place))?;
    let registered = send!(stage.schools.register_person, &step, &caller, message)?;
    let person_id =
        registered.person_id.parse().map_err(|_| DemoError::missing("person", &person.key))?;
    cast.people.insert(person.key.clone(), Player { person_id, role: first_role(person) });
    Ok(())
}

async fn import(
    stage: &Stage,
    cast: &Cast,
    joined: &Joined,
    place: usize,
) -> Result<ImportRegisterResponse, DemoError> {
    let step = format!("register/{}/import", joined.on);
    let message = ImportRegisterRequest {
        command_id: command(&step),
        establishments: REGISTER.to_vec(),
        links: LINKS.to_vec(),
        urns: joined.urns.clone(),
        joined_on: joined.on.to_string(),
        dry_run: false,
        group: String::new(),
    };
    let caller = cast.caller(stage, ADMINISTRATOR, at(FOUNDED, 11 * 60 + place))?;
    let imported = send!(stage.schools.import_register, &step, &caller, message)?;
    if let Some(fault) = imported.faults.first() {
        return Err(DemoError::faulty(&step, fault));
    }
    Ok(imported)
}

async fn hubs(stage: &Stage, cast: &mut Cast, script: &Script) -> Result<(), DemoError> {
    for hub in &script.trust.hubs {
        let step = format!("hub/{}/form", hub.slug);
        let message = FormHubRequest { command_id: command(&step), name: hub.name.clone() };
        let caller = cast.caller(stage, "improvement-lead", at(SET_UP, 9 * 60))?;
        let formed = send!(stage.schools.form_hub, &step, &caller, message)?;
        cast.hubs.insert(hub.slug.clone(), formed.hub_id);
    }
    for (place, school) in script.schools.iter().enumerate() {
        let step = format!("hub/{}/{}/enter", school.hub, school.slug);
        let message = EnterHubRequest {
            command_id: command(&step),
            hub_id: cast.hubs.get(&school.hub).cloned().unwrap_or_default(),
            school_id: cast.school(&school.slug)?.school_id.clone(),
            from: SET_UP.to_string(),
        };
        let caller = cast.caller(stage, "improvement-lead", at(SET_UP, 9 * 60 + 5 + place))?;
        send!(stage.schools.enter_hub, &step, &caller, message)?;
    }
    Ok(())
}

async fn committees(stage: &Stage, cast: &mut Cast, script: &Script) -> Result<(), DemoError> {
    for (place, school) in script.schools.iter().enumerate() {
        let caller = cast.caller(stage, ADMINISTRATOR, at(SET_UP, 10 * 60 + place))?;
        let step = format!("committee/{}/form", school.slug);
        let message = FormCommitteeRequest {
            command_id: command(&step),
            school_id: cast.school(&school.slug)?.school_id.clone(),
            name: school.committee.clone(),
        };
        let formed = send!(stage.schools.form_committee, &step, &caller, message)?;
        cast.schools.entry(school.slug.clone()).or_default().committee_id = formed.committee_id;
    }
    Ok(())
}

async fn schedule_meetings(stage: &Stage, cast: &Cast, script: &Script) -> Result<(), DemoError> {
    for (place, school) in script.schools.iter().enumerate() {
        let clerk =
            cast.caller(stage, &format!("clerk-{}", school.hub), at(SET_UP, 13 * 60 + place))?;
        for term in TermKey::ALL {
            let step = format!("committee/{}/meeting/{}", school.slug, term.word());
            let message = ScheduleMeetingRequest {
                command_id: command(&step),
                committee_id: cast.school(&school.slug)?.committee_id.clone(),
                term: term.term(),
                on: school.meetings.of(term).to_string(),
                kind: MeetingKind::Ordinary.into(),
            };
            send!(stage.schools.schedule_meeting, &step, &clerk, message)?;
        }
    }
    Ok(())
}

/// All roles but the administrator's, over the scopes asked for.
fn held(
    script: &Script,
    over: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (&PersonScript, &RoleScript)> {
    let people = script.people.iter().filter(|person| person.key != ADMINISTRATOR);
    people
        .flat_map(|person| person.roles.iter().map(move |held| (person, held)))
        .filter(move |(_, held)| over(&held.scope))
}

async fn grant_roles(
    stage: &Stage,
    cast: &Cast,
    caller: &Caller,
    held: impl Iterator<Item = (&PersonScript, &RoleScript)>,
) -> Result<(), DemoError> {
    for (person, held) in held {
        let (step, message) = granting(cast, person, held)?;
        send!(stage.schools.grant_role, &step, caller, message)?;
    }
    Ok(())
}

fn granting(
    cast: &Cast,
    person: &PersonScript,
    held: &RoleScript,
) -> Result<(String, GrantRoleRequest), DemoError> {
    let step = format!("person/{}/grant/{}/{}", person.key, held.role, held.scope);
    let message = GrantRoleRequest {
        command_id: command(&step),
        person_id: cast.person(&person.key)?.person_id.to_string(),
        role: role(&held.role).into(),
        scope: Some(cast.scope(held)?),
        from: FOUNDED.to_string(),
        until: held.until.map(|day| day.to_string()).unwrap_or_default(),
    };
    Ok((step, message))
}

/// Ends the roles that the story ends in a term. What was done in them stays.
pub(crate) async fn end_roles(
    stage: &Stage,
    cast: &Cast,
    script: &Script,
) -> Result<(), DemoError> {
    for person in &script.people {
        for held in &person.roles {
            let Some(day) = held.ends else { continue };
            let (granting, message) = granting(cast, person, held)?;
            let caller = cast.caller(stage, ADMINISTRATOR, at(day, 9 * 60))?;
            // The repeat of the grant answers with its id.
            let granted = send!(stage.schools.grant_role, &granting, &caller, message)?;
            let step = format!("{granting}/end");
            let message = EndRoleRequest {
                command_id: command(&step),
                person_id: cast.person(&person.key)?.person_id.to_string(),
                grant_id: granted.grant_id,
                on: day.to_string(),
                reason: held.reason.clone(),
            };
            send!(stage.schools.end_role, &step, &caller, message)?;
        }
    }
    Ok(())
}

async fn set_terms(stage: &Stage, cast: &Cast, script: &Script) -> Result<(), DemoError> {
    for (place, year) in script.trust.years.iter().enumerate() {
        let step = format!("terms/{}/{}", year.year, year.school);
        let school_id = if year.school.is_empty() {
            String::new()
        } else {
            cast.school(&year.school)?.school_id.clone()
        };
        let dates = |(term, [first, last]): (String, [Date; 2])| TermDates {
            term,
            starts_on: first.to_string(),
            ends_on: last.to_string(),
            breaks: Vec::new(),
        };
        let message = SetTermsRequest {
            command_id: command(&step),
            academic_year: year.year.clone(),
            school_id,
            terms: year.terms().map(dates).to_vec(),
        };
        let caller = cast.caller(stage, ADMINISTRATOR, at(SET_UP, 14 * 60 + place))?;
        send!(stage.schools.set_terms, &step, &caller, message)?;
    }
    Ok(())
}

async fn set_style(stage: &Stage, cast: &Cast, script: &Script) -> Result<(), DemoError> {
    let step = "trust/mark";
    let message = SetTrustMarkRequest { command_id: command(step), file: MARK.to_vec() };
    let caller = cast.caller(stage, ADMINISTRATOR, at(SET_UP, 15 * 60))?;
    send!(stage.schools.set_trust_mark, step, &caller, message)?;
    let step = "trust/colour";
    let colour = script.trust.colour.clone();
    let message = SetTrustColourRequest { command_id: command(step), colour };
    let caller = cast.caller(stage, ADMINISTRATOR, at(SET_UP, 15 * 60 + 1))?;
    send!(stage.schools.set_trust_colour, step, &caller, message)?;
    Ok(())
}

async fn agree_framework(stage: &Stage, cast: &Cast, script: &Script) -> Result<(), DemoError> {
    let step = "framework/agree";
    let framework = Some(categories::default_framework());
    let message = AgreeFrameworkRequest { command_id: command(step), framework };
    let caller = cast.caller(
        stage,
        "chair-of-trustees",
        at(script.trust.framework_agreed_on, 19 * 60 + 40),
    )?;
    send!(stage.categories.agree_framework, step, &caller, message)?;
    Ok(())
}

async fn publish_instruments(stage: &Stage, cast: &Cast) -> Result<(), DemoError> {
    for instrument in surveys::shipped_instruments() {
        let step =
            format!("instrument/{}/{}/publish", instrument.instrument_id, instrument.version);
        let message =
            PublishInstrumentRequest { command_id: command(&step), instrument: Some(instrument) };
        let caller = cast.caller(stage, "improvement-lead", at(STATED, 9 * 60))?;
        send!(stage.surveys.publish_instrument, &step, &caller, message)?;
    }
    Ok(())
}

async fn state_uniqueness(
    stage: &Stage,
    cast: &Cast,
    school: &SchoolScript,
    place: usize,
) -> Result<u64, DemoError> {
    let step = format!("school/{}/uniqueness", school.slug);
    let message = StateUniquenessRequest {
        command_id: command(&step),
        school_id: cast.school(&school.slug)?.school_id.clone(),
        statement: school.uniqueness.clone(),
    };
    let caller =
        cast.caller(stage, &format!("head-{}", school.slug), at(STATED, 10 * 60 + 7 * place))?;
    Ok(send!(stage.schools.state_uniqueness, &step, &caller, message)?.position)
}
