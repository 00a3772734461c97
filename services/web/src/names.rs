//! Puts names where the record has ids: schools, people, areas, regions.

use std::collections::BTreeMap;

use contract::SYSTEM_ACTOR;
use contract::categories::v1::FrameworkAgreed;
use contract::field::isolated;
use contract::schools::v1::{Committee, GetTrustResponse, Person};
use maud::{Markup, html};

/// Names by id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    schools: BTreeMap<String, String>,
    hubs: BTreeMap<String, String>,
    committees: BTreeMap<String, String>,
    people: BTreeMap<String, String>,
    areas: BTreeMap<String, String>,
    /// Region ids, lowest first, with their names.
    ladder: Vec<(String, String)>,
}

impl Names {
    pub(crate) fn of(
        trust: &GetTrustResponse,
        people: &[Person],
        framework: &FrameworkAgreed,
    ) -> Self {
        let schools =
            trust.schools.iter().map(|school| (school.school_id.clone(), isolated(&school.name)));
        let hubs = trust.hubs.iter().map(|hub| (hub.hub_id.clone(), isolated(&hub.name)));
        let committees = trust
            .committees
            .iter()
            .map(|committee| (committee.committee_id.clone(), isolated(&committee.name)));
        let people = people.iter().map(|person| (person.person_id.clone(), isolated(&person.name)));
        let areas = framework.areas.iter().map(|area| (area.area_id.clone(), area.name.clone()));
        let ladder =
            framework.regions.iter().map(|region| (region.region_id.clone(), region.name.clone()));
        Self {
            schools: schools.collect(),
            hubs: hubs.collect(),
            committees: committees.collect(),
            people: people.collect(),
            areas: areas.collect(),
            ladder: ladder.collect(),
        }
    }

    pub(crate) fn school(&self, id: &str) -> String {
        self.schools.get(id).cloned().unwrap_or_else(|| "a school no longer listed".to_owned())
    }

    pub(crate) fn hub(&self, id: &str) -> Option<&str> {
        self.hubs.get(id).map(String::as_str)
    }

    /// The name of a school, hub or committee; nothing for the trust itself.
    pub(crate) fn place(&self, id: &str) -> Option<&str> {
        let known = self.schools.get(id).or_else(|| self.hubs.get(id));
        known.or_else(|| self.committees.get(id)).map(String::as_str)
    }

    pub(crate) fn person(&self, id: &str) -> String {
        match self.people.get(id) {
            Some(name) if name.is_empty() => "someone whose name was erased".to_owned(),
            Some(name) => name.clone(),
            None if id == SYSTEM_ACTOR.to_string() => "Plumbline".to_owned(),
            None => "someone not listed".to_owned(),
        }
    }

    /// The name of what an id stands for; a term in words; any other text as it is.
    pub(crate) fn said(&self, text: &str) -> String {
        let known = self.place(text).or_else(|| self.people.get(text).map(String::as_str));
        known.map_or_else(|| crate::dates::term(text), str::to_owned)
    }

    /// A category in words, by `<school>.<area>`.
    pub(crate) fn cell(&self, key: &str) -> String {
        let (school, area) = key.split_once('.').unwrap_or((key, ""));
        format!("{}, {}", self.school(school), self.area(area))
    }

    /// Who did something, in which role.
    pub(crate) fn actor(&self, id: &str, role: &str) -> String {
        match role {
            // Whose account it is stands in the operator's files (`plumbline keys client`).
            "account" => format!("another system (account {id})"),
            _ => self.person(id),
        }
    }

    /// The area's name, or its id in plain letters where another framework had it.
    pub(crate) fn area(&self, id: &str) -> String {
        self.areas.get(id).cloned().unwrap_or_else(|| plain(id))
    }

    pub(crate) fn region(&self, id: &str) -> String {
        let found = self.ladder.iter().find(|(region, _)| region == id);
        found.map_or_else(|| plain(id), |(_, name)| name.clone())
    }

