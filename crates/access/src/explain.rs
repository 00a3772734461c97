//! Says in a paragraph why an actor may do a thing or may not.

use contract::schools::v1::{Role, ScopeKind};
use jiff::civil::Date;
use uuid::Uuid;

use crate::decide::{Access, Actor, Decision, Question, Standing};
use crate::role::{Held, Place, all_roles, kind_words, places_of, role_words};

impl Access {
    /// One plain paragraph about a decision. It says who, what, on which thing, allowed or not. Then it says in which role
    /// over what and until when, and by which rule. A refusal says which roles would be allowed. Ids stand in braces, for
    /// example `{school:...}`, so that the caller can put names in where it knows them.
    pub fn explain(&self, question: &Question<'_>, decision: &Decision) -> String {
        let Question { trust, action, on, subject, .. } = *question;
        let verb = if decision.allowed { "may" } else { "may not" };
        let (who, subject) = (who(question.actor), subject.words(trust));
        let mut text = format!("On {on} {who} {verb} use {action}");
        if let Some(action) = self.vocabulary.actions.get(action) {
            text.push_str(&format!(" ({})", action.purpose.trim_end_matches('.')));
        }
        text.push_str(&format!(" on {subject}"));
        text.push_str(&match (&decision.role, decision.allowed) {
            (Some(standing), true) => format!(", {}. ", as_what(standing)),
            _ => format!(". {}", self.instead(question)),
        });
        text.push_str(&rules(decision));
        if !decision.allowed {
            text.push_str(&self.who_may(question));
        }
        text.trim_end().to_owned()
    }

    /// What a refused caller is told: the explanation. A person without a role in the trust that day learns nothing of what
    /// the trust holds.
    pub fn refuse(&self, question: &Question<'_>, decision: &Decision) -> String {
        let Question { trust, actor, roles, on, action, .. } = *question;
        match actor {
            Actor::Person(person) if roles.held(trust, person, on).next().is_none() => {
                let instead = self.instead(question);
                format!("On {on} {} may not use {action}. {}", who(actor), instead.trim_end())
            }
            _ => self.explain(question, decision),
        }
    }

    /// The roles the person holds that day, and those no longer or not yet held.
    fn instead(&self, question: &Question<'_>) -> String {
        let Question { trust, actor, roles, on, .. } = *question;
        let Actor::Person(person) = actor else { return String::new() };
        let (held, other): (Vec<&Held>, Vec<&Held>) =
            roles.of(trust, person).partition(|held| held.on(on));
        let mut text = match held.as_slice() {
            [] => "No role in this trust is held that day. ".to_owned(),
            held => {
                format!("The roles held that day: {}. ", listed(held.iter().map(|one| period(one))))
            }
        };
        if !other.is_empty() {
            let other = listed(other.iter().map(|one| period(one)));
            text.push_str(&format!("Not held that day: {other}. "));
        }
        text
    }

    fn who_may(&self, question: &Question<'_>) -> String {
        let who = self.would_be_allowed(question);
        if who.is_empty() {
            return "Nobody with a role in this trust may.".to_owned();
        }
        format!("It would be allowed to: {}.", listed(who.into_iter()))
    }

    /// Roles that would be allowed, each over its usual kind of place, in which the subject lies.
    fn would_be_allowed(&self, question: &Question<'_>) -> Vec<String> {
        let lying = question.subject.lying(question.trust, question.roles, question.on);
        let mut who = Vec::new();
        for role in all_roles() {
            let over = places_of(role)
                .iter()
                .filter_map(|kind| lying.places.iter().find(|place| place.kind == *kind));
            let mut over = over.filter(|over| self.would(question, role, **over));
            if let Some(over) = over.next() {
                who.push(format!("the {}", role_over(role, over)));
            }
        }
        who
    }

    fn would(&self, question: &Question<'_>, role: Role, over: Place) -> bool {
        let (grant, from) = (Uuid::nil(), question.on);
        let held = Held { grant, role, over, from, until: None, ended: None, by_match: false };
        // Another person than the one asked about, so that rules about oneself do not apply.
        let somebody = Uuid::max();
        let question = Question { actor: Actor::Person(somebody), ..*question };
        self.decide_for(&question, somebody, &[&held]).allowed
    }
}

fn who(actor: Actor) -> String {
    match actor {
        Actor::Person(person) => format!("the person {{person:{person}}}"),
        Actor::System => "Plumbline itself".to_owned(),
        Actor::SignIn => "whoever lets persons in".to_owned(),
        Actor::Operator => "whoever runs this installation".to_owned(),
        Actor::Account { id, scopes } => {
            format!("the other system {id} with the scopes {scopes}")
        }
        Actor::Anyone => "somebody who has not signed in".to_owned(),
    }
}

fn as_what(standing: &Standing) -> String {
    match standing {
        Standing::Role(held) => format!("as {}", period(held)),
        Standing::System => "as Plumbline itself".to_owned(),
        Standing::SignIn => "as whoever lets persons in".to_owned(),
        Standing::Operator => "as whoever runs this installation".to_owned(),
        Standing::Account => "as another system".to_owned(),
        Standing::Anyone => "as anybody may".to_owned(),
    }
}

/// `governor over the committee {committee:...}, held from 2025-09-01 to 2026-08-31, the last day included`
fn period(held: &Held) -> String {
    let over = role_over(held.role, &held.over);
    let unfit = if held.fits() { "" } else { " (over which it gives nothing)" };
    let until = held.last_day().map_or_else(|| " on".to_owned(), until);
    format!("{over}{unfit}, held from {}{until}", held.from)
}

fn until(last: Date) -> String {
    format!(" to {last}, the last day included")
}

fn role_over(role: Role, over: &Place) -> String {
    let (role, kind) = (role_words(role), kind_words(over.kind));
    match over.kind {
        ScopeKind::Trust => format!("{role} of the trust"),
        _ => format!("{role} over the {kind} {{{kind}:{}}}", over.id),
    }
}

fn rules(decision: &Decision) -> String {
    let word = if decision.allowed { "allowed" } else { "forbidden" };
    if decision.because.is_empty() {
        return "No rule allows it. ".to_owned();
    }
    let rules = decision.because.iter().map(|rule| format!("{} ({})", rule.id, rule.reason));
    format!("It is {word} by the rule {} ", rules.collect::<Vec<_>>().join(" and the rule ") + ".")
}

fn listed(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}
