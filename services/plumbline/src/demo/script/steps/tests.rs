use serde_json::json;

use super::*;

#[test]
fn each_entry_makes_one_request() {
    let step: StepScript = toml::from_str(
        "name = \"n\"\nrpc = \"a.B\"\nby = \"x\"\nday = -3\nat = \"09:15\"\n\
             request = { term = \"$term\" }\neach = [{ on = \"1\" }, { on = \"2\" }]",
    )
    .unwrap();
    assert_eq!(step.minute(), 555);
    assert_eq!(
        step.requests(),
        [json!({"term": "$term", "on": "1"}), json!({"term": "$term", "on": "2"})]
    );
}

#[test]
fn every_text_is_filled_and_a_name_that_is_unknown_ends_it() {
    let mut fill = |text: &str| match text {
        "$a" => Ok(json!("x")),
        known if !known.starts_with('$') => Ok(json!(known)),
        unknown => Err(unknown.to_owned()),
    };
    let asked = json!({"list": ["$a", 7], "plain": "b"});
    assert_eq!(filled(asked, &mut fill), Ok(json!({"list": ["x", 7], "plain": "b"})));
    assert_eq!(filled(json!(["$b"]), &mut fill), Err("$b".to_owned()));
}
