//! Sentences about the trust, its schools, hubs, committees, terms and people.

use contract::events::{
    AcademicYearEvent, CommitteeEvent, HubEvent, PersonEvent, SchoolEvent, TrustEvent, WordsEvent,
};
use contract::log::v1::WordsClass;
use contract::schools::v1::{
    ErasureReason, RegisterStanding, RetentionExecuted, Role, RoleEnded, RoleGranted,
    SchoolDescribed, SchoolJoined, ScopeKind, TermsSet,
};

use super::words::{
    because, capital, day, list, named, person as who, plain, school as at, term, thousands, when,
};
use super::{Known, Line};
use crate::sentences::things::scope_thing;

pub(super) fn trust(event: &TrustEvent) -> Line {
    match event {
        TrustEvent::TrustFounded(trust) => {
            let name =
                if trust.name.is_empty() { "The trust".to_owned() } else { plain(&trust.name) };
            Line::new(format!("{name} began to keep its record here."))
        }
        TrustEvent::RetentionExecuted(run) => Line::new(retention(run)),
    }
}

pub(super) fn words(event: &WordsEvent) -> Line {
    match event {
        WordsEvent::WordsErased(erased) => {
            let why = match erased.reason() {
                ErasureReason::AskedByTheNamed => "a person who is named in it asked for it",
                ErasureReason::AskedByTheAuthor => "the person who wrote it asked for it",
                ErasureReason::NamesAChild => "it named a child",
                ErasureReason::OutOfPlace => "it should never have been written there",
                ErasureReason::BeforeARestore => "it had been erased before a backup was restored",
                ErasureReason::Unspecified => "the reason was not given",
            };
            Line::new(format!("A text was erased, since {why}."))
        }
        WordsEvent::WordsClassed(classed) => {
            let readers = match classed.class() {
                WordsClass::Open => "everyone",
                WordsClass::Governors => "the school’s committee and those above it",
                WordsClass::School => "the school’s headteacher and the trust",
                WordsClass::Trust => "the trust’s improvement lead and executive",
                WordsClass::Author => "the person who wrote it",
                WordsClass::Unspecified => "readers who were not named",
            };
            let written_at = classed.written_at;
            Line::new(format!(
                "A text that stands at {written_at} was classed anew, for {readers}."
            ))
        }
    }
}

fn retention(run: &RetentionExecuted) -> String {
    let removed = run.removed.iter().filter(|line| line.removed > 0).map(|line| {
        format!("{} {}", thousands(line.removed as usize), plain(&line.what).replace('-', " "))
    });
    let removed: Vec<String> = removed.collect();
    let what = if removed.is_empty() { "nothing was".to_owned() } else { list(removed) };
    format!("What had been kept long enough was looked for{}: {what} removed.", when("on", &run.on))
}

