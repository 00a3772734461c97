//! What a thing of the record shows, in one sentence without words of a person. The page that offers the thing and the event that cites it
//! say the same.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::categories::v1::Evidence;
use crate::evidence::v1::{
    FigureStatus, FigureVersion, InspectionOutcome, MeasureDefinition, OfstedGrade,
};
use crate::surveys::v1::InstrumentPublished;
use crate::{FigureKey, Period, Said, Term};

/// The id under which the number of pupils of a school is cited, as the register gave it.
pub const ROLL: &str = "roll.pupils";
/// The id under which what a school says of its character is cited. It has no stroke, unlike an area of a self-evaluation.
pub const UNIQUENESS: &str = "uniqueness";

/// Letters of a name that somebody gave, and of a question. With them the documents that hold many citations stay small.
const NAME: usize = 60;
const QUESTION: usize = 110;

/// What a piece of evidence shows: the sentence of the thing that is cited, or the words of a person.
impl Said for Evidence {
    fn said(&self) -> Cow<'_, str> {
        if self.shows.is_empty() { self.says.said() } else { Cow::Borrowed(&self.shows) }
    }
}

/// For example `SIAMS inspection, 6 February 2024: J1`.
pub fn inspection(on: &str, outcome: &InspectionOutcome) -> String {
    format!("{}: {}", inspection_heading(on, outcome), in_short(outcome))
}

/// For example `SIAMS inspection, 6 February 2024`.
pub fn inspection_heading(on: &str, outcome: &InspectionOutcome) -> String {
    let what = match (&outcome.report_card, &outcome.graded) {
        (Some(_), _) => "Ofsted report card",
        (None, Some(_)) => "Ofsted inspection with grades",
        (None, None) => "SIAMS inspection",
    };
    format!("{what}, {}", day(on))
}

/// The overall outcome where the framework has one; otherwise how many areas have which grade.
fn in_short(outcome: &InspectionOutcome) -> String {
    if let Some(siams) = &outcome.siams {
        return siams.outcome().words().to_owned();
    }
    if let Some(graded) = &outcome.graded
        && graded.overall() != OfstedGrade::Unspecified
    {
        return format!("overall {}", graded.overall().words().to_lowercase());
    }
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for judged in outcome.judged() {
        match counted.iter_mut().find(|(known, _)| *known == judged.grade) {
            Some((_, count)) => *count += 1,
            None => counted.push((judged.grade, 1)),
        }
    }
    let counted = counted.into_iter().map(|(grade, count)| {
        let areas = if count == 1 { "area" } else { "areas" };
        format!("{} in {count} {areas}", grade.to_lowercase())
    });
    counted.collect::<Vec<_>>().join(", ")
}

/// An area that inspectors judged, and its grade, both as published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InspectedArea {
    /// For example `Inclusion`.
    pub area: &'static str,
    /// For example `Strong standard`.
    pub grade: &'static str,
}

impl InspectionOutcome {
    /// The areas that were judged, in the order in which they were published; none of a SIAMS inspection.
    pub fn judged(&self) -> Vec<InspectedArea> {
        let card = self.report_card.iter().flat_map(|card| &card.judgements);
        let card =
            card.map(|one| InspectedArea { area: one.area().words(), grade: one.grade().words() });
        let graded = self.graded.iter().flat_map(|graded| &graded.judgements);
        let graded = graded
            .map(|one| InspectedArea { area: one.judgement().words(), grade: one.grade().words() });
        card.chain(graded).collect()
    }
}

/// What a scheme awarded.
#[derive(Clone, Copy, Debug)]
pub struct SchemeAward<'a> {
    /// For example `Artsmark`.
    pub scheme: &'a str,
    /// For example `Gold`; empty where the scheme has no levels.
    pub level: &'a str,
    /// ISO 8601 date.
    pub awarded_on: &'a str,
}

impl SchemeAward<'_> {
    /// For example `Artsmark, Gold, awarded 3 May 2025`.
    pub fn sentence(&self) -> String {
        let level = match self.level {
            "" => String::new(),
            level => format!(", {}", short(level, NAME)),
        };
        format!("{}{level}, awarded {}", short(self.scheme, NAME), day(self.awarded_on))
    }
}

/// For example `Self-evaluation, Autumn 2025-26`. What it says has readers of its own.
pub fn self_evaluation(term_of: &str) -> String {
    format!("Self-evaluation, {}", term(term_of))
}

/// For example `Pupils on roll: 412`.
pub fn on_roll(pupils: f64) -> String {
    format!("Pupils on roll: {pupils:.0}")
}

/// A figure of a survey as it was released.
#[derive(Clone, Copy, Debug)]
pub struct ReleasedFigure<'a> {
    /// The version of the set of questions that was asked.
    pub asked: &'a InstrumentPublished,
    /// For example `q7b`.
    pub question_id: &'a str,
    /// For example `2025-26-autumn`.
    pub term: &'a str,
    /// How the release says the figure, for example `86% of 42 answers`.
    pub words: &'a str,
}

impl ReleasedFigure<'_> {
    /// For example `My child is happy at this school (Parent View), Autumn 2025-26: 86% of 42 answers`. Nothing where that
    /// version does not ask the question.
    pub fn sentence(&self) -> Option<String> {
        let mut questions = self.asked.questions.iter();
        let question = questions.find(|known| known.question_id == self.question_id)?;
        let (text, title) = (short(&question.asked(), QUESTION), short(&self.asked.title, NAME));
        Some(format!("{text} ({title}), {}: {}", term(self.term), self.words))
    }
}

impl MeasureDefinition {
    /// What a version of a figure shows, for example `Pupils who reach the expected standard, Girls, 2024-25: 62% (of 41), provisional`.
    pub fn sentence(&self, of: &FigureKey<'_>, version: &FigureVersion) -> String {
        let title = short(&self.title, QUESTION);
        let elsewhere = if self.survey_elsewhere { " (survey run elsewhere)" } else { "" };
        let mut parts = self.breakdowns.iter();
        let part = match of.breakdown_id {
            "" => String::new(),
            id => {
                let known = parts.find(|known| known.breakdown_id == id);
                format!(", {}", short(known.map_or(id, |known| known.title.as_str()), NAME))
            }
        };
        // A year stands as `2024-25`, without the words that begin a line.
        let period = match of.period.parse::<Period>() {
            Ok(Period::Year(_)) | Err(_) => of.period.to_owned(),
            Ok(other) => other.words(),
        };
        let status = match version.status() {
            FigureStatus::Unspecified => String::new(),
            status => format!(", {}", status.words().to_lowercase()),
        };
        format!("{title}{elsewhere}{part}, {period}: {}{status}", self.figure(version))
    }
}

/// `2025-11-21` as `21 November 2025`; anything else as it is.
fn day(text: &str) -> String {
    let said = |day: Date| day.strftime("%-d %B %Y").to_string();
    text.parse().map_or_else(|_| text.to_owned(), said)
}

/// `2025-26-autumn` as `Autumn 2025-26`; anything else as it is.
fn term(text: &str) -> String {
    text.parse::<Term>().map_or_else(|_| text.to_owned(), Term::words)
}

/// At most so many letters of a text. What is cut ends with an ellipsis.
fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => {
            let begins: String = text.chars().take(most.saturating_sub(1)).collect();
            format!("{}…", begins.trim_end())
        }
    }
}

#[cfg(test)]
mod tests;
