use super::*;
use crate::sample;

#[test]
fn the_lead_opens_closes_and_releases_each_when_it_is_due() {
    let offered = |visitor: &Visitor, state: WaveState| {
        let mut loaded = sample::results();
        loaded.wave.set_state(state);
        let page = steps(visitor, &loaded, &Told::default());
        page.map(Markup::into_string).unwrap_or_default()
    };
    let lead = sample::lead();
    assert!(offered(&lead, WaveState::Scheduled).contains("/opening\""));
    assert!(offered(&lead, WaveState::Open).contains("/closing\""));
    assert!(offered(&lead, WaveState::Open).contains("/extension\""));
    assert!(offered(&lead, WaveState::Closed).contains("/release\""));
    assert!(!offered(&lead, WaveState::Closed).contains("/extension\""));
    assert!(offered(&lead, WaveState::Released).is_empty());
    assert!(offered(&sample::head(), WaveState::Scheduled).is_empty());
}
