//! Clients that mean no good or have a bad line: the pages bear them, and everybody else is answered.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use host::CancellationToken;
use limits::testing::{
    CONTINUATION, END_HEADERS, END_STREAM, GOAWAY, HEADERS, INITIAL_WINDOW, RESET, Stranger, block,
    now_and_then, page, resident_kilobytes,
};
use limits::{Limits, Networks, Rate};
use peers::Peers;
use web::{WayIn, WebSettings};

/// What a server with little patience takes on.
fn impatient() -> Limits {
    Limits {
        patience: Duration::from_secs(1),
        own_networks: Networks::default(),
        ..Limits::default()
    }
}

/// Pages with no service behind them, until the guard is dropped.
struct Site {
    address: SocketAddr,
    shutdown: CancellationToken,
}

impl Drop for Site {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

async fn site(limits: Limits) -> Site {
    let settings = WebSettings {
        listen: "127.0.0.1:0".parse().unwrap(),
        way_in: WayIn::Demo { store: None },
        checker: "/nowhere".into(),
        key: None,
    };
    let nobody = Peers::try_new("http://127.0.0.1:1", &BTreeMap::new()).unwrap();
    let bound = web::bind(settings, nobody).await.unwrap();
    let (address, shutdown) = (bound.address(), CancellationToken::new());
    let until = shutdown.clone();
    tokio::spawn(async move { bound.run(&limits, until).await });
    Site { address, shutdown }
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
}

fn post(headers: &str) -> String {
    format!(
        "POST /withdraw HTTP/1.1\r\nhost: localhost\r\norigin: http://localhost\r\n\
         content-type: application/x-www-form-urlencoded\r\n{headers}\r\n"
    )
}

/// Whoever behaves is answered.
async fn well(site: &Site) {
    let answer = Stranger::asks(site.address, &get("/withdraw")).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

fn refused(answer: &str, code: &str) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {code}")), "{answer}");
    for header in
        ["content-security-policy: default-src 'none'", "x-frame-options: DENY", "no-store"]
    {
        assert!(answer.contains(header), "{code} without {header}: {answer}");
    }
}

/// A large thing to ask for.
async fn stylesheet(site: &Site) -> String {
    let page = Stranger::asks(site.address, &get("/withdraw")).await;
    page.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed() {
    let site = site(impatient()).await;
    assert!(Stranger::at(site.address).await.heard_to_the_end().await.is_empty());
    well(&site).await;
}

#[tokio::test]
async fn an_address_that_is_no_text_leads_to_no_page() {
    let site = site(impatient()).await;
    for path in ["/schools/%ff", "/reports/%c3%28/report.pdf", "/%f0%28%8c%28"] {
        let answer = Stranger::asks(site.address, &get(path)).await;
        refused(&answer, "404");
        assert!(answer.contains("<h1"), "{answer}");
    }
    well(&site).await;
}

#[tokio::test]
async fn a_connection_that_asks_no_more_is_closed() {
    let site = site(impatient()).await;
    let mut stranger = Stranger::at(site.address).await;
    stranger.say(b"GET /withdraw HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let heard = stranger.heard_to_the_end().await;
    assert!(heard.starts_with(b"HTTP/1.1 200"));
}

#[tokio::test]
async fn slow_headers_are_not_waited_for() {
    let site = site(impatient()).await;
    let mut stranger = Stranger::at(site.address).await;
    stranger.say(b"GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: ").await.unwrap();
    stranger.goes_on_until_closed(b"z").await;
    well(&site).await;
}

#[tokio::test]
async fn a_slow_form_is_refused_in_words() {
    let site = site(impatient()).await;
    let mut stranger = Stranger::at(site.address).await;
    stranger.say(post("content-length: 100\r\n").as_bytes()).await.unwrap();
    stranger.say(b"receipt=").await.unwrap();
    let answer = String::from_utf8(stranger.heard_to_the_end().await).unwrap();
    refused(&answer, "408");
    assert!(answer.contains("did not arrive in time"), "{answer}");
}

#[tokio::test]
async fn a_client_that_takes_no_bytes_is_closed() {
    let site = site(impatient()).await;
    let style = stylesheet(&site).await;
    let mut stranger = Stranger::at(site.address).await;
    let request = format!("GET {style} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    stranger.goes_on_until_closed(request.repeat(100).as_bytes()).await;
    well(&site).await;
}

#[tokio::test]
async fn a_window_of_zero_ends_the_connection() {
    let site = site(impatient()).await;
    let style = stylesheet(&site).await;
    let mut stranger = Stranger::speaking_http2(site.address, Some((INITIAL_WINDOW, 0))).await;
    stranger.send(HEADERS, END_HEADERS | END_STREAM, 1, &page(&style)).await.unwrap();
    let frames = stranger.frames_to_the_end().await;
    assert!(frames.iter().any(|frame| frame.kind == HEADERS && frame.stream == 1), "{frames:?}");
    well(&site).await;
}

#[tokio::test]
async fn rapid_resets_end_the_connection() {
    let site = site(impatient()).await;
    let mut stranger = Stranger::speaking_http2(site.address, None).await;
    let asked = page("/withdraw");
    for number in 0..20_000 {
        let stream = 2 * number + 1;
        let sent = stranger.send(HEADERS, END_HEADERS | END_STREAM, stream, &asked).await;
        if sent.is_err() || stranger.send(RESET, 0, stream, &[0, 0, 0, 8]).await.is_err() {
            break;
        }
        assert!(number < 19_999, "20,000 resets were borne");
    }
    well(&site).await;
}

#[tokio::test]
async fn endless_headers_end_the_connection_and_take_no_memory() {
    let site = site(impatient()).await;
    let before = resident_kilobytes();
    let mut stranger = Stranger::speaking_http2(site.address, None).await;
    stranger.send(HEADERS, END_STREAM, 1, &page("/withdraw")).await.unwrap();
    let more = block(&[("x-more", &"z".repeat(100))]).repeat(150);
    let mut sent = 0;
    // A quarter of a gigabyte, were it borne.
    while sent < 16_000 && stranger.send(CONTINUATION, 0, 1, &more).await.is_ok() {
        sent += 1;
    }
    assert!(sent < 16_000, "endless headers were borne");
    let grown = resident_kilobytes().saturating_sub(before);
    assert!(grown < 64 * 1024, "{grown} kB");
    well(&site).await;
}

#[tokio::test]
async fn headers_that_trickle_end_the_connection() {
    let site = site(impatient()).await;
    let mut stranger = Stranger::speaking_http2(site.address, None).await;
    stranger.send(HEADERS, END_STREAM, 1, &page("/withdraw")).await.unwrap();
    let mut tick = now_and_then();
    while stranger.send(CONTINUATION, 0, 1, &[]).await.is_ok() {
        tick.tick().await;
    }
    well(&site).await;
}

#[tokio::test]
async fn too_many_requests_on_one_connection_are_refused() {
    let site = site(impatient()).await;
    let mut stranger = Stranger::speaking_http2(site.address, None).await;
    // Forms that never come keep their streams open.
    let form = block(&[
        (":method", "POST"),
        (":scheme", "http"),
        (":authority", "localhost"),
        (":path", "/withdraw"),
        ("origin", "http://localhost"),
        ("content-type", "application/x-www-form-urlencoded"),
    ]);
    for number in 0..200 {
        stranger.send(HEADERS, END_HEADERS, 2 * number + 1, &form).await.unwrap();
    }
    let frames = stranger.frames_to_the_end().await;
    let refused_stream = [0, 0, 0, 7];
    let refused =
        frames.iter().filter(|frame| frame.kind == RESET && frame.payload == refused_stream);
    let gone = frames.iter().any(|frame| frame.kind == GOAWAY);
    assert!(refused.count() >= 100 || gone, "{} frames", frames.len());
    well(&site).await;
}

#[tokio::test]
async fn an_address_has_a_rate_and_hears_when_to_come_back() {
    let limits = Limits { rate_address: Rate::per_minute(5), ..impatient() };
    let site = site(limits).await;
    for _ in 0..5 {
        well(&site).await;
    }
    let answer = Stranger::asks(site.address, &get("/withdraw")).await;
    refused(&answer, "429");
    assert!(answer.contains("\r\nretry-after: 1") && answer.contains("Wait a little"), "{answer}");
    let spoofed = get("/withdraw").replace("\r\n\r\n", "\r\nx-forwarded-for: 198.51.100.7\r\n\r\n");
    refused(&Stranger::asks(site.address, &spoofed).await, "429");
}

#[tokio::test]
async fn behind_a_proxy_everybody_has_an_allowance_of_their_own() {
    let limits = Limits {
        rate_address: Rate::per_minute(1),
        proxies: "127.0.0.1".parse().unwrap(),
        ..impatient()
    };
    let site = site(limits).await;
    for (client, code) in
        [("198.51.100.7", "200"), ("198.51.100.7", "429"), ("198.51.100.8", "200")]
    {
        let header = format!("\r\nx-forwarded-for: {client}\r\n\r\n");
        let asked = get("/withdraw").replace("\r\n\r\n", &header);
        let answer = Stranger::asks(site.address, &asked).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {code}")), "{client}: {answer}");
    }
}

#[tokio::test]
async fn signing_in_links_and_downloads_have_stricter_rates() {
    let limits = Limits {
        rate_sign_in: Rate::per_minute(2),
        rate_links: Rate::per_minute(2),
        rate_exports: Rate::per_minute(2),
        ..impatient()
    };
    let site = site(limits).await;
    for path in ["/sign-in", "/answer/guessed", "/reports/abc/report.pdf"] {
        for _ in 0..2 {
            let answer = Stranger::asks(site.address, &get(path)).await;
            assert!(!answer.starts_with("HTTP/1.1 429"), "{path}: {answer}");
        }
        refused(&Stranger::asks(site.address, &get(path)).await, "429");
    }
    let styles = stylesheet(&site).await;
    assert!(Stranger::asks(site.address, &get(&styles)).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn whoever_goes_on_although_refused_is_let_go() {
    let limits = Limits { rate_address: Rate::per_minute(1), ..impatient() };
    let site = site(limits).await;
    let mut stranger = Stranger::at(site.address).await;
    let asked = "GET /withdraw HTTP/1.1\r\nhost: localhost\r\n\r\n";
    stranger.say(asked.repeat(1_000).as_bytes()).await.unwrap();
    let heard = String::from_utf8_lossy(&stranger.heard_to_the_end().await).into_owned();
    let answers = heard.matches("HTTP/1.1 429").count();
    assert!((1..400).contains(&answers), "{answers} answers");
}

#[tokio::test]
async fn an_address_has_so_many_connections() {
    let limits = Limits { connections_per_address: 3, ..impatient() };
    let site = site(Limits { patience: Duration::from_secs(20), ..limits }).await;
    let kept = [
        Stranger::at(site.address).await,
        Stranger::at(site.address).await,
        Stranger::at(site.address).await,
    ];
    assert!(Stranger::asks(site.address, &get("/withdraw")).await.is_empty());
    drop(kept);
    // The server hears of the end a moment later.
    let mut tick = now_and_then();
    while Stranger::asks(site.address, &get("/withdraw")).await.is_empty() {
        tick.tick().await;
    }
}

#[tokio::test]
async fn a_large_form_is_refused_in_words_and_takes_no_memory() {
    let site = site(impatient()).await;
    let before = resident_kilobytes();
    let announced = post("content-length: 300000000\r\n");
    let answer = Stranger::asks(site.address, &announced).await;
    refused(&answer, "413");
    let mut stranger = Stranger::at(site.address).await;
    stranger.say(post("transfer-encoding: chunked\r\n").as_bytes()).await.unwrap();
    let chunk = format!("10000\r\n{}\r\n", "a".repeat(0x1_0000));
    let mut chunks = 0;
    while chunks < 4_000 && stranger.say(chunk.as_bytes()).await.is_ok() {
        chunks += 1;
    }
    assert!(chunks < 4_000, "a quarter of a gigabyte was taken in");
    let grown = resident_kilobytes().saturating_sub(before);
    assert!(grown < 64 * 1024, "{grown} kB");
    well(&site).await;
}

#[tokio::test]
async fn headers_and_addresses_have_a_size() {
    let site = site(impatient()).await;
    let with =
        |headers: &str| get("/withdraw").replace("\r\n\r\n", &format!("\r\n{headers}\r\n\r\n"));
    let many = (0..70).map(|number| format!("x-{number}: y")).collect::<Vec<_>>().join("\r\n");
    refused(&Stranger::asks(site.address, &with(&many)).await, "431");
    let large = format!("x-large: {}", "z".repeat(20_000));
    refused(&Stranger::asks(site.address, &with(&large)).await, "431");
    refused(&Stranger::asks(site.address, &get(&format!("/{}", "a".repeat(9_000)))).await, "431");
    // Past what is read at all there is a code and nothing else.
    let endless = format!("x-endless: {}", "z".repeat(200_000));
    let answer = Stranger::asks(site.address, &with(&endless)).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
}
