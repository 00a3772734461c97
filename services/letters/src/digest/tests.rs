use contract::schools::v1::School;

use super::*;

#[test]
fn a_letter_names_a_school_as_pages_do() {
    let school = |school_id: &str, name: &str, town: &str| School {
        school_id: school_id.to_owned(),
        name: name.to_owned(),
        town: town.to_owned(),
        ..School::default()
    };
    let known = GetTrustResponse {
        schools: vec![
            school("1", "St Mary’s", "Orford"),
            school("2", "St Mary’s", "Wilby"),
            school("3", "\u{5d0}\u{5d1} 12", "Iken"),
        ],
        ..GetTrustResponse::default()
    };
    assert_eq!(school_name(&known, "2"), "St Mary’s (Wilby)");
    assert_eq!(school_name(&known, "3"), "\u{2068}\u{5d0}\u{5d1} 12\u{2069}");
    assert_eq!(school_name(&known, "4"), "");
}
