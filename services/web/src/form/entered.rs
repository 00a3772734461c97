//! What was entered into a form, and what was wrong with it.

use uuid::Uuid;

use super::{COMMAND, Entry, Fields, Kind, Problem};
use crate::failure::Refused;

/// What was entered into a form.
#[derive(Clone, Debug)]
pub(crate) struct Entered {
    fields: Fields,
    entries: &'static [Entry],
    /// Makes the form sent twice one command.
    pub command: Uuid,
    pub problems: Vec<Problem>,
}

impl Entered {
    /// Nothing entered yet.
    pub(crate) fn nothing(entries: &'static [Entry]) -> Self {
        Self { fields: Fields::default(), entries, command: Uuid::now_v7(), problems: Vec::new() }
    }

    /// What was sent, looked at by the rules of the entries.
    pub(crate) fn read(entries: &'static [Entry], fields: Fields) -> Self {
        let command = Uuid::try_parse(fields.get(COMMAND)).unwrap_or_else(|_| Uuid::now_v7());
        let problems = entries.iter().filter_map(|entry| entry.problem(&fields)).collect();
        Self { fields, entries, command, problems }
    }

    /// What was saved, not looked at: it is not being sent.
    pub(crate) fn saved(entries: &'static [Entry], fields: &[(String, String)]) -> Self {
        Self { fields: Fields(fields.to_vec()), ..Self::nothing(entries) }
    }

    /// What was to be saved and could not be; it was not looked at.
    pub(crate) fn unsaved(mut self, sentence: &str) -> Self {
        self.problems = vec![Problem::whole(sentence)];
        self
    }

    /// What is led back to its form and is not being sent: nothing of it is wrong yet.
    pub(super) fn not_sent(mut self) -> Self {
        self.problems.clear();
        self
    }

    /// Everything that was typed in words, in the order of the entries.
    pub(crate) fn texts(&self) -> Vec<String> {
        let of = |entry: &Entry| match entry.kind {
            Kind::Line | Kind::Words { .. } => vec![self.get(entry.name)],
            Kind::Each { .. } => self.each(entry.name).into_iter().map(|(_, text)| text).collect(),
            _ => Vec::new(),
        };
        self.entries.iter().flat_map(of).filter(|text| !text.trim().is_empty()).collect()
    }

    /// Whether a field or a button was sent.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields.has(name)
    }

    /// The trimmed value of a field or button that is no entry; empty where it was not sent.
    pub(super) fn undeclared(&self, name: &str) -> &str {
        self.fields.get(name)
    }

    /// The value of an entry as a request carries it; empty where nothing was entered.
    pub(crate) fn get(&self, name: &str) -> String {
        let entry = self.entries.iter().find(|entry| entry.name == name);
        entry.map(|entry| entry.value(&self.fields)).unwrap_or_default()
    }

    /// Every one chosen, of an entry where several can be.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        self.fields.all(name).map(str::to_owned).collect()
    }

    /// What was entered beside each of several things, by its id.
    pub(crate) fn each(&self, name: &str) -> Vec<(String, String)> {
        let each = self.fields.each(name);
        each.map(|(of, text)| (of.to_owned(), text.replace("\r\n", "\n"))).collect()
    }

    /// Whether each thing that has one entry has the other too.
    pub(crate) fn each_has(&self, name: &str, other: &str) -> bool {
        let others = self.each(other);
        self.each(name).iter().all(|(of, _)| others.iter().any(|(known, _)| known == of))
    }

    /// What was entered beside one of several things; empty where nothing was.
    pub(crate) fn beside(&self, name: &str, thing: &str) -> String {
        let found = self.each(name).into_iter().find(|(of, _)| of == thing);
        found.map(|(_, text)| text).unwrap_or_default()
    }

    pub(crate) fn entries(&self) -> &'static [Entry] {
        self.entries
    }

    pub(crate) fn command(&self) -> String {
        self.command.to_string()
    }

    /// Day, month and year as typed.
    pub(crate) fn parts(&self, entry: &Entry) -> [String; 3] {
        entry.parts(&self.fields)
    }

    pub(crate) fn error(&self, name: &str) -> Option<&str> {
        let found = self.problems.iter().find(|problem| problem.field == Some(name));
        found.map(|problem| problem.sentence.as_str())
    }

    /// The same, kept from being done by something else.
    pub(crate) fn wrong(mut self, problem: Problem) -> Self {
        self.problems.push(problem);
        self
    }

    /// The same with this problem and no other.
    pub(crate) fn with(self, problem: Problem) -> Self {
        Self { problems: vec![problem], ..self }
    }

    /// The same, refused by a service. A command whose fate is unknown keeps its id; any other begins anew, from what stands on
    /// the page that tells of the refusal.
    pub(crate) fn refused(mut self, refused: Refused) -> Self {
        if !refused.again {
            self.command = Uuid::now_v7();
            let hidden = self.entries.iter().filter(|entry| entry.kind == Kind::Hidden);
            self.fields.0.retain(|(name, _)| !hidden.clone().any(|entry| entry.name == name));
        }
        self.wrong(Problem::whole(refused.sentence))
    }

    /// What is sent back unseen on the page that checks.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let ours = |name: &str| {
            let of = |entry: &Entry| {
                name == entry.name
                    || name.strip_prefix(entry.name).is_some_and(|rest| rest.starts_with('-'))
            };
            self.entries.iter().any(of)
        };
        let pairs = self.fields.0.iter().filter(move |(name, _)| ours(name));
        pairs.map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

#[cfg(test)]
mod tests;
