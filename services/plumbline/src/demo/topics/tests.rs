use super::*;

#[test]
fn every_topic_is_a_question_of_the_shipped_instruments() {
    let instruments = surveys::shipped_instruments();
    for (audience, topic, question_id) in TOPICS {
        let instrument =
            instruments.iter().find(|i| i.instrument_id == audience.instrument_id()).unwrap();
        assert!(instrument.questions.iter().any(|q| q.question_id == question_id), "{topic}");
    }
}

#[test]
fn topics_are_found_in_a_text() {
    assert_eq!(
        quoted("only {parents:behaved} of {staff:balance}"),
        ["parents:behaved", "staff:balance"]
    );
    assert_eq!(question_id("parents:behaved"), Some((AudienceKey::Parents, "q3")));
    assert_eq!(question_id("staff:behaved"), None);
}
