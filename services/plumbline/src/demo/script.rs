//! The story that the demo plays: the trust, its schools and its people, read from `services/plumbline/demo/`.

mod earlier;
mod inspections;
mod people;
mod school;
mod steps;
#[cfg(test)]
mod tests;
mod trust;

use serde::Deserialize;

pub use earlier::EarlierScript;
pub use inspections::{AccreditationScript, InspectionScript};
pub use people::{
    FindingKey, FindingScript, FollowUpScript, PersonScript, ReviewScript, RoleScript,
};
pub use school::{
    Asked, CellScript, ChallengeScript, CorrectionScript, QuestionScript, ReportScript,
    SchoolScript,
};
pub use steps::{StepScript, filled};
pub use trust::{AudienceKey, HubScript, Joined, TermDays, TrustScript, YearScript};

/// The academic year the story is told in.
pub const YEAR: &str = "2025-26";

/// One of the story's three terms.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum TermKey {
    /// September to December 2025.
    Autumn,
    /// January to March 2026.
    Spring,
    /// April to July 2026.
    Summer,
}

impl TermKey {
    /// The terms in the order of the year.
    pub const ALL: [Self; 3] = [Self::Autumn, Self::Spring, Self::Summer];

    /// The short word that step names carry.
    pub fn word(self) -> &'static str {
        match self {
            Self::Autumn => "autumn",
            Self::Spring => "spring",
            Self::Summer => "summer",
        }
    }

    /// As the contract writes it, for example `2025-26-autumn`.
    pub fn term(self) -> String {
        format!("{YEAR}-{}", self.word())
    }

    /// As people say it, for example `autumn 2025`.
    pub fn said(self) -> &'static str {
        match self {
            Self::Autumn => "autumn 2025",
            Self::Spring => "spring 2026",
            Self::Summer => "summer 2026",
        }
    }
}

/// A value for each term.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerTerm<T> {
    autumn: T,
    spring: T,
    summer: T,
}

impl<T> PerTerm<T> {
    /// The value of a term.
    pub fn of(&self, term: TermKey) -> &T {
        match term {
            TermKey::Autumn => &self.autumn,
            TermKey::Spring => &self.spring,
            TermKey::Summer => &self.summer,
        }
    }
}

/// The whole story.
#[derive(Clone, Debug)]
pub struct Script {
    /// The trust with its calendar.
    pub trust: TrustScript,
    /// Its eight schools.
    pub schools: Vec<SchoolScript>,
    /// Everyone with a name.
    pub people: Vec<PersonScript>,
    /// One peer review a term.
    pub reviews: Vec<ReviewScript>,
    /// What inspectorates published about its schools.
    pub inspections: Vec<InspectionScript>,
    /// What schemes awarded them.
    pub accreditations: Vec<AccreditationScript>,
    /// What was decided of schools before Plumbline.
    pub earlier: Vec<EarlierScript>,
    /// The term left open.
    pub open_term: Vec<StepScript>,
}

#[derive(Deserialize)]
struct Steps {
    steps: Vec<StepScript>,
}

#[derive(Deserialize)]
struct People {
    people: Vec<PersonScript>,
}

#[derive(Deserialize)]
struct Reviews {
    reviews: Vec<ReviewScript>,
}

#[derive(Deserialize)]
struct EarlierTables {
    tables: Vec<EarlierScript>,
}

#[derive(Deserialize)]
struct Inspections {
    inspections: Vec<InspectionScript>,
    accreditations: Vec<AccreditationScript>,
}

const SCHOOLS: [&str; 8] = [
    include_str!("../../demo/schools/sallowfield.toml"),
    include_str!("../../demo/schools/thornmere.toml"),
    include_str!("../../demo/schools/st-botolphs.toml"),
    include_str!("../../demo/schools/little-ousel.toml"),
    include_str!("../../demo/schools/quaymarsh.toml"),
    include_str!("../../demo/schools/lapwing-green.toml"),
    include_str!("../../demo/schools/marram.toml"),
    include_str!("../../demo/schools/starling-heath.toml"),
];

impl Script {
    /// The story as shipped.
    pub fn shipped() -> Self {
        let people: People = part(include_str!("../../demo/people.toml"));
        let reviews: Reviews = part(include_str!("../../demo/reviews.toml"));
        let inspections: Inspections = part(include_str!("../../demo/inspections.toml"));
        let earlier: EarlierTables = part(include_str!("../../demo/earlier.toml"));
        let open_term: Steps = part(include_str!("../../demo/open_term.toml"));
        Self {
            trust: part(include_str!("../../demo/trust.toml")),
            schools: SCHOOLS.into_iter().map(part).collect(),
            people: people.people,
            reviews: reviews.reviews,
            inspections: inspections.inspections,
            accreditations: inspections.accreditations,
            earlier: earlier.tables,
            open_term: open_term.steps,
        }
    }

    /// The school of a slug.
    pub fn school(&self, slug: &str) -> Option<&SchoolScript> {
        self.schools.iter().find(|school| school.slug == slug)
    }

    /// The review held in a term.
    pub fn review(&self, term: TermKey) -> Option<&ReviewScript> {
        self.reviews.iter().find(|review| review.term == term)
    }
}

fn part<T: serde::de::DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).expect("a test reads the shipped story")
}
