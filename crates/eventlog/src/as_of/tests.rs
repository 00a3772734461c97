use super::*;

#[test]
fn only_a_plain_iso_day_is_taken() {
    assert_eq!(Moment::end_of("2026-08-31").unwrap(), Moment::EndOf(Date::constant(2026, 8, 31)));
    for text in [
        "",
        "31/08/2026",
        "2026-02-30",
        "2026-8-31",
        "20260831",
        "2026-08-31T10:00",
        "2026-08-31 ",
        "0000-01-01",
        "-000001-01-01",
    ] {
        let status = Status::from(Moment::end_of(text).unwrap_err());
        assert_eq!(status.code(), tonic::Code::InvalidArgument, "{text}");
        assert!(status.message().contains("as_of_date"));
    }
}
