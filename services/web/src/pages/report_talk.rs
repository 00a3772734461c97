//! What is said about an issued report: governors' questions, answers, corrections.

use contract::reports::v1::{Report, ReportData, ReportQuestion};
use maud::{Markup, html};
use uuid::Uuid;

use crate::components::{Field, Select, button_submit, select, textarea, warning};
use crate::dates;
use crate::failure::Refused;
use crate::form::{COMMAND, Fields, token_field};
use crate::ground::Ground;
use crate::sessions::Visitor;

/// Longest text a form takes; the service has the last word.
const LONGEST: usize = 4_000;

/// Which form something was entered into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum About {
    Question,
    /// An answer to this question.
    Answer(String),
    Correction,
}

/// What was entered, and what was wrong with it.
#[derive(Clone, Debug)]
pub(crate) struct Entered {
    pub about: About,
    /// Makes the form sent twice one command.
    pub command: String,
    pub text: String,
    /// The paragraph of a question, the reason of a correction.
    pub second: String,
    /// Sentences with the ids of their fields.
    pub errors: Vec<(String, Option<String>)>,
}

impl Entered {
    /// Nothing entered yet.
    pub(crate) fn new(about: About) -> Self {
        let command = Uuid::new_v4().to_string();
        Self { about, command, text: String::new(), second: String::new(), errors: Vec::new() }
    }

    fn read(about: About, fields: &Fields) -> Self {
        let fresh = Self::new(about);
        let command =
            Uuid::try_parse(fields.get(COMMAND)).map_or(fresh.command, |id| id.to_string());
        // Browsers send line ends as CR LF; the record keeps LF.
        Self { command, text: fields.get("text").replace("\r\n", "\n"), ..fresh }
    }

    pub(crate) fn question(fields: &Fields) -> Self {
        let entered = Self {
            second: fields.get("paragraph").to_owned(),
            ..Self::read(About::Question, fields)
        };
        entered.wanting("text", "Enter your question")
    }

    pub(crate) fn answer(fields: &Fields, question: &str) -> Self {
        let entered = Self::read(About::Answer(question.to_owned()), fields);
        entered.wanting(&answer_field(question), "Enter your answer")
    }

    pub(crate) fn correction(fields: &Fields) -> Self {
        let entered = Self {
            second: fields.get("reason").to_owned(),
            ..Self::read(About::Correction, fields)
        };
        let mut entered = entered.wanting("text", "Enter what is right");
        if entered.second.is_empty() {
            entered
                .errors
                .push(("Enter why the report is corrected".to_owned(), Some("reason".to_owned())));
        }
        entered
    }

    fn wanting(mut self, field: &str, sentence: &str) -> Self {
        let length = self.text.chars().count();
        if self.text.is_empty() {
            self.errors.push((sentence.to_owned(), Some(field.to_owned())));
        } else if length > LONGEST {
            let sentence = format!("Shorten the text to {LONGEST} characters; it has {length}");
            self.errors.push((sentence, Some(field.to_owned())));
        }
        self
    }

    /// The same, refused by the service. A command whose fate is unknown keeps its id; any other begins anew.
    pub(crate) fn refused(mut self, refused: Refused) -> Self {
        self.errors.push((refused.sentence, None));
        if !refused.again {
            self.command = Uuid::new_v4().to_string();
        }
        self
    }

    fn error(&self, field: &str) -> Option<&str> {
        let found = self.errors.iter().find(|(_, known)| known.as_deref() == Some(field));
        found.map(|(sentence, _)| sentence.as_str())
    }

    /// What belongs into a form: what was entered if it was this one, else nothing.
    fn of(&self, about: &About) -> Self {
        if self.about == *about { self.clone() } else { Self::new(about.clone()) }
    }
}

fn answer_field(question: &str) -> String {
    format!("answer-{question}")
}

/// The questions with their answers, and the forms this person may use.
pub(crate) fn questions(
    visitor: &Visitor,
    ground: &Ground,
    report: &Report,
    (data, entered): (Option<&ReportData>, &Entered),
) -> Markup {
    html! {
        section #questions {
            h2.govuk-heading-m { "Governors’ questions" }
            @if report.questions.is_empty() { p.govuk-body { "Nobody has asked anything yet." } }
            @else {
                ul.pl-evidence {
                    @for question in &report.questions { li { (asked(visitor, ground, (report, question, data), entered)) } }
                }
            }
            @if visitor.may_ask_about(&report.school_id) { (question_form(visitor, report, data, entered)) }
        }
    }
}

fn asked(
    visitor: &Visitor,
    ground: &Ground,
    (report, question, data): (&Report, &ReportQuestion, Option<&ReportData>),
    entered: &Entered,
) -> Markup {
    let about = About::Answer(question.question_id.clone());
    let subject = data.and_then(|data| {
        paragraphs(data)
            .into_iter()
            .find(|(anchor, _)| *anchor == question.paragraph)
            .map(|(_, words)| words)
    });
    html! {
        p.pl-wrap { strong { (question.text) } }
        p.pl-note {
            "Asked by " (ground.names.person(&question.asked_by))
            @if let Some(subject) = subject {
                " about " a.govuk-link href={"#" (question.paragraph)} { (subject) }
            }
        }
        @if question.answer.is_empty() {
            @if visitor.may_answer_for(&report.school_id) { (answer_form(visitor, report, question, &entered.of(&about))) }
            @else { p.pl-quiet { "Not answered yet." } }
        } @else {
            p.pl-wrap { (question.answer) }
            p.pl-note { "Answered by " (ground.names.person(&question.answered_by)) }
        }
    }
}

