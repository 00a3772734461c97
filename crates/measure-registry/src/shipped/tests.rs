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
