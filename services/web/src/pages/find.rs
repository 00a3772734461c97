//! A search over what has a name here: schools, people, survey questions, measures.

use access::role_name;
use axum::extract::State;
use contract::evidence::v1::{ListMeasuresRequest, Measure};
use contract::schools::v1::{Person, School, ScopeKind};
use contract::surveys::v1::{InstrumentPublished, ListInstrumentsRequest};
use maud::{Markup, html};

use super::{measures, people, person};
use crate::access::role_words;
use crate::components::{Field, button_submit, input};
use crate::failure::Failure;
use crate::form::{Query, address};
use crate::frame::{FIND_AT, FIND_FOR, Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get(FIND_AT, show)
}

/// Found things of a kind on the page; more want a longer search.
const MOST: usize = 20;

/// What is looked through.
#[derive(Debug)]
pub(crate) struct FindPage {
    pub ground: Ground,
    pub instruments: Shown<Vec<InstrumentPublished>>,
    pub measures: Shown<Vec<Measure>>,
}

/// `GET /find`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let (mut surveys, mut evidence) = (web.services.surveys(), web.services.evidence());
    let caller = visitor.caller();
    let (ground, instruments, measures) = tokio::join!(
        Ground::load(&web.services, &visitor),
        surveys.list_instruments(ask(&caller, ListInstrumentsRequest::default())),
        evidence.list_measures(ask(&caller, ListMeasuresRequest::default())),
    );
    let loaded = FindPage {
        ground: ground?,
        instruments: Shown::whole(instruments)?.map(|listed| listed.instruments),
        measures: Shown::whole(measures)?.map(|listed| listed.measures),
    };
    Ok(render(&visitor, &loaded, query.get(FIND_FOR)))
}

/// The words that each thing found holds, in small letters.
#[derive(Debug)]
struct WordsWanted(Vec<String>);

impl WordsWanted {
    fn of(text: &str) -> Self {
        Self(text.split_whitespace().map(str::to_lowercase).collect())
    }

    fn is_in(&self, texts: &[&str]) -> bool {
        let text = texts.join(" ").to_lowercase();
        self.0.iter().all(|word| text.contains(word))
    }
}

pub(crate) fn render(visitor: &Visitor, loaded: &FindPage, asked: &str) -> Markup {
    let field = Field {
        name: FIND_FOR,
        label: "What do you look for?",
        hint: Some("A school, a person, a survey question or a measure"),
        value: asked,
        ..Field::default()
    };
    let wanted = WordsWanted::of(asked);
    let body = html! {
        h1.govuk-heading-l { "Find" }
        form.pl-filter method="get" action=(FIND_AT) role="search" novalidate {
            (input(&field, "search"))
            (button_submit("Find"))
        }
        @if !wanted.0.is_empty() { (found(visitor, loaded, &wanted)) }
    };
    let frame = Frame {
        title: "Find",
        place: Place::Elsewhere,
        visitor,
        crumbs: &[],
        as_of: None,
        problem: false,
    };
    page(&frame, &body)
}

fn found(visitor: &Visitor, loaded: &FindPage, wanted: &WordsWanted) -> Markup {
    let ground = &loaded.ground;
    let schools = Shown::All(&ground.trust.schools).within(visitor.pages_of(&ground.trust.schools));
    let schools = schools.draw(SCHOOLS, |_| several(schools_found(visitor, ground, wanted)));
    html! {
        h2.govuk-heading-m { "Schools" }
        (schools)
        @if !ground.people.is_empty() {
            h2.govuk-heading-m { "People" }
            (Shown::All(&ground.people).draw(PEOPLE, |known| several(people_found(visitor, ground, known, wanted))))
        }
        h2.govuk-heading-m { "Survey questions" }
        (loaded.instruments.draw(QUESTIONS, |known| several(questions_found(known, wanted))))
        h2.govuk-heading-m { "Measures" }
        (loaded.measures.draw(MEASURES, |known| several(measures_found(known, wanted))))
    }
}

const SCHOOLS: Words<'_> = Words {
    what: "Schools",
    none: Absence::of("No school of the trust has these words in its name, town or URN."),
};
const PEOPLE: Words<'_> =
    Words { what: "People", none: Absence::of("Nobody has these words in name or role.") };
