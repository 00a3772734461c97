//! Publishing new words of a set of questions: which ones stay, which ones change, and which changed ones still ask the same.

use contract::surveys::v1::{
    InstrumentPublished, ListInstrumentsRequest, PublishInstrumentRequest, Question,
};
use maud::{Markup, html};
use serde::Deserialize;

use crate::failure::Failure;
use crate::form::{Act, Choice, Entered, Entry, Form, Told, placed, sends};
use crate::routes::Routes;
use crate::services::ask;
use crate::sessions::Notice;
use crate::visitor::Visitor;
use crate::web::Web;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().form::<PublishVersion>()
}

/// Longest list of questions a form takes.
const LONGEST: usize = 20_000;

/// The improvement lead publishes the next version of a set of questions.
#[derive(Debug, Deserialize)]
pub(crate) struct PublishVersion {
    pub instrument: String,
    /// Of the new words.
    pub version: String,
}

impl Act for PublishVersion {
    type Command = PublishInstrumentRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::words("questions", "The questions, one a line", LONGEST)
            .hint("A line keeps its question’s id before the colon, whatever its words become. A line without an id is a new question, with the answers that the first one offers. # begins a heading, ! asks about bullying, safety or harassment")
            .wanted("Enter at least one question"),
        Entry::boxes("continues", "Which reworded questions still ask the same?")
            .hint("The answers to a reworded question are compared with earlier ones only where you tick it. The words stand for good, so does this"),
    ];
    const BUTTON: &'static str = "Publish the new words";
    const DONE: &'static str = "The new words are published. Surveys can ask them now";
    placed!(
        "/surveys/questions/{instrument}/versions/{version}"(instrument, version),
        "/surveys/new"()
    );
    sends!(surveys, publish_instrument);

    /// The questions are read beside the version before, so `act` adds them.
    fn command(&self, entered: &Entered) -> PublishInstrumentRequest {
        PublishInstrumentRequest { command_id: entered.command(), instrument: None }
    }

    async fn act(
        &self,
        web: &Web,
        visitor: &Visitor,
        entered: &Entered,
    ) -> Result<Notice, Failure> {
        let mut surveys = web.services.surveys();
        let wanted = ask(&visitor.caller(), ListInstrumentsRequest::default());
        let listed = surveys.list_instruments(wanted).await?.into_inner().instruments;
        // An address that was typed may name no version.
        let version = self.version.parse().unwrap_or_default();
        let before = before(&listed, &self.instrument, version);
        let before = before.ok_or_else(|| {
            Failure::NotFound("These questions have no version before this one.".to_owned())
        })?;
        let instrument = Some(next(before, &entered.get("questions"), &entered.all("continues")));
        let command = PublishInstrumentRequest { instrument, ..self.command(entered) };
        Ok(Notice::new(
            Self::DONE,
            Self::send(&web.services, ask(&visitor.caller(), command)).await?,
        ))
    }
}

/// The version that a new one follows.
fn before<'a>(
    listed: &'a [InstrumentPublished],
    instrument: &str,
    version: u32,
) -> Option<&'a InstrumentPublished> {
    let mut of = listed.iter().filter(|known| known.instrument_id == instrument);
    of.find(|known| known.version.checked_add(1) == Some(version))
}

/// The version after one: each line a question, those with an id of it with the answers they offered.
fn next(before: &InstrumentPublished, text: &str, continues: &[String]) -> InstrumentPublished {
    let mut section = String::new();
    let mut questions: Vec<Question> = Vec::new();
    let mut numbers = 1..;
    let known = |id: &str| before.questions.iter().find(|one| one.question_id == id);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(heading) = line.strip_prefix('#') {
            heading.trim().clone_into(&mut section);
            continue;
        }
        let sensitive = line.starts_with('!');
        let line = line.trim_start_matches('!').trim();
        let kept = line.split_once(':').and_then(|(id, words)| Some((known(id.trim())?, words)));
        let question = match kept {
            Some((question, words)) => Question {
                text: words.trim().to_owned(),
                // Of words that stayed there is nothing to say.
                continues: continues.contains(&question.question_id)
                    && words.trim() != question.text,
                ..question.clone()
            },
            None => {
                let fresh = |number: &u32| {
                    let id = format!("q{number}");
                    known(&id).is_none() && questions.iter().all(|one| one.question_id != id)
                };
                let number = numbers.find(fresh).unwrap_or_default();
                let mut counted = before.questions.iter().filter(|one| !one.about_you);
                let options = counted.next().map(|first| first.options.clone());
                Question {
                    question_id: format!("q{number}"),
                    text: line.to_owned(),
                    options: options.unwrap_or_default(),
                    ..Question::default()
                }
            }
        };
        questions.push(Question {
            section: section.clone(),
            sensitive,
            compared_since: 0,
            ..question
        });
    }
    InstrumentPublished { version: before.version.saturating_add(1), questions, ..before.clone() }
}

/// The questions of a version as the form takes them.
fn as_lines(instrument: &InstrumentPublished) -> String {
    let mut lines = Vec::new();
    let mut section = "";
    for question in &instrument.questions {
        if question.section != section {
            section = &question.section;
            lines.push(format!("# {section}"));
        }
        let mark = if question.sensitive { "!" } else { "" };
        lines.push(format!("{mark}{}: {}", question.question_id, question.text));
    }
    lines.join("\n")
}

/// A form for each set of questions, on its newest version.
pub(crate) fn forms(visitor: &Visitor, instruments: &[InstrumentPublished], told: &Told) -> Markup {
    // The newest version comes first.
    let mut newest: Vec<&InstrumentPublished> = Vec::new();
    for instrument in instruments {
        if newest.iter().all(|known| known.instrument_id != instrument.instrument_id) {
            newest.push(instrument);
        }
    }
    html! {
        @if visitor.may.anywhere::<PublishInstrumentRequest>() {
            @for instrument in newest { (form(visitor, instrument, told)) }
        }
    }
}

fn form(visitor: &Visitor, instrument: &InstrumentPublished, told: &Told) -> Markup {
    let (id, version) =
        (instrument.instrument_id.clone(), instrument.version.saturating_add(1).to_string());
    let act = PublishVersion { instrument: id, version };
    let questions = instrument.questions.iter();
    let questions = questions
        .map(|one| Choice::new(&one.question_id, format!("{}: {}", one.question_id, one.text)));
    Form::new(&act, visitor, told)
        .about(&instrument.title)
        .choices("continues", questions.collect())
        .starting("questions", as_lines(instrument))
        .folded(&format!("Publish new words of {}", instrument.title))
}

#[cfg(test)]
mod tests;
