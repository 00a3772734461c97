//! One trace goes from a call to the rows that follow from it, over the log and the bus.

use contract::Caller;
use contract::schools::v1::FoundTrustRequest;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use door::AuthenticationSettings;
use host::{CancellationToken, Host, Settings, Telemetry};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use private_servers::{Durability, Nats, Postgres};
use uuid::Uuid;

use super::{command_id, until};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

fn settings(postgres: &Postgres, nats: &Nats) -> Settings {
    let listen = plumbline_tests::free_address();
    Settings {
        store: postgres.url_without_user("plumbline"),
        throw_away: true,
        bus: nats.url().to_owned(),
        bus_passwords: Some(nats.passwords().to_owned()),
        listen,
        given_clock: true,
        authentication: AuthenticationSettings { believe_callers: true, accounts: None },
        ..Settings::default()
    }
}

#[tokio::test]
async fn one_trace_goes_from_the_call_to_the_rows() {
    let data = tempfile::tempdir().unwrap();
    let open = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
    std::fs::set_permissions(data.path(), open).unwrap();
    let postgres =
        Postgres::start(&data.path().join("postgres"), Durability::ThrowAway).await.unwrap();
    postgres.create_database("plumbline").await.unwrap();
    let nats = Nats::start(&data.path().join("nats"), None).await.unwrap();
    let settings = settings(&postgres, &nats);
    let owner = postgres.url("plumbline").parse().unwrap();
    plumbline::store::prepare(&owner, &settings).await.unwrap();

    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
    let _telemetry = Telemetry::tracing_to(provider, true);
    let shutdown = CancellationToken::new();
    let mut host = Host::try_new(settings.clone(), shutdown.clone()).await.unwrap();
    host.open(&schools::Schools).await.unwrap();
    host.open(&trail::Trail).await.unwrap();
    host.relay().await.unwrap();
    let serving = tokio::spawn(host.serve());
    let of_the_trace = || async {
        // What comes before anybody listens to the bus a projection has from the log: each look founds one trust more.
        let mut caller = Caller::new(Uuid::now_v7(), Uuid::nil(), "administrator");
        caller.traceparent = Some(format!("00-{TRACE}-00f067aa0ba902b7-01"));
        let found = FoundTrustRequest { command_id: command_id(), name: "A trust".to_owned() };
        let channel = settings.peers().unwrap().channel("schools");
        // The doors may not be open yet.
        let _ = SchoolsServiceClient::new(channel).found_trust(caller.request(found)).await;
        let spans = exporter.get_finished_spans().unwrap();
        let ours = |span: &SpanData| span.span_context.trace_id().to_string() == TRACE;
        spans.into_iter().filter(ours).collect::<Vec<_>>()
    };
    let names = ["relay", "deliver", "apply"];
    let of_a_call = |span: &SpanData, spans: &[SpanData]| {
        let is_its_call = |call: &&SpanData| {
            call.name == "rpc" && call.span_context.span_id() == span.parent_span_id
        };
        spans.iter().find(is_its_call).is_some_and(|call| {
            // The caller's own span.
            call.parent_span_id.to_string() == "00f067aa0ba902b7"
        })
    };
    let all = |spans: &Vec<SpanData>| {
        let is_there =
            |name: &&str| spans.iter().any(|span| span.name == **name && of_a_call(span, spans));
        names.iter().all(is_there)
    };
    until(of_the_trace, all).await;
    shutdown.cancel();
    serving.await.unwrap().unwrap();
}
