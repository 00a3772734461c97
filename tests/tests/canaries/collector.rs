//! A collector of telemetry as an operator runs one: it takes spans and log records by OTLP and keeps what each says.

use std::sync::{Arc, Mutex};

use host::CancellationToken;
use limits::Limits;
use opentelemetry_proto::tonic::collector::logs::v1::logs_service_server::{
    LogsService, LogsServiceServer,
};
use opentelemetry_proto::tonic::collector::logs::v1::{
    ExportLogsServiceRequest, ExportLogsServiceResponse,
};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use tokio::net::TcpListener;
use tonic::service::Routes;
use tonic::{Request, Response, Status};

/// What was exported, each span and each log record with all its fields.
#[derive(Clone, Debug, Default)]
pub struct Collector(Arc<Mutex<Vec<String>>>);

impl Collector {
    /// Serves until the end; returns its address.
    pub async fn start(&self, until: &CancellationToken) -> String {
        let routes = Routes::new(TraceServiceServer::new(self.clone()));
        let router = routes.add_service(LogsServiceServer::new(self.clone())).into_axum_router();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let limits = Limits::default();
        let gate = limits::Gate::new(&limits, limits.idle, limits::Rate::NONE, &[]);
        tokio::spawn(limits::serve(listener, router, gate, until.clone()));
        address
    }

    /// All of it, a line each.
    pub fn told(&self) -> String {
        self.0.lock().unwrap().join("\n")
    }

    fn keep(&self, lines: impl Iterator<Item = String>) {
        self.0.lock().unwrap().extend(lines);
    }
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let groups = request.into_inner().resource_spans;
        self.keep(groups.iter().map(|group| format!("{:?}", group.resource)));
        let spans = groups.into_iter().flat_map(|group| group.scope_spans);
        self.keep(spans.flat_map(|scope| scope.spans).map(|span| format!("{span:?}")));
        Ok(Response::new(Default::default()))
    }
}

#[tonic::async_trait]
impl LogsService for Collector {
    async fn export(
        &self,
        request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        let groups = request.into_inner().resource_logs;
        let records = groups.into_iter().flat_map(|group| group.scope_logs);
        self.keep(records.flat_map(|scope| scope.log_records).map(|record| format!("{record:?}")));
        Ok(Response::new(Default::default()))
    }
}
