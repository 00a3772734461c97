//! The date on which the reader wants to see the record, carried in the address.

use contract::field;
use contract::schools::v1::TermDates;
use jiff::civil::Date;
use maud::{Markup, html};

use crate::components::{DateInput, button_submit, date_input, details_open, error_summary, inset};
use crate::dates;
use crate::form::{Fields, Told, address};

const NAME: &str = "as-of";
const PARTS: [&str; 3] = ["as-of-day", "as-of-month", "as-of-year"];

/// As the record stood at the end of a day, or as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub date: Option<Date>,
    typed: [String; 3],
    error: Option<&'static str>,
}

/// The day that a page shows, and what the page tells above.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Viewing<'a> {
    pub asked: &'a Asked,
    pub told: &'a Told,
}

/// What a query asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Show the page so.
    Show(Asked),
    /// The date was typed in parts: go to the address that carries it whole.
    Go(String),
}

impl Asked {
    /// Reads `as-of`, or its day, month and year as the form sends them; the rest of the query is kept.
    pub(crate) fn read(path: &str, query: &Fields, today: Date) -> Wish {
        match Self::wish(path, query) {
            Wish::Show(asked) => Wish::Show(asked.until(today)),
            go => go,
        }
    }

    fn wish(path: &str, query: &Fields) -> Wish {
        if !PARTS.iter().any(|part| query.has(part)) {
            return Wish::Show(Self::whole(query.get(NAME)));
        }
        let typed = PARTS.map(|part| query.get(part).to_owned());
        let date = whole(&typed).map(|date| date.to_string());
        let date = if typed.iter().all(String::is_empty) { Some(String::new()) } else { date };
        let Some(date) = date else {
            return Wish::Show(Self { date: None, typed, error: Some(WRONG) });
        };
        let others = query.0.iter().filter(|(name, _)| !name.starts_with(NAME));
        let mut pairs: Vec<_> =
            others.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        pairs.push((NAME, &date));
        Wish::Go(address(path, &pairs))
    }

    /// The day that an address carries whole, on a page that has no form for it.
    pub(crate) fn of(query: &Fields, today: Date) -> Self {
        Self::whole(query.get(NAME)).until(today)
    }

    fn whole(given: &str) -> Self {
        if given.is_empty() {
            return Self::default();
        }
        match field::day(given) {
            Some(date) => Self::on(date),
            None => Self { error: Some(WRONG), ..Self::default() },
        }
    }

    pub(crate) fn on(date: Date) -> Self {
        let typed = [date.day().to_string(), date.month().to_string(), date.year().to_string()];
        Self { date: Some(date), typed, error: None }
    }

    /// The ISO date, empty for now.
    pub(crate) fn iso(&self) -> String {
        self.date.map(|date| date.to_string()).unwrap_or_default()
    }

    /// An address that keeps the date.
    pub(crate) fn keep(&self, path: &str) -> String {
        address(path, &[(NAME, &self.iso())])
    }

    pub(crate) fn is_wrong(&self) -> bool {
        self.error.is_some()
    }

    /// What is said above a page: that the date was wrong, or that the page shows an earlier day.
    pub(crate) fn above(&self, path: &str) -> Markup {
        html! {
            @if let Some(error) = self.error {
                (error_summary(&[(error.to_owned(), Some(PARTS[0].to_owned()))]))
            }
            @if let Some(date) = self.date {
                (inset(&html! {
                    "This is what the record held at the end of " strong { (dates::said(date)) } ". "
                    a.govuk-link href=(path) { "See it as it is now" }
                }))
            }
        }
    }

    /// Said above a page that knows no earlier day, though its address names one.
    pub(crate) fn today_only(&self) -> Markup {
        html! {
            @if let Some(error) = self.error { (error_summary(&[(error.to_owned(), None)])) }
            @if let Some(date) = self.date {
                (inset(&html! {
                    "This page is shown as it is today, not as it was on " strong { (dates::said(date)) } "."
                }))
            }
        }
    }

    /// The same in a file; nothing where the address names no day.
    pub(crate) fn today_words(&self) -> Option<String> {
        let said = |date| format!("As it is today, not as it was on {}", dates::said(date));
        self.error.map(str::to_owned).or_else(|| self.date.map(said))
    }

    /// What a file says of which day it is, where its page shows the day that is asked for.
    pub(crate) fn day_words(&self) -> Option<String> {
        let said = |date| format!("As the record stood at the end of {}", dates::said(date));
        self.error.map(str::to_owned).or_else(|| self.date.map(said))
    }

    /// Said above a part of a page of an earlier day that can be shown as it is today only.
    pub(crate) fn today_below(&self, what: &str) -> Markup {
        html! {
            @if self.date.is_some() { p.pl-note { "From here on " (what) " are shown as they are today." } }
        }
    }

    /// The same, with a day to come refused: of that the record holds nothing.
    fn until(self, today: Date) -> Self {
        match self.date {
            Some(date) if date > today => Self { date: None, error: Some(TO_COME), ..self },
            _ => self,
        }
    }

    /// The form that picks a day, folded away until a day is picked; `kept` are the other values of the address.
    pub(crate) fn picker(&self, path: &str, kept: &[(&str, &str)]) -> Markup {
        let open = self.date.is_some() || self.error.is_some();
        let form = html! {
            form method="get" action=(path) novalidate {
                @for (name, value) in kept.iter().filter(|(_, value)| !value.is_empty()) {
                    input type="hidden" name=(name) value=(value);
                }
                (date_input(&DateInput {
                    name: NAME,
                    legend: "See the record as it stood on a day",
                    hint: Some("For example, 31 1 2026. Leave it empty to see it as it is now."),
                    error: self.error,
                    values: [0, 1, 2].map(|part| self.typed[part].as_str()),
                    ..DateInput::default()
                }))
                (button_submit("Show this day"))
            }
        };
        details_open("See an earlier day", &form, open)
    }

    /// Ways to the last day of each term.
    pub(crate) fn ends_of_terms(path: &str, terms: &[TermDates]) -> Markup {
        html! {
            @if !terms.is_empty() {
                p.pl-note {
                    "At the end of: "
                    @for (place, term) in terms.iter().enumerate() {
                        @if place > 0 { ", " }
                        a.govuk-link href=(address(path, &[(NAME, &term.ends_on)])) { (dates::term(&term.term)) }
                    }
                }
            }
        }
    }
}

const TO_COME: &str = "Enter a day that has come: the record holds nothing of days to come";
const WRONG: &str = "Enter a real date, such as 31 1 2026";

fn whole([day, month, year]: &[String; 3]) -> Option<Date> {
    let year: i16 = year.parse().ok().filter(|year| (2000..=2999).contains(year))?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests;
