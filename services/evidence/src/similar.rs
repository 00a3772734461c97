//! Which schools are like a school: the rule, and how near is near.

use std::collections::BTreeSet;

use contract::evidence::v1::{
    FigureValue, NoSimilar, RegisteredSchool, SimilarChoice, SimilarPlace, SimilarSchools,
};

/// How near schools have to be: percentage points of free school meals, and per cent of the school's own pupils, on either side.
/// 0 is told of what is not asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SimilarWidths {
    points: u32,
    per_cent: u32,
}

/// The usual widths. Each next one is taken where fewer schools fit than are enough.
const STEPS: [SimilarWidths; 4] = [
    SimilarWidths { points: 3, per_cent: 20 },
    SimilarWidths { points: 5, per_cent: 30 },
    SimilarWidths { points: 8, per_cent: 50 },
    SimilarWidths { points: 12, per_cent: 75 },
];
/// With so many schools that fit, the widths are not widened.
pub(crate) const ENOUGH: u32 = 20;
/// Of fewer schools nothing is said: one of them would move it far.
pub(crate) const LEAST: u32 = 10;
/// The nearest of those that fit, so that a reader can look through them.
const MOST: usize = 50;

/// What a sum of tenths may be off by. No two shares lie so near to each other.
const ROUNDING: f64 = 1e-6;

/// A school, and which schools it is to be compared with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SimilarRule<'a> {
    pub own: &'a RegisteredSchool,
    pub choice: &'a SimilarChoice,
    /// Every URN of the trust's schools. They have a column of their own, and what is hidden of them would be told by a set.
    pub ours: &'a BTreeSet<String>,
}

/// Numbers from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct NumberRange {
    pub from: f64,
    pub to: f64,
}

/// Outside of these bounds no school fits. `None` is no bound; a school of which nothing is said lies within every bound.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SimilarBounds {
    pub phase: Option<String>,
    pub region: Option<String>,
    pub authority: Option<String>,
    pub free_meals: Option<NumberRange>,
    pub pupils: Option<NumberRange>,
}

/// Whether a school fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SimilarFit {
    Fits,
    /// What the register says of it fits, and it does not say all.
    Unsaid,
    Differs,
}

