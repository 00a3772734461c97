//! What happened to the trust, its schools, hubs, committees, terms and people.

use contract::events::{
    AcademicYearEvent, CommitteeEvent, HubEvent, PersonEvent, SchoolEvent, TrustEvent,
};
use contract::schools::v1::{Role, RoleEnded, RoleGranted, SchoolJoined, ScopeKind, TermsSet};

use super::words::{
    because, capital, day, list, named, person as who, plain, school as at, term, when,
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
    }
}

pub(super) fn school(event: &SchoolEvent) -> Line {
    match event {
        SchoolEvent::SchoolJoined(joined) => {
            Line::new(capital(&school_joined(joined))).about([&joined.school_id])
        }
        SchoolEvent::SchoolSucceeded(event) => Line::new(format!(
            "The register gave {} a new URN, {} in place of {}{}.",
            at(&event.school_id),
            number(&event.new_urn),
            number(&event.old_urn),
            when("from", &event.on)
        ))
        .about([&event.school_id]),
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

fn school_joined(joined: &SchoolJoined) -> String {
    let urn = if joined.urn.is_empty() {
        String::new()
    } else {
        format!(" (URN {})", plain(&joined.urn))
    };
    format!("{}{urn} joined the trust{}.", at(&joined.school_id), when("on", &joined.joined_on))
}

fn number(urn: &str) -> String {
    if urn.is_empty() { "none".to_owned() } else { plain(urn) }
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
            let committee = named("The School Governance Committee", &event.name);
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
    let dates = list(set.terms.iter().map(|dates| {
        format!("{} from {} to {}", term(&dates.term), day(&dates.starts_on), day(&dates.ends_on))
    }));
    Line::new(format!("The term dates of {year} were set for {whose}{}", because(&dates)))
        .about([&set.school_id])
}

pub(super) fn person(event: &PersonEvent, known: &Known) -> Line {
    match event {
        PersonEvent::PersonRegistered(event) => {
            Line::new(capital(&format!("{} became known to the record.", who(&event.person_id))))
        }
        PersonEvent::RoleGranted(granted) => role_granted(granted, known),
        PersonEvent::RoleEnded(ended) => role_ended(ended, known),
    }
}

fn role_granted(granted: &RoleGranted, known: &Known) -> Line {
    let scope = granted.scope.clone().unwrap_or_default();
    let thing = scope_thing(granted).map(|(kind, id)| known.get(kind, id));
    let name = thing.map(|thing| thing.name.as_str()).unwrap_or_default();
    let over = match scope.kind() {
        ScopeKind::School => format!(" of {}", at(&scope.id)),
        ScopeKind::Trust => " of the trust".to_owned(),
        ScopeKind::Hub => format!(" of {}", named("the hub", name)),
        ScopeKind::Committee => {
            let school = thing.map(|thing| thing.school()).unwrap_or_default();
            format!(" of the committee of {}", at(school))
        }
        ScopeKind::Wave => format!(" for {}", named("the survey", name)),
        ScopeKind::Review => {
            let school = thing.map(|thing| thing.school()).unwrap_or_default();
            format!(" for the peer review of {}", at(school))
        }
        ScopeKind::Visit => " for a visit".to_owned(),
        ScopeKind::Unspecified => String::new(),
    };
    let sentence = capital(&format!(
        "{} was made {}{over}{}{}.",
        who(&granted.person_id),
        role_held(granted.role()),
        when("from", &granted.from),
        when("until", &granted.until)
    ));
    let own = (scope.kind() == ScopeKind::School).then_some(&scope.id);
    let line = Line::new(sentence).about(own);
    match thing {
        Some(thing) if scope.kind() != ScopeKind::Wave => line.about(&thing.schools),
        _ => line,
    }
}

fn role_ended(ended: &RoleEnded, known: &Known) -> Line {
    let grant = known.get("grant", &ended.grant_id);
    let role = if grant.name.is_empty() { "holder of a role" } else { &grant.name };
    let of = if grant.school().is_empty() {
        String::new()
    } else {
        format!(" of {}", at(grant.school()))
    };
    Line::new(capital(&format!(
        "{} ceased to be {role}{of}{}{}",
        who(&ended.person_id),
        when("on", &ended.on),
        because(&ended.reason)
    )))
    .about(&grant.schools)
}

/// What a person in a role is called.
pub(super) fn role_held(role: Role) -> &'static str {
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
    use contract::schools::v1::{MeetingScheduled, Scope};

    use super::*;
    use crate::sentences::tests::reads_well;

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
