//! The pages as people walk them. Every link answers, and no page denies what is there. Every form that is offered can be sent
//! twice, and no service refuses it for who the person is.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use plumbline_tests::{Answer, Browser, World};
use reqwest::StatusCode;
use uuid::Uuid;

use crate::{day, taken};

/// Pages of one kind that each person opens.
const OF_A_KIND: usize = 2;
/// What a page says where a person's role does not include something.
const NOT_YOURS: &str = "Your role does not include this";

/// A form as a page offers it.
#[derive(Clone, Debug)]
pub(super) struct Offered {
    action: String,
    /// Its fields with what stands in them, or with their first choice.
    fields: Vec<(String, String)>,
    /// The name of the choice in which it offers the report as a whole.
    whole: Option<String>,
}

impl Offered {
    /// Where it is sent.
    pub(super) fn action(&self) -> &str {
        &self.action
    }

    /// The same about the report as a whole, as another command.
    fn about_the_whole(&self) -> Option<Self> {
        let name = self.whole.as_ref()?;
        let mut about = self.clone();
        for (field, value) in &mut about.fields {
            if field == name {
                value.clear();
            } else if field == "command-id" {
                *value = Uuid::new_v4().to_string();
            }
        }
        Some(about)
    }
}

/// A choice that has no value and is an answer all the same.
const WHOLE: &str = "<option value=\"\">The report as a whole";

/// Forms that only read: what is looked for stands in no address, so they are posted and answer with the page.
const SEARCHES: [&str; 2] = ["/trail/words?", "/schools/*/record/search?"];

/// A page that is about its reader, so that the lead's says something else.
const OWN: &str = "/e-mail";

/// What a person came upon.
#[derive(Debug, Default)]
struct Walk {
    /// Pages by address.
    pages: BTreeMap<String, String>,
    /// One form of each kind.
    forms: BTreeMap<String, Offered>,
    wrong: Vec<String>,
}

