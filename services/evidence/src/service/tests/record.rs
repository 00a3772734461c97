//! The running record: entries with their words, the ones that correct them, filters, pages and days.

use contract::Caller;

use super::*;

impl House {
    fn entry(&self, school: Uuid, text: &str) -> AddRecordEntryRequest {
        AddRecordEntryRequest {
            command_id: new_id(),
            school_id: school.to_string(),
            on: "2026-05-05".to_owned(),
            source: RecordSource::Observation.into(),
            areas: vec!["governance".to_owned()],
            kind: RecordKind::Strength.into(),
            text: text.to_owned(),
        }
    }

    async fn add(&self, request: AddRecordEntryRequest) -> AddRecordEntryResponse {
        self.doors.add_record_entry(self.request(request)).await.unwrap().into_inner()
    }

    fn correction(&self, school: Uuid, corrects: &str) -> CorrectRecordEntryRequest {
        CorrectRecordEntryRequest {
            command_id: new_id(),
            school_id: school.to_string(),
            corrects_id: corrects.to_owned(),
            on: "2026-05-05".to_owned(),
            source: RecordSource::Document.into(),
            areas: Vec::new(),
            kind: RecordKind::Unspecified.into(),
            text: "It was the finance committee.".to_owned(),
        }
    }

    async fn entries(&self, asked: ListRecordEntriesRequest) -> ListRecordEntriesResponse {
        let at_least = self.service.catch_up().await;
        let school_id = SCHOOL.to_string();
        let asked = ListRecordEntriesRequest { at_least, school_id, ..asked };
        self.doors.list_record_entries(self.request(asked)).await.unwrap().into_inner()
    }
}

#[tokio::test]
async fn an_entry_stands_with_its_words_and_its_writer() {
    let house = House::start().await;
    let added = house.add(house.entry(SCHOOL, "The board asks hard questions.")).await;
    house.add(house.entry(OTHER, "Another school.")).await;
    let listed = house.entries(ListRecordEntriesRequest::default()).await;
    let [entry] = listed.entries.as_slice() else { panic!("{listed:?}") };
    assert_eq!(entry.record_entry_id, added.record_entry_id);
    assert_eq!(entry.position, added.position);
    assert_eq!(entry.text.said(), "The board asks hard questions.");
    assert_eq!(entry.author_id, house.service.caller.actor.to_string());
    assert_eq!((entry.on.as_str(), entry.added_on.as_str()), ("2026-05-05", "2026-06-01"));
    assert_eq!((entry.kind(), entry.source()), (RecordKind::Strength, RecordSource::Observation));
    assert_eq!((listed.found, listed.next_page), (1, 0));
}

#[tokio::test]
async fn ids_are_compared_in_their_usual_form() {
    let house = House::start().await;
    let added = house.add(house.entry(SCHOOL, "The board asks hard questions.")).await;
    let asked = ListRecordEntriesRequest {
        at_least: house.service.catch_up().await,
        school_id: SCHOOL.to_string().to_uppercase(),
        record_entry_id: added.record_entry_id.to_uppercase(),
        ..ListRecordEntriesRequest::default()
    };
    let answer = house.doors.list_record_entries(house.request(asked)).await.unwrap();
    assert_eq!(answer.into_inner().found, 1);
}

#[tokio::test]
async fn a_correction_stands_beside_what_it_corrects() {
    let house = House::start().await;
    let first = house.add(house.entry(SCHOOL, "The board asks hard questions.")).await;
    let request = house.correction(SCHOOL, &first.record_entry_id);
    let answer = house.doors.correct_record_entry(house.request(request)).await.unwrap();
    let further = answer.into_inner().record_entry_id;
    let listed = house.entries(ListRecordEntriesRequest::default()).await.entries;
    let [corrected, entry] = listed.as_slice() else { panic!("{listed:?}") };
    assert_eq!(corrected.record_entry_id, further);
    assert_eq!(
        (&corrected.corrects_id, &corrected.corrected_by_id),
        (&first.record_entry_id, &String::new())
    );
    assert_eq!((&entry.corrects_id, &entry.corrected_by_id), (&String::new(), &further));
    assert_eq!(entry.text.said(), "The board asks hard questions.");
    // The correction can be corrected in its turn.
    let again = house.correction(SCHOOL, &further);
    assert!(house.doors.correct_record_entry(house.request(again)).await.is_ok());
}

