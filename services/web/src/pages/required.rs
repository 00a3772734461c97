//! Where schools stand with the register of requirements: adopted, waived, overdue, due soon, or open.

use contract::evidence::v1::{
    Adoption, AdoptionState, RegisterLine, RequirementDue, RequirementRhythm, RequirementTerms,
};
use contract::schools::v1::School;
use contract::{Period, RequirementSpared, Said as _, field};
use jiff::civil::Date;
use maud::{Markup, html};

use crate::components::tag;
use crate::dates;
use crate::names::Names;

/// What is due within so many days is marked.
const SOON_DAYS: i32 = 14;

/// Said in the place of the day, where a school adopted what the register does not ask for in such a period any more.
pub(super) const NOT_ASKED: &str = "Not asked for any more";

/// What schools made of the register, as it counts on a day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AdoptionsOnDay<'a> {
    pub adoptions: &'a [Adoption],
    pub today: Date,
}

/// Where a school stands with a requirement for a period.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RequirementStanding<'a> {
    Adopted(&'a Adoption),
    Waived(&'a Adoption),
    /// Its last day was over before the register asked for it.
    AddedLater,
    /// Its last day was over before the school joined.
    JoinedLater,
    /// The school had left by its last day.
    Left,
    /// It is arranged that the school leaves by its last day.
    Leaves,
    /// It is required, and its last day was over when the school left.
    DueBeforeLeaving,
    /// It is required, and its last day is over.
    Overdue,
    /// It is required, and its last day comes within two weeks.
    DueSoon,
    Open,
}

impl<'a> AdoptionsOnDay<'a> {
    pub(crate) fn standing(
        &self,
        line: &RegisterLine,
        due: &RequirementDue,
        school: &School,
    ) -> RequirementStanding<'a> {
        let found = self.adoptions.iter().find(|one| {
            one.requirement_id == line.requirement_id
                && one.school_id == school.school_id
                && one.period == due.period
        });
        if let Some(found) = found.filter(|one| one.state() != AdoptionState::Unspecified) {
            return found.into();
        }
        let soon = self.today.saturating_add(jiff::Span::new().days(SOON_DAYS));
        let last = field::day(&due.due_on);
        let gone_on = if school.left_on.is_empty() { &school.leaves_on } else { &school.left_on };
        let has_left = field::day(gone_on).is_some_and(|first| first <= self.today);
        match line.spares(due, &school.joined_on, gone_on) {
            Some(RequirementSpared::JoinedLater) => return RequirementStanding::JoinedLater,
            Some(RequirementSpared::Left) if has_left => return RequirementStanding::Left,
            Some(RequirementSpared::Left) => return RequirementStanding::Leaves,
            Some(RequirementSpared::AddedLater) => return RequirementStanding::AddedLater,
            None => {}
        }
        match last.filter(|_| line.is_required()) {
            Some(_) if has_left => RequirementStanding::DueBeforeLeaving,
            Some(last) if last < self.today => RequirementStanding::Overdue,
            Some(last) if last <= soon => RequirementStanding::DueSoon,
            _ => RequirementStanding::Open,
        }
    }

    /// What the school adopted or was spared, and these lines do not ask for any more. The rhythm is another since, or the
    /// requirement was taken off.
    pub(crate) fn not_asked_any_more(
        &self,
        lines: &[RegisterLine],
        school: &School,
    ) -> Vec<&'a Adoption> {
        let is_asked = |one: &Adoption| {
            let mut own = lines.iter().filter(|line| line.requirement_id == one.requirement_id);
            own.any(|line| line.due.iter().any(|due| due.period == one.period))
        };
        let of_school = self.adoptions.iter().filter(|one| one.school_id == school.school_id);
        of_school.filter(|one| !is_asked(one)).collect()
    }
}

impl<'a> From<&'a Adoption> for RequirementStanding<'a> {
    fn from(adoption: &'a Adoption) -> Self {
        match adoption.state() {
            AdoptionState::Adopted => Self::Adopted(adoption),
            AdoptionState::Waived => Self::Waived(adoption),
            AdoptionState::Unspecified => Self::Open,
        }
    }
}

impl RequirementStanding<'_> {
    /// The state in a word, with day and person, or with the reason.
    pub(crate) fn told(self, names: &Names) -> Markup {
        html! {
            @match self {
                Self::Adopted(adoption) => {
                    (tag("Adopted", "grey")) " on " (dates::day(&adoption.on))
                    ", recorded by " (names.person(&adoption.by_id))
                }
                Self::Waived(adoption) => {
                    (tag("Waived", "grey")) " on " (dates::day(&adoption.on)) ". "
                    span.pl-wrap { (adoption.reason.said()) }
                }
                Self::AddedLater => "Not due: the trust asked for it later",
                Self::JoinedLater => "Not due: the school joined later",
                Self::Left => "Not due: the school has left",
                Self::Leaves => "Not due: the school leaves before",
                Self::DueBeforeLeaving => "Was due before the school left",
                Self::Overdue => (tag("Overdue", "red")),
                Self::DueSoon => (tag("Due within 14 days", "orange")),
                Self::Open => "Open",
            }
        }
    }

    /// Whether the school has still to do something about it, or may.
    pub(crate) fn is_open(self) -> bool {
        match self {
            Self::AddedLater
            | Self::JoinedLater
            | Self::DueBeforeLeaving
            | Self::Leaves
            | Self::Overdue
            | Self::DueSoon
            | Self::Open => true,
            Self::Adopted(_) | Self::Waived(_) | Self::Left => false,
        }
    }
}

/// The title of a line.
pub(crate) fn title(line: &RegisterLine) -> &str {
    line.terms.as_ref().map_or("", |terms| terms.title.as_str())
}

/// By when a school has to have it, in words.
pub(crate) fn due_words(line: &RegisterLine) -> String {
    let rhythm = line.terms.as_ref().map(RequirementTerms::rhythm);
    match (rhythm, line.due.first()) {
        (Some(RequirementRhythm::EachTerm), Some(_)) => "The end of each term".to_owned(),
        (_, Some(due)) => dates::day(&due.due_on),
        (_, None) => String::new(),
    }
}

/// An academic year or a term, for example `Autumn 2025-26`.
pub(crate) fn period_words(period: &str) -> String {
    period.parse::<Period>().map_or_else(|_| period.to_owned(), Period::words)
}

#[cfg(test)]
mod tests;
