use super::*;

#[test]
fn only_who_appends_sees_what_commands_led_to() {
    assert!(grants("plumbline_surveys", true).contains("log.command"));
    assert!(!grants("plumbline_trail", false).contains("log.command"));
}
