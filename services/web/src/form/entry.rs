//! What a form asks for, declared once: how it is asked, what may be entered, and what is said where it is not.

use contract::{TextLimits, field, longest};
use jiff::civil::Date;

use super::Fields;

/// Longest line of text whose length no field of a request says.
const LONGEST_LINE: usize = 200;

/// One thing that keeps a form from being done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub sentence: String,
    /// The entry it is about; nothing where it is about the whole.
    pub field: Option<&'static str>,
}

impl Problem {
    pub(crate) fn with(field: &'static str, sentence: &str) -> Self {
        Self { sentence: sentence.to_owned(), field: Some(field) }
    }

    pub(crate) fn whole(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), field: None }
    }
}

/// One thing a form asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub name: &'static str,
    pub label: &'static str,
    /// Empty where there is none.
    pub hint: &'static str,
    pub kind: Kind,
    /// Characters at most, where it is a text.
    longest: usize,
    /// What is said where nothing was entered; empty where nothing need be.
    wanted: &'static str,
}

/// How it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One line of text.
    Line,
    /// An e-mail address.
    Email,
    /// Several lines of text.
    Words { rows: u32 },
    /// A day in three boxes.
    Day,
    /// One of a list that is given when the form is drawn.
    Choice,
    /// The same, all of it to be seen at once.
    Radios,
    /// Any number of a list that is given when the form is drawn.
    Boxes,
    /// Any number of the pieces that are given when the form is drawn, in a picker; folded where most people need none.
    Pieces { folded: bool },
    /// One of a list beside each of another list; both are given when the form is drawn.
    Pick,
    /// A text beside each of a list that is given when the form is drawn; one line where `rows` is 1.
    Each { rows: u32 },
    /// Any number of the pieces of each thing that the form is given, in a picker.
    Ticks,
    /// Nobody enters it: it says what the form was drawn from, for example a version.
    Hidden,
}

impl Entry {
    const fn of(kind: Kind, name: &'static str, label: &'static str) -> Self {
        Self { name, label, hint: "", kind, longest: LONGEST_LINE, wanted: "" }
    }

    pub(crate) const fn line(name: &'static str, label: &'static str) -> Self {
        Self::of(Kind::Line, name, label)
    }

    /// A line as long as the field of its name in a request.
    pub(crate) const fn line_of<R: TextLimits>(name: &'static str, label: &'static str) -> Self {
        Self::line(name, label).at_most(longest::<R>(name))
    }

    pub(crate) const fn email(name: &'static str, label: &'static str) -> Self {
        Self::of(Kind::Email, name, label)
    }

    /// An address as long as the field of its name in a request.
    pub(crate) const fn email_of<R: TextLimits>(name: &'static str, label: &'static str) -> Self {
        Self::email(name, label).at_most(longest::<R>(name))
    }

    pub(crate) const fn words(name: &'static str, label: &'static str, longest: usize) -> Self {
        Self::of(Kind::Words { rows: 4 }, name, label).at_most(longest)
    }

    /// Lines as long as the field of their name in a request.
    pub(crate) const fn words_of<R: TextLimits>(name: &'static str, label: &'static str) -> Self {
        Self::words(name, label, longest::<R>(name))
    }

    pub(crate) const fn day(name: &'static str, label: &'static str) -> Self {
        Self::of(Kind::Day, name, label)
    }

    pub(crate) const fn choice(name: &'static str, label: &'static str) -> Self {
        Self::of(Kind::Choice, name, label)
    }

    pub(crate) const fn radios(name: &'static str, label: &'static str) -> Self {
        Self::of(Kind::Radios, name, label)
    }

    pub(crate) const fn boxes(name: &'static str, label: &'static str) -> Self {
        Self::of(Kind::Boxes, name, label)
    }

    pub(crate) const fn pieces(name: &'static str, label: &'static str) -> Self {
        Self::of(Kind::Pieces { folded: false }, name, label)
    }

    pub(crate) const fn pieces_folded(name: &'static str, label: &'static str) -> Self {
        Self::of(Kind::Pieces { folded: true }, name, label)
    }

    pub(crate) const fn each(name: &'static str, label: &'static str, longest: usize) -> Self {
        let rows = if longest > LONGEST_LINE { 3 } else { 1 };
        Self::of(Kind::Each { rows }, name, label).at_most(longest)
    }

