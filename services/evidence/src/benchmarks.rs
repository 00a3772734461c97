//! What stands beside a school's figure: England, its local authority, similar schools, and what a share of few says.

mod pupils;

use std::collections::BTreeMap;

use contract::evidence::v1::{
    Benchmark, BenchmarkValue, FewBehindShare, FigureValue, Measure, MeasureDefinition,
    MeasureUnit, RecordedFigure, SimilarValue,
};

use crate::reference::{FoundReference, ReferenceFigure, ReferenceKey, ReferenceScope};

pub(crate) use pupils::AuthorityPupils;

/// What figures are set against, for one reader.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BenchmarkSource<'a> {
    pub found: &'a FoundReference,
    /// Every definition.
    pub measures: &'a [Measure],
    /// Pupils of the trust's schools in the authority of this school.
    pub pupils: &'a AuthorityPupils,
    /// What similar schools have, where they were asked for.
    pub similar: &'a BTreeMap<ReferenceKey, SimilarValue>,
}

impl BenchmarkSource<'_> {
    /// What stands beside a figure, as the reader is shown the figure; nothing where there is nothing to say.
    pub(crate) fn beside(&self, figure: &RecordedFigure) -> Option<Benchmark> {
        let definition = self.definition(figure)?;
        // A count of a school says nothing beside the count of a country.
        let counted = matches!(definition.unit(), MeasureUnit::Count | MeasureUnit::Pounds);
        let of = |scope| {
            let key = ReferenceKey::beside(scope, figure);
            let found = self.found.figures.get(&key).filter(|_| !counted)?;
            Some(shown(found, self.tells_few(&key, definition)))
        };
        let (england, authority) = (of(ReferenceScope::England), of(ReferenceScope::Authority));
        let similar = self.similar.get(&ReferenceKey::beside(ReferenceScope::School, figure));
        let similar = similar.filter(|_| !counted).cloned();
        let few = few(figure, definition);
        let says = england.is_some() || authority.is_some() || few.is_some() || similar.is_some();
        says.then(|| Benchmark {
            figure_id: figure.figure_id.clone(),
            measure_id: figure.measure_id.clone(),
            period: figure.period.clone(),
            breakdown_id: figure.breakdown_id.clone(),
            england,
            authority,
            few,
            similar,
        })
    }

    /// The definition by which the newest version was recorded.
    fn definition(&self, figure: &RecordedFigure) -> Option<&MeasureDefinition> {
        let version = figure.versions.first()?.states.as_ref()?.measure_version;
        MeasureDefinition::among(self.measures, &figure.measure_id, version)
    }

    /// Whether a value tells of few pupils: by itself, or with others that it could be compared with. Those are the whole and the
    /// other parts, and a figure of the trust that is hidden.
    fn tells_few(&self, key: &ReferenceKey, definition: &MeasureDefinition) -> bool {
        let figures = &self.found.figures;
        let hidden = |found| self.pupils.tells_hidden(key, found, definition.decimals);
        let mut compared = figures.iter().filter(|(other, _)| tells(key, other, definition));
        figures.get(key).is_some_and(hidden)
            || compared.any(|(other, found)| self.pupils.leaves_few(other, found))
    }
}

/// Whether a value tells something of the pupils of another one. Those are the same pupils, the whole of which they are a part, or
/// another part by the same topic.
fn tells(key: &ReferenceKey, other: &ReferenceKey, definition: &MeasureDefinition) -> bool {
    let alike = other.scope == key.scope
        && other.measure_id == key.measure_id
        && other.period == key.period;
    let topic = |part: &str| {
        let mut parts = definition.breakdowns.iter();
        parts.find(|known| known.breakdown_id == part).map(|known| known.topic.as_str())
    };
    let (part, of) = (key.breakdown_id.as_str(), other.breakdown_id.as_str());
    let by_difference = !part.is_empty() && (of.is_empty() || topic(part) == topic(of));
    alike && (part == of || by_difference)
}

fn shown(found: &ReferenceFigure, tells_few: bool) -> BenchmarkValue {
    let value = if tells_few { FigureValue::default() } else { found.value.clone() };
    BenchmarkValue {
        value: Some(value),
        cohort: found.cohort.filter(|_| !tells_few),
        status: found.status.into(),
        release_id: found.release_id.clone(),
        not_shown: tells_few,
    }
}

/// What a share of few says; nothing where the reader is not shown the figure.
fn few(figure: &RecordedFigure, definition: &MeasureDefinition) -> Option<FewBehindShare> {
    let states = figure.versions.first()?.states.as_ref().filter(|_| !figure.not_shown)?;
    let number = states.value.as_ref()?.number?;
    let cohort = states.cohort?;
    let points_of_one = definition.points_of_one(cohort)?;
    Some(FewBehindShare { count: definition.count(number, cohort), cohort, points_of_one })
}

#[cfg(test)]
mod tests;
