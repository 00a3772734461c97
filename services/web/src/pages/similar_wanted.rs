//! Which similar schools a page compares with: what its address says, and the form that says it.

use contract::evidence::v1::{SimilarChoice, SimilarPlace};
use maud::{Markup, html};

use crate::components::{Field, Select, button_submit, input, select};
use crate::form::{Fields, address};

const PHASE: &str = "similar-phase";
const CHARACTER: &str = "similar-character";
const FREE_MEALS: &str = "similar-free-meals";
const PUPILS: &str = "similar-pupils";
const PLACE: &str = "similar-place";
const ADD: &str = "similar-add";
const LEAVE: &str = "similar-leave";
const NAMES: [&str; 7] = [PHASE, CHARACTER, FREE_MEALS, PUPILS, PLACE, ADD, LEAVE];

/// In the address of what is not compared.
const ANY: &str = "any";
const REGION: &str = "region";
const AUTHORITY: &str = "authority";

/// Widths that the form offers: percentage points, and per cent of the school's own pupils.
const POINTS: [u32; 5] = [2, 3, 5, 8, 12];
const PER_CENT: [u32; 5] = [10, 20, 30, 50, 75];
/// Widths that an address may say, and schools that it may name.
const MOST_POINTS: u32 = 100;
const MOST_PER_CENT: u32 = 500;
const MOST_ADDED: usize = 50;
const MOST_LEFT_OUT: usize = 200;

/// What an address says; an empty value asks for the usual.
#[derive(Clone, Debug, Default)]
pub(crate) struct SimilarWanted {
    /// In the order of the names.
    values: [String; 7],
}

impl SimilarWanted {
    pub(crate) fn read(fields: &Fields) -> Self {
        Self { values: NAMES.map(|name| fields.get(name).to_owned()) }
    }

    /// What is asked of the service; the usual where an address says what cannot be read.
    pub(crate) fn choice(&self) -> SimilarChoice {
        let is_any = |name: &str| self.get(name) == ANY;
        let place = match self.get(PLACE) {
            REGION => SimilarPlace::Region,
            AUTHORITY => SimilarPlace::Authority,
            _ => SimilarPlace::Unspecified,
        };
        let named = |name: &str, most: usize| -> Vec<String> {
            let urns = urns(self.get(name)).filter(|urn| is_urn(urn));
            urns.take(most).map(str::to_owned).collect()
        };
        SimilarChoice {
            any_phase: is_any(PHASE),
            any_character: is_any(CHARACTER),
            any_free_meals: is_any(FREE_MEALS),
            any_pupils: is_any(PUPILS),
            place: place.into(),
            free_meals_points: self.own_width(FREE_MEALS, MOST_POINTS),
            pupils_per_cent: self.own_width(PUPILS, MOST_PER_CENT),
            added_urns: named(ADD, MOST_ADDED),
            left_out_urns: named(LEAVE, MOST_LEFT_OUT),
        }
    }

    /// The width that the address says; 0 where it says none that can be asked for.
    fn own_width(&self, name: &str, most: u32) -> u32 {
        let width = self.get(name).parse::<u32>().ok();
        width.filter(|width| *width <= most).unwrap_or_default()
    }

    /// Whether the address asks for other schools than the usual ones.
    pub(crate) fn is_own(&self) -> bool {
        self.values.iter().any(|value| !value.is_empty())
    }

    /// What cannot be read, each with its field.
    pub(crate) fn problems(&self) -> Vec<(String, Option<String>)> {
        let named =
            [("Schools to add", ADD, MOST_ADDED), ("Schools to leave out", LEAVE, MOST_LEFT_OUT)];
        let mut problems = Vec::new();
        for (words, name, most) in named {
            let problem = if !urns(self.get(name)).all(is_urn) {
                "must be URNs of six digits, such as 123456, with commas between them".to_owned()
            } else if urns(self.get(name)).count() > most {
                format!("must be {most} or fewer")
            } else {
                continue;
            };
            problems.push((format!("{words} {problem}"), Some(name.to_owned())));
        }
        problems
    }

