//! What a person wrote, to be erased for good or classed anew by the data protection officer.

use axum::extract::{Path, State};
use contract::log::v1::WordsClass;
use contract::schools::v1::{ClassWordsRequest, EraseWordsRequest, ErasureReason};
use contract::trail::v1::{HistoryLine, ListHistoryRequest};
use maud::{Markup, html};
use serde::Deserialize;

use crate::components::warning;
use crate::failure::Failure;
use crate::form::{Act, Check, Choice, Entered, Entry, Form, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/trail/{position}/words", show).form::<EraseWords>().form::<ClassWords>()
}

/// Why a text is erased, as a form names it and as people say it.
const WHY: [(&str, &str, ErasureReason); 4] = [
    ("named", "A person who is named in it asked for it", ErasureReason::AskedByTheNamed),
    ("author", "The person who wrote it asked for it", ErasureReason::AskedByTheAuthor),
    ("child", "It names a child", ErasureReason::NamesAChild),
    ("place", "It should never have been written there", ErasureReason::OutOfPlace),
];

/// `GET /trail/{position}/words`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(position): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let position: u64 = position.parse().map_err(|_| Failure::no_page())?;
    let told = Told::on(&web, &visitor, &query);
    let wanted = ListHistoryRequest {
        at_least: told.at_least(),
        before_position: position.saturating_add(1),
        page_size: 1,
        ..ListHistoryRequest::default()
    };
    let mut trail = web.services.trail();
    let (ground, lines) = tokio::join!(
        Ground::load(&web.services, &visitor),
        trail.list_history(ask(&visitor.caller(), wanted)),
    );
    let mut lines = lines?.into_inner().lines.into_iter();
    let line = lines.find(|line| line.position == position).ok_or_else(Failure::no_page)?;
    Ok(render(&visitor, &ground?, &line, &told))
}

/// The data protection officer erases a text.
#[derive(Debug, Deserialize)]
pub(crate) struct EraseWords {
    pub position: String,
}

impl Act for EraseWords {
    type Command = EraseWordsRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::radios("words", "Which text?").wanted("Choose a text"),
        Entry::radios("why", "Why?")
            .hint("It stands in the record for good, beside who erased the text")
            .wanted("Choose why"),
    ];
    const BUTTON: &'static str = "Erase the text";
    const DONE: &'static str = "The text is erased";
    const CHECK: Option<Check> = Some(Check {
        at: "/trail/{position}/words/erasure/check",
        heading: "Check that this text is erased",
        then: "The text is erased for good. Pages then say that it was removed, and when. That something was written, by \
               whom and when, stays in the record and can still be proved. A paper that was issued with the text keeps it.",
        button: "Erase",
    });
    placed!("/trail/{position}/words/erasure"(position), "/trail/{position}/words"(position));
    sends!(schools, erase_words);

    fn command(&self, entered: &Entered) -> EraseWordsRequest {
        let why = entered.get("why");
        let mut request = EraseWordsRequest {
            command_id: entered.command(),
            commitment: entered.get("words"),
            ..EraseWordsRequest::default()
        };
        let chosen = WHY.iter().find(|(name, _, _)| *name == why);
        request.set_reason(chosen.map_or(ErasureReason::Unspecified, |(_, _, reason)| *reason));
        request
    }
}

/// The circles of readers, as a form names them and as people say them.
pub(super) const READERS: [(&str, &str, WordsClass); 5] = [
    ("open", "Everyone", WordsClass::Open),
    (
        "governors",
        "The school’s committee and its diocese, the school and the trust",
        WordsClass::Governors,
    ),
    ("school", "The school’s headteacher and the trust", WordsClass::School),
    ("trust", "The trust’s improvement lead and executive", WordsClass::Trust),
    ("author", "Only the person who wrote it", WordsClass::Author),
];

/// The circle of readers in a sentence.
pub(super) fn readers(class: i32) -> &'static str {
    let found = READERS.iter().find(|(_, _, known)| i32::from(*known) == class);
    found.map_or("Erased", |(_, said, _)| said)
}

