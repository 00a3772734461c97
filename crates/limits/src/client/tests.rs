use super::*;

fn seen(header: (&'static str, &str), peer: &str, written: ProxyHeader) -> String {
    let mut headers = HeaderMap::new();
    headers.insert(header.0, header.1.parse().unwrap());
    let proxies = "10.0.0.0/8,::1".parse().unwrap();
    client(&headers, peer.parse().unwrap(), &proxies, written).to_string()
}

#[test]
fn a_stranger_is_not_believed() {
    let spoofed = ("x-forwarded-for", "198.51.100.1");
    assert_eq!(seen(spoofed, "203.0.113.7", ProxyHeader::XForwardedFor), "203.0.113.7");
}

#[test]
fn a_proxy_is_believed_as_far_as_the_next_stranger() {
    let x = ProxyHeader::XForwardedFor;
    assert_eq!(seen(("x-forwarded-for", "203.0.113.7"), "10.0.0.1", x), "203.0.113.7");
    let chain = ("x-forwarded-for", "1.1.1.1, 203.0.113.7, 10.0.0.9");
    assert_eq!(seen(chain, "10.0.0.1", x), "203.0.113.7");
    assert_eq!(seen(("x-forwarded-for", "nonsense"), "10.0.0.1", x), "10.0.0.1");
    assert_eq!(seen(("x-forwarded-for", "203.0.113.7:4711"), "10.0.0.1", x), "203.0.113.7");
}

#[test]
fn only_the_header_our_proxies_write_counts() {
    let x = ProxyHeader::XForwardedFor;
    assert_eq!(seen(("forwarded", "for=1.1.1.1"), "10.0.0.1", x), "10.0.0.1");
    let forwarded = ("forwarded", "for=9.9.9.9, For=\"[2001:db8::7]:4711\";proto=https");
    assert_eq!(seen(forwarded, "::1", ProxyHeader::Forwarded), "2001:db8::7");
    let hidden = ("forwarded", "for=unknown");
    assert_eq!(seen(hidden, "10.0.0.1", ProxyHeader::Forwarded), "10.0.0.1");
}

#[test]
fn a_household_is_one() {
    let same =
        |one: &str, other: &str| group(one.parse().unwrap()) == group(other.parse().unwrap());
    assert!(same("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"));
    assert!(!same("2001:db8:1:2::1", "2001:db8:1:3::1"));
    assert!(same("::ffff:203.0.113.7", "203.0.113.7") && !same("203.0.113.7", "203.0.113.8"));
}

#[test]
fn networks_are_read_as_they_are_written() {
    let networks: Networks = "127.0.0.0/8, ::1, 10.1.2.3".parse().unwrap();
    assert_eq!(networks.to_string(), "127.0.0.0/8,::1/128,10.1.2.3/32");
    assert_eq!(networks.to_string().parse::<Networks>().unwrap(), networks);
    assert_eq!("none".parse::<Networks>().unwrap(), Networks::default());
    assert!("everybody".parse::<Networks>().is_err());
}
