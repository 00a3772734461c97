//! What the academic years of a share of few say together, as a reader may be told it.

mod hidden;

use std::collections::{BTreeMap, BTreeSet};

use contract::evidence::v1::{
    FigureAbsence, FigureLevel, FigureStatus, FigureVersion, Measure, MeasureDefinition,
    RecordedFigure, ThreeYearTotal, YearLeftOut,
};
use contract::{AcademicYear, COUNTED_COHORT, SMALL_COHORT};
use measure_registry::Topics;

use hidden::{HiddenYear, tells_no_year};

/// So many years are told together.
const YEARS: usize = 3;

/// What totals are made of, before anything is kept back from the reader.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TotalsSource<'a> {
    /// Figures that stand, every period of each measure among them.
    pub figures: &'a [RecordedFigure],
    pub measures: &'a [Measure],
    pub topics: &'a Topics,
    /// Ids of the figures that are not shown to all.
    pub small: &'a BTreeSet<String>,
}

/// What of a school's figures the reader is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FiguresShown {
    pub published: bool,
    pub of_few: bool,
}

/// One measure of a school, for a part of its pupils.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct TotalKey<'a> {
    school_id: &'a str,
    measure_id: &'a str,
    breakdown_id: &'a str,
}

/// A published academic year of a series.
#[derive(Clone, Copy, Debug)]
struct PublishedYear<'a> {
    figure: &'a RecordedFigure,
    /// In which calendar year it begins.
    starts: i16,
    /// The reader is not shown it.
    hidden: bool,
    says: Says<'a>,
}

/// What the newest published version of a year says.
#[derive(Clone, Copy, Debug)]
enum Says<'a> {
    Counted(CountedYear),
    NoNumber(&'a FigureAbsence),
    /// A number that is no count of pupils.
    Uncounted,
}

#[derive(Clone, Copy, Debug)]
struct CountedYear {
    reached: u32,
    pupils: u32,
    about: bool,
    /// A version before said something else, or was withdrawn.
    revised: bool,
}

impl PublishedYear<'_> {
    fn counted(&self) -> Option<CountedYear> {
        match self.says {
            Says::Counted(counted) => Some(counted),
            Says::NoNumber(_) | Says::Uncounted => None,
        }
    }

    /// Its exact count, if the reader may be told of it by difference.
    fn exact(&self) -> Option<CountedYear> {
        self.counted().filter(|year| !(year.about || self.hidden && year.revised))
    }

    /// The first of the three years that it is told with where one of them is hidden. Such threes never overlap. From two totals that
    /// share years a reader could work out a year that they do not share.
    fn first_of_three(&self) -> i16 {
        self.starts - self.starts.rem_euclid(3)
    }
}

/// The totals of one reader, by the id of the figure that each stands beside or in the place of.
pub(crate) fn totals(
    source: &TotalsSource<'_>,
    shown: impl Fn(&str) -> FiguresShown,
) -> BTreeMap<String, ThreeYearTotal> {
    let series = Series::of(source, shown);
    let mut found = BTreeMap::new();
    for (key, years) in &series.0 {
        if let Some(newest) = years.last() {
            let total = rolling(years);
            found.extend(total.map(|total| (newest.figure.figure_id.clone(), total)));
        }
        // The newest total up to the hidden year, since that of its own three years may not be told yet.
        let mut stands_in: Option<ThreeYearTotal> = None;
        for three in years.chunk_by(|one, next| one.first_of_three() == next.first_of_three()) {
            stands_in = series.beside_hidden(source.topics, *key, three).or(stands_in);
            for year in three.iter().filter(|year| year.hidden) {
                let total = stands_in.clone();
                found.extend(total.map(|total| (year.figure.figure_id.clone(), total)));
            }
        }
    }
    found
}

/// The years of each series, the earliest first.
#[derive(Debug)]
struct Series<'a>(BTreeMap<TotalKey<'a>, Vec<PublishedYear<'a>>>);

impl<'a> Series<'a> {
    fn of(source: &TotalsSource<'a>, shown: impl Fn(&str) -> FiguresShown) -> Self {
        let mut series: BTreeMap<TotalKey<'a>, Vec<PublishedYear<'a>>> = BTreeMap::new();
        for figure in source.figures.iter().filter(|one| one.level() == FigureLevel::School) {
            let shown = shown(&figure.school_id);
            let year = figure.period.parse::<AcademicYear>().ok();
            let says = says(figure, source.measures);
            let Some((year, says)) = year.zip(says).filter(|_| shown.published) else { continue };
            let key = TotalKey {
                school_id: &figure.school_id,
                measure_id: &figure.measure_id,
                breakdown_id: &figure.breakdown_id,
            };
            series.entry(key).or_default().push(PublishedYear {
                figure,
                starts: year.first_day().year(),
                hidden: source.small.contains(&figure.figure_id) && !shown.of_few,
                says,
            });
        }
        for years in series.values_mut() {
            years.sort_by_key(|year| year.starts);
        }
        Self(series)
    }

