//! Every rpc at the real doors, by every kind of caller, on the own and on another school, does what the access table says.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "who_may/table.rs"]
mod table;
#[path = "who_may/unknown_school.rs"]
mod unknown_school;

use contract::Caller;
use contract::schools::v1::{EndRoleRequest, Role, Scope, ScopeKind};
use futures::{StreamExt as _, stream};
use plumbline_tests::{Asked, Rpc, Subject, TODAY, TestTrust, World, YESTERDAY, refused};
use tonic::Code;
use uuid::Uuid;

use table::Table;

const PROGRAM: &str = env!("CARGO_BIN_EXE_plumbline-under-test");
const AT_ONCE: usize = 16;

/// Open to every caller while the installation runs with `--demo`, as a test's world does.
const IN_DEMO: [&str; 3] = ["schools.ListTrusts", "schools.GetTrust", "schools.ListPeople"];
/// Rpcs without a person: a secret decides, or the demo.
const NEEDS_NO_ACTOR: [&str; 4] = [
    "schools.ListTrusts",
    "surveys.GetQuestionnaire",
    "surveys.Submit",
    "surveys.WithdrawResponse",
];

#[tokio::test]
async fn the_doors_do_what_the_table_says() {
    let world = World::start(PROGRAM).await;
    let ours = TestTrust::found(&world.peers()).await;
    let theirs = TestTrust::found(&world.peers()).await;
    let rpcs = Rpc::all();
    assert!(rpcs.len() > 70, "{}", rpcs.len());
    everybody_everywhere(&world, &ours, &rpcs).await;
    nobody_gets_in(&world, &ours, &rpcs).await;
    another_trust_stays_closed(&world, (&ours, &theirs), &rpcs).await;
    unknown_school::is_told_as_such(&world, &ours, &rpcs).await;
    a_role_counts_from_the_moment_it_is_given_to_the_day_it_ends(&world, &ours).await;
    a_paper_opens_from_the_first_day_of_a_role_to_its_last(&world, &ours).await;
}

