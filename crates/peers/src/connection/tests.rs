use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tonic::transport::Endpoint;
use tower::ServiceExt as _;

use super::*;

async fn asked(address: std::net::SocketAddr) -> Status {
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    let mut reaching = ServiceConnection::over(endpoint.connect_lazy());
    let request = Request::post(format!("http://{address}/a.B/C")).body(Body::empty()).unwrap();
    let answer = reaching.ready().await.unwrap().call(request).await;
    answer.map(|_| ()).unwrap_err()
}

#[tokio::test]
async fn nobody_there_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let status = asked(address).await;
    assert_eq!(status.code(), Code::Unavailable, "{status:?}");
    assert!(status.message().contains("Nothing was done"), "{status:?}");
}

#[tokio::test]
async fn a_connection_that_ends_under_a_call_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let ending = async {
        let (mut connection, _) = listener.accept().await.unwrap();
        connection.read_exact(&mut [0; 100]).await.unwrap();
    };
    let (status, ()) = tokio::join!(asked(address), ending);
    assert_eq!(status.code(), Code::Unavailable, "{status:?}");
    assert!(status.message().contains("before the answer came"), "{status:?}");
}