pub(super) fn school(event: &SchoolEvent) -> Line {
    match event {
        SchoolEvent::SchoolJoined(joined) => {
            Line::new(capital(&school_joined(joined))).about([&joined.school_id])
        }
        SchoolEvent::SchoolSucceeded(event) => Line::new(format!(
            "The register gave {} {} in place of {}{}.",
            at(&event.school_id),
            number(&event.new_urn),
            number(&event.old_urn),
            when("from", &event.on)
        ))
        .about([&event.school_id]),
        SchoolEvent::JoinArranged(event) => {
            let school = event.school.clone().unwrap_or_default();
            Line::new(format!(
                "It was arranged that {} joins the trust{}.",
                at(&event.school_id),
                when("on", &school.joined_on)
            ))
            .about([&event.school_id])
        }
        SchoolEvent::LeaveArranged(event) => Line::new(format!(
            "It was arranged that {} leaves the trust{}{}",
            at(&event.school_id),
            when("on", &event.on),
            because(&event.reason)
        ))
        .about([&event.school_id]),
        SchoolEvent::ArrangementTakenBack(event) => Line::new(format!(
            "It was taken back that {} {} the trust{}{}",
            at(&event.school_id),
            if event.joining { "joins" } else { "leaves" },
            when("on", &event.on),
            because(&event.reason)
        ))
        .about([&event.school_id]),
        SchoolEvent::LeaveCorrected(event) => Line::new(capital(&format!(
            "{} did not leave the trust{}: that was recorded by mistake{}",
            at(&event.school_id),
            when("on", &event.on),
            because(&event.reason)
        )))
        .about([&event.school_id]),
        SchoolEvent::SchoolReturned(event) => Line::new(capital(&format!(
            "{} came back into the trust{}.",
            at(&event.school_id),
            when("on", &event.on)
        )))
        .about([&event.school_id]),
        SchoolEvent::SchoolDescribed(event) => {
            Line::new(school_described(event)).about([&event.school_id])
        }
        SchoolEvent::SchoolLeft(event) => Line::new(capital(&format!(
            "{} left the trust{}{}",
            at(&event.school_id),
            when("on", &event.on),
            because(&event.reason)
        )))
        .about([&event.school_id]),
        SchoolEvent::UniquenessStated(event) => Line::new(capital(&format!(
            "{} said what makes it unlike the others{}",
            at(&event.school_id),
            because(&event.statement)
        )))
        .about([&event.school_id]),
    }
}

