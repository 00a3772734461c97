//! Reading the draft of a framework's version, with what headteachers said of it.

use std::cmp::Reverse;

use contract::british_day;
use contract::categories::v1::{
    FrameworkAgreed, FrameworkComments, FrameworkDraft, GetFrameworkDraftRequest,
    GetFrameworkDraftResponse,
};
use door::{Answer, Reading};
use eventlog::When;
use tonic::{Request, Response};

use super::Doors;
use crate::framework_drafts_shown::{DraftsOfVersion, framework_drafts};

pub(super) async fn get(
    doors: &Doors,
    request: Request<GetFrameworkDraftRequest>,
) -> Answer<GetFrameworkDraftResponse> {
    let Reading { caller, reach, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    let named =
        FrameworkAgreed { framework_id: asked.framework_id.clone(), ..FrameworkAgreed::default() };
    let (as_of, agreed) = doors.frameworks.list(caller.trust, when, &named).await?;
    let agreed_version = agreed.iter().map(|framework| framework.version).max().unwrap_or(0);
    let version = if asked.version == 0 { agreed_version + 1 } else { asked.version };
    let framework = Some(FrameworkAgreed { version, ..named });
    let drafts = FrameworkDraft { framework, ..FrameworkDraft::default() };
    let framework_id = asked.framework_id;
    let said = FrameworkComments { framework_id, version, ..FrameworkComments::default() };
    let all = DraftsOfVersion {
        drafts: doors.framework_drafts.list(caller.trust, when, &drafts).await?.1,
        comments: doors.framework_comments.list(caller.trust, when, &said).await?.1,
    };
    let today = british_day(doors.door.now(&caller));
    let DraftsOfVersion { mut drafts, mut comments } = framework_drafts(all, &reach, today);
    drafts.sort_by_key(|draft| draft.draft);
    comments.sort_by_key(|said| (Reverse(said.draft), said.school_id.clone()));
    let consulted = drafts.iter().rfind(|draft| !draft.sent_on.is_empty()).cloned();
    let mut answer = GetFrameworkDraftResponse {
        as_of: Some(as_of),
        draft: drafts.pop(),
        consulted,
        comments,
        agreed_version,
    };
    doors.door.fill(&caller, &mut answer).await?;
    Ok(Response::new(answer))
}
