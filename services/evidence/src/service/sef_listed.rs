//! What the lists of self-evaluations and of their templates answer with, as their reader may see them.

use std::cmp::Reverse;

use contract::evidence::v1::*;
use contract::{Term, field};
use door::{Answer, Reading};
use eventlog::When;
use tonic::{Request, Response};

use super::EvidenceDoors;
use crate::self_evaluations_shown;

/// Every version of the trust's templates and of those of the reader's schools, by template, the newest version first.
pub(super) async fn templates(
    doors: &EvidenceDoors,
    request: Request<ListSefTemplatesRequest>,
) -> Answer<ListSefTemplatesResponse> {
    let Reading { caller, reach, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    let every = SefTemplate::default();
    let (as_of, mut templates) = doors.sef_templates.list(caller.trust, when, &every).await?;
    templates.retain(|one| one.school_id.is_empty() || reach.covers_of(&one.school_id));
    templates.sort_by_cached_key(|one| (one.sef_template_id.clone(), Reverse(one.version)));
    doors.door.fill(&caller, templates.as_mut_slice()).await?;
    Ok(Response::new(ListSefTemplatesResponse { as_of: Some(as_of), templates }))
}

/// Self-evaluations as their reader may see them, the latest term first.
pub(super) async fn self_evaluations(
    doors: &EvidenceDoors,
    request: Request<ListSelfEvaluationsRequest>,
) -> Answer<ListSelfEvaluationsResponse> {
    let Reading { caller, reach, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let school = field::optional_uuid("school_id", &asked.school_id)?;
    let school_id = school.map(|id| id.to_string()).unwrap_or_default();
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    let like = SelfEvaluation { school_id, ..SelfEvaluation::default() };
    let (as_of, found) = doors.self_evaluations.list(caller.trust, when, &like).await?;
    let shown =
        found.into_iter().filter_map(|one| self_evaluations_shown::self_evaluation(one, &reach));
    let mut self_evaluations: Vec<_> = shown.collect();
    self_evaluations.sort_by_key(|one| Reverse(one.term.parse::<Term>().ok()));
    doors.door.fill(&caller, self_evaluations.as_mut_slice()).await?;
    Ok(Response::new(ListSelfEvaluationsResponse { as_of: Some(as_of), self_evaluations }))
}
