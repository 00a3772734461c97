//! Sentences about the trust, its schools, hubs and terms.

use contract::events::{AcademicYearEvent, HubEvent, SchoolEvent, TrustEvent, WordsEvent};
use contract::log::v1::WordsClass;
use contract::schools::v1::{
    ArrangementTakenBack, ErasureReason, RegisterStanding, RetentionExecuted, SchoolDescribed,
    SchoolJoined, TermsSet,
};

use super::words::{
    because, capital, day, list, named, plain, school as at, term, thousands, when,
};
use super::{Known, Line};

pub(super) fn trust(event: &TrustEvent) -> Line {
    match event {
        TrustEvent::TrustFounded(trust) => {
            let name =
                if trust.name.is_empty() { "The trust".to_owned() } else { plain(&trust.name) };
            Line::new(format!("{name} began to keep its record here."))
        }
        TrustEvent::RetentionExecuted(run) => Line::new(retention(run)),
        TrustEvent::TrustMarkSet(set) => {
            let mark = set.mark.clone().unwrap_or_default();
            let (width, height) = (mark.width, mark.height);
            Line::new(format!("The trust’s mark was set: an image of {width} by {height} pixels."))
        }
        TrustEvent::TrustMarkRemoved(_) => Line::new("The trust’s mark was taken out.".to_owned()),
        TrustEvent::TrustColourSet(set) if set.colour.is_empty() => {
            Line::new("The trust went back to Plumbline’s own colour.".to_owned())
        }
        TrustEvent::TrustColourSet(set) => {
            Line::new(format!("The trust’s colour was set to {}.", plain(&set.colour)))
        }
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
        SchoolEvent::ReturnArranged(event) => Line::new(format!(
            "It was arranged that {} returns to the trust{}.",
            at(&event.school_id),
            when("on", &event.on)
        ))
        .about([&event.school_id]),
        SchoolEvent::ArrangementTakenBack(event) => taken_back(event),
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

fn taken_back(event: &ArrangementTakenBack) -> Line {
    let does = match (event.joining, event.returning) {
        (true, _) => "joins",
        (_, true) => "returns to",
        _ => "leaves",
    };
    let (school, on, why) = (at(&event.school_id), when("on", &event.on), because(&event.reason));
    Line::new(format!("It was taken back that {school} {does} the trust{on}{why}"))
        .about([&event.school_id])
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