const QUESTIONS: Words<'_> =
    Words { what: "Survey questions", none: Absence::of("No survey question has these words.") };
const MEASURES: Words<'_> =
    Words { what: "Measures", none: Absence::of("No measure has these words.") };

/// What was found of a kind, as a list; nothing where that is nothing.
fn several(found: Vec<Markup>) -> Option<Markup> {
    let count = found.len();
    (count > 0).then(|| {
        html! {
            ul class="govuk-list govuk-list--bullet" {
                @for one in found.into_iter().take(MOST) { li { (one) } }
            }
            @if count > MOST {
                p.pl-note { "The first " (MOST) " of " (count) ". Add a word to see fewer." }
            }
        }
    })
}

fn schools_found(visitor: &Visitor, ground: &Ground, wanted: &WordsWanted) -> Vec<Markup> {
    let matches = |school: &&School| wanted.is_in(&[&school.name, &school.town, &school.urn]);
    let found = ground.schools_seen(visitor).filter(matches);
    let drawn = found.map(|school| {
        html! {
            a.govuk-link href={"/schools/" (school.school_id)} { (school.name) }
            @if !school.town.is_empty() { ", " (school.town) }
        }
    });
    drawn.collect()
}

fn people_found(
    visitor: &Visitor,
    ground: &Ground,
    known: &[Person],
    wanted: &WordsWanted,
) -> Vec<Markup> {
    let opens = person::opens(visitor);
    let drawn = known.iter().filter_map(|known| {
        let roles = roles(ground, known);
        let name = people::name(known);
        wanted.is_in(&[&name, &roles]).then(|| html! {
            @if opens { a.govuk-link href={"/people/" (known.person_id)} { (name) } } @else { (name) }
            @if !roles.is_empty() { ": " (roles) }
        })
    });
    drawn.collect()
}

/// Each role of a person, with the school or committee it is held at.
fn roles(ground: &Ground, known: &Person) -> String {
    let roles = known.roles.iter().map(|role| {
        let words = role_words(&role_name(role.role())).to_lowercase();
        let school = role.scope.as_ref().filter(|scope| scope.kind() == ScopeKind::School);
        match school {
            Some(scope) => format!("{words} of {}", ground.names.school(&scope.id)),
            None => words,
        }
    });
    roles.collect::<Vec<_>>().join("; ")
}

/// Each question once, in its newest words, with the way to what was found.
fn questions_found(known: &[InstrumentPublished], wanted: &WordsWanted) -> Vec<Markup> {
    let newer = |one: &InstrumentPublished| {
        let of_same = |other: &&InstrumentPublished| other.instrument_id == one.instrument_id;
        known.iter().filter(of_same).any(|other| other.version > one.version)
    };
    let newest = known.iter().filter(|one| !newer(one));
    let questions =
        newest.flat_map(|one| one.questions.iter().map(move |question| (one, question)));
    // Of a question about who answers nothing is found: it has no figure.
    let questions = questions.filter(|(_, question)| !question.about_you);
    let matches = questions.filter(|(one, question)| wanted.is_in(&[&question.text, &one.title]));
    let drawn = matches.map(|(one, question)| {
        let figures = address("/facts", &[("kind", "survey."), ("find", &question.text)]);
        html! { a.govuk-link href=(figures) { (question.asked()) } ", in " (one.title) }
    });
    drawn.collect()
}

/// Each measure once: the newest definition comes first.
fn measures_found(known: &[Measure], wanted: &WordsWanted) -> Vec<Markup> {
    let mut last = "";
    let mut found = Vec::new();
    for measure in known {
        let again = std::mem::replace(&mut last, &measure.measure_id) == measure.measure_id;
        let Some(definition) = measure.definition.as_ref().filter(|_| !again) else { continue };
        if wanted.is_in(&[&definition.title, &definition.counts]) {
            let at = format!("{}/{}", measures::AT, measure.measure_id);
            found.push(
                html! { a.govuk-link href=(at) { (definition.title) } ": " (definition.counts) },
            );
        }
    }
    found
}

#[cfg(test)]
mod tests;
