use super::*;

#[test]
fn a_secret_is_read_back_and_says_nothing_of_itself() {
    let secret = Secret::draw();
    assert_eq!(Secret::parse(&secret.text()).unwrap(), secret);
    assert_ne!(secret, Secret::draw());
    assert!(!format!("{secret:?}").contains(&secret.text()));
    for broken in ["", "a", "!!!", &secret.text()[1..]] {
        assert!(Secret::parse(broken).is_none(), "{broken}");
    }
}

#[test]
fn what_is_derived_differs_by_what_it_is_for() {
    let secret = Secret::draw();
    assert_eq!(secret.derived("state"), secret.derived("state"));
    assert_ne!(secret.derived("state"), secret.derived("nonce"));
    assert_eq!(secret.derived("state").len(), 43);
}

#[test]
fn the_link_of_a_beginning_is_read_back() {
    let link = BeginningLink::new("http://127.0.0.1:7480");
    let address = link.address();
    let token = address.strip_prefix("http://127.0.0.1:7480/begin/").unwrap();
    let read = Beginning::parse(token).unwrap();
    assert_eq!((read.trust, read.secret.hash()), (link.trust(), link.secret_sha256()));
    assert_eq!(read.command(), link.beginning.command());
    assert_ne!(read.secret.follower("invitation").unwrap(), read.secret);
    assert!(Beginning::parse(&token[1..]).is_none());
}

#[test]
fn an_invitation_is_read_back() {
    let (trust, person) = (Uuid::from_u128(7), Uuid::from_u128(8));
    let invitation = Invitation { trust, person, secret: Secret::draw() };
    assert_eq!(Invitation::parse(&invitation.text()).unwrap(), invitation);
    assert!(Invitation::parse(&invitation.text()[2..]).is_none());
}