/// Walks every page as one person of each role.
pub(super) async fn every_page_and_form_is_what_it_says(world: &World) {
    let people = people(world).await;
    assert!(people.len() > 6, "{people:?}");
    let lead = walk(&mut act_as(world, &people["improvement lead"]).await).await;
    assert!(
        lead.pages.len() > 40 && lead.forms.len() >= 10,
        "{} {}",
        lead.pages.len(),
        lead.forms.len()
    );
    day::is_shown_or_said_not_to_be(world, &people["improvement lead"], &lead.pages).await;
    taken::lists_are(world, &people["improvement lead"], &lead.pages).await;
    let mut wrong = lead.wrong.clone();
    // All walk before anything is sent: what one of them sends changes what the next is shown.
    let mut walkers = Vec::new();
    for (role, grant) in &people {
        let mut browser = act_as(world, grant).await;
        let walked = walk(&mut browser).await;
        let absent = walked.pages.iter().flat_map(|(at, page)| absences(at, page, &lead.pages));
        wrong.extend(absent.map(|told| format!("{role}: {told}")));
        wrong.extend(walked.wrong.iter().map(|told| format!("{role}: {told}")));
        walkers.push((role, browser, walked));
    }
    let (mut sent, mut asked) = (BTreeSet::new(), false);
    for (role, mut browser, walked) in walkers {
        for (kind, form) in
            walked.forms.iter().filter(|(kind, _)| !SEARCHES.contains(&kind.as_str()))
        {
            wrong
                .extend(send_twice(&mut browser, form).await.map(|told| format!("{role}: {told}")));
            sent.insert(kind.clone());
            if let Some(whole) = form.about_the_whole().filter(|_| role == "governor") {
                wrong.extend(send(&mut browser, &whole).await);
                asked = true;
            }
        }
    }
    assert!(asked, "no governor asked about a report as a whole");
    assert!(sent.len() >= 15, "{} {sent:?}", sent.len());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// One person of each role, by the grant that the demonstration's chooser names.
pub(super) async fn people(world: &World) -> BTreeMap<String, String> {
    let page = browser(world).get("/sign-in").await.page;
    let choices = page.split("name=\"who\"").skip(1).filter_map(|item| {
        let grant = between(item, "value=\"", "\"")?;
        let held = between(item, "</strong>, ", "<")?;
        let role = held.split(',').next().unwrap_or_default().to_lowercase();
        Some((role, grant.to_owned()))
    });
    choices.collect()
}

pub(super) fn browser(world: &World) -> Browser {
    // Both halves of TLS are asked for one provider of cryptography.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let web = world.pages();
    let authority = web.trim_start_matches("http://").to_owned();
    Browser::new(&web, &authority).plain()
}

pub(super) async fn act_as(world: &World, grant: &str) -> Browser {
    let mut browser = browser(world);
    let page = browser.get("/sign-in").await;
    let (token, trust) = (page.field("form-token"), page.field("trust"));
    let fields = [("form-token", &*token), ("trust", &trust), ("next", "/"), ("who", grant)];
    let answer = browser.post("/sign-in", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.page);
    browser
}

/// Follows links from the first page, a few of each kind.
async fn walk(browser: &mut Browser) -> Walk {
    let (mut walk, mut seen) = (Walk::default(), BTreeMap::<String, usize>::new());
    let (mut next, mut known) =
        (VecDeque::from([("/".to_owned(), String::new())]), BTreeSet::from(["/".to_owned()]));
    while let Some((at, from)) = next.pop_front() {
        let answer = browser.get(&at).await;
        if answer.status != StatusCode::OK {
            walk.wrong.push(format!("{at} on {from} answers {}", answer.status));
            continue;
        }
        for link in links(&answer) {
            let count = seen.entry(kind(&link)).or_default();
            if *count < OF_A_KIND && known.insert(link.clone()) {
                *count += 1;
                next.push_back((link, at.clone()));
            }
        }
        for form in forms(&answer.page) {
            walk.forms.entry(kind(&form.action)).or_insert(form);
        }
        walk.pages.insert(at, answer.page);
    }
    walk
}

/// Addresses of ours on a page, files apart.
fn links(answer: &Answer) -> Vec<String> {
    let found = answer.page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let ours = found.filter(|link| link.starts_with('/') && !link.contains("/assets/"));
    let file =
        |link: &&str| [".pdf", ".csv", ".zip", "take="].iter().any(|sign| link.contains(sign));
    let pages = ours.filter(|link| !file(link));
    pages.map(|link| plain(link.split('#').next().unwrap_or_default())).collect()
}

/// An address with a mark in place of each id: pages of one kind have one.
fn kind(address: &str) -> String {
    let path = address.split('?').next().unwrap_or_default();
    let id = |part: &str| part.len() > 20 || part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = path.split('/').map(|part| if !part.is_empty() && id(part) { "*" } else { part });
    let query = address.split('?').nth(1).and_then(|query| query.split('=').next());
    format!("{}?{}", parts.collect::<Vec<_>>().join("/"), query.unwrap_or_default())
}

/// The forms of a page that change something, signing out apart.
pub(super) fn forms(page: &str) -> Vec<Offered> {
    let found = page.split("<form").skip(1).filter_map(|form| form.split("</form>").next());
    // A form that takes a file is sent by a browser (tests/setting_up.rs).
    let posted = found
        .filter(|form| form.contains("method=\"post\"") && !form.contains("multipart/form-data"));
    let offered = posted.filter_map(|form| {
        let action = plain(between(form, "action=\"", "\"")?);
        Some(Offered { action, fields: fields(form), whole: whole(form) })
    });
    let apart = ["/sign-out", "/roles", "/paper", "/withdraw"];
    // A school that leaves is gone from the pages of everybody who walks after that.
    let stays = |form: &Offered| !form.action.ends_with("/departure");
    offered.filter(|form| stays(form) && !apart.contains(&form.action.as_str())).collect()
}

fn fields(form: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for tag in form.split('<').filter(|tag| tag.starts_with("input") || tag.starts_with("textarea"))
    {
        let name = between(tag, " name=\"", "\"").map(plain).unwrap_or_default();
        let value = between(tag, " value=\"", "\"").map(plain).unwrap_or_default();
        let first = !fields.iter().any(|(known, _)| *known == name);
        let choice = tag.contains("type=\"radio\"") || tag.contains("type=\"checkbox\"");
        let typed = if tag.starts_with("textarea") || value.is_empty() {
            filling(&name)
        } else {
            value.clone()
        };
        if !name.is_empty() && (!choice || first) {
            fields.push((name, if choice { value } else { typed }));
        }
    }
    for select in form.split("<select").skip(1) {
        let name = between(select, " name=\"", "\"").map(plain).unwrap_or_default();
        let values = select.split("<option value=\"").skip(1);
        let values: Vec<_> = values.filter_map(|rest| rest.split('"').next()).map(plain).collect();
        let chosen = values.iter().find(|value| !value.is_empty()).cloned().unwrap_or_default();
        fields.push((name, chosen));
    }
    fields
}

fn whole(form: &str) -> Option<String> {
    let select = form.split("<select").skip(1).find(|select| select.contains(WHOLE))?;
    between(select, " name=\"", "\"").map(plain)
}

/// Something to type into a field, by its name.
fn filling(name: &str) -> String {
    match name.rsplit('-').next() {
        Some("day") => "1".to_owned(),
        Some("month") => "6".to_owned(),
        Some("year") if name != "year" => "2027".to_owned(),
        _ => "12".to_owned(),
    }
}

pub(super) fn plain(text: &str) -> String {
    let text = text.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<");
    text.replace("&gt;", ">").replace("&amp;", "&")
}

pub(super) fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(inside, _)| inside)
}

