//! What a page got of something, so that an empty list cannot be drawn as "none" unless it is all there is.

use maud::{Markup, html};
use tonic::{Response, Status};

use crate::failure::Failure;

/// How much of something a person is shown by the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    All,
    /// Some of it; the sentence says why not the rest.
    Part(&'static str),
    /// Nothing; the sentence says why.
    Nothing(&'static str),
}

/// What a page got of something.
#[derive(Clone, Debug)]
pub(crate) enum Shown<T> {
    /// All there is.
    All(T),
    /// What this person is shown of it, and why not the rest.
    Part(T, &'static str),
    /// Nothing of it is for this person, and why.
    Withheld(&'static str),
    /// The service that knows cannot be reached.
    Away,
}

/// Said where a service refuses what the rules were thought to allow.
const REFUSED: &str = "Your role does not include this.";

impl<T> Shown<T> {
    /// Reads a service's answer about something of which a person is shown so much.
    pub(crate) fn of(answer: Result<Response<T>, Status>, extent: Extent) -> Result<Self, Failure> {
        let answer = match answer {
            Ok(answer) => answer.into_inner(),
            Err(status) => return Self::without(Failure::from(status), extent),
        };
        Ok(match extent {
            Extent::All => Self::All(answer),
            Extent::Part(why) => Self::Part(answer, why),
            Extent::Nothing(why) => Self::Withheld(why),
        })
    }

    fn without(failure: Failure, extent: Extent) -> Result<Self, Failure> {
        match (failure, extent) {
            (Failure::Away, _) => Ok(Self::Away),
            (Failure::Forbidden(_), Extent::Nothing(why)) => Ok(Self::Withheld(why)),
            (Failure::Forbidden(_), _) => Ok(Self::Withheld(REFUSED)),
            (other, _) => Err(other),
        }
    }

    /// The same as a person is shown it who is shown so much.
    pub(crate) fn within(self, extent: Extent) -> Self {
        match (self, extent) {
            (Self::All(all), Extent::Part(why)) => Self::Part(all, why),
            (_, Extent::Nothing(why)) => Self::Withheld(why),
            (as_it_is, _) => as_it_is,
        }
    }

    /// Reads a service's answer about something of which every person who may ask is shown all.
    pub(crate) fn whole(answer: Result<Response<T>, Status>) -> Result<Self, Failure> {
        Self::of(answer, Extent::All)
    }

    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Shown<U> {
        match self {
            Self::All(all) => Shown::All(change(all)),
            Self::Part(part, why) => Shown::Part(change(part), why),
            Self::Withheld(why) => Shown::Withheld(why),
            Self::Away => Shown::Away,
        }
    }

    /// What there is to be drawn.
    pub(crate) fn known(&self) -> Option<&T> {
        match self {
            Self::All(known) | Self::Part(known, _) => Some(known),
            Self::Withheld(_) | Self::Away => None,
        }
    }

    /// Why not all of it is there, where a part is.
    pub(crate) fn why_not_all(&self) -> Option<&'static str> {
        match self {
            Self::Part(_, why) => Some(why),
            Self::All(_) | Self::Withheld(_) | Self::Away => None,
        }
    }

    /// Draws what there is, or says why there is nothing: `none` only where all was seen and there is none.
    pub(crate) fn draw(&self, words: Words<'_>, draw: impl FnOnce(&T) -> Option<Markup>) -> Markup {
        html! {
            @match self {
                Self::All(all) => @match draw(all) {
                    Some(drawn) => (drawn),
                    None => p.govuk-body { (words.none.0) },
                },
                Self::Part(part, why) => {
                    @if let Some(drawn) = draw(part) { (drawn) }
                    p.pl-note { (why) }
                }
                Self::Withheld(why) => p.govuk-body { (why) },
                Self::Away => p.govuk-body { (words.what) " cannot be shown at the moment. Try again in a minute." },
            }
        }
    }
}

/// Says that there is none of something. Only [`Shown::draw`] can draw it, so no page says it of what it has not seen. A house
/// test keeps such sentences out of the other texts of pages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Absence(&'static str);

impl Absence {
    pub(crate) const fn of(sentence: &'static str) -> Self {
        Self(sentence)
    }
}

/// How a part of a page speaks of what it shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words<'a> {
    /// For example `Peer reviews`.
    pub what: &'a str,
    /// Said where there is none at all.
    pub none: Absence,
}

#[cfg(test)]
mod tests;
