//! Planning: a run of a survey, and the questions that runs ask.

use axum::extract::State;
use contract::surveys::v1::{
    Audience, Counting, InstrumentPublished, ListInstrumentsRequest, Option as Offered, Privacy,
    PublishInstrumentRequest, Question, ScheduleWaveRequest,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::surveys::audience;
use super::{choices, counted, question_versions};
use crate::components::{Cell, Table};
use crate::failure::Failure;
use crate::form::{Act, Choice, Entered, Entry, Form, Problem, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/surveys/new", show).form::<ScheduleWave>().form::<PublishInstrument>()
}

/// Longest list of questions a form takes.
const LONGEST: usize = 20_000;
/// The answers that every question of a set offers: an id, what is said, and how it counts.
type ScaleAnswers = &'static [(&'static str, &'static str, Counting)];

/// Scales by their names, each with what the form calls it.
const SCALES: [(&str, &str, ScaleAnswers); 2] = [
    (
        "agree",
        "Strongly agree to strongly disagree, and don’t know",
        &[
            ("strongly-agree", "Strongly agree", Counting::Positive),
            ("agree", "Agree", Counting::Positive),
            ("disagree", "Disagree", Counting::Negative),
            ("strongly-disagree", "Strongly disagree", Counting::Negative),
            ("dont-know", "Don’t know", Counting::Neither),
        ],
    ),
    (
        "yes",
        "Yes, no, and not applicable",
        &[
            ("yes", "Yes", Counting::Positive),
            ("no", "No", Counting::Negative),
            ("not-applicable", "Not applicable", Counting::OutsideBase),
        ],
    ),
];

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct SurveyPlan {
    pub ground: Ground,
    /// Newest version first.
    pub instruments: Vec<InstrumentPublished>,
}

/// `GET /surveys/new`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    if !visitor.may.anywhere::<ScheduleWaveRequest>() {
        return Err(Failure::Forbidden("The improvement lead plans surveys.".to_owned()));
    }
    let told = Told::on(&web, &visitor, &query);
    let ground = Ground::load(&web.services, &visitor).await?;
    let at_least = told.at_least();
    let wanted = ListInstrumentsRequest { at_least, ..Default::default() };
    let listed = web.services.surveys().list_instruments(ask(&visitor.caller(), wanted)).await?;
    let loaded = SurveyPlan { ground, instruments: listed.into_inner().instruments };
    Ok(render(&visitor, &loaded, &told))
}

/// The improvement lead plans a run of a survey.
#[derive(Debug, Deserialize)]
pub(crate) struct ScheduleWave {}

impl Act for ScheduleWave {
    type Command = ScheduleWaveRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("questions", "Which questions?").wanted("Choose the questions"),
        Entry::line_of::<Self::Command>("title", "What is the survey called?")
            .hint("Those who are asked read it, for example “Parents’ survey, autumn”")
            .wanted("Enter what the survey is called"),
        Entry::choice("term", "Term").wanted("Choose a term"),
        Entry::day("opens", "First day to answer").wanted("Enter the first day to answer"),
        Entry::day("closes", "Last day to answer").wanted("Enter the last day to answer"),
        Entry::radios("privacy", "What is promised to those who are asked?")
            .wanted("Choose what is promised"),
        Entry::boxes("schools", "Which schools?").wanted("Choose at least one school"),
    ];
    const BUTTON: &'static str = "Plan the survey";
    const DONE: &'static str = "The survey is planned. Open it on its day, and take its links then";
    placed!("/surveys/new"(), "/surveys/new"());
    sends!(surveys, schedule_wave);

    fn next(&self) -> String {
        "/surveys".to_owned()
    }

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let (opens, closes) = (entered.get("opens"), entered.get("closes"));
        let backwards = !opens.is_empty() && !closes.is_empty() && closes < opens;
        let sentence = "The last day comes after the first";
        if backwards { vec![Problem::with("closes", sentence)] } else { Vec::new() }
    }

    fn command(&self, entered: &Entered) -> ScheduleWaveRequest {
        let questions = entered.get("questions");
        let (id, version) = questions.split_once(' ').unwrap_or_default();
        let privacy = Privacy::from_str_name(&entered.get("privacy")).unwrap_or_default();
        ScheduleWaveRequest {
            command_id: entered.command(),
            instrument_id: id.to_owned(),
            instrument_version: version.parse().unwrap_or_default(),
            title: entered.get("title"),
            term: entered.get("term"),
            opens_on: entered.get("opens"),
            closes_on: entered.get("closes"),
            school_ids: entered.all("schools"),
            floor: 0,
            privacy: privacy.into(),
        }
    }
}

/// The improvement lead publishes a set of questions that all offer the same answers.
#[derive(Debug, Deserialize)]
pub(crate) struct PublishInstrument {}

