//! What the fields of a request must hold, as the options of `proto/` say it.

use tonic::Status;
use uuid::Uuid;

use crate::log::v1::WordsClass;
use crate::{AcademicYear, Period, Term, field, invalid};

/// A request, or a message within one, whose fields have rules.
pub trait Rules {
    /// Checks every field, and writes ids, dates and texts in their usual form. Names the first field that is wrong.
    fn check(&mut self) -> Result<(), Fault>;

    /// Adds the ids of all schools that the message names.
    fn schools<'a>(&'a self, into: &mut Vec<&'a str>);

    /// Visits every text that is words of a person, with the readers it is for.
    fn typed(&mut self, visit: &mut dyn FnMut(&mut String, WordsClass));

    /// Clears every field that is kept apart from the log, for the fingerprint of a command.
    fn take_apart(&mut self);
}

/// A field that does not hold what it must.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {sentence}")]
pub struct Fault {
    field: String,
    sentence: String,
}

impl Fault {
    fn new(field: &str, sentence: impl Into<String>) -> Self {
        Self { field: field.to_owned(), sentence: sentence.into() }
    }

    fn within(self, outer: &str) -> Self {
        Self { field: format!("{outer}.{}", self.field), ..self }
    }
}

impl From<Fault> for Status {
    fn from(fault: Fault) -> Self {
        invalid(&fault.field, &fault.sentence)
    }
}

type Checked = Result<(), Fault>;

const EMPTY: &str = "must not be empty";

fn uuid(name: &str, text: &mut String) -> Checked {
    let id = Uuid::try_parse(text).map_err(|_| Fault::new(name, field::NOT_A_UUID))?;
    *text = id.to_string();
    Ok(())
}

fn date(name: &str, text: &mut str) -> Checked {
    field::day(text).map(drop).ok_or_else(|| Fault::new(name, field::NOT_A_DATE))
}

fn term(name: &str, text: &mut str) -> Checked {
    text.parse::<Term>().map(drop).map_err(|_| Fault::new(name, field::NOT_A_TERM))
}

fn year(name: &str, text: &mut str) -> Checked {
    let sentence = "must be an academic year such as 2025-26";
    text.parse::<AcademicYear>().map(drop).map_err(|_| Fault::new(name, sentence))
}

fn period(name: &str, text: &mut str) -> Checked {
    text.parse::<Period>().map(drop).map_err(|wrong| Fault::new(name, wrong.to_string()))
}

fn slug(name: &str, text: &mut str) -> Checked {
    if field::is_slug(text) { Ok(()) } else { Err(Fault::new(name, field::NOT_A_SLUG)) }
}

/// Cuts off white space and counts characters. Text of which nothing can be seen counts as empty.
fn text(name: &str, text: &mut String, most: usize, optional: bool) -> Checked {
    let trimmed = text.trim();
    if trimmed.len() != text.len() {
        *text = trimmed.to_owned();
    }
    if field::is_blank(text) {
        text.clear();
        return if optional { Ok(()) } else { Err(Fault::new(name, EMPTY)) };
    }
    if text.chars().count() > most {
        return Err(Fault::new(name, format!("must not be longer than {most} characters")));
    }
    if text.contains('\0') {
        return Err(Fault::new(name, "must not contain a NUL character"));
    }
    Ok(())
}

/// A text that stands inside other sentences, on pages and in titles. A sign that turns the direction of writing would turn
/// the sentence behind it.
fn name(field: &str, value: &mut String, most: usize, optional: bool) -> Checked {
    text(field, value, most, optional)?;
    if field::turns_writing(value) {
        return Err(Fault::new(
            field,
            "must not contain a sign that turns the direction of writing",
        ));
    }
    Ok(())
}

/// A number of an enumeration that this build knows, and that says something.
fn known(name: &str, is_known: bool, number: i32) -> Checked {
    match number {
        0 => Err(Fault::new(name, "must be given")),
        _ if is_known => Ok(()),
        _ => Err(Fault::new(name, "must be one of the values of the contract")),
    }
}

fn bytes(name: &str, value: &[u8], exactly: usize) -> Checked {
    if value.len() == exactly {
        return Ok(());
    }
    Err(Fault::new(name, format!("must be {exactly} bytes")))
}

fn at_most(name: &str, value: u32, most: u32) -> Checked {
    if value <= most {
        return Ok(());
    }
    Err(Fault::new(name, format!("must not be more than {most}")))
}

/// How many values a list may hold.
#[derive(Clone, Copy)]
struct Size {
    /// 0: as many as fit a message.
    most: usize,
    optional: bool,
}

fn list<T>(
    name: &str,
    values: &mut [T],
    size: Size,
    check: impl FnMut(&mut T) -> Checked,
) -> Checked {
    if values.is_empty() && !size.optional {
        return Err(Fault::new(name, EMPTY));
    }
    if size.most > 0 && values.len() > size.most {
        return Err(Fault::new(name, format!("must not be more than {}", size.most)));
    }
    values.iter_mut().try_for_each(check)
}

/// Leaves a value out that comes again. The first of each stays where it stands.
fn once<T: Clone + std::hash::Hash + Eq>(values: &mut Vec<T>) {
    let mut seen = std::collections::HashSet::new();
    values.retain(|value| seen.insert(value.clone()));
}

fn message<M: Rules>(name: &str, given: &mut Option<M>, optional: bool) -> Checked {
    match given {
        Some(message) => within(name, message),
        None if optional => Ok(()),
        None => Err(Fault::new(name, "must be given")),
    }
}

fn within<M: Rules>(name: &str, message: &mut M) -> Checked {
    message.check().map_err(|fault| fault.within(name))
}

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

#[cfg(test)]
mod tests;
