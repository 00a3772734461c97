//! Sentences about frameworks, rounds and the schools' categories.

use contract::categories::v1::{
    Agreement, AnswerNotGiven, CategoryChanged, Cell, DecisionMeeting, Evidence, FrameworkAgreed,
    Movement, ProposalChallenged, RoundOpened,
};
use contract::events::{CategoryEvent, FrameworkEvent, RoundEvent};

use super::words::{
    area, because, capital, count, day, named, plain, region, school, schools, term,
};
use super::{Known, Line};

pub(super) fn framework(event: &FrameworkEvent) -> Line {
    match event {
        FrameworkEvent::FrameworkAgreed(agreed) => Line::new(framework_agreed(agreed)),
    }
}

fn framework_agreed(agreed: &FrameworkAgreed) -> String {
    let ladder = match (agreed.regions.first(), agreed.regions.last()) {
        (Some(lowest), Some(highest)) => {
            format!(", from {} to {}", plain(&lowest.name), plain(&highest.name))
        }
        _ => String::new(),
    };
    format!(
        "Version {} of {} was agreed: {} and {}{ladder}.",
        agreed.version,
        named("the framework", &agreed.name),
        count(agreed.areas.len(), "area", "areas"),
        count(agreed.regions.len(), "region", "regions")
    )
}

pub(super) fn round(event: &RoundEvent, known: &Known) -> Line {
    match event {
        RoundEvent::RoundOpened(opened) => {
            Line::new(round_opened(opened)).about(&opened.school_ids)
        }
        RoundEvent::RoundClosed(closed) => {
            let round = known.get("round", &closed.round_id);
            let left = match closed.not_judged.len() {
                0 => String::new(),
                number => format!(
                    "; it left {} unjudged",
                    count(number, "school in an area", "schools in an area")
                ),
            };
            let term = term(&round.term);
            let sentence = format!("The categorisation of the schools for {term} ended{left}.");
            Line::new(sentence).about(&round.schools)
        }
        RoundEvent::RoundReopened(reopened) => {
            let (term, because) = (term(&reopened.term), because(&reopened.reason));
            let sentence =
                format!("The categorisation of the schools for {term} was opened again{because}");
            Line::new(sentence).about(&known.get("round", &reopened.round_id).schools)
        }
        RoundEvent::SchoolAddedToRound(added) => {
            let (term, because) = (term(&added.term), because(&added.reason));
            let school = school(&added.school_id);
            let sentence = format!("{school} joined the categorisation for {term}{because}");
            Line::new(sentence).about([&added.school_id])
        }
        RoundEvent::SchoolTakenOutOfRound(taken) => {
            let (term, because) = (term(&taken.term), because(&taken.reason));
            let school = school(&taken.school_id);
            let sentence =
                format!("{school} was taken out of the categorisation for {term}{because}");
            Line::new(sentence).about([&taken.school_id])
        }
    }
}

fn round_opened(opened: &RoundOpened) -> String {
    format!(
        "The categorisation of {} for {} began, by version {} of the framework.",
        schools(&opened.school_ids),
        term(&opened.term),
        opened.framework_version
    )
}

fn answer_missed(missed: &AnswerNotGiven) -> Line {
    told(missed.cell.as_ref(), |school, place| {
        let by = day(&missed.answer_by);
        format!("{school} had not answered the proposal in {place} by {by}.")
    })
}

