//! Files of people, good and spoilt.

use contract::schools::v1::{Committee, Role, School, ScopeKind};
use jiff::civil::date;

use super::*;

const HEADING: &str = "Name,Email,Role,Where,First day,Last day\n";

fn lines(rows: &str) -> Vec<PersonLine> {
    read(format!("{HEADING}{rows}").as_bytes()).unwrap()
}

fn faults(text: &str) -> Vec<(u64, String, String)> {
    let faults = read(text.as_bytes()).unwrap_err();
    faults.into_iter().map(|fault| (fault.line, fault.column, fault.sentence)).collect()
}

/// The column and sentence of the only fault of a line.
fn wrong(row: &str) -> (String, String) {
    let mut found = faults(&format!("{HEADING}{row}"));
    assert_eq!(found.len(), 1, "{found:?}");
    let (line, column, sentence) = found.remove(0);
    assert_eq!(line, 2);
    (column, sentence)
}

#[test]
fn a_line_is_a_person_with_a_role() {
    let read =
        lines("Ada Byron,ada@example.org,Head Teacher,150252,08/09/2026,31 August 2027\n,,,,,\n");
    let ada = PersonLine {
        line: 2,
        name: "Ada Byron".to_owned(),
        email: "ada@example.org".to_owned(),
        role: Role::Headteacher,
        place: "150252".to_owned(),
        from: date(2026, 9, 8),
        until: Some(date(2027, 8, 31)),
    };
    assert_eq!(read, [ada]);
}

#[test]
fn a_day_is_read_in_three_styles_and_is_british() {
    for text in
        ["08/09/2026", "8.9.2026", "2026-09-08", "8 September 2026", "8th Sept 2026", "08-Sep-26"]
    {
        let read = lines(&format!("Ada,,trustee,,{text},"));
        assert_eq!(read[0].from, date(2026, 9, 8), "{text}");
    }
    for (text, says) in [
        ("9/24/2026", "the day first"),
        ("8/9/26", "four digits"),
        ("31/2/2026", "no such day"),
        ("soon", "not a day"),
        ("", "missing"),
    ] {
        let (column, sentence) = wrong(&format!("Ada,,trustee,,{text},"));
        assert_eq!(column, "First day");
        assert!(sentence.contains(says), "{text}: {sentence}");
    }
}

#[test]
fn what_is_wrong_is_told_by_line_and_column() {
    for (row, column, says) in [
        ("\"=HYPERLINK(1)\",,trustee,,1/9/2026,", "Name", "a formula"),
        (",,trustee,,1/9/2026,", "Name", "missing"),
        ("Ada,ada,trustee,,1/9/2026,", "Email", "not an e-mail address"),
        ("Ada,,wizard,,1/9/2026,", "Role", "There is no such role"),
        ("Ada,,,,1/9/2026,", "Role", "missing"),
        ("Ada,,trustee,,1/9/2026,31/8/2026", "Last day", "before the first day"),
        ("Ada,,trustee,,1/9/2026,,more", "", "7 values for 6 columns"),
    ] {
        let (found, sentence) = wrong(row);
        assert_eq!(found, column, "{row}");
        assert!(sentence.contains(says), "{row}: {sentence}");
    }
}

#[test]
fn a_wrong_column_and_a_missing_one_are_told() {
    let found = faults("Name,E-mail,Role,Where,First day,Last day\nAda,,trustee,,1/9/2026,\n");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].1 == "E-mail" && found[0].2.contains("no such column"));
    assert!(found[1].1 == "Email" && found[1].2.contains("missing"));
    assert!(faults("Name;Email;Role\nAda;;trustee\n")[0].2.contains("commas"));
    assert!(faults(HEADING)[0].2.contains("no line"));
    assert!(faults("")[0].2.contains("empty"));
}

#[test]
fn a_file_of_ten_thousand_lines_is_refused_as_a_whole() {
    let text = format!("{HEADING}{}", "Ada,,trustee,,1/9/2026,\n".repeat(10_000));
    let found = faults(&text);
    assert_eq!(found.len(), 1);
    assert!(found[0].0 == 1_002 && found[0].2.contains("at most 1,000 lines"), "{found:?}");
}

fn places() -> RolePlaces {
    let school = |id: &str, urn: &str, name: &str| School {
        school_id: id.to_owned(),
        urn: urn.to_owned(),
        name: name.to_owned(),
        ..School::default()
    };
    let committee = |id: &str, school: &str| Committee {
        committee_id: id.to_owned(),
        school_id: school.to_owned(),
        name: "SGC".to_owned(),
        ..Committee::default()
    };
    RolePlaces {
        trust: uuid::Uuid::from_u128(9),
        schools: vec![
            school("a", "150252", "Orford"),
            school("b", "150253", "St Mary's"),
            school("c", "150254", "St Mary's"),
        ],
        hubs: Vec::new(),
        committees: vec![committee("ca", "a"), committee("cb", "b")],
    }
}

#[test]
fn a_place_is_found_by_urn_or_name_as_the_role_needs_it() {
    let find = |role, words| places().find(role, words).map(|(scope, _)| (scope.kind(), scope.id));
    assert_eq!(find(Role::Headteacher, "orford"), Ok((ScopeKind::School, "a".to_owned())));
    assert_eq!(find(Role::Headteacher, "150254"), Ok((ScopeKind::School, "c".to_owned())));
    assert_eq!(find(Role::Governor, "150252"), Ok((ScopeKind::Committee, "ca".to_owned())));
    // This school has no committee yet.
    assert_eq!(find(Role::Governor, "150254"), Ok((ScopeKind::School, "c".to_owned())));
    assert!(matches!(find(Role::Trustee, ""), Ok((ScopeKind::Trust, _))));
    for (role, words, says) in [
        (Role::Headteacher, "St Mary's", "Write the URN"),
        (Role::Headteacher, "Nowhere", "no school"),
        (Role::Headteacher, "", "The place is missing"),
        (Role::Trustee, "Orford", "Leave the place empty"),
        (Role::PeerReviewer, "", "on the person’s page"),
    ] {
        let sentence = find(role, words).unwrap_err();
        assert!(sentence.contains(says), "{role:?} {words}: {sentence}");
    }
}
