//! The pages that a person reaches who follows every link.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use plumbline_tests::{Answer, Browser};
use uuid::Uuid;

/// Pages of one kind differ only by their subject, so a number of each kind is enough.
const OF_A_KIND: usize = 4;

/// A form as a page has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Form {
    pub action: String,
    /// The fields: names with the values on the page.
    pub fields: Vec<(String, String)>,
}

/// The pages that links reach from the first page.
#[derive(Debug, Default)]
pub struct Reached {
    /// The paths, each with its answer.
    pub pages: Vec<(String, Answer)>,
    /// The page on which each link was found first.
    pub from: BTreeMap<String, String>,
    pub forms: BTreeSet<Form>,
}

/// Follows every link.
pub async fn walk(browser: &mut Browser) -> Reached {
    let mut reached = Reached::default();
    let mut seen = BTreeSet::from(["/".to_owned()]);
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut ahead = VecDeque::from(["/".to_owned()]);
    while let Some(path) = ahead.pop_front() {
        let met = kinds.entry(kind(&path)).or_default();
        *met += 1;
        if *met > OF_A_KIND {
            continue;
        }
        let answer = browser.get(&path).await;
        for link in links(&answer.page) {
            if seen.insert(link.clone()) {
                reached.from.insert(link.clone(), path.clone());
                ahead.push_back(link);
            }
        }
        reached.forms.extend(forms(&answer.page));
        reached.pages.push((path, answer));
    }
    reached
}

/// The path without its subject: ids, numbers, an area, and the values of a query.
pub fn kind(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let varies =
        |part: &str| part.parse::<Uuid>().is_ok() || part.bytes().any(|byte| byte.is_ascii_digit());
    let mut before = "";
    let parts = path.split('/').map(|part| {
        let kept = if varies(part) || before == "areas" { "*" } else { part };
        before = part;
        kept
    });
    let parts = parts.collect::<Vec<_>>();
    let asked = query.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
    format!("{}?{}", parts.join("/"), asked.collect::<Vec<_>>().join("&"))
}

/// Files of lists are apart: who takes many in a minute is told to wait. One order of a list stands for all.
fn links(page: &str) -> Vec<String> {
    let found = attributes(page, "href");
    let ours = found.filter(|link| link.starts_with('/') && !link.starts_with("//"));
    let mut sorted = 0;
    let ours = ours.filter(move |link| {
        sorted += usize::from(link.contains("sort="));
        !link.contains("take=") && (!link.contains("sort=") || sorted == 1)
    });
    ours.map(|link| link.split('#').next().unwrap_or_default().to_owned()).collect()
}

fn forms(page: &str) -> Vec<Form> {
    let inside = page.split("<form ").skip(1);
    let inside = inside.map(|rest| rest.split("</form>").next().unwrap_or_default());
    let form = |form: &str| {
        let posted = form.split('>').next().unwrap_or_default().contains("method=\"post\"");
        let action = attributes(form, "action").next()?;
        let fields = form.split('<').filter_map(|tag| {
            let value = attributes(tag, "value").next().unwrap_or_default();
            Some((attributes(tag, "name").next()?, value))
        });
        posted.then(|| Form { action, fields: fields.collect() })
    };
    inside.filter_map(form).collect()
}

/// The values of an attribute, as they were before they were escaped.
fn attributes(text: &str, name: &str) -> impl Iterator<Item = String> {
    let starts = format!(" {name}=\"");
    let found = text.split(starts.as_str()).skip(1).collect::<Vec<_>>();
    found.into_iter().map(|rest| {
        let value = rest.split('"').next().unwrap_or_default();
        value.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
    })
}

/// The ids in a text.
pub fn ids(text: &[u8]) -> BTreeSet<String> {
    // An id's first hyphen is its ninth character. Answers are long, and few of their characters are hyphens.
    let id = |hyphen: usize| {
        let window = text.get(hyphen.checked_sub(8)?..hyphen + 28)?;
        let text = std::str::from_utf8(window).ok().filter(|_| window[23] == b'-')?;
        text.parse::<Uuid>().ok().map(|id| id.to_string())
    };
    memchr::memchr_iter(b'-', text).filter_map(id).collect()
}
