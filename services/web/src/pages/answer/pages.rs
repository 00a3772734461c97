//! The pages a respondent sees.

use contract::field::isolated;
use contract::surveys::v1::{Audience, Privacy, Question};
use maud::{Markup, html};

use super::kept::{SO_FAR, Sent};
use super::{Place, Way, asked_of, place};
use crate::components::{
    Radio, Radios, Row, button_secondary, button_start, button_submit, details, error_summary,
    inset, panel, radios, summary_list,
};
use crate::dates;
use crate::form::token_field;
use crate::frame::{self, Answering};

/// A question as it is asked now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub question: &'a Question,
    /// From 1, among the questions that apply.
    pub number: usize,
    pub of: usize,
    /// Whether the respondent came from checking the answers.
    pub change: bool,
    /// Whether it was sent without a choice.
    pub wrong: bool,
}

impl<'a> Asked<'a> {
    /// The question, if it applies to this respondent.
    pub(crate) fn find(way: &'a Way, question: &str) -> Option<Self> {
        let (number, of) = place(&way.survey.questions, &way.draft.choices, question)?;
        let question = way.survey.questions.iter().find(|known| known.question_id == question)?;
        Some(Self { question, number, of, change: false, wrong: false })
    }

    fn back(&self, way: &Way) -> String {
        if self.change {
            return way.to("/check");
        }
        let asked = asked_of(&way.survey.questions, &way.draft.choices);
        let before = self.number.checked_sub(2).and_then(|before| asked.get(before));
        before.map_or_else(|| way.to(""), |before| way.to_place(Place::Question(before)))
    }
}

pub(crate) fn start_page(way: &Way) -> Markup {
    let survey = &way.survey;
    let count = survey.questions.iter().filter(|question| question.only_if.is_none()).count();
    let begun = !way.draft.choices.is_empty();
    let body = html! {
        @if let Some(school) = way.school_name() { span class="govuk-caption-l" { (isolated(school)) } }
        h1.govuk-heading-l { (survey.title) }
        p.govuk-body {
            (count) " short questions, about " (minutes(count)) ". You can leave out any of them. \
            The survey closes on " (dates::day(&survey.closes_on)) "."
        }
        h2.govuk-heading-m { "Who sees what you say" }
        (who_sees_what(way))
        @if survey.audience() == Audience::Pupils { (somebody_to_talk_to()) }
        form method="post" action=(way.to("/begin")) {
            (proofs(way))
            (button_start(if begun { "Go on where you left off" } else { "Start" }))
        }
        @if begun {
            p.govuk-body {
                "What you chose so far is kept in this browser until you send it or the survey closes. On a shared \
                 phone, others with this link could see it."
            }
        }
    };
    frame::answering(way.page(&survey.title, None), &body)
}

/// That the form is ours, and what was chosen so far.
fn proofs(way: &Way) -> Markup {
    html! {
        (token_field(&way.form_token))
        input type="hidden" name=(SO_FAR) value=(way.sealed);
    }
}

fn minutes(questions: usize) -> String {
    match questions.div_ceil(5) {
        0 | 1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

/// What a holder of the key and the store together can do, and until when: true of every survey, whatever it promises.
const KEY_AND_STORE: &str = "Until the survey closes, a technician who has both the database and a secret key beside it could \
    match links and answers. When it closes, the key and the links are destroyed.";

/// Said before the first question, in the words of the promise the survey was opened with.
fn who_sees_what(way: &Way) -> Markup {
    let survey = &way.survey;
    let trust = way.trust_name().map_or_else(|| "the trust".to_owned(), isolated);
    html! {
        @match survey.privacy() {
            Privacy::Confidential => p.govuk-body {
                strong { "Your answers are confidential." } " The link was made for you. The people who run the survey \
                 promise not to look at what one person said, and " (trust) " sees only figures for groups. " (KEY_AND_STORE)
            },
            Privacy::Anonymous | Privacy::Unspecified => p.govuk-body {
                strong { "Your answers are anonymous." } " Your name, your link, the time of day and your phone are not \
                 kept with your answers. The day is kept until the survey closes. Neither the school nor " (trust) " is shown what you said. "
                (KEY_AND_STORE)
            },
        }
        p.govuk-body {
            "The school and " (trust) " see how many people chose each answer, and only if at least " (survey.floor)
            " people answered"
            @if survey.questions.iter().any(|question| question.sensitive) { " (20 for questions about bullying or safety)" }
            "."
        }
        (details("What if I change my mind?", &html! {
            p { "After sending you get a receipt code. With it you can take your answers back until the survey closes. \
                 You can then answer again with the same link. The code is shown for an hour." }
        }))
    }
}

fn somebody_to_talk_to() -> Markup {
    inset(&html! {
        p { strong { "If something worries you, please do not wait for this survey." } }
        p { "Talk to a grown-up you trust at school or at home. You can ring Childline free on " a.govuk-link href="tel:08001111" { "0800 1111" } ", at any time, without giving your name." }
    })
}

pub(crate) fn question_page(way: &Way, asked: &Asked<'_>) -> Markup {
    let question = asked.question;
    let error = asked.wrong.then_some("Choose an answer, or leave the question out");
    let chosen = way.draft.choices.get(&question.question_id).and_then(Option::as_deref);
    let items = question.options.iter().map(|option| Radio {
        value: option.option_id.clone(),
        text: option.label.clone(),
        hint: None,
        checked: chosen == Some(option.option_id.as_str()),
    });
    let body = html! {
        @if let Some(error) = error { (error_summary(&[(error.to_owned(), Some("option".to_owned()))])) }
        (progress(asked))
        span class="govuk-caption-m" {
            "Question " (asked.number) " of " (asked.of)
            @if !question.section.is_empty() { " – " (question.section) }
        }
        form method="post" action=(way.to(&format!("/question/{}", question.question_id))) novalidate {
            (proofs(way))
            @if asked.change { input type="hidden" name="change" value="1"; }
            (radios(&Radios {
                name: "option",
                legend: &question.asked(),
                heading: true,
                error,
                items: items.collect(),
                ..Radios::default()
            }))
            div.govuk-button-group {
                (button_submit("Continue"))
                (button_secondary("Leave this question out", "skip", "1"))
            }
        }
    };
    let error = if asked.wrong { "Error: " } else { "" };
    let title = format!("{error}{} ({} of {})", question.asked(), asked.number, asked.of);
    frame::answering(way.page(&title, Some(&asked.back(way))), &body)
}

/// How far it is, drawn; the words stand beside it.
fn progress(asked: &Asked<'_>) -> Markup {
    let width = asked.number * 100 / asked.of.max(1);
    html! {
        svg.pl-progress viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect width="100" height="3" fill="#E4EAF0" {}
            rect width=(width) height="3" fill="#12436D" {}
        }
    }
}

/// Why answers could not be sent, by what the address says of it.
fn unsent(wrong: &str) -> Option<&'static str> {
    match wrong {
        "" => None,
        NOTHING_CHOSEN => Some("Answer at least one question before you send"),
        _ => Some("Your answers could not be sent. They are still here: try again in a minute"),
    }
}