fn school_described(shown: &SchoolDescribed) -> String {
    let (school, from) = (at(&shown.school_id), when("from", &shown.from));
    match shown.standing() {
        RegisterStanding::Closed => format!("The register shows {school} as closed{from}."),
        RegisterStanding::Missing => format!("The register does not show {school} any more{from}."),
        RegisterStanding::Unspecified | RegisterStanding::Open => {
            let details = [&shown.name, &shown.phase, &shown.r#type, &shown.religious_character];
            let details = details.into_iter().filter(|text| !text.is_empty());
            let roll = shown.pupils.map(|pupils| format!("{pupils} pupils"));
            let details: Vec<String> = details.map(|text| plain(text)).chain(roll).collect();
            let details =
                if details.is_empty() { "nothing".to_owned() } else { details.join(", ") };
            format!("The register shows of {school}{from}: {details}.")
        }
    }
}

fn school_joined(joined: &SchoolJoined) -> String {
    let urn = if joined.urn.is_empty() {
        String::new()
    } else {
        format!(" (URN {})", plain(&joined.urn))
    };
    format!("{}{urn} joined the trust{}.", at(&joined.school_id), when("on", &joined.joined_on))
}

fn number(urn: &str) -> String {
    if urn.is_empty() { "no URN".to_owned() } else { format!("the URN {}", plain(urn)) }
}

pub(super) fn hub(event: &HubEvent, known: &Known) -> Line {
    let hub = |hub_id: &str| named("the hub", &known.get("hub", hub_id).name);
    match event {
        HubEvent::HubFormed(event) => {
            Line::new(format!("{} was formed.", named("The hub", &event.name)))
        }
        HubEvent::SchoolEnteredHub(event) => Line::new(capital(&format!(
            "{} began to work in {}{}.",
            at(&event.school_id),
            hub(&event.hub_id),
            when("from", &event.from)
        )))
        .about([&event.school_id]),
        HubEvent::SchoolWithdrewFromHub(event) => Line::new(capital(&format!(
            "{} withdrew from {}{}.",
            at(&event.school_id),
            hub(&event.hub_id),
            when("on", &event.on)
        )))
        .about([&event.school_id]),
    }
}

pub(super) fn committee(event: &CommitteeEvent) -> Line {
    match event {
        CommitteeEvent::CommitteeFormed(event) => {
            let committee = named("The committee", &event.name);
            Line::new(format!("{committee} was set up for {}.", at(&event.school_id)))
                .about([&event.school_id])
        }
        CommitteeEvent::MeetingScheduled(event) => Line::new(format!(
            "The committee of {} fixed its meeting about {} for {}.",
            at(&event.school_id),
            term(&event.term),
            day(&event.on)
        ))
        .about([&event.school_id]),
    }
}

pub(super) fn academic_year(event: &AcademicYearEvent) -> Line {
    match event {
        AcademicYearEvent::TermsSet(set) => terms_set(set),
    }
}

fn terms_set(set: &TermsSet) -> Line {
    let whose = if set.school_id.is_empty() { "the trust".to_owned() } else { at(&set.school_id) };
    let year =
        if set.academic_year.is_empty() { "a year".to_owned() } else { plain(&set.academic_year) };
    let dates = set.terms.iter().map(|dates| {
        format!("{} from {} to {}", term(&dates.term), day(&dates.starts_on), day(&dates.ends_on))
    });
    let dates = match dates.collect::<Vec<_>>().join("; ") {
        none if none.is_empty() => ".".to_owned(),
        dates => format!(": {dates}."),
    };
    Line::new(format!("The term dates of {year} were set for {whose}{dates}"))
        .about([&set.school_id])
}

pub(super) fn person(event: &PersonEvent, known: &Known) -> Line {
    match event {
        PersonEvent::PersonRegistered(event) => {
            Line::new(capital(&format!("{} became known to the record.", who(&event.person_id))))
        }
        PersonEvent::RoleGranted(granted) => role_granted(granted, known),
        PersonEvent::RoleEnded(ended) => role_ended(ended, known),
        PersonEvent::LegalHoldPlaced(hold) => Line::new(format!(
            "A legal hold was placed on what is kept about {}{}",
            who(&hold.person_id),
            because(&hold.reason)
        )),
        PersonEvent::LegalHoldReleased(hold) => Line::new(format!(
            "The legal hold on what is kept about {} was released{}",
            who(&hold.person_id),
            because(&hold.reason)
        )),
        PersonEvent::PersonErased(erased) => Line::new(format!(
            "A person’s name and contacts were erased{}",
            because(&erased.reason)
        )),
        PersonEvent::PersonInvited(invited) => {
            Line::new(capital(&format!("{} was invited to sign in.", who(&invited.person_id))))
        }
        PersonEvent::InvitationAccepted(accepted) => Line::new(capital(&format!(
            "{} took up the invitation to sign in.",
            who(&accepted.person_id)
        ))),
    }
}

fn role_granted(granted: &RoleGranted, known: &Known) -> Line {
    let sentence = format!(
        "{} was made {}{}{}.",
        who(&granted.person_id),
        role_and_scope(granted, known),
        when("from", &granted.from),
        when("until", &granted.until)
    );
    Line::new(capital(&sentence)).about(&scope_schools(granted, known))
}

fn role_ended(ended: &RoleEnded, known: &Known) -> Line {
    let grant = known.get("grant", &ended.grant_id);
    let role = if grant.name.is_empty() { "holder of a role" } else { &grant.name };
    let sentence = format!(
        "{} ceased to be {role}{}{}",
        who(&ended.person_id),
        when("on", &ended.on),
        because(&ended.reason)
    );
    Line::new(capital(&sentence)).about(&grant.schools)
}

/// `chair of the committee of {school:...}`.
pub(super) fn role_and_scope(granted: &RoleGranted, known: &Known) -> String {
    let role = role_held(granted.role());
    let scope = granted.scope.clone().unwrap_or_default();
    let thing =
        scope_thing(granted).map(|(kind, id)| known.get(kind, id)).cloned().unwrap_or_default();
    match scope.kind() {
        ScopeKind::School => format!("{role} of {}", at(&scope.id)),
        ScopeKind::Trust => format!("{role} of the trust"),
        ScopeKind::Hub => format!("{role} of {}", named("the hub", &thing.name)),
        ScopeKind::Committee => format!("{role} of the committee of {}", at(thing.school())),
        ScopeKind::Wave => format!("{role} for {}", named("the survey", &thing.name)),
        ScopeKind::Review => format!("{role} for the peer review of {}", at(thing.school())),
        ScopeKind::Visit => format!("{role} for a visit"),
        ScopeKind::Unspecified => role.to_owned(),
    }
}

/// The school a role is held at, in its committee or in its review.
pub(super) fn scope_schools(granted: &RoleGranted, known: &Known) -> Vec<String> {
    match (&granted.scope, scope_thing(granted)) {
        (Some(scope), None) if scope.kind() == ScopeKind::School => vec![scope.id.clone()],
        (_, Some((kind @ ("committee" | "review"), id))) => known.get(kind, id).schools.clone(),
        _ => Vec::new(),
    }
}

/// The word for a person in a role.
fn role_held(role: Role) -> &'static str {
    match role {
        Role::Unspecified => "holder of a role",
        Role::Member => "member",
        Role::Trustee => "trustee",
        Role::ChiefExecutive => "chief executive",
        Role::ImprovementLead => "improvement lead",
        Role::CentralTeam => "member of the central team",
        Role::HubLead => "hub lead",
        Role::Headteacher => "headteacher",
        Role::Staff => "member of staff",
        Role::GovernanceChair => "chair",
        Role::Governor => "governor",
        Role::Clerk => "clerk",
        Role::SafeguardingLead => "safeguarding lead",
        Role::ExternalVerifier => "external verifier",
        Role::PeerReviewer => "peer reviewer",
        Role::DioceseLink => "link to the diocese",
        Role::DataProtectionOfficer => "data protection officer",
        Role::Administrator => "administrator",
    }
}

