use super::*;

fn gate() -> Gate {
    let limits = Limits { rate_address: Rate::per_minute(5), ..Limits::default() };
    let exports = [("exports", Rate::per_minute(1))];
    Gate::new(&limits, limits.idle, Rate::per_minute(2), &exports)
}

fn at(address: &str) -> Visit<'static> {
    Visit { address: Some(address.parse().unwrap()), ..Visit::default() }
}

#[test]
fn an_address_a_person_and_a_purpose_each_have_their_rate() {
    let gate = gate();
    let lead = Visit { person: Some(b"lead"), ..at("203.0.113.7") };
    let export = Visit { purpose: Some("exports"), ..lead.clone() };
    assert!(gate.admit(&export).is_ok());
    assert!(matches!(gate.admit(&export), Err(Refusal::Often(_))));
    assert!(gate.admit(&lead).is_ok());
    assert!(gate.admit(&lead).is_err(), "the person has had two");
    let others = (0..9).filter(|_| gate.admit(&at("203.0.113.7")).is_ok()).count();
    assert_eq!(others, 3, "the address has five");
    assert!(gate.admit(&at("203.0.113.8")).is_ok());
}

#[test]
fn a_person_who_is_vouched_for_spends_nothing_of_the_address() {
    let gate = gate();
    let known = |person| Visit { person: Some(person), vouched: true, ..at("203.0.113.7") };
    for person in [b"a", b"b", b"c", b"d"] {
        assert_eq!((0..3).filter(|_| gate.admit(&known(person)).is_ok()).count(), 2);
    }
    assert_eq!((0..9).filter(|_| gate.admit(&at("203.0.113.7")).is_ok()).count(), 5);
}

#[test]
fn a_place_is_given_back() {
    let limits = Limits { requests: 1, ..Limits::default() };
    let gate = Gate::new(&limits, limits.idle, Rate::NONE, &[]);
    let pass = gate.admit(&Visit::default()).unwrap();
    assert_eq!(gate.admit(&Visit::default()).unwrap_err(), Refusal::Busy);
    drop(pass);
    assert!(gate.admit(&Visit::default()).is_ok());
}
