//! One line of a file of people: a person, and a role from a day on.

use contract::schools::v1::Role;
use csv::StringRecord;
use jiff::civil::Date;

use super::days;
use super::heading::{COLUMNS, PeopleHeading};
use crate::register::FileFaults;

/// What a line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonLine {
    /// The physical line, from 1.
    pub line: u64,
    pub name: String,
    /// May be empty.
    pub email: String,
    pub role: Role,
    /// What the role is held over, as the file words it.
    pub place: String,
    pub from: Date,
    /// `None` for an open term.
    pub until: Option<Date>,
}

const LONGEST_NAME: usize = 200;
const LONGEST_ADDRESS: usize = 320;

/// Reads a line; `None` where something is wrong with it, which is then among the faults.
pub fn read(
    heading: &PeopleHeading,
    line: u64,
    record: &StringRecord,
    faults: &mut FileFaults<'_>,
) -> Option<PersonLine> {
    if record.len() > heading.width {
        let (has, width) = (record.len(), heading.width);
        faults.line(
            line,
            &format!("The line has {has} values for {width} columns. A comma is often to blame."),
        );
        return None;
    }
    let values = heading.values(record);
    let mut sound = true;
    let mut wrong = |column: usize, sentence: &str| {
        faults.value(line, COLUMNS[column], values[column], sentence);
        sound = false;
    };
    for column in (0..values.len()).filter(|column| is_formula(values[*column])) {
        wrong(column, "This is a formula. Write the value itself.");
    }
    let [name, email, role, place, from, until] = values;
    if name.is_empty() {
        wrong(0, "The name is missing.");
    } else if name.chars().count() > LONGEST_NAME {
        wrong(0, "The name is longer than 200 letters.");
    }
    if !email.is_empty() && !is_address(email) {
        wrong(1, "This is not an e-mail address.");
    }
    let known = role_of(role);
    if known.is_none() {
        wrong(2, &unknown_role(role));
    }
    let first = day(from);
    match (&first, from) {
        (_, "") => wrong(4, "The first day is missing."),
        (Err(sentence), _) => wrong(4, sentence),
        (Ok(_), _) => {}
    }
    let last = day(until);
    if let Err(sentence) = &last {
        wrong(5, sentence);
    }
    let (from, until) = (first.ok()?, last.ok()?);
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        wrong(5, "The last day is before the first day.");
    }
    let line = PersonLine {
        line,
        name: name.to_owned(),
        email: email.to_owned(),
        role: known?,
        place: place.to_owned(),
        from: from?,
        until,
    };
    sound.then_some(line)
}

/// A spreadsheet computes what begins so, and a name or a day never does.
fn is_formula(value: &str) -> bool {
    value.starts_with(['=', '+', '@', '-'])
}

fn is_address(text: &str) -> bool {
    let parts = text.split_once('@');
    let named = parts.is_some_and(|(who, host)| {
        !who.is_empty() && host.contains('.') && !host.contains('@') && !host.ends_with('.')
    });
    named && text.len() <= LONGEST_ADDRESS && text.chars().all(|letter| letter.is_ascii_graphic())
}

/// The day that a value says; `None` for an empty one.
fn day(text: &str) -> Result<Option<Date>, &'static str> {
    if text.is_empty() { Ok(None) } else { days::read(text).map(Some) }
}

/// The role with a name, or with another word that schools use for it.
fn role_of(text: &str) -> Option<Role> {
    let words = text.to_lowercase().replace(['_', '-'], " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let usual = match words.as_str() {
        "head" | "head teacher" | "principal" => "headteacher",
        "chair" | "chair of governors" | "chair of governance" => "governance chair",
        "ceo" => "chief executive",
        "dpo" => "data protection officer",
        "dsl" | "designated safeguarding lead" => "safeguarding lead",
        other => other,
    };
    access::all_roles().find(|role| access::role_words(*role) == usual)
}

fn unknown_role(role: &str) -> String {
    if role.is_empty() {
        return "The role is missing.".to_owned();
    }
    let known: Vec<_> = access::all_roles().map(access::role_words).collect();
    format!("There is no such role. The roles are: {}.", known.join(", "))
}
