//! Sentences about what the trust knows about a school beside its own judgements.

use contract::events::{AccreditationEvent, InspectionEvent};
use contract::evidence::v1::{
    AttachedReport, CategoryOfConcern, GradedInspection, InspectionOutcome, OfstedGrade,
    ReportCard, SafeguardingStandards, SiamsInspection, SiamsOutcome,
};

use super::Line;
use super::words::{because, list, named, plain, school, when};

pub(super) fn inspection(event: &InspectionEvent) -> Line {
    match event {
        InspectionEvent::InspectionRecorded(recorded) => {
            let outcome = recorded.outcome.as_ref();
            let sentence = format!(
                "An inspection of {}{} was recorded{}.",
                school(&recorded.school_id),
                when("on", &recorded.on),
                outcome.map(published).unwrap_or_default()
            );
            Line::new(sentence).about([&recorded.school_id])
        }
        InspectionEvent::InspectionWithdrawn(withdrawn) => {
            let of = school(&withdrawn.school_id);
            let why = because(&withdrawn.reason);
            let sentence = format!("The record of an inspection of {of} was withdrawn{why}");
            Line::new(sentence).about([&withdrawn.school_id])
        }
        InspectionEvent::InspectionReportAttached(attached) => {
            let (of, report) = (school(&attached.school_id), in_full(&attached.report));
            let sentence = format!("{report} was attached to an inspection of {of}.");
            Line::new(sentence).about([&attached.school_id])
        }
        InspectionEvent::InspectionReportDetached(detached) => {
            let (of, why) = (school(&detached.school_id), because(&detached.reason));
            let sentence = format!("The report was detached from an inspection of {of}{why}");
            Line::new(sentence).about([&detached.school_id])
        }
    }
}

pub(super) fn accreditation(event: &AccreditationEvent) -> Line {
    match event {
        AccreditationEvent::AccreditationAwarded(awarded) => {
            let level = match awarded.level.as_str() {
                "" => String::new(),
                level => format!(" at level {}", plain(level)),
            };
            let sentence = format!(
                "{}{level} was awarded to {}{}{}.",
                named("The accreditation", &awarded.scheme),
                school(&awarded.school_id),
                when("on", &awarded.awarded_on),
                when("and holds until", &awarded.expires_on)
            );
            Line::new(sentence).about([&awarded.school_id])
        }
        AccreditationEvent::AccreditationEnded(ended) => {
            let sentence = format!(
                "An accreditation of {} ended{}{}",
                school(&ended.school_id),
                when("on", &ended.on),
                because(&ended.reason)
            );
            Line::new(sentence).about([&ended.school_id])
        }
        AccreditationEvent::AccreditationReportAttached(attached) => {
            let (of, report) = (school(&attached.school_id), in_full(&attached.report));
            let sentence = format!("{report} was attached to an accreditation of {of}.");
            Line::new(sentence).about([&attached.school_id])
        }
        AccreditationEvent::AccreditationReportDetached(detached) => {
            let (of, why) = (school(&detached.school_id), because(&detached.reason));
            let sentence = format!("The report was detached from an accreditation of {of}{why}");
            Line::new(sentence).about([&detached.school_id])
        }
    }
}

/// For example `The report “Ofsted report, March 2026” of 8 pages`.
fn in_full(report: &Option<AttachedReport>) -> String {
    let report = report.clone().unwrap_or_default();
    let pages = match report.pages {
        1 => "1 page".to_owned(),
        pages => format!("{pages} pages"),
    };
    format!("{} of {pages}", named("The report", &report.title))
}

/// What was published, each framework in its own words.
fn published(outcome: &InspectionOutcome) -> String {
    let card = outcome.report_card.as_ref().map(report_card);
    let graded = outcome.graded.as_ref().map(graded);
    let said = card.or(graded).or(outcome.siams.as_ref().map(siams));
    said.map(|said| format!(": {said}")).unwrap_or_default()
}

/// What both of Ofsted's frameworks say beside their grades.
struct Standards {
    safeguarding: SafeguardingStandards,
    concern: CategoryOfConcern,
}

fn report_card(card: &ReportCard) -> String {
    let judged = card.judgements.iter();
    let judged = judged.map(|one| (one.area().words(), one.grade().words()));
    in_words(
        "an Ofsted report card",
        judged,
        Standards { safeguarding: card.safeguarding(), concern: card.concern() },
    )
}

fn graded(graded: &GradedInspection) -> String {
    let overall = match graded.overall() {
        OfstedGrade::Unspecified => ("overall", "no grade"),
        grade => ("overall", grade.words()),
    };
    let judged = graded.judgements.iter();
    let judged = judged.map(|one| (one.judgement().words(), one.grade().words()));
    let judged = std::iter::once(overall).chain(judged);
    in_words(
        "Ofsted’s grades",
        judged,
        Standards { safeguarding: graded.safeguarding(), concern: graded.concern() },
    )
}

fn in_words(
    what: &str,
    judged: impl Iterator<Item = (&'static str, &'static str)>,
    Standards { safeguarding, concern }: Standards,
) -> String {
    let judged = judged.map(|(area, grade)| format!("{} {}", lower(area), lower(grade)));
    let safeguarding = match safeguarding {
        SafeguardingStandards::Unspecified => None,
        SafeguardingStandards::Met => Some("safeguarding standards met".to_owned()),
        SafeguardingStandards::NotMet => Some("safeguarding standards not met".to_owned()),
    };
    let concern = match concern {
        CategoryOfConcern::Unspecified => None,
        concern => Some(format!("category of concern {}", lower(concern.words()))),
    };
    format!("{what} with {}", list(judged.chain(safeguarding).chain(concern)))
}

fn siams(siams: &SiamsInspection) -> String {
    let outcome = match siams.outcome() {
        SiamsOutcome::Unspecified => "no outcome".to_owned(),
        outcome @ (SiamsOutcome::J1 | SiamsOutcome::J2) => outcome.words().to_owned(),
        grade => lower(grade.words()),
    };
    format!("SIAMS gave {outcome}")
}

fn lower(words: &str) -> String {
    words.to_lowercase()
}

#[cfg(test)]
mod tests;
