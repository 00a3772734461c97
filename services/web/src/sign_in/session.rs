//! Sessions: who is signed in, for how long, and how it ends.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::secret::Secret;
use super::store::{Store, StoreError};

/// A session without a request for so long is over.
pub(crate) const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// However much it is used, a session ends after a working day.
pub(crate) const LONGEST: SignedDuration = SignedDuration::from_hours(10);
/// How exactly the last request is remembered: a write for each would be the most of the work.
const TOUCH: SignedDuration = SignedDuration::from_mins(1);

/// What a session knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub trust: Uuid,
    pub person: Uuid,
    /// The role acted in.
    pub grant: Uuid,
    /// All roles held at the moment of signing in: when they are others, the session is over.
    pub roles_sha256: Vec<u8>,
}

impl Store {
    /// Begins a session under a new secret, and sweeps away those that are over.
    pub(crate) async fn begin(
        &self,
        secret: &Secret,
        session: &Session,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SWEEP: &str = "delete from sign_in.session \
            where began_at <= $1::text::timestamptz or seen_at <= $2::text::timestamptz";
        const BEGIN: &str = "insert into sign_in.session \
            (id_hash, trust_id, person_id, grant_id, roles_sha256, began_at, seen_at) \
            values ($1, $2, $3, $4, $5, $6::text::timestamptz, $6::text::timestamptz)";
        let Session { trust, person, grant, roles_sha256 } = session;
        let client = self.client().await?;
        client.execute(SWEEP, &[&before(now, LONGEST), &before(now, IDLE)]).await?;
        let hash = secret.hash();
        client
            .execute(BEGIN, &[&hash, trust, person, grant, roles_sha256, &now.to_string()])
            .await?;
        Ok(())
    }

    /// The session of a secret, as long as it lasts; finding it is using it.
    pub(crate) async fn session(
        &self,
        secret: &Secret,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError> {
        const FIND: &str = "with found as ( \
                select * from sign_in.session where id_hash = $1 \
                and began_at > $2::text::timestamptz and seen_at > $3::text::timestamptz \
            ), touched as ( \
                update sign_in.session s set seen_at = $4::text::timestamptz from found \
                where s.id_hash = found.id_hash and found.seen_at < $5::text::timestamptz \
            ) \
            select trust_id, person_id, grant_id, roles_sha256 from found";
        let (longest, idle, touch) = (before(now, LONGEST), before(now, IDLE), before(now, TOUCH));
        let client = self.client().await?;
        let found = client
            .query_opt(FIND, &[&secret.hash(), &longest, &idle, &now.to_string(), &touch])
            .await?;
        Ok(found.map(|row| Session {
            trust: row.get(0),
            person: row.get(1),
            grant: row.get(2),
            roles_sha256: row.get(3),
        }))
    }

    /// Ends one session.
    pub(crate) async fn end(&self, secret: &Secret) -> Result<(), StoreError> {
        const END: &str = "delete from sign_in.session where id_hash = $1";
        self.client().await?.execute(END, &[&secret.hash()]).await?;
        Ok(())
    }

    /// Ends every session of a person, on every machine.
    pub(crate) async fn end_everywhere(&self, trust: Uuid, person: Uuid) -> Result<(), StoreError> {
        const END: &str = "delete from sign_in.session where trust_id = $1 and person_id = $2";
        self.client().await?.execute(END, &[&trust, &person]).await?;
        Ok(())
    }
}

/// A moment so long ago, as the store reads it. Before time began is long enough ago.
pub(super) fn before(now: Timestamp, ago: SignedDuration) -> String {
    now.checked_sub(ago).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}
