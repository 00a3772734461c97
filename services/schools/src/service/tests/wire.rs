use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Endpoint, Server};

use super::*;

/// gRPC's own limit is 4 MB; the register's file has 60 MB.
#[tokio::test]
async fn a_large_file_passes_the_door() {
    let World { service, doors } = World::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = Server::builder().add_service(doors.server());
    let server = tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    let mut file = import::bulk(&[("150252", "Orford", "Open")]);
    // Empty lines are no rows, so this is quick to read and slow to send.
    file.resize(64_000_000, b'\n');
    let channel = Endpoint::from_shared(address).unwrap().connect().await.unwrap();
    let mut client = SchoolsServiceClient::new(channel);
    let request = service.request(import::import(&file, b""));
    let reply = client.import_register(request).await.unwrap().into_inner();
    assert_eq!(reply.outcomes[0].outcome, "joins");
    server.abort();
}
