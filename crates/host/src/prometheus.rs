//! What is measured, and where it is gathered for Prometheus.

use std::sync::{Mutex, PoisonError};

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

const SECONDS: [f64; 14] =
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0];
const COUNTS: [f64; 10] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0];

/// One for the process: the crates that measure know of no particular collector.
static GATHERED: Mutex<Option<PrometheusHandle>> = Mutex::new(None);

/// Begins to gather, or goes on.
pub(crate) fn gather() -> Result<PrometheusHandle, BuildError> {
    let mut gathered = GATHERED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*gathered {
        return Ok(handle.clone());
    }
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .set_buckets_for_metric(Matcher::Suffix("_batch_commands".to_owned()), &COUNTS)?
        .set_buckets_for_metric(Matcher::Suffix("_batch_events".to_owned()), &COUNTS)?
        .install_recorder()?;
    describe();
    *gathered = Some(handle.clone());
    Ok(handle)
}

fn describe() {
    use metrics::{
        describe_counter as counter, describe_gauge as gauge, describe_histogram as histogram,
    };
    gauge!("plumbline_build_info", "1, with the version of this program");
    gauge!("plumbline_projection_position", "Events in a projection's rows, over all trusts");
    gauge!("plumbline_projection_lag_events", "Events of the log not yet in a projection's rows");
    gauge!("plumbline_projection_lag_seconds", "Age of the oldest event not yet in the rows");
    gauge!(
        "plumbline_projection_stopped",
        "1 while a projection stands at an event it cannot take in"
    );
    gauge!("plumbline_projection_paused", "1 while an operator has paused a projection");
    counter!("plumbline_projection_events_total", "Events a projection of this process took in");
    histogram!("plumbline_projection_batch_events", "Events taken in by one transaction");
    counter!("plumbline_append_events_total", "Events this process appended to the log");
    counter!("plumbline_append_commands_total", "Commands given to the log, by outcome");
    histogram!("plumbline_append_batch_commands", "Commands that travelled in one append");
    histogram!("plumbline_append_duration_seconds", "Time of one append, its fsync included");
    histogram!("plumbline_rpc_duration_seconds", "Time of a call by rpc and code");
    gauge!(
        "plumbline_relay_position",
        "Events a relay has carried onto the bus, over all trusts, by hearers"
    );
    gauge!("plumbline_relay_lag_events", "Events of the log not yet on the bus, by hearers");
    gauge!("plumbline_seal_altered_logs", "Logs that are not as they were sealed");
    gauge!(
        "plumbline_seal_audit_age_seconds",
        "Since when some log was not compared with its seal to the end"
    );
    histogram!("plumbline_report_render_seconds", "Time the typesetter took for one report");
    gauge!("plumbline_store_connections", "Connections of a service's pool, by state");
    gauge!("plumbline_store_waiting", "Who waits for a connection of a service's pool");
    metrics::gauge!("plumbline_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
}
