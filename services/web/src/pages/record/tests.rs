use contract::evidence::v1::RecordSource;
use contract::schools::v1::Role;

use super::*;
use crate::form::Fields;
use crate::sample;

fn shown(visitor: &Visitor, query: &str) -> String {
    let (loaded, told) = (sample::record_page(), Told::default());
    let marys = loaded.ground.school(sample::MARYS, visitor).unwrap();
    let of = ForReader { visitor, ground: &loaded.ground, told: &told };
    render(of, &loaded.record, marys, &RecordAsked::read(&Fields::parse(query.as_bytes())))
        .into_string()
}

#[test]
fn who_may_adds_and_others_read() {
    for role in [Role::Headteacher, Role::Staff, Role::ImprovementLead, Role::CentralTeam] {
        assert!(shown(&sample::somebody(role), "").contains("/record/new\""), "{role:?}");
    }
    let chief = shown(&sample::somebody(Role::ChiefExecutive), "");
    assert!(!chief.contains("/record/new\"") && !chief.contains("Correct it"));
    assert!(chief.contains("The entry that took its place"));
}

#[test]
fn an_entry_can_be_corrected_once() {
    let page = shown(&sample::head(), "");
    let entries = sample::record_entries();
    assert_eq!(entries.len(), 3);
    assert_eq!(page.matches("Correct it").count(), 2, "one of three was corrected");
    assert_eq!(page.matches(">Corrected<").count(), 1);
    let one = |position: usize| {
        let (visitor, told) = (sample::head(), Told::default());
        let loaded = sample::record_page();
        let marys = loaded.ground.school(sample::MARYS, &visitor).unwrap();
        let record = loaded.record.clone().map(|found| ListRecordEntriesResponse {
            entries: vec![found.entries[position].clone()],
            ..found
        });
        let of = ForReader { visitor: &visitor, ground: &loaded.ground, told: &told };
        render_one(of, &record, marys).into_string()
    };
    let corrected = entries.iter().position(|one| !one.corrected_by_id.is_empty()).unwrap();
    assert!(!one(corrected).contains("/correct\""));
    let text = maud::html! { (entries[0].text.said()) }.into_string();
    assert!(one(0).contains("/correct\"") && one(0).contains(&text));
}

#[test]
fn a_record_without_a_match_is_not_called_empty() {
    let of = |query: &str, found: u32| {
        let asked = RecordAsked::read(&Fields::parse(query.as_bytes()));
        let none =
            Shown::All(ListRecordEntriesResponse { found, ..ListRecordEntriesResponse::default() });
        none.draw(words(&asked, found), entries_of).into_string()
    };
    assert!(of("", 0).contains("has been added"));
    assert!(of("area=governance", 0).contains("matches"));
    assert!(of("text=lunch", 0).contains("matches"));
    assert!(of("page=2", 0).contains("has been added"));
    for query in ["page=3", "area=governance&page=3"] {
        assert!(of(query, 60).contains("No entry stands on this page."), "{query}");
    }
}

fn entries_of(found: &ListRecordEntriesResponse) -> Option<Markup> {
    let (visitor, told, ground) = (sample::head(), Told::default(), sample::ground());
    entries(ForReader { visitor: &visitor, ground: &ground, told: &told }, found)
}

#[test]
fn only_those_whose_it_is_find_the_way_to_it() {
    let governor = sample::governor();
    let marys = sample::ground().school(sample::MARYS, &governor).unwrap().clone();
    assert!(way(&governor, &marys).into_string().is_empty());
    assert!(way(&sample::head(), &marys).into_string().contains("/record\""));
}

#[test]
fn every_source_is_said_in_words() {
    let page = shown(&sample::head(), "");
    assert!(page.contains(RecordSource::Conversation.words()));
}
