//! Each kind of letter that an event leads to stands in the outbox, for persons by their ids.

use std::collections::BTreeMap;

use contract::Caller;
use contract::letters::v1::letters_service_client::LettersServiceClient;
use contract::letters::v1::{LetterKind, SendLettersRequest};
use plumbline_tests::World;

use super::Doors;

/// Before the story begins, so that nothing in it is too old.
const BEFORE: &str = "2024-01-01T12:00:00Z";

pub(super) async fn every_kind_has_its_readers(doors: &Doors, world: &World) {
    let mut letters = LettersServiceClient::new(doors.peers.channel("letters"));
    let caller = Caller::new(doors.caller.trust, contract::SYSTEM_ACTOR, "administrator");
    let caller = Caller { now: Some(BEFORE.parse().unwrap()), ..caller };
    let wanted = SendLettersRequest { at_least: doors.head };
    let sent = letters.send_letters(caller.request(wanted)).await.unwrap().into_inner();
    assert_eq!(sent.sent, 0, "this installation sends no e-mail");
    let counted = "select kind, count(*) as letters, count(distinct person_id) as persons \
        from letters.outbox where trust_id = $1 group by kind";
    let rows = world.owner().await.query(counted, &[&doors.caller.trust]).await.unwrap();
    let by_kind: BTreeMap<String, (i64, i64)> = rows
        .iter()
        .map(|row| (row.get("kind"), (row.get("letters"), row.get("persons"))))
        .collect();
    let of = |kind: LetterKind| by_kind.get(kind.as_str_name()).copied().unwrap_or_default();
    // Eight schools have a head each, and eight committees a chair at least.
    for kind in [LetterKind::ProposalSent, LetterKind::ReportIssued] {
        assert!(of(kind).1 >= 8, "{kind:?}: {by_kind:?}");
    }
    for kind in [LetterKind::QuestionAsked, LetterKind::QuestionAnswered] {
        assert!(of(kind).0 > 0, "{kind:?}: {by_kind:?}");
    }
    // One report was corrected, and its committee had been told of it.
    let (letters, persons) = of(LetterKind::ReportCorrected);
    assert!(letters == persons && persons > 1, "{by_kind:?}");
}
