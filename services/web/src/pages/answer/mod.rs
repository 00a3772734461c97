//! Answering a survey: one question a page, on a phone, without a script; Back keeps what was chosen.

mod ended;
mod pages;
mod path;
#[cfg(test)]
mod tests;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use contract::schools::v1::GetTrustRequest;
use contract::surveys::v1::{
    Answer, Audience, GetQuestionnaireRequest, GetQuestionnaireResponse, SubmitRequest,
};
use contract::{Caller, SYSTEM_ACTOR};
use maud::Markup;
use tonic::Status;
use uuid::Uuid;

use crate::drafts::{Draft, Sent};
use crate::failure::{Failure, reason};
use crate::form::{Again, ENTERED, Entered, Fields, Posted, Problem, Query, Whose, address};
use crate::frame::Answering;
use crate::services::ask;
use crate::web::Web;

pub(crate) use ended::ended;
#[cfg(test)]
pub(crate) use ended::page as ended_page;
pub(crate) use pages::{Asked, check_page, forgotten_page, question_page, sent_page, start_page};
pub(crate) use path::{Place, asked_of, next_after, place};

/// One respondent on the way through a survey.
#[derive(Debug)]
pub(crate) struct Way {
    pub token: String,
    pub survey: GetQuestionnaireResponse,
    /// Names of the trust and the school, where known.
    pub trust_name: Option<String>,
    pub school_name: Option<String>,
    pub draft: Draft,
}

impl Way {
    /// An address below the respondent's link. A token is letters and digits, so nothing needs escaping that
    /// [`load`] let through.
    pub(crate) fn to(&self, rest: &str) -> String {
        format!("/answer/{}{rest}", self.token)
    }

    fn page<'a>(&'a self, title: &'a str, back: Option<&'a str>) -> Answering<'a> {
        Answering { title, school: self.school_name.as_deref(), back }
    }

    fn to_place(&self, place: Place<'_>) -> String {
        match place {
            Place::Question(question) => self.to(&format!("/question/{}", question.question_id)),
            Place::Check => self.to("/check"),
        }
    }
}

/// A page shown instead of the one asked for.
#[derive(Debug)]
pub(crate) struct Instead(Box<Response>);

impl Instead {
    fn page(page: Response) -> Self {
        Self(Box::new(page))
    }
}

impl From<Failure> for Instead {
    fn from(failure: Failure) -> Self {
        Self::page(failure.into_response())
    }
}

