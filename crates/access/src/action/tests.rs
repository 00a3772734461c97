use super::*;

#[test]
fn every_rpc_is_an_action_with_its_purpose() {
    let actions = Action::of_contract().unwrap();
    assert!(actions.len() > 70, "{}", actions.len());
    let open = &actions["surveys.OpenWave"];
    assert!(open.writes);
    assert_eq!(open.permission, "improvement lead.");
    assert!(open.purpose.starts_with("Opens a wave"), "{}", open.purpose);
    assert!(!actions["surveys.GetResults"].writes);
}
