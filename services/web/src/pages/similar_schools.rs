//! The schools that a school is compared with: how they were found, in sentences with the figures, and each by its name.

use contract::evidence::v1::{
    FigureValue, NoSimilar, RegisteredSchool, SimilarChoice, SimilarPlace, SimilarSchools,
};
use maud::{Markup, html};

use super::similar_wanted::SimilarWanted;
use crate::components::details;

/// Said in a table where there is no set.
pub(crate) const NO_SET: &str = "no set";

/// The set with the form that changes it. `here` is the address of the page without what is asked.
pub(crate) fn section(set: &SimilarSchools, wanted: &SimilarWanted, here: &str) -> Markup {
    let choice = wanted.choice();
    html! {
        section {
            h2.govuk-heading-m { "Similar schools" }
            @for sentence in sentences(set, &choice) { p.govuk-body { (sentence) } }
            @if !set.schools.is_empty() {
                (details(&format!("Each by name: {}", set.schools.len()), &by_name(&set.schools, |school| {
                    way(&wanted.without(here, &school.urn), "Leave out", school)
                })))
            }
            @if !set.left_out.is_empty() {
                (details(&format!("Left out: {}", set.left_out.len()), &by_name(&set.left_out, |school| {
                    way(&wanted.with_again(here, &school.urn), "Put back", school)
                })))
            }
            (wanted.form(here))
        }
    }
}

fn by_name(schools: &[RegisteredSchool], way: impl Fn(&RegisteredSchool) -> Markup) -> Markup {
    html! {
        ul.govuk-list {
            @for school in schools {
                li {
                    bdi { (school.name) }
                    @if !school.town.is_empty() { ", " bdi { (school.town) } }
                    " (URN " (school.urn) "): " (share(&school.free_meals)) " free school meals, "
                    (whole(&school.pupils)) " pupils. " (way(school))
                }
            }
        }
    }
}

fn way(at: &str, does: &str, school: &RegisteredSchool) -> Markup {
    html! {
        a.govuk-link href=(at) { (does) span.govuk-visually-hidden { " " bdi { (school.name) } } }
    }
}

/// Why these schools are compared with, or why none are.
pub(crate) fn sentences(set: &SimilarSchools, choice: &SimilarChoice) -> Vec<String> {
    let mut said = Vec::new();
    let is_found = matches!(set.none(), NoSimilar::Unspecified | NoSimilar::TooFew);
    if let Some(own) = set.own.as_ref().filter(|_| is_found) {
        said.push(described(set, choice, own));
        said.push(counted(set, choice));
    }
    said.extend(why_none(set));
    said.extend(remedy(set.none()).map(str::to_owned));
    if is_found {
        said.push(
            "The schools of this trust are not among them: they have a column of their own."
                .to_owned(),
        );
    }
    if !set.unknown_urns.is_empty() {
        let urns = set.unknown_urns.join(", ");
        said.push(format!("Not in the register as an open state-funded school: {urns}."));
    }
    if !set.own_urns.is_empty() {
        said.push(format!("Not added, since they are of this trust: {}.", set.own_urns.join(", ")));
    }
    said
}

/// What the schools have in common with this one.
fn described(set: &SimilarSchools, choice: &SimilarChoice, own: &RegisteredSchool) -> String {
    if choice.any_free_meals && choice.any_pupils {
        return "Only schools that the address names are taken: neither free school meals nor the number of pupils says which are near.".to_owned();
    }
    let kind = match choice.any_phase {
        true => "schools of any phase".to_owned(),
        false => format!("{} schools", own.phase.to_lowercase()),
    };
    let character = match own.has_religious_character().filter(|_| !choice.any_character) {
        None => "",
        Some(false) => " without a religious character",
        Some(true) => " with a religious character",
    };
    let place = match choice.place() {
        SimilarPlace::Unspecified => "anywhere in England".to_owned(),
        SimilarPlace::Region => format!("in the region {}", own.region),
        SimilarPlace::Authority => format!("in the local authority {}", own.authority),
    };
    let mut near = Vec::new();
    if let Some(share) = number(&own.free_meals).filter(|_| set.free_meals_points > 0) {
        let width = f64::from(set.free_meals_points);
        let (from, to) = ((share - width).max(0.0), (share + width).min(100.0));
        near.push(format!(
            "{from:.1}% to {to:.1}% of the pupils eligible for free school meals (this school: {share:.1}%)"
        ));
    }
    if let Some(pupils) = number(&own.pupils).filter(|_| set.pupils_per_cent > 0) {
        let width = pupils * f64::from(set.pupils_per_cent) / 100.0;
        let (from, to) = ((pupils - width).max(0.0).ceil(), (pupils + width).floor());
        near.push(format!("{from:.0} to {to:.0} pupils (this school: {pupils:.0})"));
    }
    format!("Similar are {kind}{character}, {place}, with {}.", near.join(" and "))
}

