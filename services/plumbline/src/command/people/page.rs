//! Everything about a person on one page, to be read by that person. Names of others are left out.

use contract::schools::v1::{RoleGranted, ScopeKind};
use contract::trail::v1::{Act, Look};
use maud::{DOCTYPE, Markup, html};

use super::export::Everything;

/// The note about what is not on the page.
const NOT_HERE: [&str; 6] = [
    "Answers to surveys. They are kept without names: who was asked and what was answered are two worlds that nothing joins, \
     and the one-time link that was used is destroyed when the survey closes. So nobody, we included, can find the answers of \
     one person, and they are not on this page.",
    "The names of other people. Where they stand in what is told here, it says “a colleague”.",
    "What you were shown more than twelve months ago, and who was shown what is kept about you: that record is kept for \
     twelve months.",
    "The secret that your authenticator app shares with us, if you use one, and the times of your last sign-ins: whoever read them \
     here could sign in as you. Sessions are forgotten after ten hours at most, the secret with your name.",
    "Forms that you saved for later, and views of lists that you saved under a name. They are sealed, and Plumbline opens them for you alone: \
     you find both under “Saved for later”. They go with your name.",
    "Copies in backups, until these are deleted.",
];

pub(super) fn render(all: &Everything) -> Markup {
    let name = if all.name.is_empty() { "a person whose name was erased" } else { &all.name };
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                title { "What " (all.trust.name) " keeps about " (name) }
                meta name="viewport" content="width=device-width, initial-scale=1";
                style { (STYLE) }
            }
            body {
                h1 { "What " (all.trust.name) " keeps about " (name) }
                p { "Made on " (day(&all.made_at)) " from the trust’s school-improvement record." }
                (who(all))
                (roles(all))
                h2 { "What you did, and what the record says of you" }
                p { "Newest first. These are part of the trust’s record of its decisions and stay in it; when your name is erased they are done by somebody whose name is no longer known." }
                @if all.acts.is_empty() { p { "Nothing." } }
                ol { @for act in &all.acts { li { (told(all, act)) } } }
                h2 { "What you were shown" }
                (looks(&all.has_seen, |_| String::new()))
                h2 { "Who was shown what is kept about you" }
                p { "Names and roles stand on most pages, since the record says who did what; those pages are counted here." }
                (looks(&all.seen_by, |look| format!("{}: ", role_words(&look.role))))
                h2 { "What is not on this page, and why" }
                ul { @for line in NOT_HERE { li { (line) } } }
            }
        }
    }
}

const STYLE: &str = "body { font: 1rem/1.5 sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem } \
    dt { font-weight: bold } pre { white-space: pre-wrap; overflow-wrap: anywhere } li { margin: 0.5rem 0 }";

fn who(all: &Everything) -> Markup {
    let said =
        |text: &str| if text.is_empty() { "none is kept".to_owned() } else { text.to_owned() };
    html! {
        h2 { "Who you are" }
        dl {
            dt { "Name" } dd { (said(&all.name)) }
            dt { "E-mail address" } dd { (said(&all.email)) }
            dt { "What you sign in with" }
            dd {
                @if all.issuer.is_empty() { "no account is known" }
                @else { "the account " (all.subject) " of " (all.issuer) }
            }
            dt { "The number you are known by" } dd { (all.person_id) }
            @if all.on_legal_hold { dt { "Legal hold" } dd { "Nothing of this may be erased while it stands." } }
        }
    }
}

fn roles(all: &Everything) -> Markup {
    html! {
        h2 { "Your roles" }
        @if all.roles.is_empty() { p { "None." } }
        ul {
            @for role in &all.roles {
                li {
                    (role_words(role.role().as_str_name().trim_start_matches("ROLE_"))) (over(all, role))
                    ", from " (day(&role.from))
                    @if !role.until.is_empty() { " to " (day(&role.until)) }
                }
            }
        }
    }
}

fn over(all: &Everything, role: &RoleGranted) -> String {
    let Some(scope) = &role.scope else { return String::new() };
    match scope.kind() {
        ScopeKind::School => format!(" of {}", school(all, &scope.id)),
        ScopeKind::Committee => {
            let mut committees = all.trust.committees.iter();
            let committee = committees.find(|committee| committee.committee_id == scope.id);
            committee.map_or_else(String::new, |found| format!(" of {}", found.name))
        }
        ScopeKind::Hub => {
            let hub = all.trust.hubs.iter().find(|hub| hub.hub_id == scope.id);
            hub.map_or_else(String::new, |found| format!(" of {}", found.name))
        }
        _ => String::new(),
    }
}

fn school(all: &Everything, id: &str) -> String {
    let found = all.trust.schools.iter().find(|school| school.school_id == id);
    found.map_or_else(|| "a school no longer listed".to_owned(), |school| school.name.clone())
}

fn told(all: &Everything, act: &Act) -> Markup {
    let line = act.line.clone().unwrap_or_default();
    let own = line.actor_id == all.person_id;
    html! {
        (day(&line.at)) ": " (sentence(all, &line.sentence))
        @if own && !line.actor_role.is_empty() { " You did this as " (role_words(&line.actor_role).to_lowercase()) "." }
        @if own && !act.body.is_empty() {
            details { summary { "As it is recorded, event " (line.position) } pre { (act.body) } }
        }
    }
}

/// A sentence of the trail with names for its ids. Other people's names are left out.
fn sentence(all: &Everything, text: &str) -> String {
    let (mut said, mut rest) = (String::new(), text);
    while let Some((before, braced)) = rest.split_once('{') {
        let Some((inside, after)) = braced.split_once('}') else { break };
        said.push_str(before);
        let (kind, id) = inside.split_once(':').unwrap_or(("", inside));
        match kind {
            "school" => said.push_str(&school(all, id)),
            "person" if id == all.person_id => said.push_str("you"),
            "person" => said.push_str("a colleague"),
            _ => said.push_str(&id.replace('-', " ")),
        }
        rest = after;
    }
    said.push_str(rest);
    said
}

fn looks(looks: &[Look], by: impl Fn(&Look) -> String) -> Markup {
    html! {
        @if looks.is_empty() { p { "Nothing is recorded." } }
        ul {
            @for look in looks {
                li {
                    (day(&look.last_at)) ": " (by(look)) (look.shown.replace('-', " "))
                    @if look.times > 1 { ", " (look.times) " times" }
                    @if !look.why.is_empty() { " (reason given: " (look.why) ")" }
                }
            }
        }
    }
}

/// `improvement_lead` as `Improvement lead`.
fn role_words(role: &str) -> String {
    let words = role.to_lowercase().replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A day or a moment as `25 November 2026`.
fn day(text: &str) -> String {
    let day = text.get(..10).and_then(|day| day.parse::<jiff::civil::Date>().ok());
    day.map_or_else(|| text.to_owned(), |day| day.strftime("%-d %B %Y").to_string())
}

#[cfg(test)]
mod tests;