    /// One of `<name>/of` beside each of `<name>`, as the form is given the two.
    pub(crate) const fn pick(name: &'static str, label: &'static str) -> Self {
        Self::of(Kind::Pick, name, label)
    }

    /// A picker beside each thing.
    pub(crate) const fn ticks(name: &'static str, label: &'static str) -> Self {
        Self::of(Kind::Ticks, name, label)
    }

    /// What the form was drawn from. After a refusal the form is drawn from what stands by then.
    pub(crate) const fn hidden(name: &'static str) -> Self {
        Self::of(Kind::Hidden, name, "")
    }

    /// Whether it is asked of each of several things.
    pub(crate) fn is_of_things(&self) -> bool {
        matches!(self.kind, Kind::Pick | Kind::Each { .. } | Kind::Ticks)
    }

    pub(crate) const fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// A text has so many characters at most.
    pub(crate) const fn at_most(self, longest: usize) -> Self {
        Self { longest, ..self }
    }

    /// Something must be entered; else this is said.
    pub(crate) const fn wanted(self, sentence: &'static str) -> Self {
        Self { wanted: sentence, ..self }
    }

    /// Whether something must be entered.
    pub(crate) fn is_wanted(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// What was entered, as a request carries it: trimmed, with plain line ends, a day as ISO 8601. Empty where nothing was,
    /// or nothing that is a day.
    pub(crate) fn value(&self, fields: &Fields) -> String {
        match self.kind {
            Kind::Day => self.date(fields).map(|date| date.to_string()).unwrap_or_default(),
            Kind::Boxes | Kind::Pieces { .. } => {
                fields.all(self.name).collect::<Vec<_>>().join("\n")
            }
            Kind::Each { .. } | Kind::Pick | Kind::Ticks => {
                let lines = fields.each(self.name).map(|(of, text)| format!("{of}: {text}"));
                lines.collect::<Vec<_>>().join("\n")
            }
            // Browsers send line ends as CR LF; the record keeps LF.
            _ => fields.get(self.name).replace("\r\n", "\n"),
        }
    }

    /// What is wrong with what was entered.
    pub(crate) fn problem(&self, fields: &Fields) -> Option<Problem> {
        let value = self.value(fields);
        let typed = match self.kind {
            Kind::Day => self.parts(fields).concat(),
            _ => value.clone(),
        };
        let sentence = if typed.is_empty() {
            self.is_wanted().then(|| self.wanted.to_owned())
        } else if self.kind == Kind::Day && value.is_empty() {
            Some("Enter a real date, such as 31 1 2026".to_owned())
        } else if let (Kind::Each { .. }, Some(longest)) = (self.kind, self.longest()) {
            fields.each(self.name).find_map(|(_, text)| too_long(text, longest))
        } else {
            self.longest().and_then(|longest| too_long(&value, longest))
        };
        Some(Problem { sentence: sentence?, field: Some(self.name) })
    }

    /// Characters at most of a text; `None` of what is no text.
    pub(crate) fn longest(&self) -> Option<usize> {
        match self.kind {
            Kind::Line | Kind::Email | Kind::Words { .. } | Kind::Each { .. } => Some(self.longest),
            Kind::Day
            | Kind::Choice
            | Kind::Radios
            | Kind::Boxes
            | Kind::Pieces { .. }
            | Kind::Pick
            | Kind::Ticks
            | Kind::Hidden => None,
        }
    }

    /// Day, month and year as typed.
    pub(crate) fn parts(&self, fields: &Fields) -> [String; 3] {
        ["day", "month", "year"].map(|part| fields.get(&format!("{}-{part}", self.name)).to_owned())
    }

    fn date(&self, fields: &Fields) -> Option<Date> {
        let [day, month, year] = self.parts(fields);
        if year.len() != 4 {
            return None;
        }
        field::day(&format!("{year}-{month:0>2}-{day:0>2}"))
    }
}

/// The id of an entry's field.
pub(super) fn id(key: &str, entry: &Entry) -> String {
    if key.is_empty() { entry.name.to_owned() } else { format!("{key}-{}", entry.name) }
}

fn too_long(text: &str, longest: usize) -> Option<String> {
    let length = text.chars().count();
    let sentence = || format!("Shorten the text to {longest} characters; it has {length}");
    (length > longest).then(sentence)
}

#[cfg(test)]
mod tests;
