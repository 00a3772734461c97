//! A version of the framework is drafted, commented on by headteachers, drafted anew, and agreed.

use contract::events::{PersonEvent, SchoolEvent, StoredEvent};
use contract::schools::v1::{Role, RoleGranted, SchoolJoined, Scope, ScopeKind};

use super::*;

const HEAD: Uuid = Uuid::from_u128(0x4ead);

fn second(text: &str) -> FrameworkAgreed {
    let mut framework = FrameworkAgreed { version: 2, ..default_framework() };
    text.clone_into(&mut framework.descriptors[0].text);
    framework
}

impl Trust {
    async fn draft(&self, now: &str, draft: u32, text: &str) -> Result<(), Status> {
        let framework = Some(second(text));
        let asked = DraftFrameworkRequest { command_id: new_id(), framework, draft };
        self.doors.draft_framework(self.request_at(now, asked)).await.map(drop)
    }

    async fn consult(&self, comment_by: &str) {
        let asked = ConsultOnFrameworkRequest {
            command_id: new_id(),
            framework_id: default_framework().framework_id,
            version: 2,
            comment_by: comment_by.to_owned(),
        };
        self.doors.consult_on_framework(self.request(asked)).await.unwrap();
    }

    async fn comment(&self, school: Uuid, text: &str) {
        let asked = CommentOnFrameworkRequest {
            command_id: new_id(),
            school_id: school.to_string(),
            framework_id: default_framework().framework_id,
            version: 2,
            comments: vec![AreaCommentText { area_id: AREA.to_owned(), text: text.to_owned() }],
        };
        self.doors.comment_on_framework(self.request(asked)).await.unwrap();
    }

    async fn agree_second(&self, now: &str) -> Result<(), Status> {
        let framework = Some(second("Agreed."));
        let asked = AgreeFrameworkRequest { command_id: new_id(), framework };
        self.doors.agree_framework(self.request_at(now, asked)).await.map(drop)
    }

    async fn asked_for_draft(&self, version: u32) -> GetFrameworkDraftRequest {
        GetFrameworkDraftRequest {
            at_least: self.catch_up().await,
            framework_id: default_framework().framework_id,
            version,
            as_of_date: String::new(),
        }
    }

    async fn drafted(&self, version: u32) -> GetFrameworkDraftResponse {
        let asked = self.asked_for_draft(version).await;
        self.doors.get_framework_draft(self.request(asked)).await.unwrap().into_inner()
    }

    async fn happens<E: StoredEvent>(&self, id: Uuid, event: E) {
        let at = "2025-09-01T08:00:00Z".parse().unwrap();
        self.store.record_at(self.trust, id, vec![event], at).await;
    }
}

const TODAY: &str = "2025-11-21T10:00:00Z";
const AFTER: &str = "2025-12-06T10:00:00Z";

#[tokio::test]
async fn a_version_goes_from_its_draft_by_the_headteachers_to_the_trustees() {
    let trust = Trust::start().await;
    trust.agree().await;
    assert_eq!(trust.drafted(0).await.draft, None);
    trust.draft(TODAY, 0, "First words.").await.unwrap();
    trust.consult("2025-12-05").await;
    trust.comment(trust.schools[0], "Say who does it.").await;
    trust.comment(trust.schools[0], "Say who does it, and when.").await;
    assert_eq!(reason_of(&trust.agree_second(TODAY).await.unwrap_err()), "HEADS_ARE_ASKED");
    trust.draft(AFTER, 1, "Second words.").await.unwrap();

    let found = trust.drafted(0).await;
    let (draft, consulted) = (found.draft.unwrap(), found.consulted.unwrap());
    assert_eq!((draft.draft, draft.sent_on.as_str()), (2, ""));
    assert_eq!((consulted.draft, consulted.comment_by.as_str()), (1, "2025-12-05"));
    assert_eq!(consulted.framework, Some(second("First words.")));
    let [said] = &found.comments[..] else { panic!("one school") };
    assert_eq!(said.comments[0].text.said(), "Say who does it, and when.");
    assert_eq!(said.by_id, trust.caller.actor.to_string());

    trust.agree_second(AFTER).await.unwrap();
    let before = trust.drafted(2).await;
    assert_eq!((before.agreed_version, before.comments.len()), (2, 1));
    assert_eq!(trust.drafted(0).await.draft, None, "the next version has none");

    let tables = ["frameworks", "framework_drafts", "framework_comments"]
        .map(|name| format!("categories_{name}.document"));
    let tables = tables.each_ref().map(String::as_str);
    let once = trust.rows(&tables).await;
    trust.take_in_again().await;
    assert_eq!(trust.rows(&tables).await, once);
}

#[tokio::test]
async fn a_headteacher_is_shown_what_was_sent_and_the_own_comments() {
    let mut trust = Trust::start().await;
    for school in trust.schools {
        let joined = SchoolJoined { school_id: school.to_string(), ..SchoolJoined::default() };
        trust.happens(school, SchoolEvent::SchoolJoined(joined)).await;
    }
    let own = trust.schools[0].to_string();
    let granted = RoleGranted {
        person_id: HEAD.to_string(),
        grant_id: Uuid::from_u128(0x9).to_string(),
        role: Role::Headteacher.into(),
        scope: Some(Scope { kind: ScopeKind::School.into(), id: own.clone() }),
        from: "2025-09-01".to_owned(),
        until: String::new(),
    };
    trust.happens(HEAD, PersonEvent::RoleGranted(granted)).await;
    trust.agree().await;
    trust.draft(TODAY, 0, "First words.").await.unwrap();
    trust.consult("2025-12-05").await;
    for school in trust.schools {
        trust.comment(school, "Say who does it.").await;
    }
    trust.draft(AFTER, 1, "Second words.").await.unwrap();
    trust.doors.door = trust.service.guarded_door().await;
    let by_head = async |now: &str| {
        let asked = trust.asked_for_draft(0).await;
        let now = Some(now.parse().unwrap());
        let head = Caller { now, ..Caller::new(trust.trust, HEAD, "unknown") };
        trust.doors.get_framework_draft(head.request(asked)).await.unwrap().into_inner()
    };
    let meanwhile = by_head(TODAY).await;
    assert_eq!(meanwhile.draft.unwrap().draft, 1, "the second draft was not sent");
    let schools: Vec<_> = meanwhile.comments.iter().map(|said| &said.school_id).collect();
    assert_eq!(schools, [&own]);
    assert_eq!(by_head(AFTER).await.comments.len(), 2, "once the last day is over");
}
