use uuid::Uuid;

use super::*;

#[test]
fn the_browser_keeps_the_invitation_too() {
    let invitation = Invitation {
        trust: Uuid::from_u128(1),
        person: Uuid::from_u128(2),
        secret: Secret::draw(),
    };
    for invitation in [None, Some(invitation)] {
        let traveller = Traveller::new(invitation);
        let read = Traveller::parse(&traveller.text()).unwrap();
        assert_eq!(
            (read.state(), read.invitation),
            (traveller.state(), traveller.invitation.clone())
        );
    }
    assert!(Traveller::parse("x").is_none());
}