pub(super) fn category(event: &CategoryEvent) -> Line {
    match event {
        CategoryEvent::SchoolViewStated(view) => told(view.cell.as_ref(), |school, place| {
            let (region, citing) = (region(&view.region_id), citing(&view.evidence));
            format!("{school} saw itself as {region} in {place}{citing}{}", because(&view.reason))
        }),
        CategoryEvent::ViewNotGiven(missing) => told(missing.cell.as_ref(), |school, place| {
            format!("{school} gave no view of its own of {place}{}", because(&missing.reason))
        }),
        CategoryEvent::AnswerNotGiven(missed) => answer_missed(missed),
        CategoryEvent::RegionProposed(proposed) => told(proposed.cell.as_ref(), |school, place| {
            let (region, citing) = (region(&proposed.region_id), citing(&proposed.evidence));
            let until = match proposed.answer_by.as_str() {
                "" => String::new(),
                by => format!(", to be answered by {}", day(by)),
            };
            format!(
                "{region} was proposed for {school} in {place}{citing}{until}{}",
                because(&proposed.reason)
            )
        }),
        CategoryEvent::ProposalWithdrawn(taken_back) => {
            told(taken_back.cell.as_ref(), |school, place| {
                let because = because(&taken_back.reason);
                format!("the region proposed for {school} in {place} was taken back{because}")
            })
        }
        CategoryEvent::ProposalAccepted(accepted) => {
            told(accepted.cell.as_ref(), |school, place| {
                format!("{school} agreed with the region proposed for it in {place}.")
            })
        }
        CategoryEvent::ProposalChallenged(challenged) => {
            told(challenged.cell.as_ref(), |school, place| challenge(challenged, school, place))
        }
        CategoryEvent::Moderated(moderated) => told(moderated.cell.as_ref(), |school, place| {
            let (region, meeting) = (region(&moderated.region_id), meeting(&moderated.meeting));
            format!(
                "Moderation came to {region} for {school} in {place}{meeting}{}",
                because(&moderated.reason)
            )
        }),
        CategoryEvent::CategoryDecided(decided) => told(decided.cell.as_ref(), |school, place| {
            let (region, citing) = (region(&decided.region_id), citing(&decided.evidence));
            let (meeting, reason) = (meeting(&decided.meeting), because(&decided.reason));
            let waited =
                if decided.not_answered { ", without its answer to the proposal" } else { "" };
            format!("{school} was judged {region} in {place}{meeting}{waited}{citing}{reason}")
        }),
        CategoryEvent::CategoryNotJudged(left) => told(left.cell.as_ref(), |school, place| {
            let (meeting, reason) = (meeting(&left.meeting), because(&left.reason));
            format!("{school} was not judged in {place}{meeting}{reason}")
        }),
        CategoryEvent::CategoryChanged(changed) => {
            told(changed.cell.as_ref(), |school, place| category_changed(changed, school, place))
        }
        CategoryEvent::CategoryShared(shared) => told(shared.cell.as_ref(), |school, place| {
            let region = region(&shared.region_id);
            format!("the judgement {region} on {school} in {place} was shared with its committee.")
        }),
        CategoryEvent::CategoryReopened(reopened) => {
            told(reopened.cell.as_ref(), |school, place| {
                format!(
                    "the judgement on {school} in {place} was opened again{}",
                    because(&reopened.reason)
                )
            })
        }
    }
}

fn challenge(challenged: &ProposalChallenged, school: &str, place: &str) -> String {
    let instead = match challenged.region_id.as_str() {
        "" => String::new(),
        region_id => format!(" and would decide {}", region(region_id)),
    };
    let (citing, reason) = (citing(&challenged.evidence), because(&challenged.reason));
    format!("{school} challenged the region proposed for it in {place}{instead}{citing}{reason}")
}

fn category_changed(changed: &CategoryChanged, school: &str, place: &str) -> String {
    let way = match changed.movement() {
        Movement::Up => "moved up",
        Movement::Down => "moved down",
        Movement::Unspecified => "moved",
    };
    let (from, to) = (region(&changed.from_region_id), region(&changed.to_region_id));
    format!("{school} {way} from {from} to {to} in {place}.")
}

/// A sentence about a school and `{area:...} for Autumn 2025-26`.
fn told(cell: Option<&Cell>, tell: impl FnOnce(&str, &str) -> String) -> Line {
    let cell = cell.cloned().unwrap_or_default();
    let place = format!("{} for {}", area(&cell.area_id), term(&cell.term));
    let sentence = capital(&tell(&school(&cell.school_id), &place));
    Line::new(sentence).about([&cell.school_id]).in_areas([&cell.area_id])
}

/// `, at a meeting of 5 people, by consensus`, or nothing.
fn meeting(held: &Option<DecisionMeeting>) -> String {
    let Some(held) = held else { return String::new() };
    let agreed = match held.agreement() {
        Agreement::Consensus => ", by consensus",
        Agreement::Vote => ", by vote",
        Agreement::Unspecified => "",
    };
    format!(", at a meeting of {}{agreed}", count(held.present_ids.len(), "person", "people"))
}

/// `, citing 2 pieces of evidence`, or nothing.
fn citing(evidence: &[Evidence]) -> String {
    match evidence.len() {
        0 => String::new(),
        number => format!(", citing {}", count(number, "piece of evidence", "pieces of evidence")),
    }
}

#[cfg(test)]
mod tests;
