//! Who did what when, one sentence an event; what is looked for stands in the address.

use axum::extract::State;
use contract::field;
use contract::schools::v1::EraseWordsRequest;
use contract::trail::v1::{
    HistoryLine, ListHistoryRequest, ListHistoryResponse, SearchWordsRequest,
};
use maud::{Markup, html};

use super::{event_named, word_search};
use crate::access::role_words;
use crate::components::{Field, Select, button_submit, error_summary, input, pagination, select};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Fields, Query, address};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/trail", show)
}

const NAMES: [&str; 6] = ["school", "person", "area", "from", "until", "before"];

/// What is looked for, by the names in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    values: [String; 6],
}

impl Filter {
    pub(crate) fn read(query: &Fields) -> Self {
        Self { values: NAMES.map(|name| query.get(name).to_owned()) }
    }

    fn get(&self, name: &str) -> &str {
        NAMES.iter().position(|known| *known == name).map_or("", |place| &self.values[place])
    }

    /// The address with one value put in the place of another.
    fn with(&self, name: &str, value: &str) -> String {
        let pairs = NAMES.iter().zip(&self.values);
        let pairs: Vec<_> = pairs
            .map(|(known, old)| (*known, if *known == name { value } else { old }))
            // Another question begins at the newest event again.
            .filter(|(known, _)| *known != "before" || name == "before")
            .collect();
        address("/trail", &pairs)
    }

    /// Whether the school that is asked for is one whose trail this person is shown.
    fn is_shown_to(&self, visitor: &Visitor) -> bool {
        let school = self.get("school");
        visitor.own_trail().is_none_or(|own| school.is_empty() || own.contains(school))
    }

    /// Where the trail of one school is shown only, it is looked for.
    fn within(mut self, visitor: &Visitor) -> Self {
        if let Some(own) = visitor.own_trail() {
            let school = &mut self.values[0];
            if school.is_empty() && own.len() == 1 {
                *school = own.first().map(|own| (*own).to_owned()).unwrap_or_default();
            }
        }
        self
    }

    fn problems(&self) -> Vec<(String, Option<String>)> {
        let dates = [("from", "The first day"), ("until", "The last day")];
        let wrong = dates
            .into_iter()
            .filter(|(name, _)| !self.get(name).is_empty() && field::day(self.get(name)).is_none());
        wrong
            .map(|(name, words)| {
                (format!("{words} must be a date, such as 2026-01-31"), Some(name.to_owned()))
            })
            .collect()
    }

    fn request(&self) -> ListHistoryRequest {
        let date =
            |name| field::day(self.get(name)).map(|date| date.to_string()).unwrap_or_default();
        ListHistoryRequest {
            school_id: self.get("school").to_owned(),
            actor_id: self.get("person").to_owned(),
            area_id: self.get("area").to_owned(),
            from: date("from"),
            until: date("until"),
            before_position: self.get("before").parse().unwrap_or(0),
            page_size: 50,
            ..Default::default()
        }
    }
}

/// `GET /trail`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let filter = Filter::read(&query).within(&visitor);
    if !filter.is_shown_to(&visitor) {
        return Err(Failure::Forbidden("The trail of this school is not shown to you.".to_owned()));
    }
    let mut client = web.services.trail();
    let (ground, history) = tokio::join!(
        Ground::load(&web.services, &visitor),
        client.list_history(ask(&visitor.caller(), filter.request())),
    );
    let history = Shown::of(history, visitor.trail(filter.get("school")))?;
    Ok(render(&visitor, &ground?, &history, &filter))
}

pub(crate) fn render(
    visitor: &Visitor,
    ground: &Ground,
    history: &Shown<ListHistoryResponse>,
    filter: &Filter,
) -> Markup {
    let problems = filter.problems();
    let words = Words {
        what: "The trail",
        none: Absence::of("Nothing matches. Take a filter away, or choose other days."),
    };
    let lines = |history: &ListHistoryResponse| {
        let lines = html! {
            ol.pl-trail { @for line in &history.lines { li { (told(visitor, ground, line)) } } }
        };
        (!history.lines.is_empty()).then_some(lines)
    };
    let body = html! {
        @if !problems.is_empty() { (error_summary(&problems)) }
        h1.govuk-heading-l { "Trail" }
        p.pl-lead { "Everything that happened, newest first. Each line names the event it tells of." }
        form.pl-filter method="get" action="/trail" novalidate {
            div.pl-filter__fields { (fields(ground, visitor, filter, &problems)) }
            (button_submit("Look for these"))
        }
        @if visitor.may.anywhere::<SearchWordsRequest>() {
            p.govuk-body { a.govuk-link href=(word_search::AT) { "Search what was written" } }
        }
        (tags(ground, filter))
        (history.draw(words, lines))
        @if let Some(history) = history.known() { (pages(history, filter)) }
    };
    let frame = Frame {
        title: "Trail",
        place: Place::Trail,
        visitor,
        crumbs: &[],
        as_of: history.known().and_then(|history| history.as_of.clone()),
        problem: !problems.is_empty(),
    };
    page(&frame, &body)
}