/// Sends a form as a person does who taps twice; what is wrong with what comes of it.
async fn send_twice(browser: &mut Browser, form: &Offered) -> impl Iterator<Item = String> {
    let fields = pairs(form);
    let mut told = Vec::new();
    let (first, second) =
        (browser.post(&form.action, &fields).await, browser.post(&form.action, &fields).await);
    for answer in [&first, &second] {
        // Never a page, so that Back never asks to send the form again.
        if answer.status != StatusCode::SEE_OTHER {
            told.push(format!("{} answers {}", form.action, answer.status));
        }
    }
    // A browser that taps twice goes where the second answer leads.
    let mut end = ended(browser, second).await;
    let checked = forms(&end).into_iter().find(|checked| {
        checked.action == form.action && checked.fields.iter().any(|(name, _)| name == "checked")
    });
    if let Some(checked) = checked {
        for _ in 0..2 {
            let answer = browser.post(&checked.action, &pairs(&checked)).await;
            end = ended(browser, answer).await;
        }
    }
    if end.contains(NOT_YOURS) {
        told.push(format!("{} is offered and refused for who the person is", form.action));
    }
    let first = ended(browser, first).await;
    if done(&first) && !done(&end) {
        told.push(format!("{} sent twice ends with: {}", form.action, problem(&end)));
    }
    told.into_iter()
}

/// Sends a form that has to be taken; what is wrong where it is not.
async fn send(browser: &mut Browser, form: &Offered) -> Option<String> {
    let answer = browser.post(&form.action, &pairs(form)).await;
    let end = ended(browser, answer).await;
    (!done(&end)).then(|| format!("{} {:?} ends with: {}", form.action, form.whole, problem(&end)))
}

fn pairs(form: &Offered) -> Vec<(&str, &str)> {
    form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

fn done(page: &str) -> bool {
    page.contains("notification-banner--success")
}

/// The page that a form leads to.
async fn ended(browser: &mut Browser, answer: Answer) -> String {
    match answer.status {
        StatusCode::SEE_OTHER => browser.get(answer.location()).await.page,
        _ => answer.page,
    }
}

fn problem(page: &str) -> String {
    between(page, "govuk-error-summary__body", "</div>").unwrap_or("no success").to_owned()
}

/// Sentences that say on this page that there is none of something, while the lead's page does not say so.
fn absences(at: &str, page: &str, leads: &BTreeMap<String, String>) -> Vec<String> {
    let Some(leads) = leads.get(at).filter(|_| at != OWN) else { return Vec::new() };
    let sentences = page.split("<p class=\"govuk-body\">").skip(1);
    let sentences = sentences.filter_map(|rest| rest.split("</p>").next());
    let absent = sentences.filter(|sentence| {
        let none = ["No ", "Nobody ", "There is no", "There are no"];
        none.iter().any(|word| sentence.starts_with(word)) && !sentence.contains("that you")
    });
    let untrue = absent.filter(|sentence| !leads.contains(*sentence));
    untrue.map(|sentence| format!("{at} says “{sentence}”, and the lead’s page does not")).collect()
}
