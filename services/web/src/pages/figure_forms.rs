//! Recording and withdrawing a figure of a school.

use contract::AcademicYear;
use contract::evidence::v1::{
    FigureSource, FigureStatus, MeasureDefinition, RecordFigureRequest, WithdrawFigureRequest,
};
use jiff::civil::Date;
use maud::Markup;
use serde::Deserialize;

use super::choices;
use crate::form::{Act, Choice, Entered, Entry, Form, Problem, Told, placed, sends};
use crate::routes::Routes;
use crate::visitor::Visitor;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().form::<RecordFigure>().form::<WithdrawFigure>()
}

/// Academic years that a form offers, the present one first.
const YEARS: i16 = 10;

/// Records a figure, or a later version of it.
#[derive(Debug, Deserialize)]
pub(crate) struct RecordFigure {
    pub school: String,
    pub measure: String,
}

impl Act for RecordFigure {
    type Command = RecordFigureRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("year", "Academic year").wanted("Choose an academic year"),
        Entry::choice("within", "Part of the year"),
        Entry::choice("part", "Which pupils?"),
        Entry::line_of::<Self::Command>("value", "What it says")
            .hint("A number such as 62, or the reason that was given for none, for example SUPP")
            .wanted("Enter a number or the reason why there is none"),
        Entry::line("cohort", "On how many pupils it rests")
            .hint("Leave it empty where it was not published"),
        Entry::radios("status", "How far is it settled?").wanted("Choose how far it is settled"),
        Entry::line_of::<Self::Command>("document", "Where is it from?")
            .hint("The title of the document or file. Name no person")
            .wanted("Say where it is from"),
        Entry::line_of::<Self::Command>("release", "Which release of it?")
            .hint("For example December 2025"),
        Entry::line_of::<Self::Command>("row", "Where in it?")
            .hint("For example a page, or the number of a line"),
    ];
    const BUTTON: &'static str = "Record the figure";
    const DONE: &'static str = "The figure is recorded";
    placed!(
        "/schools/{school}/figures/{measure}/new"(school, measure),
        "/schools/{school}/figures/{measure}"(school, measure)
    );
    sends!(evidence, record_figure);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let cohort = entered.get("cohort");
        match cohort.is_empty() || cohort.parse::<u32>().is_ok() {
            true => Vec::new(),
            false => vec![Problem::with("cohort", "Enter a whole number, or leave it empty")],
        }
    }

    fn command(&self, entered: &Entered) -> RecordFigureRequest {
        let status = FigureStatus::from_str_name(&entered.get("status")).unwrap_or_default();
        let source = FigureSource {
            document: entered.get("document"),
            release: entered.get("release"),
            row: entered.get("row"),
        };
        RecordFigureRequest {
            command_id: entered.command(),
            school_id: self.school.clone(),
            measure_id: self.measure.clone(),
            // `2024-25`, or `2024-25` and what the second list adds to it.
            period: format!("{}{}", entered.get("year"), entered.get("within")),
            breakdown_id: entered.get("part"),
            value: entered.get("value"),
            cohort: entered.get("cohort").parse().ok(),
            status: status.into(),
            source: Some(source),
        }
    }
}

/// Withdraws all versions of a figure.
#[derive(Debug, Deserialize)]
pub(crate) struct WithdrawFigure {
    pub school: String,
    pub measure: String,
    pub figure: String,
}

impl Act for WithdrawFigure {
    type Command = WithdrawFigureRequest;
    const ENTRIES: &'static [Entry] = &[Entry::words_of::<Self::Command>(
        "reason",
        "Why is it withdrawn?",
    )
    .hint("The improvement lead, the chief executive and the school’s head read it. Name no person")
    .wanted("Say why it is withdrawn")];
    const BUTTON: &'static str = "Withdraw the figure";
    const DONE: &'static str = "The figure is withdrawn";
    placed!(
        "/schools/{school}/figures/{measure}/{figure}/withdraw"(school, measure, figure),
        "/schools/{school}/figures/{measure}"(school, measure)
    );
    sends!(evidence, withdraw_figure);

    fn command(&self, entered: &Entered) -> WithdrawFigureRequest {
        WithdrawFigureRequest {
            command_id: entered.command(),
            figure_id: self.figure.clone(),
            school_id: self.school.clone(),
            reason: entered.get("reason"),
        }
    }
}

/// The form for a measure with its parts of the pupils.
pub(crate) fn recording(
    visitor: &Visitor,
    told: &Told,
    act: &RecordFigure,
    definition: &MeasureDefinition,
) -> Markup {
    let parts = definition.breakdowns.iter();
    let parts = parts.map(|part| Choice::new(&part.breakdown_id, &part.title)).collect();
    Form::new(act, visitor, told)
        .choices("year", choices::or("Choose a year", years(visitor.today)))
        .choices("within", within())
        .choices("part", choices::or("All pupils", parts))
        .choices("status", statuses())
        .starting("document", definition.source.chars().take(200).collect::<String>())
        .folded("Record a figure, or a later version of one")
}

/// How far a figure can be settled.
pub(super) fn statuses() -> Vec<Choice> {
    let statuses = FigureStatus::ORDERED.iter().map(|one| {
        let mut choice = Choice::new(one.as_str_name(), one.words());
        choice.hint = Some(meaning(*one).to_owned());
        choice
    });
    statuses.collect()
}

fn meaning(status: FigureStatus) -> &'static str {
    match status {
        FigureStatus::Unspecified => "",
        FigureStatus::Internal => {
            "The school’s or the trust’s own. Everyone in the trust sees only what is published"
        }
        FigureStatus::Provisional => "Published, and still to be checked by schools",
        FigureStatus::Revised => "Published again after schools checked it",
        FigureStatus::Final => "Published for good",
    }
}

/// Academic years, the present one first.
pub(super) fn years(today: Date) -> Vec<Choice> {
    let years = (0..YEARS).filter_map(|back| {
        let day = today.checked_sub(jiff::Span::new().years(back)).ok()?;
        Some(AcademicYear::of(day).to_string())
    });
    years.map(|year| Choice::new(&year, &year)).collect()
}

fn within() -> Vec<Choice> {
    let parts = [
        ("", "The whole year"),
        ("-autumn", "Autumn term"),
        ("-autumn-1", "Autumn term, first half"),
        ("-autumn-2", "Autumn term, second half"),
        ("-spring", "Spring term"),
        ("-spring-1", "Spring term, first half"),
        ("-spring-2", "Spring term, second half"),
        ("-summer", "Summer term"),
        ("-summer-1", "Summer term, first half"),
        ("-summer-2", "Summer term, second half"),
    ];
    parts.map(|(value, words)| Choice::new(value, words)).to_vec()
}

#[cfg(test)]
mod tests;