impl Act for PublishInstrument {
    type Command = PublishInstrumentRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::line_of::<Self::Command>("title", "Title").wanted("Enter a title"),
        Entry::radios("audience", "Who is asked?").wanted("Choose who is asked"),
        Entry::line_of::<Self::Command>("source", "Where do the questions come from?")
            .wanted("Say where the questions come from"),
        Entry::line_of::<Self::Command>("licence", "Under which terms may you use them?")
            .hint("For example “Open Government Licence”, or “our own”")
            .wanted("Say under which terms you may use them"),
        Entry::radios("scale", "Which answers does each question offer?")
            .wanted("Choose the answers"),
        Entry::words("questions", "The questions, one a line", LONGEST)
            .hint("Those who are asked read them. A line that begins with # is the heading of the lines below it. A line that begins with ! asks about bullying, safety or harassment: it is shown from 20 answers on")
            .wanted("Enter at least one question"),
    ];
    const BUTTON: &'static str = "Publish the questions";
    const DONE: &'static str = "The questions are published. Surveys can ask them now";
    placed!("/surveys/questions"(), "/surveys/new"());
    sends!(surveys, publish_instrument);

    fn command(&self, entered: &Entered) -> PublishInstrumentRequest {
        let audience = Audience::from_str_name(&entered.get("audience")).unwrap_or_default();
        let instrument = InstrumentPublished {
            instrument_id: slug(&entered.get("title")),
            version: 1,
            title: entered.get("title"),
            audience: audience.into(),
            source: entered.get("source"),
            licence: entered.get("licence"),
            questions: questions(&entered.get("questions"), &entered.get("scale")),
        };
        PublishInstrumentRequest { command_id: entered.command(), instrument: Some(instrument) }
    }
}

/// A title as an id: small letters, digits and hyphens.
pub(crate) fn slug(title: &str) -> String {
    let plain = title.to_lowercase();
    let words = plain.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

fn questions(text: &str, scale: &str) -> Vec<Question> {
    let options = SCALES.iter().find(|(name, ..)| *name == scale).map(|(.., options)| *options);
    let options = options.unwrap_or_default().iter().map(|(id, label, counting)| Offered {
        option_id: (*id).to_owned(),
        label: (*label).to_owned(),
        counting: (*counting).into(),
    });
    let options: Vec<_> = options.collect();
    let (mut section, mut found) = (String::new(), Vec::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(heading) = line.strip_prefix('#') {
            heading.trim().clone_into(&mut section);
            continue;
        }
        let sensitive = line.strip_prefix('!');
        found.push(Question {
            question_id: format!("q{}", found.len() + 1),
            text: sensitive.unwrap_or(line).trim().to_owned(),
            section: section.clone(),
            options: options.clone(),
            sensitive: sensitive.is_some(),
            ..Question::default()
        });
    }
    found
}

pub(crate) fn render(visitor: &Visitor, loaded: &SurveyPlan, told: &Told) -> Markup {
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Plan a survey" }
        @if loaded.instruments.is_empty() {
            p.pl-lead { "Publish questions first. There are none yet." }
        } @else { (planning(visitor, loaded, told)) }
        h2.govuk-heading-m #questions { "Questions" }
        (published(&loaded.instruments))
        @if visitor.may.anywhere::<PublishInstrumentRequest>() { (publishing(visitor, told)) }
        (question_versions::forms(visitor, &loaded.instruments, told))
    };
    let crumbs = [("Surveys".to_owned(), "/surveys".to_owned())];
    let frame = Frame {
        title: "Plan a survey",
        place: Place::Surveys,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

fn planning(visitor: &Visitor, loaded: &SurveyPlan, told: &Told) -> Markup {
    let questions = loaded.instruments.iter().map(|instrument| {
        let value = format!("{} {}", instrument.instrument_id, instrument.version);
        let asked = audience(instrument.audience()).to_lowercase();
        Choice::new(
            value,
            format!("{}, version {}, for {asked}", instrument.title, instrument.version),
        )
    });
    let promises = [
        (Privacy::Anonymous, "Anonymous: nobody links an answer to a person"),
        (Privacy::Confidential, "Confidential: the trust promises not to look"),
    ];
    let promises = promises.map(|(privacy, words)| Choice::new(privacy.as_str_name(), words));
    let schools = choices::schools::<ScheduleWaveRequest>(visitor, &loaded.ground);
    let schools = schools.into_iter().map(|school| school.filled("ticked")).collect();
    Form::new(&ScheduleWave {}, visitor, told)
        .choices("questions", choices::or("Choose the questions", questions.collect()))
        .choices("term", choices::or("Choose a term", choices::terms(visitor)))
        .choices("privacy", promises.to_vec())
        .choices("schools", schools)
        .render()
}

const QUESTIONS: Words<'_> =
    Words { what: "Questions", none: Absence::of("No questions have been published yet.") };

fn published(instruments: &[InstrumentPublished]) -> Markup {
    let rows = instruments.iter().map(|instrument| {
        vec![
            Cell::text(&instrument.title),
            Cell::text(instrument.version.to_string()),
            Cell::text(audience(instrument.audience())),
            Cell::text(counted(instrument.questions.len(), "question", "questions")),
            Cell::text(&instrument.licence),
        ]
    });
    let rows: Vec<_> = rows.collect();
    html! {
        // Who may plan a survey is shown all questions there are.
        (Shown::All(rows).draw(QUESTIONS, |rows| (!rows.is_empty()).then(|| Table {
            head: vec![("Title", false), ("Version", false), ("Asked", false), ("How many", false), ("Terms of use", false)],
            rows: rows.clone(),
            first_is_header: true,
            stacks: true,
            ..Table::default()
        }.render())))
    }
}

fn publishing(visitor: &Visitor, told: &Told) -> Markup {
    let audiences = [Audience::Parents, Audience::Staff, Audience::Pupils];
    let audiences = audiences.map(|one| Choice::new(one.as_str_name(), audience(one))).to_vec();
    let scales = SCALES.iter().map(|(name, words, _)| Choice::new(*name, *words)).collect();
    Form::new(&PublishInstrument {}, visitor, told)
        .choices("audience", audiences)
        .choices("scale", scales)
        .folded("Publish a set of questions")
}

#[cfg(test)]
mod tests;
