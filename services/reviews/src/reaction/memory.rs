//! What has to be remembered of earlier events to know who can help whom.

use std::collections::BTreeSet;

use contract::Term;
use contract::categories::v1::{CategoryChanged, Cell, FrameworkAgreed, RoundOpened};
use contract::events::{AnyEvent, FrameworkEvent};
use contract::reviews::v1::{PairingProposed, PairingWithdrawn, ProposePairingRequest};
use contract::schools::v1::{
    HubFormed, SchoolDescribed, SchoolEnteredHub, SchoolJoined, SchoolLeft, SchoolReturned,
    SchoolWithdrewFromHub,
};
use eventlog::{ApplyError, Recorded, Transaction};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::partner::{Area, Hub, School};

/// The tables as one event finds them.
pub(super) struct Memory<'a> {
    pub tx: &'a Transaction<'a>,
    pub event: &'a Recorded,
}

type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

impl Memory<'_> {
    /// Runs a statement whose first parameter is the trust.
    async fn write(&self, sql: &str, values: Values<'_>) -> Result<(), ApplyError> {
        let mut all: Vec<&(dyn ToSql + Sync)> = vec![&self.event.trust];
        all.extend(values);
        self.tx.execute(sql, &all).await?;
        Ok(())
    }

    pub(super) async fn joined(&self, joined: &SchoolJoined) -> Result<(), ApplyError> {
        self.write(
            "insert into school (trust_id, school_id, name) values ($1, $2, $3) \
             on conflict (trust_id, school_id) do update set name = excluded.name, left_on = null",
            &[&joined.school_id, &joined.name],
        )
        .await
    }

    pub(super) async fn left(&self, left: &SchoolLeft) -> Result<(), ApplyError> {
        self.write(
            "update school set left_on = $3 where trust_id = $1 and school_id = $2",
            &[&left.school_id, &left.on],
        )
        .await
    }

    pub(super) async fn back(&self, school_id: &str) -> Result<(), ApplyError> {
        let back = "update school set left_on = null where trust_id = $1 and school_id = $2";
        self.write(back, &[&school_id]).await
    }

    /// Who left the trust left its hubs that day. What was arranged for the return and after it stays.
    pub(super) async fn out_of_hubs(&self, back: &SchoolReturned) -> Result<(), ApplyError> {
        let out = "update membership m set withdrew_on = s.left_on from school s \
            where m.trust_id = $1 and m.school_id = $2 and m.withdrew_on is null \
            and m.entered_on < $3 \
            and s.trust_id = m.trust_id and s.school_id = m.school_id";
        self.write(out, &[&back.school_id, &back.on]).await
    }

    pub(super) async fn called(&self, shown: &SchoolDescribed) -> Result<(), ApplyError> {
        let called = "update school set name = $3 where trust_id = $1 and school_id = $2";
        self.write(called, &[&shown.school_id, &shown.name]).await
    }

    pub(super) async fn hub(&self, formed: &HubFormed) -> Result<(), ApplyError> {
        self.write(
            "insert into hub (trust_id, hub_id, name) values ($1, $2, $3) \
             on conflict (trust_id, hub_id) do update set name = excluded.name",
            &[&formed.hub_id, &formed.name],
        )
        .await
    }

    pub(super) async fn entered(&self, entered: &SchoolEnteredHub) -> Result<(), ApplyError> {
        self.write(
            "insert into membership (trust_id, hub_id, school_id, entered_on) values ($1, $2, $3, $4) \
             on conflict (trust_id, hub_id, school_id, entered_on) do update set withdrew_on = null",
            &[&entered.hub_id, &entered.school_id, &entered.from],
        )
        .await
    }

    pub(super) async fn withdrew(&self, left: &SchoolWithdrewFromHub) -> Result<(), ApplyError> {
        self.write(
            "update membership set withdrew_on = $4 \
             where trust_id = $1 and hub_id = $2 and school_id = $3 and withdrew_on is null",
            &[&left.hub_id, &left.school_id, &left.on],
        )
        .await
    }

    pub(super) async fn framework(&self) -> Result<(), ApplyError> {
        let AnyEvent::Framework(FrameworkEvent::FrameworkAgreed(agreed)) = self.event.event()?
        else {
            return Ok(());
        };
        self.write(
            "insert into framework (trust_id, framework_id, version, agreed) values ($1, $2, $3, $4) \
             on conflict do nothing",
            &[&agreed.framework_id, &i64::from(agreed.version), &self.event.body],
        )
        .await
    }

    pub(super) async fn round(&self, opened: &RoundOpened) -> Result<(), ApplyError> {
        self.write(
            "insert into round (trust_id, round_id, framework_id, framework_version) values ($1, $2, $3, $4) \
             on conflict do nothing",
            &[&opened.round_id, &opened.framework_id, &i64::from(opened.framework_version)],
        )
        .await
    }

    /// Where a school stands as others know it. A round shared late does not change where the school stands now.
    pub(super) async fn stands(
        &self,
        cell: &Option<Cell>,
        region_id: &str,
    ) -> Result<(), ApplyError> {
        let cell = cell.clone().unwrap_or_default();
        if self.overtaken(&cell).await? {
            return Ok(());
        }
        self.write(
            "insert into shared (trust_id, area_id, school_id, term, region_id) values ($1, $2, $3, $4, $5) \
             on conflict (trust_id, area_id, school_id) do update set term = excluded.term, region_id = excluded.region_id",
            &[&cell.area_id, &cell.school_id, &cell.term, &region_id],
        )
        .await
    }

    pub(super) async fn asked(&self, proposed: &PairingProposed) -> Result<(), ApplyError> {
        self.write(
            "insert into asked (trust_id, pairing_id, area_id, giving_school_id, receiving_school_id) \
             values ($1, $2, $3, $4, $5) on conflict do nothing",
            &[
                &proposed.pairing_id,
                &proposed.area_id,
                &proposed.giving_school_id,
                &proposed.receiving_school_id,
            ],
        )
        .await
    }

    /// A pair that was not asked in the end may be asked again.
    pub(super) async fn taken_back(&self, withdrawn: &PairingWithdrawn) -> Result<(), ApplyError> {
        let forget = "delete from asked where trust_id = $1 and pairing_id = $2";
        self.write(forget, &[&withdrawn.pairing_id]).await
    }

    /// Notes the proposal that followed from a change.
    pub(super) async fn proposed(
        &self,
        changed: &CategoryChanged,
        pairing_id: &str,
    ) -> Result<(), ApplyError> {
        let cell = changed.cell.clone().unwrap_or_default();
        self.write(
            "insert into proposed (trust_id, pairing_id, school_id, area_id, round_id) values ($1, $2, $3, $4, $5) \
             on conflict (trust_id, pairing_id) do update set school_id = excluded.school_id, \
             area_id = excluded.area_id, round_id = excluded.round_id",
            &[&pairing_id, &cell.school_id, &cell.area_id, &cell.round_id],
        )
        .await
    }

    /// Takes out the proposals that followed from where a school stood in a round.
    pub(super) async fn no_longer(&self, cell: &Option<Cell>) -> Result<Vec<String>, ApplyError> {
        let cell = cell.clone().unwrap_or_default();
        let take = "delete from proposed where trust_id = $1 and school_id = $2 and area_id = $3 \
            and round_id = $4 returning pairing_id";
        let values: Values<'_> =
            &[&self.event.trust, &cell.school_id, &cell.area_id, &cell.round_id];
        let rows = self.tx.query(take, values).await?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// Whether a later term than the cell's is shared.
    async fn overtaken(&self, cell: &Cell) -> Result<bool, ApplyError> {
        let row = self
            .tx
            .query_opt(
                "select term from shared where trust_id = $1 and area_id = $2 and school_id = $3",
                &[&self.event.trust, &cell.area_id, &cell.school_id],
            )
            .await?;
        let term = |text: &str| text.parse::<Term>().ok();
        Ok(row.is_some_and(|row| term(row.get(0)) > term(&cell.term)))
    }

    /// The pairing to propose, without who asks and why by number; `None` where there is none to propose.
    pub(super) async fn proposal(
        &self,
        changed: &CategoryChanged,
    ) -> Result<Option<ProposePairingRequest>, ApplyError> {
        let cell = changed.cell.clone().unwrap_or_default();
        if self.overtaken(&cell).await? {
            return Ok(None);
        }
        let Some(framework) = self.framework_of(&cell.round_id).await? else { return Ok(None) };
        let mut area = self.area(&cell.area_id, &framework).await?;
        let Some(place) = area.others.iter().position(|one| one.school_id == cell.school_id) else {
            return Ok(None);
        };
        let moved = area.others.swap_remove(place);
        Ok(area.partner(&moved).map(|pair| ProposePairingRequest {
            area_id: cell.area_id,
            giving_school_id: pair.giving.school_id.clone(),
            receiving_school_id: pair.receiving.school_id.clone(),
            ..ProposePairingRequest::default()
        }))
    }

    async fn framework_of(&self, round_id: &str) -> Result<Option<FrameworkAgreed>, ApplyError> {
        let row = self
            .tx
            .query_opt(
                "select agreed from framework f join round r using (trust_id, framework_id) \
                 where trust_id = $1 and round_id = $2 and version = framework_version",
                &[&self.event.trust, &round_id],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let kind = "plumbline.categories.v1.FrameworkAgreed";
        match AnyEvent::decode(kind, row.get(0))? {
            AnyEvent::Framework(FrameworkEvent::FrameworkAgreed(agreed)) => Ok(Some(agreed)),
            _ => Ok(None),
        }
    }

    /// The area with every school that belongs to the trust on the day and stands on the framework's ladder.
    async fn area(&self, area_id: &str, framework: &FrameworkAgreed) -> Result<Area, ApplyError> {
        let trust = &self.event.trust;
        let today = self.today()?;
        let rows = self
            .tx
            .query(
                "select d.school_id, coalesce(s.name, d.school_id), d.region_id, \
                 array_remove(array_agg(m.hub_id order by m.hub_id), null), \
                 array_remove(array_agg(case when m.hub_id is not null then coalesce(h.name, m.hub_id) end order by m.hub_id), null) \
                 from shared d \
                 left join school s on s.trust_id = d.trust_id and s.school_id = d.school_id \
                 left join membership m on m.trust_id = d.trust_id and m.school_id = d.school_id \
                 and m.entered_on <= $3 and (m.withdrew_on is null or m.withdrew_on > $3) \
                 left join hub h on h.trust_id = m.trust_id and h.hub_id = m.hub_id \
                 where d.trust_id = $1 and d.area_id = $2 and (s.left_on is null or s.left_on > $3) \
                 group by d.school_id, s.name, d.region_id",
                &[trust, &area_id, &today],
            )
            .await?;
        let asked_before = self
            .tx
            .query(
                "select giving_school_id, receiving_school_id from asked where trust_id = $1 and area_id = $2",
                &[trust, &area_id],
            )
            .await?;
        Ok(Area {
            regions: framework.regions.iter().map(|region| region.name.clone()).collect(),
            others: rows.iter().filter_map(|row| school(row, framework)).collect(),
            asked_before: asked_before.iter().map(|row| (row.get(0), row.get(1))).collect(),
        })
    }

    /// The day in Britain on which the event happened.
    fn today(&self) -> Result<String, ApplyError> {
        Ok(contract::british_day(self.event.metadata()?.at).to_string())
    }
}

/// A school whose region is not on the ladder (an older framework's) cannot be compared and is left out.
fn school(row: &Row, framework: &FrameworkAgreed) -> Option<School> {
    let region_id: &str = row.get(2);
    let rung = framework.regions.iter().position(|region| region.region_id == region_id)?;
    let (ids, names): (Vec<String>, Vec<String>) = (row.get(3), row.get(4));
    let hubs: BTreeSet<Hub> =
        ids.into_iter().zip(names).map(|(hub_id, name)| Hub { hub_id, name }).collect();
    Some(School { school_id: row.get(0), name: row.get(1), rung, hubs })
}
