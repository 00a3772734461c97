//! The measures that come with Plumbline, as a file anyone can read.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use contract::evidence::v1::{
    Breakdown, Measure, MeasureDefinition, MeasureStage, MeasureUnit, Polarity,
};
use serde::Deserialize;

const FILE: &str = include_str!("../measures.toml");

static SHIPPED: LazyLock<Vec<Measure>> =
    LazyLock::new(|| read(FILE).expect("a test reads the shipped file"));

/// The measures that every trust has. None of them changes with a trust's log.
pub fn shipped_measures() -> &'static [Measure] {
    &SHIPPED
}

/// A measure that comes with Plumbline.
pub fn shipped(measure_id: &str) -> Option<&'static Measure> {
    shipped_measures().iter().find(|measure| measure.measure_id == measure_id)
}

/// What is wrong with a list of measures.
#[derive(Debug, thiserror::Error)]
enum ListFault {
    #[error("the list of measures cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    #[error("{0} is there twice")]
    Doubled(String),
    #[error("{0}: {1} is not a value of its field")]
    Unknown(String, String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasureFile {
    breakdown: Vec<BreakdownLine>,
    measure: Vec<MeasureLine>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BreakdownLine {
    id: String,
    title: String,
    topic: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasureLine {
    id: String,
    title: String,
    unit: String,
    polarity: String,
    decimals: u32,
    stage: String,
    counts: String,
    source: String,
    #[serde(default)]
    breakdowns: Vec<String>,
}

fn read(text: &str) -> Result<Vec<Measure>, ListFault> {
    let MeasureFile { breakdown, measure } = toml::from_str(text)?;
    let mut parts = BTreeMap::new();
    for BreakdownLine { id, title, topic } in breakdown {
        let part = Breakdown { breakdown_id: id.clone(), title, topic };
        if parts.insert(id.clone(), part).is_some() {
            return Err(ListFault::Doubled(id));
        }
    }
    let mut measures: Vec<Measure> = Vec::new();
    for line in measure {
        if measures.iter().any(|known| known.measure_id == line.id) {
            return Err(ListFault::Doubled(line.id));
        }
        measures.push(Measure {
            measure_id: line.id.clone(),
            version: 1,
            definition: Some(definition(line, &parts)?),
            shipped: true,
            ..Measure::default()
        });
    }
    Ok(measures)
}

fn definition(
    line: MeasureLine,
    parts: &BTreeMap<String, Breakdown>,
) -> Result<MeasureDefinition, ListFault> {
    let unknown = |value: &str| ListFault::Unknown(line.id.clone(), value.to_owned());
    // Enumerations of the contract are written `MEASURE_UNIT_SCALED_SCORE`, in the file `scaled-score`.
    let named =
        |prefix: &str, value: &str| format!("{prefix}_{}", value.to_uppercase().replace('-', "_"));
    let unit = MeasureUnit::from_str_name(&named("MEASURE_UNIT", &line.unit));
    let stage = MeasureStage::from_str_name(&named("MEASURE_STAGE", &line.stage));
    let polarity = match line.polarity.as_str() {
        "higher" => Polarity::HigherIsBetter,
        "lower" => Polarity::LowerIsBetter,
        "neither" => Polarity::Neither,
        other => return Err(unknown(other)),
    };
    let mut breakdowns = Vec::new();
    for id in &line.breakdowns {
        breakdowns.push(parts.get(id).cloned().ok_or_else(|| unknown(id))?);
    }
    Ok(MeasureDefinition {
        unit: unit.ok_or_else(|| unknown(&line.unit))?.into(),
        stage: stage.ok_or_else(|| unknown(&line.stage))?.into(),
        polarity: polarity.into(),
        title: line.title,
        decimals: line.decimals,
        counts: line.counts,
        source: line.source,
        breakdowns,
        survey_elsewhere: false,
    })
}

#[cfg(test)]
mod tests;
