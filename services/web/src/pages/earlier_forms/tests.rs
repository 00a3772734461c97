use super::*;
use crate::form::Fields;
use crate::sample::MARYS;

const PLACE: &str = "on-day=12&on-month=7&on-year=2024&paper=Annual+review&by=Trustees";

fn read<A: Act>(fields: &str) -> Entered {
    Entered::read(A::ENTRIES, Fields::parse(format!("{PLACE}&{fields}").as_bytes()))
}

#[test]
fn the_table_of_a_school_is_one_command() {
    let (school, framework) = (MARYS.to_owned(), "default".to_owned());
    let act = BringInByFramework { school, framework, version: "2".to_owned() };
    let entered = read::<BringInByFramework>(
        "region-staff=improve&region-outcomes=&region-governance=repair",
    );
    assert!(entered.problems.is_empty(), "{:?}", entered.problems);
    let asked = act.command(&entered);
    assert_eq!((asked.framework_id.as_str(), asked.framework_version), ("default", 2));
    assert_eq!((asked.decided_on.as_str(), asked.paper.as_str()), ("2024-07-12", "Annual review"));
    assert_eq!(asked.decided_by, "Trustees");
    let decided: Vec<_> =
        asked.decisions.iter().map(|one| [one.area_id.as_str(), one.region_id.as_str()]).collect();
    assert_eq!(decided, [["staff", "improve"], ["governance", "repair"]]);
}

#[test]
fn without_a_region_there_is_nothing_to_bring_in() {
    assert_eq!(read::<BringInByFramework>("region-staff=").problems.len(), 1);
}

#[test]
fn each_line_of_a_paper_has_an_area_and_a_region() {
    let act = BringInByName { school: MARYS.to_owned() };
    let read = |text: &str| read::<BringInByName>(&format!("decisions={text}"));
    let entered = read("Provision:+Good%0D%0A%0D%0AWell-being+:+Sound");
    assert!(act.problems(&entered).is_empty());
    let asked = act.command(&entered);
    let named =
        asked.decisions.iter().map(|one| [one.area_name.as_str(), one.region_name.as_str()]);
    let named: Vec<_> = named.collect();
    assert_eq!(named, [["Provision", "Good"], ["Well-being", "Sound"]]);
    assert_eq!((asked.framework_id.as_str(), asked.framework_version), ("", 0));
    let long = format!("{}:+Good", "a".repeat(101));
    for wrong in ["Provision", ":+Good", "Provision:", long.as_str()] {
        assert_eq!(act.problems(&read(wrong)).len(), 1, "{wrong}");
    }
}
