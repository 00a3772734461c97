//! A register file as the page shows it, good and spoilt.

use contract::schools::v1::RegisterDifference;
use contract::schools::v1::RegisterFault;

use super::*;
use crate::form::Fields;
use crate::sample;
use crate::sample::{HOSTILE, words};

/// A file that can be used, and one that cannot.
pub(crate) fn samples() -> [RegisterPreview; 2] {
    let outcome = |urn: &str, outcome: &str| RegisterOutcome {
        urn: urn.to_owned(),
        name: words(HOSTILE),
        outcome: outcome.to_owned(),
        school_id: String::new(),
    };
    let was = RegisterDifference { what: "name".into(), was: words("Oak"), is: words("Elm") };
    let differs = RefreshOutcome {
        urn: "150254".to_owned(),
        name: words(HOSTILE),
        outcome: "differs".to_owned(),
        differences: vec![was],
        ..RefreshOutcome::default()
    };
    let fault = RegisterFault {
        line: 3,
        sentence: "The URN is missing.".into(),
        ..RegisterFault::default()
    };
    let outcomes = vec![outcome("150252", "joins"), outcome("150254", "already here")];
    let mut good = RegisterPreview::default();
    (good.imported.outcomes, good.refreshed.outcomes) = (outcomes, vec![differs]);
    let mut bad = RegisterPreview::default();
    bad.imported.faults = vec![fault];
    [good, bad]
}

fn shown(preview: &RegisterPreview) -> String {
    checked(&sample::administrator(), "id", preview, &Told::default()).into_string()
}

#[test]
fn schools_are_chosen_before_they_join_and_differences_are_shown() {
    let [good, bad] = samples();
    let page = shown(&good);
    assert!(page.contains("value=\"150252\"") && !page.contains("value=\"150254\""), "{page}");
    assert!(page.contains("name: “Elm”, was “Oak”") && page.contains("/refresh\""), "{page}");
    let page = shown(&bad);
    assert!(page.contains("The URN is missing.") && !page.contains("/joining\""), "{page}");
}

#[test]
fn a_file_of_all_schools_wants_the_trusts_name() {
    let [mut good, _] = samples();
    let one = good.imported.outcomes[0].clone();
    good.imported.outcomes = vec![one; MOST_SHOWN + 1];
    assert!(shown(&good).contains("enter your trust’s name or number"));
}

#[test]
fn what_was_chosen_is_what_joins() {
    let fields =
        Fields::parse(b"school=150252&school=150253&joined-day=1&joined-month=9&joined-year=2025");
    let entered = Entered::read(ImportChosen::ENTRIES, fields);
    let command = ImportChosen { file: "id".to_owned() }.command(&entered);
    assert_eq!(command.urns, ["150252", "150253"]);
    assert_eq!((command.joined_on.as_str(), command.dry_run), ("2025-09-01", false));
}
