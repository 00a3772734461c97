use super::*;
use crate::sample;

#[test]
fn surveys_are_listed_newest_first_with_their_state_and_participation() {
    let waves = Shown::All(vec![(sample::wave(), "about 45%".to_owned())]);
    let page =
        render(&sample::lead(), &Loaded { waves, as_of: None }, &Told::default()).into_string();
    for wanted in
        ["Parent survey, autumn", "about 45%", "Released", "3 November 2025 to 14 November 2025"]
    {
        assert!(page.contains(wanted), "{wanted}");
    }
}