/// The table against the doors: every rpc by every role and kind of caller, on the own school, another school and the trust.
async fn everybody_everywhere(world: &World, ours: &TestTrust, rpcs: &[Rpc]) {
    let table = Table::read();
    let peers = world.peers();
    let mut asked = Vec::new();
    for rpc in rpcs {
        for asker in &ours.askers {
            for subject in Subject::of(rpc) {
                let expected =
                    IN_DEMO.contains(&rpc.action.as_str()) || table.allows(rpc, asker, subject);
                asked.push((rpc, asker, subject, expected));
            }
        }
    }
    assert!(asked.len() > 2_500, "{}", asked.len());
    let answers = stream::iter(asked).map(|(rpc, asker, subject, expected)| {
        let message = rpc.message(ours.things(subject));
        let asking = Asked { peers: &peers, rpc, caller: Some(&asker.caller), message };
        async move {
            let answer = asking.send().await;
            let allowed = !refused(&answer);
            let what = format!("{} as {} on {subject:?}", rpc.action, asker.name);
            (allowed != expected)
                .then(|| format!("{what}: expected {expected}, {:?}", answer.map(|b| b.len())))
        }
    });
    let wrong: Vec<String> =
        answers.buffer_unordered(AT_ONCE).filter_map(|wrong| async { wrong }).collect().await;
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

async fn nobody_gets_in(world: &World, ours: &TestTrust, rpcs: &[Rpc]) {
    let peers = world.peers();
    for rpc in rpcs.iter().filter(|rpc| !NEEDS_NO_ACTOR.contains(&rpc.action.as_str())) {
        let message = rpc.message(ours.things(Subject::Own));
        let answer = Asked { peers: &peers, rpc, caller: None, message }.send().await;
        assert_eq!(answer.unwrap_err().code(), Code::InvalidArgument, "{}", rpc.action);
    }
}

/// Our people are refused in the other trust. With its ids in ours, they get none of its data.
async fn another_trust_stays_closed(
    world: &World,
    (ours, theirs): (&TestTrust, &TestTrust),
    rpcs: &[Rpc],
) {
    let peers = world.peers();
    let of_theirs = theirs.things(Subject::Own);
    for rpc in rpcs.iter().filter(|rpc| !IN_DEMO.contains(&rpc.action.as_str())) {
        for asker in ours.askers.iter().filter(|asker| asker.role.is_some()) {
            if NEEDS_NO_ACTOR.contains(&rpc.action.as_str()) {
                continue;
            }
            let there = Caller { trust: theirs.id, ..asker.caller.clone() };
            let message = rpc.message(of_theirs);
            let asking = Asked { peers: &peers, rpc, caller: Some(&there), message };
            let answer = asking.send().await;
            assert!(refused(&answer), "{} as {} elsewhere", rpc.action, asker.name);
        }
        for name in ["improvement lead", "headteacher"] {
            let message = rpc.message(of_theirs);
            let caller = Some(&ours.asker(name).caller);
            let Ok(bytes) = (Asked { peers: &peers, rpc, caller, message }).send().await else {
                continue;
            };
            for id in of_theirs.schools() {
                let found = memchr::memmem::find(&bytes, id.as_bytes());
                assert!(found.is_none(), "{} as {name} shows another trust's school", rpc.action);
            }
        }
    }
}

async fn a_role_counts_from_the_moment_it_is_given_to_the_day_it_ends(
    world: &World,
    ours: &TestTrust,
) {
    let peers = world.peers();
    let rpcs = Rpc::all();
    let list = rpcs.iter().find(|rpc| rpc.action == "dashboards.GetOverview").unwrap();
    let ask = async |caller: &Caller| {
        let message = list.message(ours.things(Subject::Trust));
        Asked { peers: &peers, rpc: list, caller: Some(caller), message }.send().await
    };
    let administrator = &ours.asker("administrator").caller;
    let mut schools = ours.schools.clone();
    let over = || Scope { kind: ScopeKind::Trust.into(), id: ours.id.to_string() };
    let by = administrator;
    let (person, _) = plumbline_tests::appoint(&mut schools, by, (Role::Trustee, over())).await;
    let person = Caller { actor: person, role: "trustee".to_owned(), ..administrator.clone() };
    ask(&person).await.expect("a role just given counts at once, at another service's door");

    let newcomer = Caller { actor: Uuid::now_v7(), ..person.clone() };
    assert!(refused(&ask(&newcomer).await), "nobody without a role gets in");

    let (second, _) = plumbline_tests::appoint(&mut schools, by, (Role::Member, over())).await;
    let end = EndRoleRequest {
        command_id: Uuid::now_v7().to_string(),
        person_id: second.to_string(),
        grant_id: plumbline_tests::grant_of(&mut schools, by, second).await,
        on: TODAY.to_owned(),
        reason: "moved away".to_owned(),
    };
    let second = Caller { actor: second, role: "member".to_owned(), ..person.clone() };
    ask(&second).await.expect("a role counts until it ends");
    let ended = schools.end_role(by.request(end)).await.unwrap().into_inner().position;
    until_taken_in(&peers, (ours, &second, ended)).await;

    let held = (Role::Member, over(), YESTERDAY);
    let (third, _) = plumbline_tests::appoint_until(&mut schools, by, held).await;
    let third = Caller { actor: third, ..second };
    assert!(refused(&ask(&third).await), "a role that ended yesterday gives nothing today");
}

/// A governor's paper, its list and the tasks open on the days of the role and on no other. A minute before midnight says nothing of the
/// minute after.
async fn a_paper_opens_from_the_first_day_of_a_role_to_its_last(world: &World, ours: &TestTrust) {
    let (peers, rpcs) = (world.peers(), Rpc::all());
    let administrator = &ours.asker("administrator").caller;
    let own = ours.things(Subject::Own);
    let over = Scope { kind: ScopeKind::Committee.into(), id: own.committee.to_owned() };
    let mut schools = ours.schools.clone();
    let held = (Role::Governor, over, TODAY);
    let (person, _) = plumbline_tests::appoint_until(&mut schools, administrator, held).await;
    let ask = async |action: &str, now: &str| {
        let rpc = rpcs.iter().find(|rpc| rpc.action == action).unwrap();
        let caller = Caller {
            actor: person,
            role: "governor".to_owned(),
            now: Some(now.parse().unwrap()),
            ..administrator.clone()
        };
        let message = rpc.message(own);
        Asked { peers: &peers, rpc, caller: Some(&caller), message }.send().await
    };
    for action in
        ["reports.ListReports", "reports.GetReport", "reports.GetPdf", "dashboards.ListTasks"]
    {
        // The role began on 1 September 2025, which is summer time: the day begins an hour before midnight in UTC.
        for (now, opens) in [
            ("2025-08-31T22:59:00Z", false),
            ("2025-08-31T23:00:00Z", true),
            ("2026-11-24T23:59:00Z", true),
            ("2026-11-25T00:00:00Z", false),
        ] {
            let answer = ask(action, now).await;
            assert_eq!(!refused(&answer), opens, "{action} at {now}: {answer:?}");
        }
    }
}

/// An ended role is refused as soon as the service has heard of it, within a second. A refusal is always up to date.
async fn until_taken_in(peers: &peers::Peers, (ours, person, _): (&TestTrust, &Caller, u64)) {
    let rpcs = Rpc::all();
    let list = rpcs.iter().find(|rpc| rpc.action == "dashboards.GetOverview").unwrap();
    loop {
        let message = list.message(ours.things(Subject::Trust));
        let asking = Asked { peers, rpc: list, caller: Some(person), message };
        if refused(&asking.send().await) {
            return;
        }
        tokio::task::yield_now().await;
    }
}
