use clap::Parser;

use super::*;

#[derive(Debug, Parser)]
struct Line {
    #[command(flatten)]
    limits: Limits,
}

#[test]
fn the_command_lines_defaults_are_the_defaults() {
    let line = Line::parse_from(["plumbline"]);
    assert_eq!(format!("{:?}", line.limits), format!("{:?}", Limits::default()));
}

#[test]
fn nobody_can_be_given_no_time_at_all() {
    assert!(Line::try_parse_from(["plumbline", "--patience=0"]).is_err());
    assert!(Line::try_parse_from(["plumbline", "--rate-address=0/minute"]).is_err());
}
