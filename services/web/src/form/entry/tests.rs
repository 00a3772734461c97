use super::*;

const DAY: Entry = Entry::day("from", "First day").wanted("Enter the first day");
const TEXT: Entry = Entry::words("text", "Your question", 5).wanted("Enter your question");

fn said(entry: Entry, fields: &[u8]) -> Option<String> {
    entry.problem(&Fields::parse(fields)).map(|problem| problem.sentence)
}

#[test]
fn a_day_is_read_from_its_three_boxes() {
    let fields = Fields::parse(b"from-day=1&from-month=9&from-year=2026");
    assert_eq!(DAY.value(&fields), "2026-09-01");
    assert!(DAY.problem(&fields).is_none());
    let wrong = said(DAY, b"from-day=31&from-month=2&from-year=2026").unwrap();
    assert!(wrong.contains("real date"), "{wrong}");
    assert_eq!(said(DAY, b"from-day=&from-month="), Some("Enter the first day".to_owned()));
}

#[test]
fn what_is_wanted_or_too_long_is_said() {
    assert_eq!(said(TEXT, b"text=++"), Some("Enter your question".to_owned()));
    assert!(said(TEXT, b"text=123456").unwrap().contains("it has 6"));
    assert_eq!(said(TEXT, b"text=12345"), None);
    assert_eq!(TEXT.value(&Fields::parse(b"text=a%0D%0Ab")), "a\nb");
}

#[test]
fn several_things_are_read_each_with_its_own() {
    const SCHOOLS: Entry = Entry::boxes("school", "Schools").wanted("Choose a school");
    const COUNTS: Entry = Entry::each("count", "How many", 5).wanted("Enter how many");
    let fields = Fields::parse(b"school=1&school=2&count-1=40&count-2=+");
    assert_eq!(fields.all("school").collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(fields.each("count").collect::<Vec<_>>(), [("1", "40")]);
    assert!(SCHOOLS.problem(&fields).is_none() && COUNTS.problem(&fields).is_none());
    assert_eq!(said(SCHOOLS, b"other=1"), Some("Choose a school".to_owned()));
    assert_eq!(said(COUNTS, b"count-1="), Some("Enter how many".to_owned()));
    assert!(said(COUNTS, b"count-1=123456").unwrap().contains("it has 6"));
}

#[test]
fn what_need_not_be_entered_is_not_asked_for() {
    assert_eq!(said(Entry::line("email", "E-mail address"), b""), None);
    assert_eq!(said(Entry::day("until", "Last day"), b""), None);
}

#[test]
fn no_form_takes_a_longer_text_than_its_command_does() {
    let mut compared = 0;
    for form in crate::router::forms() {
        for entry in form.entries {
            let known = form.limits.iter().find(|limit| limit.field == entry.name);
            let (Some(longest), Some(known)) = (entry.longest(), known) else { continue };
            assert!(longest <= known.most, "{}: {} is {longest} long", form.at, entry.name);
            compared += 1;
        }
    }
    assert!(compared > 80, "{compared} texts are named as their field is");
}