fn hidden(visitor: &Visitor, entered: &Entered) -> Markup {
    html! {
        (token_field(&visitor.form_token))
        input type="hidden" name=(COMMAND) value=(entered.command);
    }
}

fn answer_form(
    visitor: &Visitor,
    report: &Report,
    question: &ReportQuestion,
    entered: &Entered,
) -> Markup {
    let id = answer_field(&question.question_id);
    let error = entered.error(&id);
    let group = if error.is_some() {
        "govuk-form-group govuk-form-group--error"
    } else {
        "govuk-form-group"
    };
    html! {
        form method="post" action={"/reports/" (report.report_id) "/questions/" (question.question_id)} novalidate {
            (hidden(visitor, entered))
            div class=(group) {
                label.govuk-label for=(id) {
                    "Your answer" span.govuk-visually-hidden { " to: " (question.text) }
                }
                @if let Some(error) = error {
                    p.govuk-error-message id={(id) "-error"} { span.govuk-visually-hidden { "Error:" } " " (error) }
                }
                textarea.govuk-textarea id=(id) name="text" rows="3" { (entered.text) }
            }
            (button_submit("Answer"))
        }
    }
}

fn question_form(
    visitor: &Visitor,
    report: &Report,
    data: Option<&ReportData>,
    entered: &Entered,
) -> Markup {
    let entered = entered.of(&About::Question);
    let whole = std::iter::once((String::new(), "The report as a whole".to_owned()));
    let items = whole.chain(data.map(paragraphs).unwrap_or_default());
    html! {
        h3.govuk-heading-s #ask { "Ask a question" }
        p.govuk-body { "Name no pupil, parent or member of staff: questions are part of the record." }
        form method="post" action={"/reports/" (report.report_id) "/questions"} novalidate {
            (hidden(visitor, &entered))
            (select(&Select {
                field: Field { name: "paragraph", label: "What is it about?", value: &entered.second, ..Field::default() },
                items: items.collect(),
            }))
            (textarea(&Field {
                name: "text",
                label: "Your question",
                error: entered.error("text"),
                value: &entered.text,
                ..Field::default()
            }, 4))
            (button_submit("Ask"))
        }
    }
}

/// Everything in a report that can be asked about, with its anchor.
pub(crate) fn paragraphs(data: &ReportData) -> Vec<(String, String)> {
    let areas = data.categories.iter().map(|row| (row.anchor.clone(), row.area_name.clone()));
    let surveys = data.surveys.iter().map(|survey| (survey.anchor.clone(), survey.title.clone()));
    let reviews = data
        .reviews
        .iter()
        .map(|review| (review.anchor.clone(), format!("Peer review: {}", review.focus)));
    let commentary = data.commentary.iter().enumerate().map(|(place, paragraph)| {
        (paragraph.anchor.clone(), format!("Commentary, paragraph {}", place + 1))
    });
    areas
        .chain(surveys)
        .chain(reviews)
        .chain(commentary)
        .filter(|(anchor, _)| !anchor.is_empty())
        .collect()
}

/// Corrections, above everything they correct.
pub(crate) fn corrections(report: &Report) -> Markup {
    html! {
        @for correction in &report.corrections {
            (warning(&format!("Corrected on {}: {}", dates::day_of(&correction.at), correction.text)))
            p class="govuk-body pl-wrap" { "Why: " (correction.reason) }
            p.govuk-body { "The report itself stays as it was issued." }
        }
    }
}

pub(crate) fn correction_form(visitor: &Visitor, report: &Report, entered: &Entered) -> Markup {
    let entered = entered.of(&About::Correction);
    let open = !entered.errors.is_empty();
    html! {
        details.govuk-details open[open] {
            summary.govuk-details__summary { span.govuk-details__summary-text { "Issue a correction" } }
            div.govuk-details__text {
                form method="post" action={"/reports/" (report.report_id) "/corrections"} novalidate {
                    (hidden(visitor, &entered))
                    (textarea(&Field {
                        name: "text",
                        label: "What is right",
                        error: entered.error("text"),
                        value: &entered.text,
                        ..Field::default()
                    }, 3))
                    (textarea(&Field {
                        name: "reason",
                        label: "Why it is corrected",
                        error: entered.error("reason"),
                        value: &entered.second,
                        ..Field::default()
                    }, 2))
                    (button_submit("Issue the correction"))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_whose_fate_is_unknown_keeps_its_id() {
        let fields = Fields::parse(format!("text=Why&{COMMAND}={}", Uuid::from_u128(7)).as_bytes());
        let refused = |again| Refused { reason: String::new(), sentence: String::new(), again };
        let entered = Entered::question(&fields);
        assert_eq!(entered.clone().refused(refused(true)).command, Uuid::from_u128(7).to_string());
        assert_ne!(entered.refused(refused(false)).command, Uuid::from_u128(7).to_string());
    }

    #[test]
    fn the_report_as_a_whole_is_no_paragraph() {
        let report = crate::sample::report();
        let visitor = crate::sample::governor();
        let page = question_form(&visitor, &report, None, &Entered::new(About::Question));
        assert!(page.into_string().contains("<option value=\"\">The report as a whole"));
        assert_eq!(Entered::question(&Fields::parse(b"paragraph=&text=Why")).second, "");
    }

    #[test]
    fn too_long_a_text_is_said_with_its_length() {
        let fields = Fields::parse(format!("text={}", "a".repeat(LONGEST + 1)).as_bytes());
        assert!(Entered::question(&fields).errors[0].0.contains("it has 4001"));
    }

    #[test]
    fn a_correction_wants_a_reason() {
        let fields = Fields::parse(b"text=62%25");
        assert_eq!(Entered::correction(&fields).errors.len(), 1);
    }
}
