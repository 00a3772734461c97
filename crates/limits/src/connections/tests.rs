use super::*;

fn peer(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn limits() -> Limits {
    let proxies = "10.0.0.1".parse().unwrap();
    Limits { connections: 6, connections_per_address: 2, proxies, ..Limits::default() }
}

#[test]
fn an_address_has_so_many_connections_and_a_proxy_more() {
    let connections = Connections::new(&limits(), Duration::from_secs(60));
    let first = connections.open(peer("203.0.113.7:1")).unwrap();
    assert!(connections.open(peer("203.0.113.7:2")).is_some());
    assert!(connections.open(peer("203.0.113.7:3")).is_none());
    connections.closed(&first);
    assert!(connections.open(peer("203.0.113.7:4")).is_some());
    let through_the_proxy =
        (1..9).filter(|port| connections.open(SocketAddr::from(([10, 0, 0, 1], *port))).is_some());
    assert_eq!(through_the_proxy.count(), 4, "up to all there are");
}

const PATIENCE: Patience =
    Patience { taking: Duration::from_secs(10), idle: Duration::from_secs(60) };

#[test]
fn a_client_that_asks_nothing_is_let_go() {
    let connection = Connection::new(peer("203.0.113.7:1"), false);
    let after = |seconds| Instant::now() + Duration::from_secs(seconds);
    assert_eq!(connection.overdue(after(9), PATIENCE), None);
    assert_eq!(connection.overdue(after(11), PATIENCE), Some("it asks nothing"));
    connection.begins();
    assert_eq!(connection.overdue(after(1_000), PATIENCE), None, "that one is ours to end");
    connection.ends();
    assert_eq!(connection.overdue(after(11), PATIENCE), None);
    assert_eq!(connection.overdue(after(61), PATIENCE), Some("it asks nothing"));
}

#[test]
fn whoever_goes_on_asking_is_let_go_and_takes_nobody_along() {
    let connections = Connections::new(&limits(), Duration::from_secs(60));
    let is_closed = |from: &str| {
        let connection = connections.open(peer(from)).unwrap();
        (0..=MOST_REFUSED).for_each(|_| connection.refused());
        connection.closing.load(Ordering::Acquire)
    };
    assert!(is_closed("203.0.113.7:1"));
    assert!(!is_closed("10.0.0.1:1"), "a proxy has other clients too");
    assert!(!is_closed("127.0.0.1:1"), "so has a process of our own");
}

#[test]
fn an_answer_is_to_be_taken() {
    let connection = Connection::new(peer("203.0.113.7:1"), false);
    connection.begins();
    let answer = connection.offers(None);
    let late = Instant::now() + Duration::from_secs(11);
    assert_eq!(connection.overdue(late, PATIENCE), Some("it does not take its answer"));
    connection.offers_nothing(answer);
    assert_eq!(connection.overdue(late, PATIENCE), None);
    connection.blocked(true);
    assert_eq!(connection.overdue(late, PATIENCE), Some("it takes no bytes"));
    connection.blocked(false);
    assert_eq!(connection.overdue(late, PATIENCE), None);
}