/// The data protection officer says anew which readers a text is for.
#[derive(Debug, Deserialize)]
pub(crate) struct ClassWords {
    pub position: String,
}

impl Act for ClassWords {
    type Command = ClassWordsRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::radios("words", "Which text?").wanted("Choose a text"),
        Entry::radios("readers", "Who may read it from now on?")
            .hint("The rules of the thing that it is about may withhold it further. A paper that was issued keeps it")
            .wanted("Choose who may read it"),
    ];
    const BUTTON: &'static str = "Change who may read it";
    const DONE: &'static str = "The text is for other readers now";
    placed!("/trail/{position}/words/readers"(position), "/trail/{position}/words"(position));
    sends!(schools, class_words);

    fn command(&self, entered: &Entered) -> ClassWordsRequest {
        let readers = entered.get("readers");
        let chosen = READERS.iter().find(|(name, _, _)| *name == readers);
        ClassWordsRequest {
            command_id: entered.command(),
            commitment: entered.get("words"),
            class: chosen.map_or(WordsClass::Unspecified, |(_, _, class)| *class).into(),
            written_at: self.position.parse().unwrap_or(0),
        }
    }
}

const WRITTEN: Words<'_> =
    Words { what: "What was written", none: Absence::of("Nothing was written in words here.") };

pub(crate) fn render(
    visitor: &Visitor,
    ground: &Ground,
    line: &HistoryLine,
    told: &Told,
) -> Markup {
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "What was written" }
        p.pl-lead.pl-wrap { (ground.names.sentence(&line.sentence)) }
        // A line is told with all that was written in its event.
        (Shown::All(&line.commitments).draw(WRITTEN, |written| {
            let erases = visitor.may.anywhere::<EraseWordsRequest>();
            let classes = visitor.may.anywhere::<ClassWordsRequest>();
            let forms = html! {
                (texts(line))
                @if classes { (class_form(visitor, line, told)) }
                @if erases { (form(visitor, line, told)) }
            };
            (!written.is_empty()).then_some(forms)
        }))
    };
    let crumbs = [("Trail".to_owned(), "/trail".to_owned())];
    let frame = Frame {
        title: "What was written",
        place: Place::Trail,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// The texts of the event that are not erased, in the order of the sentence; what the sentence leaves out comes last.
fn kept(line: &HistoryLine) -> Vec<Choice> {
    let texts = (1..).zip(line.commitments.iter().zip(&line.classes));
    let kept = texts.filter(|(_, (_, class))| **class != 0);
    kept.map(|(number, (commitment, class))| {
        let words = format!("Text {number}, for: {}", readers(*class));
        Choice::new(commitment, words)
    })
    .collect()
}

fn texts(line: &HistoryLine) -> Markup {
    let count = line.commitments.len();
    html! {
        @if count > 1 {
            p.govuk-body { (count) " texts were written here. They are numbered as they stand in the sentence; what it leaves out comes last." }
        }
    }
}

fn class_form(visitor: &Visitor, line: &HistoryLine, told: &Told) -> Markup {
    let words = kept(line);
    let readers = READERS.iter().map(|(name, said, _)| Choice::new(*name, *said)).collect();
    html! {
        @if !words.is_empty() {
            h2.govuk-heading-m { "Change who may read it" }
            (Form::new(&ClassWords { position: line.position.to_string() }, visitor, told)
                .choices("words", words)
                .choices("readers", readers)
                .render())
        }
    }
}

fn form(visitor: &Visitor, line: &HistoryLine, told: &Told) -> Markup {
    let words = kept(line);
    if words.is_empty() {
        return html! {};
    }
    let why = WHY.iter().map(|(name, said, _)| Choice::new(*name, *said)).collect();
    html! {
        h2.govuk-heading-m { "Erase it" }
        (warning("An erased text cannot be brought back."))
        (Form::new(&EraseWords { position: line.position.to_string() }, visitor, told)
            .choices("words", words)
            .choices("why", why)
            .render())
    }
}

#[cfg(test)]
mod tests;
