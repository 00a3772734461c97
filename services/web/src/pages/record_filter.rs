//! Which entries of a running record a page shows: what its address says, and the form that says it. What is looked for in the words
//! stands in no address.

use contract::evidence::v1::{
    ListRecordEntriesRequest, ListRecordEntriesResponse, RecordKind, RecordSource,
};
use contract::field;
use maud::{Markup, html};

use crate::components::{Field, Select, button_submit, input, pagination, select};
use crate::form::{Fields, address, token_field};
use crate::ground::Ground;
use crate::visitor::Visitor;

/// Names in the address of the page.
const NAMES: [&str; 6] = ["area", "source", "kind", "from", "until", "page"];
/// The field of the form that looks through the words.
const TEXT: &str = "text";

/// Which entries are asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct RecordAsked {
    /// In the order of the names.
    values: [String; 6],
    /// What the words are to hold; empty where nothing was looked for.
    text: String,
}

impl RecordAsked {
    /// Reads what an address or the form of a search says.
    pub(crate) fn read(fields: &Fields) -> Self {
        let values = NAMES.map(|name| fields.get(name).to_owned());
        Self { values, text: fields.get(TEXT).to_owned() }
    }

    fn get(&self, name: &str) -> &str {
        let at = NAMES.iter().position(|known| *known == name);
        at.map_or("", |at| &self.values[at])
    }

    /// Whether anything narrows the list.
    pub(super) fn narrows(&self) -> bool {
        let mut given = NAMES.iter().zip(&self.values);
        !self.text.is_empty() || given.any(|(name, value)| *name != "page" && !value.is_empty())
    }

    /// What is wrong with the days.
    pub(super) fn problems(&self) -> Vec<(String, Option<String>)> {
        let days = [("from", "The first day"), ("until", "The last day")];
        let is_wrong =
            |name: &str| !self.get(name).is_empty() && field::day(self.get(name)).is_none();
        let wrong = days.into_iter().filter(|(name, _)| is_wrong(name));
        let told = wrong.map(|(name, words)| {
            (format!("{words} must be a date, such as 2026-01-31"), Some(name.to_owned()))
        });
        let mut problems: Vec<_> = told.collect();
        let (from, until) = (field::day(self.get("from")), field::day(self.get("until")));
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            let sentence = "The last day must not be before the first day";
            problems.push((sentence.to_owned(), Some("until".to_owned())));
        }
        problems
    }

    /// What is asked of the service; nothing narrows what was entered wrongly.
    pub(super) fn request(&self, school: &str, at_least: u64) -> ListRecordEntriesRequest {
        let wrong = self.problems();
        let day = |name: &str| match wrong.is_empty() {
            true => self.get(name).to_owned(),
            false => String::new(),
        };
        let is_area = field::slug("area", self.get("area")).is_ok();
        ListRecordEntriesRequest {
            at_least,
            school_id: school.to_owned(),
            area_id: if is_area { self.get("area").to_owned() } else { String::new() },
            source: RecordSource::from_str_name(self.get("source")).unwrap_or_default().into(),
            kind: RecordKind::from_str_name(self.get("kind")).unwrap_or_default().into(),
            from: day("from"),
            until: day("until"),
            text: self.text.clone(),
            page: self.get("page").parse().unwrap_or_default(),
            ..ListRecordEntriesRequest::default()
        }
    }

    /// The address of a page of the list. A search has no address.
    fn page_at(&self, here: &str, page: u32) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let of = |name: &'static str| match name {
            "page" => (name, page.as_str()),
            name => (name, self.get(name)),
        };
        address(here, &NAMES.map(of))
    }
}

/// The forms that narrow the list.
pub(super) fn forms(visitor: &Visitor, ground: &Ground, here: &str, asked: &RecordAsked) -> Markup {
    html! {
        form.pl-filter method="get" action=(here) novalidate {
            div.pl-filter__fields { (fields(ground, asked)) }
            (button_submit("Show these"))
        }
        form.pl-filter method="post" action={(here) "/search"} novalidate {
            (token_field(&visitor.form_token))
            @for name in NAMES.iter().filter(|name| **name != "page" && !asked.get(name).is_empty()) {
                input type="hidden" name=(name) value=(asked.get(name));
            }
            div.pl-filter__fields {
                (input(&Field {
                    name: TEXT,
                    label: "Words to look for",
                    hint: Some("They are kept nowhere"),
                    value: &asked.text,
                    ..Field::default()
                }, "text"))
            }
            (button_submit("Search the record"))
        }
        @if asked.narrows() {
            p.govuk-body { a.govuk-link href=(here) { "Show the whole record" } }
        }
    }
}

fn fields(ground: &Ground, asked: &RecordAsked) -> Markup {
    let all = |words: &str| std::iter::once((String::new(), words.to_owned()));
    let areas = ground.framework.areas.iter().map(|area| (area.area_id.clone(), area.name.clone()));
    let sources =
        RecordSource::ALL.iter().map(|one| (one.as_str_name().to_owned(), one.words().to_owned()));
    let kinds =
        RecordKind::ALL.iter().map(|one| (one.as_str_name().to_owned(), one.words().to_owned()));
    let problems = asked.problems();
    // The form that adds has fields of the same names.
    let choice = |id, name, label, items| {
        let field = Field { id, name, label, value: asked.get(name), ..Field::default() };
        select(&Select { field, items })
    };
    let day = |name, label| {
        let mut found = problems.iter().filter(|(_, field)| field.as_deref() == Some(name));
        let error = found.next().map(|(words, _)| words.as_str());
        input(&Field { name, label, error, value: asked.get(name), ..Field::default() }, "date")
    };
    html! {
        (choice("area", "area", "Area", all("Every area").chain(areas).collect()))
        (choice("of-kind", "kind", "Kind", all("Every kind").chain(kinds).collect()))
        (choice("from-source", "source", "Source", all("Every source").chain(sources).collect()))
        (day("from", "From"))
        (day("until", "Until"))
    }
}

/// The ways to the pages before and after. Those of a search are sent as a form.
pub(super) fn pages(
    visitor: &Visitor,
    here: &str,
    asked: &RecordAsked,
    found: &ListRecordEntriesResponse,
) -> Markup {
    let page = asked.get("page").parse::<u32>().unwrap_or(1).max(1);
    let newer = (page > 1).then(|| asked.page_at(here, page - 1));
    let older = (found.next_page > 0).then(|| asked.page_at(here, found.next_page));
    html! {
        @if !asked.text.is_empty() {
            @if found.next_page > 0 { (next_of_a_search(visitor, here, asked, found.next_page)) }
        } @else if newer.is_some() || older.is_some() {
            (pagination(
                newer.as_deref().map(|href| ("Newer", href)),
                older.as_deref().map(|href| ("Older", href)),
            ))
        }
    }
}

fn next_of_a_search(visitor: &Visitor, here: &str, asked: &RecordAsked, page: u32) -> Markup {
    html! {
        form method="post" action={(here) "/search"} {
            (token_field(&visitor.form_token))
            @for name in NAMES.iter().filter(|name| **name != "page" && !asked.get(name).is_empty()) {
                input type="hidden" name=(name) value=(asked.get(name));
            }
            input type="hidden" name="page" value=(page);
            input type="hidden" name=(TEXT) value=(asked.text);
            (button_submit("Show older ones"))
        }
    }
}

#[cfg(test)]
mod tests;
