//! Sentences about the register of requirements, and about what schools made of it.

use contract::Period;
use contract::events::{AdoptionEvent, RequirementEvent};
use contract::evidence::v1::RequirementTerms;

use super::words::{because, capital, named, plain, school, when};
use super::{Known, Line};

pub(super) fn requirement(event: &RequirementEvent, known: &Known) -> Line {
    Line::new(match event {
        RequirementEvent::RequirementAdded(added) => {
            let (what, year) = (titled(added.terms.as_ref()), year(&added.year));
            let why = because(&added.why);
            format!("{} was put on the register of requirements{year}{why}", capital(&what))
        }
        RequirementEvent::RequirementChanged(changed) => {
            let (what, year) = (titled(changed.terms.as_ref()), year(&changed.year));
            let why = because(&changed.why);
            format!("{} was changed in the register of requirements{year}{why}", capital(&what))
        }
        RequirementEvent::RequirementDropped(dropped) => {
            let what = capital(&called(&dropped.requirement_id, known));
            let (year, why) = (year(&dropped.year), because(&dropped.reason));
            format!("{what} was taken off the register of requirements{year}{why}")
        }
    })
}

pub(super) fn adoption(event: &AdoptionEvent, known: &Known) -> Line {
    let what = called(requirement_of(event), known);
    let (of, sentence) = match event {
        AdoptionEvent::RequirementAdopted(adopted) => {
            let (period, day) = (during(&adopted.period), when("on", &adopted.on));
            let of = &adopted.school_id;
            (of, format!("{} adopted {what}{period}{day}.", capital(&school(of))))
        }
        AdoptionEvent::AdoptionTakenBack(back) => {
            let period = during(&back.period);
            let of = &back.school_id;
            (of, format!("That {} adopted {what}{period} was taken back.", school(of)))
        }
        AdoptionEvent::RequirementWaived(waived) => {
            let (period, why) = (during(&waived.period), because(&waived.reason));
            let of = &waived.school_id;
            (of, format!("{} was waived for {}{period}{why}", capital(&what), school(of)))
        }
        AdoptionEvent::WaiverTakenBack(back) => {
            let period = during(&back.period);
            let of = &back.school_id;
            (of, format!("The waiver of {what} for {}{period} was taken back.", school(of)))
        }
    };
    Line::new(sentence).about([of])
}

/// The requirement that a school adopted or was waived.
pub(super) fn requirement_of(event: &AdoptionEvent) -> &str {
    match event {
        AdoptionEvent::RequirementAdopted(event) => &event.requirement_id,
        AdoptionEvent::AdoptionTakenBack(event) => &event.requirement_id,
        AdoptionEvent::RequirementWaived(event) => &event.requirement_id,
        AdoptionEvent::WaiverTakenBack(event) => &event.requirement_id,
    }
}

fn titled(terms: Option<&RequirementTerms>) -> String {
    named("the requirement", terms.map_or("", |terms| terms.title.as_str()))
}

fn called(requirement: &str, known: &Known) -> String {
    named("the requirement", &known.get("requirement", requirement).name)
}

/// From which academic year on.
fn year(year: &str) -> String {
    if year.is_empty() { String::new() } else { format!(" from {}", plain(year)) }
}

/// For which academic year or term; nothing where it is neither.
fn during(period: &str) -> String {
    match period.parse::<Period>() {
        Ok(period) => {
            format!(" for {}", period.words().replace("Academic year", "the academic year"))
        }
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests;
