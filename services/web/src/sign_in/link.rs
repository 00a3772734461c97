//! Links sent by e-mail: good for a quarter of an hour and for one browser, and then for a code, five tries at it.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::Known;
use super::secret::Secret;
use super::session::before;
use super::store::{Store, StoreError};

/// How long a link can be used.
pub(crate) const LONGEST: SignedDuration = SignedDuration::from_mins(15);
/// How long after the link was sent the code can be given.
const LONGEST_STEP: SignedDuration = SignedDuration::from_mins(30);
pub(crate) const STEP_SECONDS: u32 = 30 * 60;
const MOST_TRIES: i16 = 5;
/// Links a person may have at once: more would fill a letterbox.
const MOST_LINKS: i64 = 5;

/// Whom a link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Addressee {
    pub trust: Uuid,
    pub person: Uuid,
    /// The page to go on to.
    pub next: String,
}

impl Store {
    /// Notes a link about to be sent, and sweeps away what is over; `false` where the person has had enough letters.
    pub(crate) async fn note_link(
        &self,
        link: &Secret,
        to: &Addressee,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SWEEP: &str = "delete from sign_in.link where sent_at <= $1::text::timestamptz";
        const NOTE: &str = "insert into sign_in.link (id_hash, trust_id, person_id, next, sent_at) \
            select $1, $2, $3, $4, $5::text::timestamptz where $6 > \
            (select count(*) from sign_in.link where trust_id = $2 and person_id = $3)";
        let Addressee { trust, person, next } = to;
        let client = self.client().await?;
        client.execute(SWEEP, &[&before(now, LONGEST_STEP)]).await?;
        let (hash, sent) = (link.hash(), now.to_string());
        let noted = client.execute(NOTE, &[&hash, trust, person, next, &sent, &MOST_LINKS]).await?;
        Ok(noted == 1)
    }

    /// Notes a link for a guest; `false` where the guest has had enough letters.
    pub(crate) async fn note_guest_link(
        &self,
        link: &Secret,
        guest: Known,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SWEEP: &str = "delete from sign_in.link where sent_at <= $1::text::timestamptz";
        const NOTE: &str = "insert into sign_in.link (id_hash, trust_id, person_id, next, sent_at, guest) \
            select $1, $2, $3, '', $4::text::timestamptz, true where $5 > \
            (select count(*) from sign_in.link where trust_id = $2 and person_id = $3)";
        let Known { trust, person } = guest;
        let client = self.client().await?;
        client.execute(SWEEP, &[&before(now, LONGEST_STEP)]).await?;
        let (hash, sent) = (link.hash(), now.to_string());
        let noted = client.execute(NOTE, &[&hash, &trust, &person, &sent, &MOST_LINKS]).await?;
        Ok(noted == 1)
    }

    /// Spends a guest's link; `None` for one that is no guest's link, spent or too old. It still counts among the letters.
    pub(crate) async fn spend_guest_link(
        &self,
        link: &Secret,
        now: Timestamp,
    ) -> Result<Option<Known>, StoreError> {
        const SPEND: &str = "update sign_in.link set followed = true \
            where id_hash = $1 and guest and not followed and sent_at > $2::text::timestamptz \
            returning trust_id, person_id";
        let client = self.client().await?;
        let row = client.query_opt(SPEND, &[&link.hash(), &before(now, LONGEST)]).await?;
        Ok(row.map(|row| Known { trust: row.get("trust_id"), person: row.get("person_id") }))
    }

    /// Spends a link for a secret of the browser that followed it; `false` for one that is no link, spent or too old.
    pub(crate) async fn follow_link(
        &self,
        link: &Secret,
        browser: &Secret,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const FOLLOW: &str = "update sign_in.link set id_hash = $2, followed = true \
            where id_hash = $1 and not followed and not guest and sent_at > $3::text::timestamptz";
        let client = self.client().await?;
        let values = (link.hash(), browser.hash(), before(now, LONGEST));
        Ok(client.execute(FOLLOW, &[&values.0, &values.1, &values.2]).await? == 1)
    }

    /// Counts a try at the code; nothing where there is none left.
    pub(crate) async fn try_code(
        &self,
        browser: &Secret,
        now: Timestamp,
    ) -> Result<Option<Addressee>, StoreError> {
        const TRY: &str = "update sign_in.link set tries = tries + 1 \
            where id_hash = $1 and followed and not guest and tries < $2 and sent_at > $3::text::timestamptz \
            returning trust_id, person_id, next";
        let client = self.client().await?;
        let values = (browser.hash(), before(now, LONGEST_STEP));
        let row = client.query_opt(TRY, &[&values.0, &MOST_TRIES, &values.1]).await?;
        Ok(row.map(|row| Addressee { trust: row.get(0), person: row.get(1), next: row.get(2) }))
    }

    /// Forgets a link whose code was right.
    pub(crate) async fn end_link(&self, browser: &Secret) -> Result<(), StoreError> {
        const END: &str = "delete from sign_in.link where id_hash = $1";
        self.client().await?.execute(END, &[&browser.hash()]).await?;
        Ok(())
    }
}
