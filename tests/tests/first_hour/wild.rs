//! Requests that no honest client sends, at every rpc. Each is answered, and no answer reports a fault of the service.

use futures::{StreamExt as _, stream};
use plumbline_tests::{Asked, Contract, Rpc, Wild};
use tonic::Code;

use crate::Hour;

const AT_ONCE: usize = 16;

/// The codes that say that the caller was at fault.
const ANSWERS: [Code; 10] = [
    Code::Ok,
    Code::InvalidArgument,
    Code::NotFound,
    Code::AlreadyExists,
    Code::PermissionDenied,
    Code::FailedPrecondition,
    Code::OutOfRange,
    Code::ResourceExhausted,
    Code::Aborted,
    Code::Unauthenticated,
];

/// Requests for each rpc by each caller.
pub async fn no_request_is_a_fault_of_ours(hour: &Hour, each: usize) {
    let seed: u64 = rand::random();
    let (contract, rpcs, peers) = (Contract::read(), Rpc::all(), hour.world.peers());
    let schools = hour.ours.reports.iter().map(|report| report.school_id.clone());
    let reports = hour.ours.reports.iter().map(|report| report.report_id.clone());
    let people = hour.ours.people.iter().map(|person| person.person_id.clone());
    let ids = schools.chain(reports).chain(people).chain([hour.ours.trust_id.clone()]).collect();
    let mut wild = Wild::new(seed, ids);
    let callers = ["improvement_lead", "administrator", "governor"].map(|role| hour.caller(role));
    let mut requests = Vec::new();
    for rpc in &rpcs {
        for caller in &callers {
            for _ in 0..each {
                let mut message = contract.request(rpc, &mut wild);
                wild.spoil(&mut message);
                requests.push((rpc, caller, message));
            }
        }
    }
    assert!(requests.len() > 200 * each, "{}", requests.len());
    let faults = stream::iter(requests).map(async |(rpc, caller, message)| {
        let asked = message.clone();
        let answer = Asked { peers: &peers, rpc, caller: Some(caller), message }.send().await;
        let status = answer.err()?;
        let known = ANSWERS.contains(&status.code());
        (!known).then(|| format!("{} {status:?} to {}", rpc.action, asked.escape_ascii()))
    });
    let faults = faults.buffer_unordered(AT_ONCE).filter_map(async |fault| fault);
    let faults: Vec<String> = faults.collect().await;
    let told = faults.iter().map(|fault| fault.chars().take(700).collect::<String>());
    let told: Vec<_> = told.take(20).collect();
    assert!(faults.is_empty(), "seed {seed}: {} faults\n{}", faults.len(), told.join("\n"));
}
