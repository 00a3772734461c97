//! Publishing new words of a set of questions: which ones stay, which ones change, and which changed ones still ask the same.

use contract::surveys::v1::{
    InstrumentPublished, ListInstrumentsRequest, PublishInstrumentRequest, Question,
};
use maud::{Markup, html};
use serde::Deserialize;

use crate::failure::Failure;
use crate::form::{Act, Choice, Entered, Entry, Form, Told, placed, sends};
use crate::services::ask;
use crate::sessions::Notice;
use crate::visitor::Visitor;
use crate::web::Web;

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
                let options = before.questions.first().map(|first| first.options.clone());
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
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn words_that_stay_give_the_same_questions_again() {
        let before = sample::instrument();
        let again = next(&before, &as_lines(&before), &[]);
        assert_eq!(again.version, before.version + 1);
        let same = |one: &Question| Question { compared_since: 0, ..one.clone() };
        let expected: Vec<_> = before.questions.iter().map(same).collect();
        assert_eq!(again.questions, expected);
    }

    #[test]
    fn a_reworded_question_keeps_its_id_and_continues_only_where_it_is_ticked() {
        let before = sample::instrument();
        let id = before.questions[0].question_id.clone();
        let reworded = format!("{id}: My child is glad to go to this school\n");
        let of = |ticked: &[String]| next(&before, &reworded, ticked).questions.remove(0);
        let silent = of(&[]);
        assert_eq!((silent.question_id.as_str(), silent.continues), (id.as_str(), false));
        assert_eq!(silent.options, before.questions[0].options);
        assert!(of(std::slice::from_ref(&id)).continues);
        let unchanged = format!("{id}: {}", before.questions[0].text);
        assert!(!next(&before, &unchanged, &[id]).questions[0].continues);
    }

    #[test]
    fn a_line_without_an_id_is_a_new_question_under_its_heading() {
        let before = sample::instrument();
        let text = "# School: life\n!Is there a bully: yes or no?\nDoes it rain?";
        let found = next(&before, text, &[]).questions;
        let ids: Vec<_> = found.iter().map(|one| one.question_id.as_str()).collect();
        let used = |id: &str| before.questions.iter().any(|one| one.question_id == id);
        assert!(ids.len() == 2 && ids[0] != ids[1] && !ids.iter().any(|id| used(id)), "{ids:?}");
        assert_eq!((found[0].section.as_str(), found[0].sensitive), ("School: life", true));
        assert_eq!(found[0].text, "Is there a bully: yes or no?");
        assert_eq!(found[1].options, before.questions[0].options);
    }

    #[test]
    fn new_words_follow_the_newest_version() {
        let first = sample::instrument();
        let second = InstrumentPublished { version: 2, ..first.clone() };
        let listed = [second, first];
        let id = sample::instrument().instrument_id;
        let of = |version| before(&listed, &id, version).map(|found| found.version);
        assert_eq!((of(3), of(2), of(1), of(0)), (Some(2), Some(1), None, None));
        let page = forms(&sample::lead(), &listed, &Told::default()).into_string();
        assert_eq!(page.matches("<form").count(), 1);
        assert!(page.contains("/versions/3\""));
        assert!(forms(&sample::head(), &listed, &Told::default()).into_string().is_empty());
    }
}
