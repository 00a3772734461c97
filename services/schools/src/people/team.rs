//! The roles that the team of a review holds by its match.

use contract::events::ReviewEvent;
use contract::reviews::v1::TeamMatched;
use contract::role_by_match;
use contract::schools::v1::{Role, ScopeKind};
use eventlog::{ApplyError, Transaction};
use jiff::civil::Date;
use uuid::Uuid;

use crate::person::day_before;
use crate::rows::id;

/// A person who was taken out before holds it again, in the same row where it is the same day.
const HOLD: &str = "insert into held (trust_id, person_id, grant_id, role, scope_kind, \
    scope_id, starts_on, ends_on, given_until, by_match) \
    select $1, $2, $3, $4, $5, $6, $7, '', '', true \
    where not exists (select from held where trust_id = $1 and person_id = $2 and scope_id = $6 \
        and by_match and ended_on = '') \
    on conflict (trust_id, person_id, grant_id) do update set ends_on = '', ended_on = ''";
const END: &str = "update held set ends_on = $4, ended_on = $5 \
    where trust_id = $1 and scope_id = $2 and by_match and ended_on = '' \
    and not person_id = any ($3)";

/// Takes in what happened to a review.
pub(super) async fn take(
    tx: &Transaction<'_>,
    trust: Uuid,
    event: &ReviewEvent,
) -> Result<(), ApplyError> {
    match event {
        ReviewEvent::TeamMatched(team) => matched(tx, trust, team).await,
        ReviewEvent::ReviewCancelled(off) => {
            let last = day_before(&off.on).ok_or_else(|| no_date(&off.on))?;
            tx.execute(END, &[&trust, &off.review_id, &NOBODY, &last, &off.on]).await?;
            Ok(())
        }
        ReviewEvent::TeamReleased(over) => {
            let last: Date = over.on.parse().map_err(|_| no_date(&over.on))?;
            let after = last.tomorrow().map_err(|_| no_date(&over.on))?.to_string();
            tx.execute(END, &[&trust, &over.review_id, &NOBODY, &over.on, &after]).await?;
            Ok(())
        }
        ReviewEvent::ReviewRequested(_)
        | ReviewEvent::DistributionAgreed(_)
        | ReviewEvent::ReviewHeld(_)
        | ReviewEvent::FindingRecorded(_)
        | ReviewEvent::ReviewCompleted(_)
        | ReviewEvent::FollowUpRecorded(_)
        | ReviewEvent::ReviewPostponed(_)
        | ReviewEvent::DistributionWidened(_)
        | ReviewEvent::ReviewCommented(_) => Ok(()),
    }
}

/// With the end of a review no member of its team keeps the role.
const NOBODY: &[Uuid] = &[];

async fn matched(tx: &Transaction<'_>, trust: Uuid, team: &TeamMatched) -> Result<(), ApplyError> {
    let TeamMatched { review_id, reviewers, on } = team;
    // A match from before teams held roles by it.
    if on.is_empty() {
        return Ok(());
    }
    let review = id(review_id)?;
    let people: Result<Vec<Uuid>, ApplyError> =
        reviewers.iter().map(|reviewer| id(&reviewer.person_id)).collect();
    let people = people?;
    let last = day_before(on).ok_or_else(|| no_date(on))?;
    tx.execute(END, &[&trust, review_id, &people, &last, on]).await?;
    let (role, kind) = (i32::from(Role::PeerReviewer), i32::from(ScopeKind::Review));
    for person in people {
        let grant = role_by_match(review, person, on);
        tx.execute(HOLD, &[&trust, &person, &grant, &role, &kind, review_id, on]).await?;
    }
    Ok(())
}

fn no_date(text: &str) -> ApplyError {
    ApplyError::Contradiction(format!("{text:?} is no date"))
}