    /// The rung a region is on, from 1; 0 where it is not on today's ladder.
    pub(crate) fn rung(&self, region: &str) -> usize {
        self.ladder.iter().position(|(id, _)| id == region).map_or(0, |place| place + 1)
    }

    pub(crate) fn rungs(&self) -> usize {
        self.ladder.len()
    }

    /// A sentence with `{school:...}` and the like replaced by names, linked where there is a page.
    pub(crate) fn sentence(&self, text: &str) -> Markup {
        let mut rest = text;
        let mut parts = Vec::new();
        while let Some((before, braced)) = rest.split_once('{') {
            let Some((inside, after)) = braced.split_once('}') else { break };
            parts.push(html! { (before) });
            parts.push(self.reference(inside));
            rest = after;
        }
        html! { @for part in &parts { (part) } (rest) }
    }

    fn reference(&self, inside: &str) -> Markup {
        let (kind, id) = inside.split_once(':').unwrap_or(("", inside));
        // A name in another script turns nothing of the sentence around it.
        let linked = |address: String, words: String| html! { a.govuk-link href=(address) { bdi { (words) } } };
        match kind {
            "school" if self.schools.contains_key(id) => {
                linked(format!("/schools/{id}"), self.school(id))
            }
            "school" => html! { bdi { (self.school(id)) } },
            "person" | "actor" | "reviewer" => html! { bdi { (self.person(id)) } },
            "area" => html! { (self.area(id)) },
            "region" => html! { (self.region(id)) },
            "hub" => html! { bdi { (self.hub(id).unwrap_or("a hub")) } },
            "committee" => {
                html! { bdi { (self.committees.get(id).map_or("a committee", String::as_str)) } }
            }
            "wave" => linked(format!("/surveys/{id}"), "the survey".to_owned()),
            "report" => linked(format!("/reports/{id}"), "the report".to_owned()),
            "term" => html! { (crate::dates::term(id)) },
            "date" => html! { (crate::dates::day(id)) },
            "review" => html! { "the peer review" },
            "role" => html! { (role_words(id).to_lowercase()) },
            "trust" => html! { "the trust" },
            "" => html! { (id) },
            other => html! { "the " (plain(other).to_lowercase()) },
        }
    }
}

/// Names as pages show them: each isolated, so that it turns no words around it, whatever its script. A test looks for names on
/// every page that are not.
pub(crate) fn isolate(trust: &mut GetTrustResponse, people: &mut [Person]) {
    let schools = trust.schools.iter_mut().map(|school| &mut school.name);
    let hubs = trust.hubs.iter_mut().map(|hub| &mut hub.name);
    let committees = trust.committees.iter_mut().map(|committee| &mut committee.name);
    let people = people.iter_mut().map(|person| &mut person.name);
    let all = schools.chain(hubs).chain(committees).chain(people);
    all.chain([&mut trust.name]).for_each(|name| *name = isolated(name));
}

/// Puts the school beside the name of committees that have one name.
pub(crate) fn tell_committees_apart(trust: &mut GetTrustResponse) {
    let key = |committee: &Committee| committee.name.to_lowercase();
    let mut names = BTreeMap::new();
    for committee in &trust.committees {
        *names.entry(key(committee)).or_insert(0) += 1;
    }
    for committee in &mut trust.committees {
        let school = trust.schools.iter().find(|one| one.school_id == committee.school_id);
        if let (Some(2..), Some(school)) = (names.get(&key(committee)), school) {
            committee.name = format!("{} ({})", committee.name, school.name);
        }
    }
}

/// A role as people say it, for example `Improvement lead`.
pub(crate) fn role_words(role: &str) -> String {
    let words = match role {
        "governance_chair" => "chair of governors".to_owned(),
        "system" => "Plumbline itself".to_owned(),
        other => other.replace('_', " "),
    };
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `behaviour-and-attendance` as `Behaviour and attendance`.
fn plain(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests;