    fn year(&self, key: TotalKey<'_>, starts: i16) -> Option<PublishedYear<'a>> {
        self.0.get(&key)?.iter().find(|year| year.starts == starts).copied()
    }

    /// The total of three years of which some are hidden. There is none while one of the three is not recorded, and where a hidden
    /// year could be worked out.
    fn beside_hidden(
        &self,
        topics: &Topics,
        key: TotalKey<'_>,
        three: &[PublishedYear<'_>],
    ) -> Option<ThreeYearTotal> {
        let sure = |year: &PublishedYear<'_>| match year.says {
            Says::Counted(_) => year.exact().is_some(),
            Says::NoNumber(_) => !year.hidden,
            Says::Uncounted => false,
        };
        if three.len() != YEARS || !three.iter().all(sure) {
            return None;
        }
        let hidden = || three.iter().filter(|year| year.hidden);
        let may_be: Option<Vec<HiddenYear>> = if key.breakdown_id.is_empty() {
            let alone = |year: CountedYear| HiddenYear {
                pupils: year.pupils,
                reached: year.reached,
                fewest: 0,
                most: year.pupils,
            };
            hidden().map(|year| year.exact().map(alone)).collect()
        } else {
            let other = other_part(topics, key)?;
            let other = TotalKey { breakdown_id: &other, ..key };
            let parts: Option<Vec<_>> =
                hidden().map(|year| self.in_its_whole(year, other)).collect();
            let parts = parts?;
            // The other part's total follows from this one and the whole.
            let others: u32 = parts.iter().map(|part| part.others).sum();
            (others > SMALL_COHORT).then(|| parts.iter().map(|part| part.year).collect())
        };
        may_be.filter(|hidden| tells_no_year(hidden)).and_then(|_| together(three))
    }

    /// A hidden year of a part between the bounds that its whole gives. There is none where the whole is not shown, or is more than
    /// the two parts.
    fn in_its_whole(&self, year: &PublishedYear<'_>, other: TotalKey<'_>) -> Option<PartOfWhole> {
        let own = year.exact()?;
        let of_other = self.year(other, year.starts)?.exact()?;
        let whole = self.year(TotalKey { breakdown_id: "", ..other }, year.starts)?;
        let whole = whole.exact().filter(|_| !whole.hidden)?;
        let adds_up = own.pupils + of_other.pupils == whole.pupils
            && own.reached + of_other.reached == whole.reached;
        adds_up.then(|| PartOfWhole {
            year: HiddenYear {
                pupils: own.pupils,
                reached: own.reached,
                fewest: whole.reached.saturating_sub(of_other.pupils),
                most: whole.reached.min(own.pupils),
            },
            others: of_other.pupils,
        })
    }
}

/// A hidden year of one of two parts.
#[derive(Clone, Copy, Debug)]
struct PartOfWhole {
    year: HiddenYear,
    /// Pupils of the other part.
    others: u32,
}

/// The other part of a topic of two; nothing for topics of more, whose parts tell more of each other.
fn other_part(topics: &Topics, key: TotalKey<'_>) -> Option<String> {
    let beside = topics.beside(key.measure_id, key.breakdown_id);
    let mut others = beside.into_iter().filter(|part| !part.is_empty() && part != key.breakdown_id);
    let only = others.next()?;
    others.next().is_none().then_some(only)
}

/// The last three published years; nothing where one of them is hidden, or a count is said of none.
fn rolling(years: &[PublishedYear<'_>]) -> Option<ThreeYearTotal> {
    let last = &years[years.len().saturating_sub(YEARS)..];
    let few =
        |year: &PublishedYear<'_>| year.counted().is_some_and(|one| one.pupils <= COUNTED_COHORT);
    (last.iter().any(few) && last.iter().all(|year| !year.hidden)).then(|| together(last))?
}

/// Years as one count; nothing where fewer than two have a number, or a number is no count.
fn together(years: &[PublishedYear<'_>]) -> Option<ThreeYearTotal> {
    let mut total = ThreeYearTotal::default();
    for year in years {
        let period = year.figure.period.clone();
        match year.says {
            Says::Counted(counted) => {
                total.reached += counted.reached;
                total.cohort += counted.pupils;
                total.about |= counted.about;
                total.years.push(period);
            }
            Says::NoNumber(absence) => {
                let left_out = YearLeftOut { year: period, absence: Some(absence.clone()) };
                total.left_out.push(left_out);
            }
            Says::Uncounted => return None,
        }
    }
    (total.years.len() > 1).then_some(total)
}

/// What the newest published version says; nothing where none is published.
fn says<'a>(figure: &'a RecordedFigure, measures: &[Measure]) -> Option<Says<'a>> {
    let published = || {
        let versions = figure.versions.iter().filter_map(|kept| kept.states.as_ref());
        versions.filter(|states| states.status() != FigureStatus::Internal)
    };
    let newest = published().next()?;
    let value = newest.value.as_ref();
    if let Some(absence) = value.and_then(|value| value.absence.as_ref()) {
        return Some(Says::NoNumber(absence));
    }
    let number = value.and_then(|value| value.number);
    let definition = MeasureDefinition::among(measures, &figure.measure_id, newest.measure_version);
    let counted = number.zip(newest.cohort.filter(|cohort| *cohort > 0)).zip(definition).and_then(
        |((number, pupils), definition)| {
            let counted = definition.counted_share(number, pupils)?;
            let (reached, about) = (counted.count, counted.about);
            let differs = |before: &FigureVersion| {
                before.value != newest.value || before.cohort != newest.cohort
            };
            // Versions are counted from 1, those that were withdrawn too.
            let mut versions = figure.versions.iter().filter_map(|kept| kept.states.as_ref());
            let first = versions.next_back().map_or(0, |states| states.version);
            let revised = first != 1 || published().any(differs);
            Some(CountedYear { reached, pupils, about, revised })
        },
    );
    Some(counted.map_or(Says::Uncounted, Says::Counted))
}

#[cfg(test)]
mod tests;