#[cfg(test)]
mod tests {
    use contract::events::AnyEvent;
    use contract::schools::v1::{CommitteeFormed, MeetingScheduled, Scope};

    use super::*;
    use crate::sentences::tests::{reads_well, sealed};

    #[test]
    fn a_meeting_is_told_with_term_and_day() {
        let event = CommitteeEvent::MeetingScheduled(MeetingScheduled {
            school_id: "s1".into(),
            term: "2025-26-autumn".into(),
            on: "2025-12-05".into(),
            ..MeetingScheduled::default()
        });
        let line = committee(&event);
        assert_eq!(
            line.sentence,
            "The committee of {school:s1} fixed its meeting about Autumn 2025-26 for 5 December 2025."
        );
        assert_eq!(line.schools, ["s1"]);
    }

    #[test]
    fn a_role_in_a_committee_is_told_under_its_school_to_its_end() {
        let mut known = Known::default();
        let formed = CommitteeFormed {
            committee_id: "c1".into(),
            school_id: "s1".into(),
            ..CommitteeFormed::default()
        };
        known.take(&AnyEvent::Committee(CommitteeEvent::CommitteeFormed(formed)));
        let mut granted = RoleGranted {
            person_id: "p1".into(),
            grant_id: "g1".into(),
            scope: Some(Scope { kind: ScopeKind::Committee.into(), id: "c1".into() }),
            ..RoleGranted::default()
        };
        granted.set_role(Role::GovernanceChair);
        known.take(&AnyEvent::Person(PersonEvent::RoleGranted(granted)));
        let ended = RoleEnded {
            person_id: "p1".into(),
            grant_id: "g1".into(),
            on: "2026-08-31".into(),
            reason: sealed(),
        };
        let line = person(&PersonEvent::RoleEnded(ended), &known);
        assert_eq!(
            line.sentence,
            "{person:p1} ceased to be chair of the committee of {school:s1} on 31 August 2026: {words:c0}"
        );
        assert_eq!(line.schools, ["s1"]);
    }

    #[test]
    fn a_role_is_told_with_its_scope_and_its_days() {
        let mut granted = RoleGranted {
            person_id: "p1".into(),
            scope: Some(Scope { kind: ScopeKind::School.into(), id: "s1".into() }),
            from: "2025-09-01".into(),
            ..RoleGranted::default()
        };
        granted.set_role(Role::Headteacher);
        let line = person(&PersonEvent::RoleGranted(granted), &Known::default());
        assert_eq!(
            line.sentence,
            "{person:p1} was made headteacher of {school:s1} from 1 September 2025."
        );
        reads_well(&line.sentence);
    }
}