#[tokio::test]
async fn what_is_not_there_of_another_school_or_corrected_before_is_refused_by_name() {
    let house = House::start().await;
    let first = house.add(house.entry(SCHOOL, "The board asks hard questions.")).await;
    let reason = async |request: CorrectRecordEntryRequest| {
        let answer = house.doors.correct_record_entry(house.request(request)).await;
        answer.err().map(|status| reason_of(&status)).unwrap_or_default()
    };
    assert_eq!(reason(house.correction(SCHOOL, &new_id())).await, "RECORD_ENTRY_UNKNOWN");
    let elsewhere = house.correction(OTHER, &first.record_entry_id);
    assert_eq!(reason(elsewhere).await, "RECORD_ENTRY_UNKNOWN");
    assert_eq!(reason(house.correction(SCHOOL, &first.record_entry_id)).await, "");
    let twice = house.correction(SCHOOL, &first.record_entry_id);
    assert_eq!(reason(twice).await, "RECORD_ENTRY_CORRECTED");
}

#[tokio::test]
async fn words_and_filters_narrow_the_list_and_a_day_in_the_past_shows_what_stood_then() {
    let house = House::start().await;
    house.add(house.entry(SCHOOL, "The board asks hard questions.")).await;
    let parent = AddRecordEntryRequest {
        source: RecordSource::Parent.into(),
        kind: RecordKind::Development.into(),
        ..house.entry(SCHOOL, "The gate opens late.")
    };
    house.add(parent).await;
    let texts = async |asked: ListRecordEntriesRequest| {
        let listed = house.entries(asked).await.entries;
        listed.iter().map(|entry| entry.text.said().into_owned()).collect::<Vec<_>>()
    };
    let asked = ListRecordEntriesRequest::default;
    let text = ListRecordEntriesRequest { text: "GATE".to_owned(), ..asked() };
    assert_eq!(texts(text).await, ["The gate opens late."]);
    let strengths = ListRecordEntriesRequest { kind: RecordKind::Strength.into(), ..asked() };
    assert_eq!(texts(strengths).await, ["The board asks hard questions."]);
    let before = ListRecordEntriesRequest { as_of_date: "2026-05-31".to_owned(), ..asked() };
    assert!(texts(before).await.is_empty(), "both were added on 1 June");
}

#[tokio::test]
async fn the_events_taken_in_twice_give_the_same_rows() {
    let house = House::start().await;
    let first = house.add(house.entry(SCHOOL, "The board asks hard questions.")).await;
    let request = house.correction(SCHOOL, &first.record_entry_id);
    house.doors.correct_record_entry(house.request(request)).await.unwrap();
    house.service.catch_up().await;
    let table = format!("{}.document", RecordEntriesList::NAME);
    let once = house.service.rows(&[&table]).await;
    assert_eq!(once.len(), 2);
    house.service.take_in_again_for(&[RecordEntriesList::NAME]).await;
    assert_eq!(house.service.rows(&[&table]).await, once);
}

#[tokio::test]
async fn the_record_is_for_the_school_and_the_trust() {
    let house = House::start().await;
    let asked = ListRecordEntriesRequest { school_id: SCHOOL.to_string(), ..Default::default() };
    let doors = EvidenceDoors { door: house.service.guarded_door().await, ..house.doors };
    let stranger = Caller::new(house.service.trust, Uuid::from_u128(77), "staff");
    let status = doors.list_record_entries(stranger.request(asked)).await.unwrap_err();
    assert_eq!(status.code(), Code::PermissionDenied);
}

#[test]
fn the_largest_entry_fits() {
    fits::<RecordEntriesList>(&RecordEntry {
        record_entry_id: Uuid::max().to_string(),
        school_id: Uuid::max().to_string(),
        on: "2026-05-05".to_owned(),
        source: RecordSource::Conversation.into(),
        areas: vec!["a".repeat(64); 20],
        kind: RecordKind::Development.into(),
        text: Some("W".repeat(2_000).into()),
        author_id: Uuid::max().to_string(),
        added_on: "2026-05-05".to_owned(),
        corrects_id: Uuid::max().to_string(),
        corrected_by_id: Uuid::max().to_string(),
        position: u64::MAX,
    });
}
