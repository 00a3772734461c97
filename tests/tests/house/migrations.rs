//! Migrations: they only add, so that an earlier build goes on beside a later one. One that takes away says so in its name.

use crate::{files, none, read};

/// The last migration before the rule.
const BEFORE: u32 = 34;
/// The beginning of the name of one that takes something away: an earlier build does not start on such a store.
const BREAKS: &str = "breaks_";
/// What a statement says that takes away what an earlier build may use, or asks of its rows what it does not write.
const TAKES_AWAY: [&str; 9] = [
    "drop table",
    "drop column",
    "drop view",
    "drop schema",
    "drop function",
    "drop procedure",
    " rename ",
    "set not null",
    "set data type",
];

/// What a migration takes away, if anything.
fn taken_away(text: &str) -> Option<&'static str> {
    let code = text.lines().map(|line| line.split("--").next().unwrap_or_default());
    let words: Vec<&str> = code.flat_map(str::split_whitespace).collect();
    let plain = words.join(" ").to_lowercase();
    let mut altered = plain.split("alter column ").skip(1);
    let of_another_type = altered.any(|column| column.split(' ').nth(1) == Some("type"));
    let found = TAKES_AWAY.into_iter().find(|words| plain.contains(words));
    found.or(of_another_type.then_some("another type"))
}

#[test]
fn a_migration_that_takes_something_away_says_so_in_its_name() {
    let fault = |file: String| {
        let name = file.strip_prefix("migrations/V")?.strip_suffix(".sql")?;
        let (version, name) = name.split_once("__")?;
        let version: u32 = version.parse().unwrap();
        let found = taken_away(&read(&file)).filter(|_| !name.starts_with(BREAKS))?;
        (version > BEFORE).then(|| {
            format!(
                "{file}: {found} stops an earlier build; add instead, or name it V{version}__{BREAKS}..."
            )
        })
    };
    none(files("migrations", ".sql").into_iter().filter_map(fault).collect());
}

#[test]
fn what_takes_away_is_seen_across_lines_and_not_in_comments() {
    assert_eq!(taken_away("ALTER TABLE a\n    DROP COLUMN b;"), Some("drop column"));
    assert_eq!(taken_away("alter table a alter column b type bigint"), Some("another type"));
    assert_eq!(taken_away("alter table a add b int; -- drop column b later"), None);
}