impl SimilarRule<'_> {
    /// What is asked for and the register does not say of the school itself. Nothing is asked of it where only named schools are
    /// taken.
    pub(crate) fn lacks(&self) -> Option<NoSimilar> {
        let SimilarChoice { any_phase, any_character, any_free_meals, any_pupils, .. } =
            *self.choice;
        let own = self.own;
        let phase = !own.phase.is_empty() && own.phase != "Not applicable";
        let place = self.place().is_none_or(|of| !of(own).is_empty());
        let said = [
            (any_phase || phase, NoSimilar::WithoutPhase),
            (any_character || own.has_religious_character().is_some(), NoSimilar::WithoutCharacter),
            (any_free_meals || number(&own.free_meals).is_some(), NoSimilar::WithoutFreeMeals),
            (any_pupils || number(&own.pupils).is_some(), NoSimilar::WithoutPupils),
            (place, NoSimilar::WithoutPlace),
        ];
        let mut asked = said.into_iter().filter(|_| self.is_by_likeness());
        asked.find(|(is_said, _)| !is_said).map(|(_, why)| why)
    }

    /// The widths to be tried, each wider than the one before. A width that the reader gave stays.
    pub(crate) fn steps(&self) -> Vec<SimilarWidths> {
        let choice = self.choice;
        let width = |any: bool, given: u32, usual: u32| match (any, given) {
            (true, _) => 0,
            (false, 0) => usual,
            (false, given) => given,
        };
        let step = |usual: &SimilarWidths| SimilarWidths {
            points: width(choice.any_free_meals, choice.free_meals_points, usual.points),
            per_cent: width(choice.any_pupils, choice.pupils_per_cent, usual.per_cent),
        };
        let mut steps: Vec<SimilarWidths> = STEPS.iter().map(step).collect();
        steps.dedup();
        steps
    }

    /// Schools that are wanted whatever the register says of them.
    pub(crate) fn named(&self) -> Vec<String> {
        self.choice.added_urns.iter().chain(&self.choice.left_out_urns).cloned().collect()
    }

    /// What a store has to look through. `None` where no school is found by what it is like. Without a share or a number to be near
    /// to, no school is nearer than another.
    pub(crate) fn bounds(&self, widths: SimilarWidths) -> Option<SimilarBounds> {
        let own = self.own;
        let range = |own: Option<f64>, width: f64| {
            let (from, to) = (own? - width - ROUNDING, own? + width + ROUNDING);
            Some(NumberRange { from, to })
        };
        let place = self.choice.place();
        self.is_by_likeness().then(|| SimilarBounds {
            phase: (!self.choice.any_phase).then(|| own.phase.clone()),
            region: (place == SimilarPlace::Region).then(|| own.region.clone()),
            authority: (place == SimilarPlace::Authority).then(|| own.authority.clone()),
            free_meals: range(self.free_meals(), f64::from(widths.points)),
            pupils: range(self.pupils(), self.pupils_width(widths)),
        })
    }

    /// The set out of schools that lie within the bounds of the widths, or are named.
    pub(crate) fn at(
        &self,
        candidates: &[RegisteredSchool],
        widths: SimilarWidths,
    ) -> SimilarSchools {
        let SimilarChoice { added_urns, left_out_urns, .. } = self.choice;
        let (mut added, mut left_out) = (Vec::new(), Vec::new());
        let (mut fitting, mut unsaid) = (Vec::new(), 0);
        for school in candidates.iter().filter(|school| !self.ours.contains(&school.urn)) {
            if left_out_urns.contains(&school.urn) {
                left_out.push(school.clone());
            } else if added_urns.contains(&school.urn) {
                added.push(school.clone());
            } else {
                match self.fit(school, widths) {
                    SimilarFit::Fits => fitting.push(school),
                    SimilarFit::Unsaid => unsaid += 1,
                    SimilarFit::Differs => {}
                }
            }
        }
        let far = |school: &RegisteredSchool| self.distance(school, widths);
        fitting.sort_by(|one, other| {
            far(one).total_cmp(&far(other)).then_with(|| one.urn.cmp(&other.urn))
        });
        let all = fitting.len();
        let mut schools = added;
        schools.extend(fitting.into_iter().take(MOST).cloned());
        let too_few = count(schools.len()) < LEAST;
        let none = if too_few { NoSimilar::TooFew } else { NoSimilar::Unspecified };
        SimilarSchools {
            schools,
            free_meals_points: widths.points,
            pupils_per_cent: widths.per_cent,
            widened: self.steps().first() != Some(&widths),
            fitting: count(all),
            unsaid,
            left_out,
            unknown_urns: self.unknown(candidates),
            own_urns: added_urns.iter().filter(|urn| self.ours.contains(*urn)).cloned().collect(),
            ..self.without(none)
        }
    }

    /// What is told where there is no set.
    pub(crate) fn without(&self, none: NoSimilar) -> SimilarSchools {
        SimilarSchools { own: Some(self.own.clone()), ..without(none) }
    }

    /// Named ones that are not in the register.
    fn unknown(&self, candidates: &[RegisteredSchool]) -> Vec<String> {
        let found: BTreeSet<&str> = candidates.iter().map(|school| school.urn.as_str()).collect();
        let mut named = self.named();
        named.retain(|urn| !found.contains(urn.as_str()) && !self.ours.contains(urn));
        named
    }

    fn is_by_likeness(&self) -> bool {
        !(self.choice.any_free_meals && self.choice.any_pupils)
    }

    fn fit(&self, school: &RegisteredSchool, widths: SimilarWidths) -> SimilarFit {
        if !self.is_by_likeness() {
            return SimilarFit::Differs;
        }
        let own = self.own;
        let alike = |of: fn(&RegisteredSchool) -> &str| {
            Some(of(school)).filter(|said| !said.is_empty()).map(|said| said == of(own))
        };
        let near = |own: Option<f64>, said: &Option<FigureValue>, width: f64| match own {
            Some(own) => number(said).map(|said| (said - own).abs() <= width + ROUNDING),
            None => Some(true),
        };
        let phase = if self.choice.any_phase { Some(true) } else { alike(phase_of) };
        let character = match self.choice.any_character {
            true => Some(true),
            false => {
                let own = own.has_religious_character();
                school.has_religious_character().map(|has| Some(has) == own)
            }
        };
        let place = self.place().map_or(Some(true), alike);
        let free_meals = near(self.free_meals(), &school.free_meals, f64::from(widths.points));
        let pupils = near(self.pupils(), &school.pupils, self.pupils_width(widths));
        let checks = [phase, character, place, free_meals, pupils];
        if checks.contains(&Some(false)) {
            SimilarFit::Differs
        } else if checks.contains(&None) {
            SimilarFit::Unsaid
        } else {
            SimilarFit::Fits
        }
    }

    /// How far a school lies from this one. A width of free school meals is as far as a width of pupils.
    fn distance(&self, school: &RegisteredSchool, widths: SimilarWidths) -> f64 {
        let part = |own: Option<f64>, said: &Option<FigureValue>, width: f64| {
            let apart = own.zip(number(said)).map(|(own, said)| (said - own).abs());
            apart.filter(|_| width > 0.0).map_or(0.0, |apart| apart / width)
        };
        part(self.free_meals(), &school.free_meals, f64::from(widths.points))
            + part(self.pupils(), &school.pupils, self.pupils_width(widths))
    }

    /// The own share, where it is asked for.
    fn free_meals(&self) -> Option<f64> {
        number(&self.own.free_meals).filter(|_| !self.choice.any_free_meals)
    }

    /// The own number of pupils, where it is asked for.
    fn pupils(&self) -> Option<f64> {
        number(&self.own.pupils).filter(|_| !self.choice.any_pupils)
    }

    fn pupils_width(&self, widths: SimilarWidths) -> f64 {
        self.pupils().unwrap_or_default() * f64::from(widths.per_cent) / 100.0
    }

    /// What says where a school lies; `None` where it may lie anywhere.
    fn place(&self) -> Option<fn(&RegisteredSchool) -> &str> {
        match self.choice.place() {
            SimilarPlace::Unspecified => None,
            SimilarPlace::Region => Some(region_of),
            SimilarPlace::Authority => Some(authority_of),
        }
    }
}

/// What is told where there is no set, and the register does not have the school.
pub(crate) fn without(none: NoSimilar) -> SimilarSchools {
    SimilarSchools { none: none.into(), least: LEAST, enough: ENOUGH, ..SimilarSchools::default() }
}

fn phase_of(school: &RegisteredSchool) -> &str {
    &school.phase
}

fn region_of(school: &RegisteredSchool) -> &str {
    &school.region
}

fn authority_of(school: &RegisteredSchool) -> &str {
    &school.authority
}

fn number(value: &Option<FigureValue>) -> Option<f64> {
    value.as_ref()?.number
}

fn count(schools: usize) -> u32 {
    u32::try_from(schools).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
