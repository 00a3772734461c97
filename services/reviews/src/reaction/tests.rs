use std::collections::BTreeMap;
use std::sync::Arc;

use contract::categories::v1::{
    Area, CategoryChanged, CategoryDecided, CategoryShared, Cell, FrameworkAgreed, Movement,
    Region, RoundOpened,
};
use contract::reviews::v1::reviews_service_server::ReviewsServiceServer;
use contract::reviews::v1::{Pairing, PairingState};
use contract::schools::v1::{HubFormed, SchoolEnteredHub, SchoolJoined, SchoolLeft};
use eventlog::{FollowError, Follower};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;
use uuid::Uuid;

use super::*;
use crate::service::Doors;
use crate::service::tests::House;

const AREA: &str = "governance";
const AUTUMN: &str = "2025-26-autumn";
const SPRING: &str = "2025-26-spring";

/// A trust of four schools in two hubs: A and B in South, C and D in North.
struct Trust {
    house: House,
    reaction: Follower,
}

fn school(letter: char) -> String {
    Uuid::from_u128(u128::from(letter)).to_string()
}

fn round_id(term: &str) -> String {
    Uuid::new_v5(&Uuid::nil(), term.as_bytes()).to_string()
}

fn cell(letter: char, term: &str) -> Option<Cell> {
    Some(Cell {
        school_id: school(letter),
        area_id: AREA.to_owned(),
        round_id: round_id(term),
        term: term.to_owned(),
        framework_version: 1,
    })
}

fn peers(address: &str) -> Peers {
    Peers::try_new(address, &BTreeMap::new()).unwrap()
}

/// Serves the doors on a port of their own.
async fn serve(house: &House) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let doors = Doors {
        door: house.doors.door.clone(),
        reviews: house.doors.reviews.clone(),
        pairings: house.doors.pairings.clone(),
    };
    let server = Server::builder().add_service(ReviewsServiceServer::new(doors));
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    address
}

impl Trust {
    async fn start() -> Self {
        let house = House::start().await;
        let address = serve(&house).await;
        let projection = Arc::new(ProposesPairings::new(&peers(&address)));
        let reaction = house.store.follower("reviews", projection).await;
        let trust = Self { house, reaction };
        trust.schools_and_hubs().await;
        trust.framework_and_rounds().await;
        trust
    }

    async fn schools_and_hubs(&self) {
        let (store, trust) = (&self.house.store, self.house.trust);
        for letter in ['A', 'B', 'C', 'D'] {
            let name = format!("School {letter}");
            let joined = SchoolJoined { school_id: school(letter), name, ..Default::default() };
            store.record(trust, school(letter), vec![SchoolEvent::SchoolJoined(joined)]).await;
        }
        for (hub_id, name, schools) in [("s", "South", ['A', 'B']), ("n", "North", ['C', 'D'])] {
            let formed = HubFormed { hub_id: hub_id.to_owned(), name: name.to_owned() };
            let entered = schools.map(|letter| {
                HubEvent::SchoolEnteredHub(SchoolEnteredHub {
                    hub_id: hub_id.to_owned(),
                    school_id: school(letter),
                    from: "2024-09-01".to_owned(),
                })
            });
            let events = [vec![HubEvent::HubFormed(formed)], entered.to_vec()].concat();
            store.record(trust, hub_id, events).await;
        }
    }

    async fn framework_and_rounds(&self) {
        let (store, trust) = (&self.house.store, self.house.trust);
        let regions = [("repair", "Repair"), ("improve", "Improve"), ("sustain", "Sustain")];
        let agreed = FrameworkAgreed {
            framework_id: "ours".to_owned(),
            version: 1,
            areas: vec![Area { area_id: AREA.to_owned(), name: "Governance".to_owned() }],
            regions: regions
                .map(|(id, name)| Region { region_id: id.to_owned(), name: name.to_owned() })
                .to_vec(),
            ..FrameworkAgreed::default()
        };
        store.record(trust, "ours", vec![contract::events::FrameworkEvent::from(agreed)]).await;
        for term in [AUTUMN, SPRING] {
            let opened = RoundOpened {
                round_id: round_id(term),
                term: term.to_owned(),
                framework_id: "ours".to_owned(),
                framework_version: 1,
                school_ids: ['A', 'B', 'C', 'D'].map(school).to_vec(),
                views_by: String::new(),
            };
            store.record(trust, round_id(term), vec![RoundEvent::RoundOpened(opened)]).await;
        }
    }

