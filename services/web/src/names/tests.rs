use contract::schools::v1::School;

use super::*;
use crate::sample;

#[test]
fn names_stand_where_the_record_has_ids() {
    let names = sample::ground().names;
    let text =
        format!("{{school:{}}} moved to {{region:sustain}} in {{area:governance}}.", sample::MARYS);
    let sentence = names.sentence(&text).into_string();
    assert!(
        sentence.contains("St Mary's &amp; &lt;b&gt;</bdi></a> moved to Sustain in Governance."),
        "{sentence}"
    );
    assert!(sentence.contains(&format!("href=\"/schools/{}\"", sample::MARYS)), "{sentence}");
}

#[test]
fn where_two_committees_have_one_name_the_school_stands_beside_it() {
    let mut trust = GetTrustResponse::default();
    for (id, name) in [("s1", "St Mary’s (Orford)"), ("s2", "St Mary’s (Wilby)")] {
        let (school_id, name) = (id.to_owned(), name.to_owned());
        trust.schools.push(School { school_id, name, ..School::default() });
    }
    for (id, school, name) in [("c1", "s1", "SGC"), ("c2", "s2", "sgc"), ("c3", "s2", "Audit")] {
        let (committee_id, school_id) = (id.to_owned(), school.to_owned());
        let committee = Committee { committee_id, school_id, ..Committee::default() };
        trust.committees.push(Committee { name: name.to_owned(), ..committee });
    }
    tell_committees_apart(&mut trust);
    let names: Vec<_> = trust.committees.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["SGC (St Mary’s (Orford))", "sgc (St Mary’s (Wilby))", "Audit"]);
}

#[test]
fn what_has_no_name_is_still_readable() {
    let names = sample::ground().names;
    assert_eq!(
        names.sentence("{area:early-years} and {pairing:7}").into_string(),
        "Early years and the pairing"
    );
    assert_eq!(names.sentence("an open { brace").into_string(), "an open { brace");
    assert_eq!(names.person(&uuid::Uuid::nil().to_string()), "Plumbline");
    assert_eq!(names.person("nobody"), "someone not listed");
    assert_eq!(names.actor("0198", "account"), "another system (account 0198)");
    assert_eq!(names.rung("nothing"), 0);
}
