//! What forms offer to choose from: schools, terms, areas, people.

use contract::field::isolated;
use contract::schools::v1::{GetTrustResponse, Scope, ScopeKind};
use contract::{AcademicYear, Asks, Term, TermName};

use crate::form::Choice;
use crate::ground::Ground;
use crate::visitor::Visitor;

/// A first choice that is none.
pub(crate) fn or(none: &str, choices: Vec<Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", none)).chain(choices).collect()
}

/// The schools of the trust today on which this person may use an action.
pub(crate) fn schools<M: Asks>(visitor: &Visitor, ground: &Ground) -> Vec<Choice> {
    let here = ground.trust.schools.iter().filter(|school| school.left_on.is_empty());
    let allowed = here.filter(|school| visitor.may.of::<M>(&school.school_id));
    allowed.map(|school| Choice::new(&school.school_id, isolated(&school.name))).collect()
}

/// What a role can be held over, but peer reviews: a kind of scope, a space and an id.
pub(crate) fn scopes(trust: &GetTrustResponse) -> Vec<Choice> {
    let whole = scope(ScopeKind::Trust, &trust.trust_id, "The whole trust");
    let here = trust.schools.iter().filter(|school| school.left_on.is_empty());
    let schools =
        here.map(|school| scope(ScopeKind::School, &school.school_id, &isolated(&school.name)));
    let committees = trust.committees.iter().map(|one| {
        let school = trust.schools.iter().find(|school| school.school_id == one.school_id);
        let school = school.map(|school| isolated(&school.name)).unwrap_or_default();
        let words = format!("{}, {school}", isolated(&one.name));
        scope(ScopeKind::Committee, &one.committee_id, &words)
    });
    let hubs =
        trust.hubs.iter().map(|hub| scope(ScopeKind::Hub, &hub.hub_id, &isolated(&hub.name)));
    std::iter::once(whole).chain(schools).chain(committees).chain(hubs).collect()
}

/// One thing that a role can be held over.
pub(crate) fn scope(kind: ScopeKind, id: &str, words: &str) -> Choice {
    Choice::new(format!("{} {id}", kind.as_str_name()), words)
}

/// What was chosen of [`scopes`].
pub(crate) fn chosen_scope(value: &str) -> Scope {
    let (kind, id) = value.split_once(' ').unwrap_or_default();
    let kind = ScopeKind::from_str_name(kind).unwrap_or_default();
    Scope { kind: kind.into(), id: id.to_owned() }
}

/// The terms of this academic year and the next.
pub(crate) fn terms(visitor: &Visitor) -> Vec<Choice> {
    let names = [TermName::Autumn, TermName::Spring, TermName::Summer];
    let terms =
        this_and_next(visitor).into_iter().flat_map(|year| names.map(|name| Term { year, name }));
    terms.map(|term| Choice::new(term.to_string(), term.words())).collect()
}

/// This academic year and the next.
pub(crate) fn years(visitor: &Visitor) -> Vec<Choice> {
    this_and_next(visitor).map(|year| Choice::new(year.to_string(), year.to_string())).to_vec()
}

fn this_and_next(visitor: &Visitor) -> [AcademicYear; 2] {
    let this = AcademicYear::of(visitor.today);
    [this, AcademicYear::of(this.last_day().tomorrow().unwrap_or(visitor.today))]
}

/// What is judged.
pub(crate) fn areas(ground: &Ground) -> Vec<Choice> {
    let areas = ground.framework.areas.iter();
    areas.map(|area| Choice::new(&area.area_id, &area.name)).collect()
}

pub(crate) fn yes_or_no() -> Vec<Choice> {
    vec![Choice::new("yes", "Yes"), Choice::new("no", "No")]
}

#[cfg(test)]
mod tests;
