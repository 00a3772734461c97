use contract::surveys::v1::WaveState;

use super::super::wave_desk::steps;
use super::*;
use crate::form::Fields;
use crate::sample;

#[test]
fn what_held_a_survey_up_is_said_and_its_links_are_taken_once_it_is_open() {
    let lead = sample::lead();
    let page = |change: &dyn Fn(&mut Wave)| {
        let mut loaded = sample::results();
        loaded.wave.set_state(WaveState::Scheduled);
        change(&mut loaded.wave);
        steps(&lead, &loaded, &Told::default()).map(Markup::into_string).unwrap_or_default()
    };
    let plain = page(&|_| {});
    assert!(plain.contains("/invitations\"") && !plain.contains("It did not open"));
    let planned = page(&|wave| {
        wave.planned = vec![Invited { school_id: sample::MARYS.to_owned(), count: 43 }];
    });
    assert!(planned.contains("and 43 people are asked") && planned.contains("value=\"43\""));
    for number in 1..=4 {
        let obstacle = OpeningObstacle::try_from(number).unwrap();
        let held = page(&|wave| wave.set_obstacle(obstacle));
        assert!(held.contains(held_up(obstacle).unwrap()), "{held}");
    }
    let open = page(&|wave| {
        wave.set_state(WaveState::Open);
        wave.links_wait = true;
    });
    assert!(
        open.contains("/links\"") && open.contains("Its links have not been taken yet"),
        "{open}"
    );
    assert!(!page(&|wave| wave.set_state(WaveState::Open)).contains("/links\""));
}

#[test]
fn only_schools_with_people_to_ask_are_asked() {
    let act = OpenWave { wave: "w".to_owned() };
    let read = |fields: &[u8]| Entered::read(OpenWave::ENTRIES, Fields::parse(fields));
    let invited = act.command(&read(b"invited-a=43&invited-b=0&invited-c=")).invited;
    assert_eq!(invited, [Invited { school_id: "a".to_owned(), count: 43 }]);
    assert_eq!(act.problems(&read(b"invited-a=many")).len(), 1);
}

#[test]
fn a_link_stands_beside_its_school_and_is_no_formula() {
    let tokens =
        vec![SchoolTokens { school_id: sample::MARYS.to_owned(), tokens: vec!["t1".to_owned()] }];
    let address = |path: &str| format!("https://x{path}");
    let names = &sample::ground().names;
    assert_eq!(links(names, &[], address), None);
    let file = links(names, &tokens, address).unwrap();
    assert!(file.ends_with("\"St Mary's & <b>\",\"https://x/answer/t1\"\r\n"), "{file}");
    assert_eq!(cell("=1+1"), "\"'=1+1\"");
}