/// How many fit, how many are taken, and what is not known.
fn counted(set: &SimilarSchools, choice: &SimilarChoice) -> String {
    let added = set.schools.iter().filter(|school| choice.added_urns.contains(&school.urn)).count();
    let nearest = set.schools.len() - added;
    let fitting = usize::try_from(set.fitting).unwrap_or(usize::MAX);
    let fits = |count: usize| {
        if count == 1 { "1 school fits".to_owned() } else { format!("{count} schools fit") }
    };
    let mut said = match fitting > nearest {
        true => format!("{}; the {nearest} nearest are taken.", fits(fitting)),
        false => format!("{}.", fits(fitting)),
    };
    if added > 0 {
        said += &format!(" Added by name: {added}.");
    }
    if set.widened {
        said += &format!(
            " With smaller widths fewer than {} fit, so the widths were widened.",
            set.enough
        );
    }
    if set.unsaid > 0 {
        said += &format!(
            " {} more may fit and are not counted: the register does not say all of this about them.",
            set.unsaid
        );
    }
    said
}

/// Why there is no set; `None` where there is one.
pub(crate) fn why_none(set: &SimilarSchools) -> Option<String> {
    let own = |of: fn(&RegisteredSchool) -> &Option<FigureValue>| {
        set.own.as_ref().map(|own| absence(of(own))).unwrap_or_default()
    };
    let why = match set.none() {
        NoSimilar::Unspecified => return None,
        NoSimilar::NoRegister => "the national register was not loaded yet".to_owned(),
        NoSimilar::NotRegistered => {
            "the national register has no open state-funded school under a URN of it".to_owned()
        }
        NoSimilar::WithoutPhase => "the national register gives it no phase".to_owned(),
        NoSimilar::WithoutCharacter => {
            "the national register does not say whether it has a religious character".to_owned()
        }
        NoSimilar::WithoutFreeMeals => {
            let why = own(|school| &school.free_meals);
            format!("the national register gives it no share of free school meals{why}")
        }
        NoSimilar::WithoutPupils => {
            let why = own(|school| &school.pupils);
            format!("the national register gives it no number of pupils{why}")
        }
        NoSimilar::WithoutPlace => "the national register does not say where it lies".to_owned(),
        NoSimilar::TooFew => {
            let (found, least) = (set.schools.len(), set.least);
            format!("of the {least} schools or more that are needed, {found} are found")
        }
    };
    Some(format!("This school is not compared with similar ones: {why}."))
}

/// What a reader can do about it.
fn remedy(none: NoSimilar) -> Option<&'static str> {
    match none {
        NoSimilar::Unspecified | NoSimilar::NoRegister | NoSimilar::NotRegistered => None,
        NoSimilar::WithoutPhase => Some("Choose any phase to compare it all the same."),
        NoSimilar::WithoutCharacter => Some("Choose either to compare it all the same."),
        NoSimilar::WithoutFreeMeals => Some("Choose any share to compare it all the same."),
        NoSimilar::WithoutPupils => Some("Choose any number to compare it all the same."),
        NoSimilar::WithoutPlace => Some("Choose anywhere in England to compare it all the same."),
        NoSimilar::TooFew => Some("Choose more widely, or add schools by their URNs."),
    }
}

/// Why there is no number, in brackets; empty where the register gives no reason.
fn absence(value: &Option<FigureValue>) -> String {
    let absence = value.as_ref().and_then(|value| value.absence.as_ref());
    match absence.filter(|absence| !absence.code.is_empty()) {
        Some(absence) => format!(" ({}: {})", absence.code, absence.means().words()),
        None => String::new(),
    }
}

fn number(value: &Option<FigureValue>) -> Option<f64> {
    value.as_ref()?.number
}

fn share(value: &Option<FigureValue>) -> String {
    number(value).map_or_else(|| "unknown".to_owned(), |share| format!("{share:.1}%"))
}

fn whole(value: &Option<FigureValue>) -> String {
    number(value).map_or_else(|| "unknown".to_owned(), |pupils| format!("{pupils:.0}"))
}

#[cfg(test)]
mod tests;
