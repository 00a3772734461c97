use super::*;

#[test]
fn days_count_weekdays_in_both_directions() {
    let thursday = date(2026, 11, 26);
    assert_eq!(weekday_from(thursday, 0), thursday);
    assert_eq!(weekday_from(thursday, 2), date(2026, 11, 30), "over a weekend");
    assert_eq!(weekday_from(date(2026, 11, 29), -1), date(2026, 11, 27), "from a Sunday");
}

#[test]
fn a_day_falls_in_a_term_the_contract_knows() {
    assert_eq!(term_of(date(2026, 11, 24)), "2026-27-autumn");
    assert_eq!(term_of(date(2027, 2, 1)), "2026-27-spring");
    assert!(term_of(date(2027, 8, 31)).parse::<contract::Term>().is_ok());
}

#[test]
fn the_day_of_the_first_play_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(began(folder.path()).unwrap(), None);
    begin(folder.path(), date(2026, 11, 24)).unwrap();
    assert_eq!(began(folder.path()).unwrap(), Some(date(2026, 11, 24)));
}

#[test]
fn every_step_names_an_rpc_a_person_and_fields_that_it_has() {
    let script = Script::shipped();
    for step in &script.open_term {
        let rpc = Rpc::named(&step.rpc).unwrap();
        assert!(script.people.iter().any(|person| person.key == step.by), "{}", step.name);
        for request in step.requests() {
            let request = filled(request, &mut |text| {
                let list = matches!(text, "$evidence");
                Ok::<_, ()>(if list { Value::Array(Vec::new()) } else { Value::from(text) })
            });
            let asked = rpc.request(&request.unwrap().to_string());
            assert!(asked.is_ok(), "{}: {:?}", step.name, asked.err());
        }
    }
}