fn pages(history: &ListHistoryResponse, filter: &Filter) -> Markup {
    let older =
        (history.next_before > 0).then(|| filter.with("before", &history.next_before.to_string()));
    let newest = (!filter.get("before").is_empty()).then(|| filter.with("before", ""));
    html! {
        @if older.is_some() || newest.is_some() {
            (pagination(
                newest.as_deref().map(|href| ("Newest", href)),
                older.as_deref().map(|href| ("Older", href)),
            ))
        }
    }
}

fn fields(
    ground: &Ground,
    visitor: &Visitor,
    filter: &Filter,
    problems: &[(String, Option<String>)],
) -> Markup {
    let all = |words: &str| std::iter::once((String::new(), words.to_owned()));
    let own = visitor.own_trail();
    let shown = |id: &String| own.as_ref().is_none_or(|own| own.contains(id.as_str()));
    let schools = ground.trust.schools.iter().filter(|school| shown(&school.school_id));
    let schools = schools.map(|school| (school.school_id.clone(), school.name.clone()));
    let every_school =
        all("Every school").filter(|_| own.as_ref().is_none_or(|own| own.len() != 1));
    let people = ground
        .people
        .iter()
        .map(|person| (person.person_id.clone(), ground.names.person(&person.person_id)));
    let areas = ground.framework.areas.iter().map(|area| (area.area_id.clone(), area.name.clone()));
    let choice = |name, label, items| {
        select(&Select {
            field: Field { name, label, value: filter.get(name), ..Field::default() },
            items,
        })
    };
    let date = |name, label| {
        let error = problems
            .iter()
            .find(|(_, field)| field.as_deref() == Some(name))
            .map(|(words, _)| words.as_str());
        input(&Field { name, label, error, value: filter.get(name), ..Field::default() }, "date")
    };
    html! {
        (choice("school", "School", every_school.chain(schools).collect()))
        (choice("person", "Person", all("Everybody").chain(people).collect()))
        (choice("area", "Area", all("Every area").chain(areas).collect()))
        (date("from", "From"))
        (date("until", "Until"))
    }
}

/// What is looked for, each to be taken away, and all at once.
fn tags(ground: &Ground, filter: &Filter) -> Markup {
    let names = &ground.names;
    let words = |name: &str, value: &str| match name {
        "school" => names.school(value),
        "person" => names.person(value),
        "area" => names.area(value),
        "from" => format!("from {}", dates::day(value)),
        "until" => format!("until {}", dates::day(value)),
        _ => String::new(),
    };
    let given = NAMES
        .iter()
        .zip(&filter.values)
        .filter(|(name, value)| **name != "before" && !value.is_empty());
    let given: Vec<_> = given.collect();
    html! {
        @if !given.is_empty() {
            ul.pl-tags aria-label="What is looked for" {
                @for (name, value) in given {
                    li {
                        a href=(filter.with(name, "")) {
                            span.govuk-visually-hidden { "Take away " } (words(name, value)) span aria-hidden="true" { " ×" }
                        }
                    }
                }
                li { a href="/trail" { "Reset" } }
            }
        }
    }
}

pub(super) fn told(visitor: &Visitor, ground: &Ground, line: &HistoryLine) -> Markup {
    let person = ground.names.actor(&line.actor_id, &line.actor_role);
    html! {
        p.pl-wrap { (ground.names.sentence(&line.sentence)) }
        p.pl-trail__meta {
            (dates::moment(&line.at)) ", " (person)
            @if person != "Plumbline" && !line.actor_role.is_empty() { ", " (role_words(&line.actor_role).to_lowercase()) }
            ", " (event_named(line.opens, line.position))
            @if !line.commitments.is_empty() && visitor.may.anywhere::<EraseWordsRequest>() {
                ", " a.govuk-link href={"/trail/" (line.position) "/words"} {
                    "Erase or class what was written" span.govuk-visually-hidden { " in event " (line.position) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