impl IntoResponse for Instead {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// Somebody who holds a link: no name, no trust.
fn respondent() -> Caller {
    Caller::new(Uuid::nil(), SYSTEM_ACTOR, "respondent")
}

/// Longest link that is looked up at all.
const LONGEST_LINK: usize = 200;

fn is_of_a_link(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '_'
}

/// The survey behind a link, or the page that kindly says why there is none.
async fn load(web: &Web, token: &str) -> Result<Way, Instead> {
    if token.is_empty() || token.len() > LONGEST_LINK || !token.chars().all(is_of_a_link) {
        return Err(no_survey());
    }
    let wanted = GetQuestionnaireRequest { token: token.to_owned() };
    let survey = match web.services.surveys().get_questionnaire(ask(&respondent(), wanted)).await {
        Ok(answer) => answer.into_inner(),
        Err(status) => {
            let page = ended(&reason(&status));
            return Err(page.map_or_else(|| Failure::from(status).into(), Instead::page));
        }
    };
    let (trust_name, school_name) = names(web, &survey).await;
    let draft = web.drafts.begin(token);
    let way = Way { token: token.to_owned(), survey, trust_name, school_name, draft };
    web.drafts.tell(token, sent(&way, String::new()));
    Ok(way)
}

/// The names of trust and school; a survey can be answered without them.
async fn names(web: &Web, survey: &GetQuestionnaireResponse) -> (Option<String>, Option<String>) {
    let Ok(trust) = Uuid::try_parse(&survey.trust_id) else { return (None, None) };
    let caller = Caller { trust, ..respondent() };
    let answer = web.services.trust(ask(&caller, GetTrustRequest::default())).await;
    let Ok(trust) = answer else { return (None, None) };
    let school = trust.schools.into_iter().find(|school| school.school_id == survey.school_id);
    (Some(trust.name), school.map(|school| school.name))
}

/// `GET /answer/{token}`. The full stop of its sentence, or a slash, may have come along with the link.
pub(crate) async fn start(
    State(web): State<Web>,
    Path(token): Path<String>,
) -> Result<Response, Instead> {
    let clean = token.trim_end_matches(|letter| !is_of_a_link(letter));
    if clean != token && !clean.is_empty() && clean.chars().all(is_of_a_link) {
        return Ok(Redirect::to(&format!("/answer/{clean}")).into_response());
    }
    if web.receipts.arrived(&token).await.is_some() {
        return Ok(Redirect::to(&format!("/answer/{token}/receipt")).into_response());
    }
    Ok(start_page(&load(&web, &token).await?).into_response())
}

/// `GET /answer/{token}/`
pub(crate) async fn start_tidily(Path(token): Path<String>) -> Result<Redirect, Instead> {
    let clean = token.chars().all(is_of_a_link).then(|| Redirect::to(&format!("/answer/{token}")));
    clean.ok_or_else(no_survey)
}

/// The page for an address below `/answer` that is none.
pub(crate) fn no_survey() -> Instead {
    ended("TOKEN_UNKNOWN").map_or_else(|| Failure::no_page().into(), Instead::page)
}

/// `POST /answer/{token}/begin`: to the first question not yet answered.
pub(crate) async fn begin(
    State(web): State<Web>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Redirect, Instead> {
    let way = load(&web, &token).await?;
    checked(&way, posted)?;
    let asked = asked_of(&way.survey.questions, &way.draft.choices);
    let open =
        asked.into_iter().find(|question| !way.draft.choices.contains_key(&question.question_id));
    Ok(Redirect::to(&way.to_place(open.map_or(Place::Check, Place::Question))))
}

/// `GET /answer/{token}/question/{question}`; `?change=1` comes from the page that checks the answers.
pub(crate) async fn question(
    State(web): State<Web>,
    Path((token, question)): Path<(String, String)>,
    Query(query): Query,
) -> Result<Response, Instead> {
    let way = load(&web, &token).await?;
    let Some(asked) = Asked::find(&way, &question) else {
        return Ok(Redirect::to(&way.to("")).into_response());
    };
    let asked = Asked { change: query.has("change"), wrong: query.has("wrong"), ..asked };
    Ok(question_page(&way, &asked).into_response())
}

/// `POST /answer/{token}/question/{question}`: keeps the choice and goes on.
pub(crate) async fn keep(
    State(web): State<Web>,
    Path((token, question)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Instead> {
    let way = load(&web, &token).await?;
    let fields = checked(&way, posted)?;
    let Some(asked) = Asked::find(&way, &question) else {
        return Ok(Redirect::to(&way.to("")).into_response());
    };
    let chosen =
        asked.question.options.iter().find(|option| option.option_id == fields.get("option"));
    let skips = fields.has("skip");
    if chosen.is_none() && !skips {
        let here = way.to_place(Place::Question(asked.question));
        let change = if fields.has("change") { "1" } else { "" };
        let wrong = address(&here, &[("wrong", "1"), ("change", change)]);
        return Ok(Redirect::to(&wrong).into_response());
    }
    let option = chosen.filter(|_| !skips).map(|option| option.option_id.as_str());
    web.drafts.keep(&token, &question, option);
    let choices = web.drafts.begin(&token).choices;
    let place = next_after(&way.survey.questions, &choices, (&question, fields.has("change")));
    Ok(Redirect::to(&way.to_place(place)).into_response())
}

/// `GET /answer/{token}/check`
pub(crate) async fn check(
    State(web): State<Web>,
    Path(token): Path<String>,
    Query(query): Query,
) -> Result<Markup, Instead> {
    let again = web.keeping.find(query.get(ENTERED), Whose::Bearer);
    Ok(check_page(&load(&web, &token).await?, again.as_ref()))
}

/// `GET /answer/{token}/forgotten`
pub(crate) async fn forgotten(
    State(web): State<Web>,
    Path(token): Path<String>,
) -> Result<Markup, Instead> {
    Ok(forgotten_page(&load(&web, &token).await?))
}

/// `GET /answer/{token}/receipt`: for an hour after the answers arrived.
pub(crate) async fn receipt(
    State(web): State<Web>,
    Path(token): Path<String>,
) -> Result<Markup, Redirect> {
    let sent = web.receipts.arrived(&token).await;
    sent.map(|sent| sent_page(&sent)).ok_or_else(|| Redirect::to(&format!("/answer/{token}")))
}

/// `POST /answer/{token}/send`: the answers leave this program's memory for the record. A second tap, or the same after a lost
/// connection, finds the receipt of the first.
pub(crate) async fn send(
    State(web): State<Web>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, Instead> {
    let mut arrived = web.receipts.of(&token).lock_owned().await;
    let receipt = Redirect::to(&format!("/answer/{token}/receipt"));
    if arrived.is_some() {
        return Ok(receipt.into_response());
    }
    let way = match load(&web, &token).await {
        Ok(way) => way,
        Err(instead) => {
            *arrived = Some(send_again(&web, &token, posted).await.ok_or(instead)?);
            return Ok(receipt.into_response());
        }
    };
    checked(&way, posted)?;
    let answers = answers(&way);
    if answers.is_empty() {
        return Ok(not_sent(&web, &way, "Answer at least one question before you send"));
    }
    let here = way.to("/check");
    // Goes on when nobody waits for it any more: the receipt must not be lost with a connection.
    let (services, drafts) = (web.services.clone(), web.drafts.clone());
    let sending = tokio::spawn(async move {
        let request = ask(&respondent(), SubmitRequest { token: token.clone(), answers });
        let answer = services.surveys().submit(request).await?;
        drafts.forget(&token);
        *arrived = Some(sent(&way, answer.into_inner().receipt_code));
        Ok(())
    });
    match sending.await.unwrap_or_else(|error| Err(Status::internal(error.to_string()))) {
        Ok(()) => Ok(receipt.into_response()),
        Err(status) => match ended(&reason(&status)) {
            Some(page) => Err(Instead::page(page)),
            None => {
                let refused = Failure::from(status).beside_the_form()?;
                Ok(kept_at(&web, &here, &refused.sentence))
            }
        },
    }
}

/// Sends once more what may have arrived before its answer was lost: the same answers get the same receipt.
async fn send_again(web: &Web, token: &str, posted: Posted) -> Option<Sent> {
    let (draft, about) = web.drafts.begun(token)?;
    posted.checked(&draft.form_token).ok()?;
    let chosen = draft.choices.into_iter();
    let answers = chosen
        .filter_map(|(question_id, option)| Some(Answer { question_id, option_id: option? }))
        .collect();
    let request = ask(&respondent(), SubmitRequest { token: token.to_owned(), answers });
    let answer = web.services.surveys().submit(request).await.ok()?;
    web.drafts.forget(token);
    Some(Sent { code: answer.into_inner().receipt_code, ..about })
}

fn sent(way: &Way, code: String) -> Sent {
    let (survey, school_name) = (&way.survey, way.school_name.clone());
    let by_pupils = survey.audience() == Audience::Pupils;
    Sent { code, school_name, closes_on: survey.closes_on.clone(), by_pupils }
}

fn not_sent(web: &Web, way: &Way, sentence: &str) -> Response {
    kept_at(web, &way.to("/check"), sentence)
}

/// Back to the page that checks the answers, which says what kept them from being sent.
fn kept_at(web: &Web, check: &str, sentence: &str) -> Response {
    let entered = Entered::nothing(&[]).with(Problem::whole(sentence));
    let again = Again { address: check.to_owned(), key: String::new(), entered };
    let id = web.keeping.keep(Whose::Bearer, again);
    Redirect::to(&address(check, &[(ENTERED, &id)])).into_response()
}

/// The form of a draft that is kept no longer leads to a page that says so.
fn checked(way: &Way, posted: Posted) -> Result<Fields, Instead> {
    let forgotten = || Instead::page(Redirect::to(&way.to("/forgotten")).into_response());
    posted.checked(&way.draft.form_token).map_err(|_| forgotten())
}

/// What is sent: choices of the questions that apply, in their order; what was passed over is left out.
fn answers(way: &Way) -> Vec<Answer> {
    let asked = asked_of(&way.survey.questions, &way.draft.choices);
    let chosen = asked.into_iter().filter_map(|question| {
        let option = way.draft.choices.get(&question.question_id)?.as_ref()?;
        Some(Answer { question_id: question.question_id.clone(), option_id: option.clone() })
    });
    chosen.collect()
}