/// What the address says where no question was answered.
pub(crate) const NOTHING_CHOSEN: &str = "nothing";

pub(crate) fn check_page(way: &Way, wrong: &str) -> Markup {
    let wrong = unsent(wrong);
    let rows = asked_of(&way.survey.questions, &way.draft.choices).into_iter().map(|question| {
        let chosen = way.draft.choices.get(&question.question_id).and_then(Option::as_ref);
        let option =
            chosen.and_then(|id| question.options.iter().find(|option| option.option_id == *id));
        let value = match option {
            Some(option) => html! { (option.label) },
            None => html! { span.pl-quiet { "Left out" } },
        };
        let change = way.to(&format!("/question/{}?change=1", question.question_id));
        let asked = question.asked();
        let what = format!("the answer to: {asked}");
        Row::new(&asked, value).changed(what, change)
    });
    let rows: Vec<_> = rows.collect();
    let body = html! {
        @if let Some(wrong) = wrong { (error_summary(&[(wrong.to_owned(), None)])) }
        h1.govuk-heading-l { "Check your answers" }
        (summary_list(&rows))
        p.govuk-body { "Once sent, they join everybody else’s. You then get a receipt code with which you can take them back until "
            (dates::day(&way.survey.closes_on)) "." }
        form method="post" action=(way.to("/send")) {
            (proofs(way))
            (button_submit("Send my answers"))
        }
    };
    let error = if wrong.is_some() { "Error: " } else { "" };
    let asked = asked_of(&way.survey.questions, &way.draft.choices);
    let back = asked.last().map_or_else(|| way.to(""), |last| way.to_place(Place::Question(last)));
    frame::answering(way.page(&format!("{error}Check your answers"), Some(&back)), &body)
}

/// Choices that this installation cannot read any more: nothing was sent.
pub(crate) fn forgotten_page(way: &Way) -> Markup {
    let title = "What you chose is no longer kept";
    frame::answering(
        way.page(title, None),
        &html! {
            h1.govuk-heading-l { (title) }
            p.govuk-body { "This page was made before Plumbline got another key. Nothing has been sent. Please begin again; it takes a few minutes." }
            p.govuk-body { a.govuk-link href=(way.to("")) { "Begin again" } }
        },
    )
}

/// The receipt, with the way to take the answers back.
pub(crate) fn sent_page(sent: &Sent, to_withdraw: &str) -> Markup {
    let body = html! {
        (panel("Thank you", &html! {
            "Your receipt code" br;
            strong.pl-receipt { (sent.code) }
        }))
        p.govuk-body { "Your answers have arrived." }
        p.govuk-body {
            "Write the code down if you might want to " a.govuk-link href=(to_withdraw) { "take your answers back" }
            " until " (dates::day(&sent.closes_on)) ". This page shows it for an hour."
        }
        @if sent.by_pupils { (somebody_to_talk_to()) }
        p.govuk-body { "You can close this page." }
    };
    let school = sent.school_name.as_deref();
    frame::answering(Answering { title: "Thank you", school, back: None }, &body)
}