    /// Decides and shares.
    async fn shares(&self, letter: char, term: &str, region: &str) -> u64 {
        let (store, trust) = (&self.house.store, self.house.trust);
        let events = vec![decided(letter, term, region), shared(letter, term, region)];
        store.record(trust, format!("{}.{AREA}", school(letter)), events).await
    }

    /// A sharing that moves a school. Returns the position of the change.
    async fn moves(&self, letter: char, term: &str, from: &str, to: &str) -> u64 {
        let (store, trust) = (&self.house.store, self.house.trust);
        let changed = CategoryChanged {
            cell: cell(letter, term),
            from_region_id: from.to_owned(),
            to_region_id: to.to_owned(),
            movement: Movement::Up.into(),
        };
        let events = vec![decided(letter, term, to), changed.into(), shared(letter, term, to)];
        store.record(trust, format!("{}.{AREA}", school(letter)), events).await - 1
    }

    async fn reopens(&self, letter: char, term: &str) {
        let reopened = CategoryReopened { cell: cell(letter, term), ..Default::default() };
        let (store, trust) = (&self.house.store, self.house.trust);
        store
            .record(
                trust,
                format!("{}.{AREA}", school(letter)),
                vec![CategoryEvent::from(reopened)],
            )
            .await;
    }

    async fn leaves(&self, letter: char, on: &str) {
        let (school_id, on) = (school(letter), on.to_owned());
        let left = SchoolEvent::SchoolLeft(SchoolLeft { school_id, on, reason: None });
        self.house.store.record(self.house.trust, school(letter), vec![left]).await;
    }

    /// What stands proposed once everything is taken in.
    async fn proposed(&self) -> Vec<Pairing> {
        self.reaction.catch_up(self.house.trust).await.unwrap();
        self.house.pairings().await
    }
}

fn decided(letter: char, term: &str, region: &str) -> CategoryEvent {
    let region_id = region.to_owned();
    CategoryDecided { cell: cell(letter, term), region_id, ..Default::default() }.into()
}

fn shared(letter: char, term: &str, region: &str) -> CategoryEvent {
    let region_id = region.to_owned();
    CategoryShared { cell: cell(letter, term), region_id, areas_in_round: 7 }.into()
}

fn pair(pairing: &Pairing) -> (&str, &str) {
    (&pairing.giving_school_id, &pairing.receiving_school_id)
}

#[tokio::test]
async fn a_school_that_came_to_sustain_is_paired_with_the_one_furthest_from_it() {
    let trust = Trust::start().await;
    trust.shares('A', AUTUMN, "improve").await;
    trust.shares('B', AUTUMN, "repair").await;
    trust.shares('C', AUTUMN, "repair").await;
    trust.shares('D', AUTUMN, "improve").await;
    let position = trust.moves('A', SPRING, "improve", "sustain").await;
    let [pairing] = &trust.proposed().await[..] else { panic!("one pairing") };
    assert_eq!(pair(pairing), (school('A').as_str(), school('C').as_str()));
    assert_eq!((pairing.area_id.as_str(), pairing.because_position), (AREA, position));
}

#[tokio::test]
async fn what_is_decided_and_not_shared_counts_for_nothing() {
    let trust = Trust::start().await;
    trust.shares('A', AUTUMN, "improve").await;
    trust.shares('C', AUTUMN, "improve").await;
    let event = decided('D', AUTUMN, "repair");
    trust
        .house
        .store
        .record(trust.house.trust, format!("{}.{AREA}", school('D')), vec![event])
        .await;
    trust.moves('A', SPRING, "improve", "sustain").await;
    let [pairing] = &trust.proposed().await[..] else { panic!("one pairing") };
    assert_eq!(pair(pairing), (school('A').as_str(), school('C').as_str()), "D is further away");
}

#[tokio::test]
async fn a_proposal_is_withdrawn_when_the_decision_behind_it_is_opened_again() {
    let trust = Trust::start().await;
    trust.shares('A', AUTUMN, "improve").await;
    trust.shares('C', AUTUMN, "repair").await;
    trust.moves('A', SPRING, "improve", "sustain").await;
    // Taken in together: the reopening comes before the proposal in the log.
    trust.reopens('A', SPRING).await;
    let [pairing] = &trust.proposed().await[..] else { panic!("one pairing") };
    assert_eq!(pairing.state(), PairingState::Withdrawn);

    // What is shared anew asks the same two again, and what is opened elsewhere leaves it alone.
    trust.moves('A', SPRING, "improve", "sustain").await;
    trust.reopens('C', AUTUMN).await;
    trust.reopens('A', AUTUMN).await;
    let [pairing] = &trust.proposed().await[..] else { panic!("one pairing") };
    assert_eq!(pairing.state(), PairingState::Proposed);
}

