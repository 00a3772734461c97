//! Sending the answers, and the receipt page on which that ends. It comes again for the same sending.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::surveys::v1::{Answer, GetQuestionnaireRequest, SubmitRequest};
use maud::Markup;

use super::path::Choices;
use super::{
    AnsweringBrowser, BrowserKeeps, Instead, NOTHING_CHOSEN, Sent, Way, asked_of, checked, ended,
    kept, load, respondent, sent_page,
};
use crate::failure::{Failure, reason};
use crate::form::{Posted, address};
use crate::pages::withdraw;
use crate::services::ask;
use crate::web::Web;

/// Where the receipt is shown.
pub(super) fn to_receipt(
    web: &Web,
    browser: &AnsweringBrowser,
    token: &str,
    arrived: &BrowserKeeps,
) -> String {
    let (path, sealed) = (format!("/answer/{token}/receipt"), arrived.sealed(&web.key, token));
    match browser.carries(&web.key, token, &sealed) {
        true => address(&path, &[(kept::SO_FAR, &sealed)]),
        false => path,
    }
}

/// `GET /answer/{token}/receipt`: for an hour after the answers arrived, unless they were taken back.
pub(crate) async fn receipt(
    State(web): State<Web>,
    Path(token): Path<String>,
    browser: AnsweringBrowser,
) -> Result<Markup, Redirect> {
    let start = || Redirect::to(&format!("/answer/{token}"));
    let Some(BrowserKeeps::Arrived { sent, .. }) = browser.keeps(&web.key, &token) else {
        return Err(start());
    };
    let wanted = GetQuestionnaireRequest { token: token.clone() };
    match web.services.surveys().get_questionnaire(ask(&respondent(), wanted)).await {
        Ok(_) => Err(start()),
        Err(_) => Ok(sent_page(&sent, &withdraw::at(&web.key, sent.school_name.as_deref()))),
    }
}

/// `POST /answer/{token}/send`: the answers leave the browser for the record. A second tap, or the same after a lost connection,
/// sends the same answers again and gets the same receipt.
pub(crate) async fn send(
    State(web): State<Web>,
    Path(token): Path<String>,
    browser: AnsweringBrowser,
    posted: Posted,
) -> Result<Response, Instead> {
    let browser = browser.with(&posted.0);
    let kept = browser.keeps(&web.key, &token);
    if let Some(arrived @ BrowserKeeps::Arrived { .. }) = &kept {
        return Ok(Redirect::to(&to_receipt(&web, &browser, &token, arrived)).into_response());
    }
    let (answers, about) = match load(&web, &token, &browser).await {
        Ok(way) => {
            checked(&way, posted)?;
            let answers = answers(&way);
            if answers.is_empty() {
                let wrong = way.to(&format!("/check?wrong={NOTHING_CHOSEN}"));
                return Ok(Redirect::to(&wrong).into_response());
            }
            (answers, way.draft.about)
        }
        Err(instead) => match kept {
            Some(BrowserKeeps::UnderWay(draft)) if instead.spent => {
                (all(draft.choices), draft.about)
            }
            _ => return Err(instead),
        },
    };
    let request = ask(&respondent(), SubmitRequest { token: token.clone(), answers });
    match web.services.surveys().submit(request).await {
        Ok(answer) => {
            let code = answer.into_inner().receipt_code;
            let arrived = BrowserKeeps::arrived(Sent { code, ..about }, browser.now);
            let receipt = to_receipt(&web, &browser, &token, &arrived);
            let kept = browser.keep(&web, &token, &arrived);
            Ok((kept, Redirect::to(&receipt)).into_response())
        }
        Err(status) => match ended(&reason(&status), Some(&about)) {
            Some(page) => Err(Instead::page(page)),
            None => {
                Failure::from(status).beside_the_form()?;
                let way = load(&web, &token, &browser).await?;
                Ok(Redirect::to(&way.to("/check?wrong=away")).into_response())
            }
        },
    }
}

/// Every choice that was made, where the questions cannot be asked for any more.
fn all(choices: Choices) -> Vec<Answer> {
    let chosen = choices.into_iter();
    chosen
        .filter_map(|(question_id, option)| Some(Answer { question_id, option_id: option? }))
        .collect()
}

/// What is sent: choices of the questions that apply, in their order; what was passed over is left out.
pub(super) fn answers(way: &Way) -> Vec<Answer> {
    let asked = asked_of(&way.survey.questions, &way.draft.choices);
    let chosen = asked.into_iter().filter_map(|question| {
        let option = way.draft.choices.get(&question.question_id)?.as_ref()?;
        Some(Answer { question_id: question.question_id.clone(), option_id: option.clone() })
    });
    chosen.collect()
}
