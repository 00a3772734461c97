//! The measures that come with Plumbline, as a file anyone can read.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use contract::evidence::v1::{
    Breakdown, Measure, MeasureDefinition, MeasureStage, MeasureUnit, Polarity,
};
use serde::Deserialize;

const FILE: &str = include_str!("../measures/measures.toml");

static SHIPPED: LazyLock<Vec<Measure>> =
    LazyLock::new(|| read(FILE).expect("a test reads the shipped file"));

/// The measures that every trust has. None of them changes with a trust's log.
pub fn shipped_measures() -> &'static [Measure] {
    &SHIPPED
}

/// A measure that comes with Plumbline.
pub(crate) fn shipped(measure_id: &str) -> Option<&'static Measure> {
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
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use contract::Rules as _;
    use contract::evidence::v1::DefineMeasureRequest;

    use super::*;

    #[test]
    fn every_shipped_measure_holds_what_a_defined_one_must() {
        for measure in shipped_measures() {
            let mut asked = DefineMeasureRequest {
                command_id: uuid::Uuid::nil().to_string(),
                measure_id: measure.measure_id.clone(),
                version: measure.version,
                definition: measure.definition.clone(),
            };
            let checked = asked.check();
            assert!(checked.is_ok(), "{}: {checked:?}", measure.measure_id);
            assert_eq!(asked.definition, measure.definition, "white space at an end");
            let definition = measure.definition.as_ref().unwrap();
            let ids: BTreeSet<_> = definition.breakdowns.iter().map(|b| &b.breakdown_id).collect();
            assert_eq!(ids.len(), definition.breakdowns.len(), "{}", measure.measure_id);
            let whole = [MeasureUnit::Count, MeasureUnit::Pounds].contains(&definition.unit());
            assert!(!whole || definition.decimals == 0, "{}", measure.measure_id);
            assert!(measure.shipped && measure.position == 0);
        }
    }

    #[test]
    fn no_id_and_no_title_is_there_twice() {
        let of = |name: fn(&Measure) -> String| shipped_measures().iter().map(name);
        let ids: BTreeSet<_> = of(|measure| measure.measure_id.clone()).collect();
        let title = |measure: &Measure| measure.definition.as_ref().unwrap().title.clone();
        let titles: BTreeSet<_> = of(title).collect();
        assert_eq!(ids.len(), shipped_measures().len());
        assert_eq!(titles.len(), shipped_measures().len());
        let twice = format!("{FILE}\n{}", FILE.split("# The measures.\n").nth(1).unwrap());
        assert!(matches!(read(&twice), Err(ListFault::Doubled(id)) if id == "ks2-rwm-expected"));
    }

    #[test]
    fn a_topic_has_at_least_two_parts_in_each_measure() {
        for measure in shipped_measures() {
            let parts = &measure.definition.as_ref().unwrap().breakdowns;
            for part in parts {
                let beside = parts.iter().filter(|other| other.topic == part.topic).count();
                assert!(beside > 1, "{}: {} stands alone", measure.measure_id, part.breakdown_id);
            }
        }
    }

    #[test]
    fn a_value_that_no_field_has_is_named() {
        for (right, wrong) in [
            ("unit = \"percent\"", "unit = \"parsec\""),
            ("polarity = \"higher\"", "polarity = \"upwards\""),
            ("stage = \"key-stage-2\"", "stage = \"key-stage-9\""),
            ("\"girls\", ", "\"gills\", "),
        ] {
            let strange = FILE.replacen(right, wrong, 1);
            let fault = read(&strange).unwrap_err().to_string();
            assert!(fault.ends_with("is not a value of its field"), "{fault}");
        }
        assert!(matches!(read("measure = 3"), Err(ListFault::Unreadable(_))));
    }

    #[test]
    fn absence_is_better_when_lower_and_attainment_when_higher() {
        let of = |id: &str| shipped(id).unwrap().definition.as_ref().unwrap().polarity();
        for id in ["absence-overall", "absence-persistent", "absence-severe", "suspensions-rate"] {
            assert_eq!(of(id), Polarity::LowerIsBetter, "{id}");
        }
        for id in ["ks2-rwm-expected", "phonics-year-1", "eyfs-gld", "mtc-average"] {
            assert_eq!(of(id), Polarity::HigherIsBetter, "{id}");
        }
        for id in ["roll", "pupil-premium-share"] {
            assert_eq!(of(id), Polarity::Neither, "{id}");
        }
    }
}