#[tokio::test]
async fn a_school_that_moved_elsewhere_receives_from_another_hub_first() {
    let trust = Trust::start().await;
    trust.shares('A', AUTUMN, "improve").await;
    trust.shares('B', AUTUMN, "sustain").await;
    trust.shares('D', AUTUMN, "sustain").await;
    trust.moves('A', SPRING, "improve", "repair").await;
    let [pairing] = &trust.proposed().await[..] else { panic!("one pairing") };
    assert_eq!(pair(pairing), (school('D').as_str(), school('A').as_str()));
}

#[tokio::test]
async fn a_school_that_left_gives_and_receives_nothing() {
    let trust = Trust::start().await;
    trust.shares('A', AUTUMN, "improve").await;
    trust.shares('B', AUTUMN, "sustain").await;
    trust.shares('D', AUTUMN, "sustain").await;
    // Events are recorded on 21 November 2025: D is gone on that day, B leaves on the next.
    trust.leaves('D', "2025-11-21").await;
    trust.leaves('B', "2025-11-22").await;
    trust.moves('A', SPRING, "improve", "repair").await;
    let [pairing] = &trust.proposed().await[..] else { panic!("one pairing") };
    assert_eq!(pair(pairing), (school('B').as_str(), school('A').as_str()));
}

#[tokio::test]
async fn where_nobody_can_give_nothing_is_proposed() {
    let trust = Trust::start().await;
    trust.shares('B', AUTUMN, "improve").await;
    trust.moves('A', SPRING, "improve", "repair").await;
    assert_eq!(trust.proposed().await, []);
}

#[tokio::test]
async fn a_change_in_an_overtaken_round_proposes_nothing() {
    let trust = Trust::start().await;
    trust.shares('B', AUTUMN, "repair").await;
    trust.shares('A', SPRING, "improve").await;
    trust.moves('A', AUTUMN, "repair", "sustain").await;
    assert_eq!(trust.proposed().await, []);
    // And A still counts as Improve: it is not asked to give to B.
    trust.moves('B', SPRING, "repair", "improve").await;
    assert_eq!(trust.proposed().await, []);
}

#[tokio::test]
async fn the_same_events_taken_in_twice_propose_once_and_leave_the_same_rows() {
    let trust = Trust::start().await;
    trust.shares('C', AUTUMN, "repair").await;
    trust.shares('A', AUTUMN, "improve").await;
    trust.moves('A', SPRING, "improve", "sustain").await;
    trust.proposed().await;
    let once = trust.proposed().await;
    let rows = rows(&trust.house).await;

    let admin = trust.house.store.admin().await;
    admin.batch_execute("delete from reviews_pairing.checkpoint").await.unwrap();
    let address = serve(&trust.house).await;
    let again = Follower::open(
        Arc::new(ProposesPairings::new(&peers(&address))),
        trust.house.store.log("reviews").await,
    )
    .await
    .unwrap();
    again.catch_up(trust.house.trust).await.unwrap();
    assert_eq!(trust.house.pairings().await, once);
    assert_eq!(self::rows(&trust.house).await, rows);
}

#[tokio::test]
async fn while_the_reviews_service_is_away_the_event_waits() {
    let trust = Trust::start().await;
    trust.shares('C', AUTUMN, "repair").await;
    trust.moves('A', SPRING, "improve", "sustain").await;
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let waiting = Follower::open(
        Arc::new(ProposesPairings::new(&peers(&address))),
        trust.house.store.log("reviews").await,
    )
    .await
    .unwrap();
    let error = waiting.catch_up(trust.house.trust).await.unwrap_err();
    assert!(matches!(error, FollowError::Away(_)), "{error}");
    assert_eq!(trust.house.pairings().await, []);
    assert_eq!(trust.proposed().await.len(), 1);
}

async fn rows(house: &House) -> Vec<String> {
    let admin = house.store.admin().await;
    let mut rows = Vec::new();
    for table in
        ["school", "hub", "membership", "framework", "round", "shared", "proposed", "asked"]
    {
        let all = format!("select t::text from reviews_pairing.{table} t order by 1");
        rows.extend(admin.query(&all, &[]).await.unwrap().iter().map(|row| row.get(0)));
    }
    rows
}
