use super::*;
use crate::form::Fields;
use crate::sample::{self, MARYS};

fn act() -> AnswerAll {
    AnswerAll { round: "r".to_owned(), school: MARYS.to_owned() }
}

fn entered(fields: &str) -> Entered {
    Entered::read(AnswerAll::ENTRIES, Fields::parse(fields.as_bytes()))
}

#[test]
fn differences_come_first_and_what_matches_is_ticked() {
    let page = render(&sample::head(), &sample::proposed_loaded(), &act(), &Told::default());
    let page = page.into_string();
    let (differs, matches) =
        (page.find("/areas/staff").unwrap(), page.find("/areas/governance").unwrap());
    assert!(differs < matches, "{page}");
    assert!(page.contains("value=\"governance\" checked"), "{page}");
    assert!(page.contains("value=\"staff\"") && !page.contains("value=\"staff\" checked"));
}

#[test]
fn an_area_is_agreed_or_challenged_and_a_challenge_says_where_the_school_stands() {
    let problem = |fields| act().problems(&entered(fields)).first().and_then(|one| one.field);
    assert_eq!(problem("region-staff=improve"), Some("agree"));
    assert_eq!(problem("agree=staff&challenge-staff=No&region-staff=improve"), Some("challenge"));
    assert_eq!(problem("challenge-staff=No"), Some("region"));
    assert_eq!(problem("agree=governance&challenge-staff=No&region-staff=improve"), None);
}

#[test]
fn the_answers_are_one_command_and_a_region_alone_is_no_challenge() {
    let fields = "agree=governance&challenge-staff=No&region-staff=improve&region-governance=sustain&leave=staff";
    let wanted = act().command(&entered(fields));
    assert_eq!(wanted.accepted_area_ids, ["governance"]);
    let challenged = AreaChallenge {
        area_id: "staff".to_owned(),
        region_id: "improve".to_owned(),
        reason: "No".to_owned(),
        in_report: true,
    };
    assert_eq!(wanted.challenges, [challenged]);
}
