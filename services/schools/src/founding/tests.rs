use super::*;

const TRUST: Uuid = Uuid::from_u128(9);

fn opens(trust: Uuid, secret: &[u8], now: &str) -> Result<(), TrustRefusal> {
    let link = FoundingLink {
        begins: TRUST,
        secret_sha256: Sha256::digest([7; 32]).to_vec(),
        until: "2026-11-28T10:00:00Z".to_owned(),
    };
    link.opens(trust, secret, now.parse().unwrap())
}

#[test]
fn a_link_opens_to_its_last_moment_with_its_secret_for_its_trust() {
    let last = "2026-11-28T10:00:00Z";
    assert_eq!(opens(TRUST, &[7; 32], last), Ok(()));
    let late = opens(TRUST, &[7; 32], "2026-11-28T10:00:01Z");
    assert_eq!(late, Err(TrustRefusal::LinkOver));
    assert_eq!(opens(TRUST, &[8; 32], last), Err(TrustRefusal::LinkUnknown));
    let other = opens(Uuid::from_u128(1), &[7; 32], last);
    assert_eq!(other, Err(TrustRefusal::LinkUnknown));
}