    /// The address of the page without this school in the set.
    pub(super) fn without(&self, here: &str, urn: &str) -> String {
        let is_added = urns(self.get(ADD)).any(|added| added == urn);
        match is_added {
            true => self.at(here, ADD, &self.less(ADD, urn)),
            false => {
                let left: Vec<&str> = urns(self.get(LEAVE)).chain([urn]).collect();
                self.at(here, LEAVE, &left.join(","))
            }
        }
    }

    /// The address of the page with a school that was left out.
    pub(super) fn with_again(&self, here: &str, urn: &str) -> String {
        self.at(here, LEAVE, &self.less(LEAVE, urn))
    }

    /// The form; `here` is the address of the page without what is asked.
    pub(super) fn form(&self, here: &str) -> Markup {
        let problems = self.problems();
        let field = |name, label| {
            let mut found = problems.iter().filter(|(_, of)| of.as_deref() == Some(name));
            let error = found.next().map(|(words, _)| words.as_str());
            let (hint, value) = (Some("URNs with commas between them"), self.get(name));
            input(&Field { name, label, hint, error, value, ..Field::default() }, "text")
        };
        html! {
            form.pl-filter method="get" action=(here) novalidate {
                div.pl-filter__fields {
                    (self.choose(PHASE, "Phase", &[("", "The same phase"), (ANY, "Any phase")]))
                    (self.choose(CHARACTER, "Religious character", &[
                        ("", "With one, or without, as this school"), (ANY, "Either"),
                    ]))
                    (self.width(FREE_MEALS, "Free school meals", OfferedWidths {
                        widths: &POINTS, most: MOST_POINTS, unit: "percentage points", any: "Any share",
                    }))
                    (self.width(PUPILS, "Pupils", OfferedWidths {
                        widths: &PER_CENT, most: MOST_PER_CENT, unit: "per cent", any: "Any number",
                    }))
                    (self.choose(PLACE, "Where", &[
                        ("", "Anywhere in England"), (REGION, "The same region"), (AUTHORITY, "The same local authority"),
                    ]))
                    (field(ADD, "Schools to add"))
                    (field(LEAVE, "Schools to leave out"))
                }
                (button_submit("Compare with these"))
            }
            @if self.is_own() {
                p.govuk-body { a.govuk-link href=(here) { "Compare with the usual similar schools" } }
            }
        }
    }

    fn choose(&self, name: &str, label: &str, items: &[(&str, &str)]) -> Markup {
        let items = items.iter().map(|(value, words)| ((*value).to_owned(), (*words).to_owned()));
        let field = Field { name, label, value: self.get(name), ..Field::default() };
        select(&Select { field, items: items.collect() })
    }

    fn width(&self, name: &str, label: &str, offered: OfferedWidths<'_>) -> Markup {
        let OfferedWidths { widths, most, unit, any } = offered;
        let within = |width: &u32| (width.to_string(), format!("Within {width} {unit}"));
        let mut items = vec![(String::new(), "Near, wider where too few fit".to_owned())];
        items.extend(widths.iter().map(within));
        // An address may say another one.
        let own = self.own_width(name, most);
        if own > 0 && !widths.contains(&own) {
            items.push(within(&own));
        }
        items.push((ANY.to_owned(), any.to_owned()));
        let own = if own > 0 { own.to_string() } else { self.get(name).to_owned() };
        let field = Field { name, label, value: &own, ..Field::default() };
        select(&Select { field, items })
    }

    fn get(&self, name: &str) -> &str {
        let at = NAMES.iter().position(|known| *known == name);
        at.map_or("", |at| &self.values[at])
    }

    /// The URNs that a field names, without one of them.
    fn less(&self, name: &str, urn: &str) -> String {
        urns(self.get(name)).filter(|other| *other != urn).collect::<Vec<_>>().join(",")
    }

    /// The address of the page with one value changed.
    fn at(&self, here: &str, changed: &str, value: &str) -> String {
        let of = |name: &'static str| (name, if name == changed { value } else { self.get(name) });
        address(here, &NAMES.map(of))
    }
}

/// Which widths are offered, and in which words.
struct OfferedWidths<'a> {
    widths: &'a [u32],
    /// That an address may say.
    most: u32,
    unit: &'a str,
    any: &'a str,
}

/// What stands between commas or spaces.
fn urns(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', ' ']).filter(|one| !one.is_empty())
}

fn is_urn(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
