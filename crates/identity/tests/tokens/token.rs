//! Tokens between services: what is believed, and every way there is to forge one.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ed25519_dalek::Signer as _;
use ed25519_dalek::pkcs8::DecodePrivateKey as _;
use identity::token::{
    CLOCK_SKEW_SECONDS, Claims, IssueError, KeyFileError, MOST_SECONDS, PublicKey, SigningKey,
    SigningKeyFile, TokenError, issue, verify,
};
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha512};
use tempfile::TempDir;
use uuid::Uuid;

/// A signer with its key file, so that a forger's tools can be tried with the right key.
struct Signer {
    key: SigningKey,
    raw: ed25519_dalek::SigningKey,
    _folder: TempDir,
}

fn signer() -> Signer {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    let key = SigningKeyFile::generate(&path).unwrap().open().unwrap();
    let pem = fs::read_to_string(&path).unwrap();
    let raw = ed25519_dalek::SigningKey::from_pkcs8_pem(&pem).unwrap();
    Signer { key, raw, _folder: folder }
}

fn now() -> Timestamp {
    "2026-11-24T10:00:00Z".parse().unwrap()
}

fn claims() -> Claims {
    Claims {
        trust: Uuid::from_u128(1),
        person: Uuid::from_u128(2),
        role: "headteacher".to_owned(),
        audience: "surveys".to_owned(),
        issued: now(),
        expires: now() + 60.seconds(),
        in_course_of: None,
    }
}

fn believed(signer: &Signer, token: &str) -> Result<Claims, TokenError> {
    believed_at(signer, token, now() + 1.second())
}

fn believed_at(signer: &Signer, token: &str, at: Timestamp) -> Result<Claims, TokenError> {
    verify(&[signer.key.public().clone()], token, "surveys", at)
}

fn part(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

fn header(signer: &Signer) -> Value {
    json!({ "typ": "plumbline+jwt", "alg": "EdDSA", "kid": signer.key.public().id() })
}

fn body() -> Value {
    let (issued, expires) = (now().as_second(), (now() + 60.seconds()).as_second());
    json!({
        "iss": "plumbline",
        "aud": "surveys",
        "sub": Uuid::from_u128(2).to_string(),
        "trust": Uuid::from_u128(1).to_string(),
        "role": "headteacher",
        "iat": issued,
        "exp": expires,
    })
}

/// A token of these parts, correctly signed with the signer's own key. Only what it says can be wrong.
fn signed(signer: &Signer, header: &Value, body: &Value) -> String {
    let message = format!("{}.{}", part(header), part(body));
    let signature = signer.raw.sign(message.as_bytes()).to_bytes();
    format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

/// RFC 2104, for keys that are no longer than a block or are hashed first.
fn hmac<D: Digest>(block: usize, secret: &[u8], message: &[u8]) -> Vec<u8> {
    let mut key = if secret.len() > block { D::digest(secret).to_vec() } else { secret.to_vec() };
    key.resize(block, 0);
    let pad = |with: u8| key.iter().map(|byte| byte ^ with).collect::<Vec<_>>();
    let inner = D::new().chain_update(pad(0x36)).chain_update(message).finalize();
    D::new().chain_update(pad(0x5c)).chain_update(inner).finalize().to_vec()
}

fn with(mut value: Value, field: &str, said: Value) -> Value {
    value[field] = said;
    value
}

#[test]
fn what_was_issued_is_believed() {
    let signer = signer();
    let token = issue(&signer.key, &claims()).unwrap();
    assert_eq!(believed(&signer, &token), Ok(claims()));
    assert_eq!(believed(&signer, &signed(&signer, &header(&signer), &body())), Ok(claims()));
}

#[test]
fn a_token_lives_from_its_second_to_the_one_before_its_end() {
    let signer = signer();
    let token = issue(&signer.key, &claims()).unwrap();
    for (seconds, answer) in [
        (-CLOCK_SKEW_SECONDS - 1, Err(TokenError::Future)),
        (-CLOCK_SKEW_SECONDS, Ok(claims())),
        (0, Ok(claims())),
        (59, Ok(claims())),
        (60, Err(TokenError::Expired)),
        (3_600, Err(TokenError::Expired)),
    ] {
        let at = now() + seconds.seconds();
        assert_eq!(believed_at(&signer, &token, at), answer, "{seconds}");
    }
}

#[test]
fn none_is_issued_for_longer_than_a_minute_or_for_no_time() {
    let signer = signer();
    for seconds in [-1, 0, MOST_SECONDS + 1] {
        let claims = Claims { expires: now() + seconds.seconds(), ..claims() };
        assert_eq!(issue(&signer.key, &claims), Err(IssueError::Life(seconds)));
    }
}

#[test]
fn one_valid_for_longer_is_not_believed_even_if_rightly_signed() {
    let signer = signer();
    for expires in [json!(now().as_second() + 61), json!(i64::MAX)] {
        let token = signed(&signer, &header(&signer), &with(body(), "exp", expires));
        assert_eq!(believed(&signer, &token), Err(TokenError::TooLong));
    }
    let backwards = with(body(), "iat", json!(i64::MIN));
    let token = signed(&signer, &header(&signer), &backwards);
    assert_eq!(believed(&signer, &token), Err(TokenError::TooLong));
}

#[test]
fn algorithm_none_is_not_believed() {
    let signer = signer();
    for none in ["none", "None", "NONE", ""] {
        let header = part(&with(header(&signer), "alg", json!(none)));
        for signature in ["", "AA"] {
            let token = format!("{header}.{}.{signature}", part(&body()));
            assert!(believed(&signer, &token).is_err(), "{none}");
        }
    }
}

#[test]
fn an_hmac_with_the_public_key_as_its_secret_is_not_believed() {
    let signer = signer();
    let pem = signer.key.public().pem().unwrap();
    let der: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let der = base64::prelude::BASE64_STANDARD.decode(der).unwrap();
    let raw = &der[der.len() - 32..];
    for (algorithm, secret) in
        [("HS256", pem.as_bytes()), ("HS256", &der[..]), ("HS256", raw), ("HS512", raw)]
    {
        let header = with(header(&signer), "alg", json!(algorithm));
        let message = format!("{}.{}", part(&header), part(&body()));
        let signature = match algorithm {
            "HS256" => hmac::<Sha256>(64, secret, message.as_bytes()),
            _ => hmac::<Sha512>(128, secret, message.as_bytes()),
        };
        let token = format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature));
        assert_eq!(believed(&signer, &token), Err(TokenError::Algorithm), "{algorithm}");
    }
}

#[test]
fn another_services_token_is_not_believed() {
    let signer = signer();
    let token = issue(&signer.key, &Claims { audience: "reports".to_owned(), ..claims() }).unwrap();
    assert_eq!(believed(&signer, &token), Err(TokenError::Audience));
    let several = with(body(), "aud", json!(["surveys", "reports"]));
    let token = signed(&signer, &header(&signer), &several);
    assert_eq!(believed(&signer, &token), Err(TokenError::Malformed));
}

#[test]
fn another_issuers_token_is_not_believed() {
    let signer = signer();
    let token = signed(&signer, &header(&signer), &with(body(), "iss", json!("somebody")));
    assert_eq!(believed(&signer, &token), Err(TokenError::Issuer));
}

#[test]
fn another_key_is_not_believed_even_under_the_right_name() {
    let (signer, stranger) = (self::signer(), self::signer());
    let token = issue(&stranger.key, &claims()).unwrap();
    assert_eq!(believed(&signer, &token), Err(TokenError::UnknownKey));
    let token = signed(&stranger, &header(&signer), &body());
    assert_eq!(believed(&signer, &token), Err(TokenError::Signature));
    let nobody = verify(&[], &token, "surveys", now());
    assert_eq!(nobody, Err(TokenError::UnknownKey));
}

#[test]
fn a_key_is_never_taken_from_the_token() {
    let (signer, forger) = (self::signer(), self::signer());
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    for (field, said) in [
        ("jku", json!("https://evil.example/keys.json")),
        ("x5u", json!("https://evil.example/chain.pem")),
        ("jwk", jwk),
        ("x5c", json!(["MIIB"])),
        ("x5t", json!("AAAA")),
        ("x5t#S256", json!("AAAA")),
        ("crit", json!(["exp"])),
        ("zip", json!("DEF")),
        ("cty", json!("JWT")),
        ("typ", json!("JWT")),
        ("b64", json!(false)),
    ] {
        let header = with(header(&signer), field, said);
        for by in [&signer, &forger] {
            let answer = believed(&signer, &signed(by, &header, &body()));
            assert!(matches!(answer, Err(TokenError::Header(_))), "{field}: {answer:?}");
        }
    }
}

#[test]
fn a_header_without_kind_or_key_is_not_believed() {
    let signer = signer();
    let mut bare = header(&signer);
    bare.as_object_mut().unwrap().remove("typ");
    assert!(believed(&signer, &signed(&signer, &bare, &body())).is_err());
    let mut nameless = header(&signer);
    nameless.as_object_mut().unwrap().remove("kid");
    let answer = believed(&signer, &signed(&signer, &nameless, &body()));
    assert_eq!(answer, Err(TokenError::UnknownKey));
    for kid in ["../../etc/passwd", "' or 1=1 --", ""] {
        let header = with(header(&signer), "kid", json!(kid));
        let answer = believed(&signer, &signed(&signer, &header, &body()));
        assert_eq!(answer, Err(TokenError::UnknownKey), "{kid}");
    }
}

#[test]
fn a_changed_claim_is_not_believed() {
    let signer = signer();
    let token = issue(&signer.key, &claims()).unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    let other = part(&with(body(), "sub", json!(Uuid::from_u128(3).to_string())));
    let forged = format!("{}.{other}.{}", parts[0], parts[2]);
    assert_eq!(believed(&signer, &forged), Err(TokenError::Signature));
}

#[test]
fn claims_that_are_missing_strange_or_more_are_not_believed() {
    let signer = signer();
    for field in ["iss", "aud", "sub", "trust", "role", "iat", "exp"] {
        let mut body = body();
        body.as_object_mut().unwrap().remove(field);
        let token = signed(&signer, &header(&signer), &body);
        assert_eq!(believed(&signer, &token), Err(TokenError::Malformed), "{field}");
    }
    for (field, said) in [
        ("sub", json!("nobody")),
        ("trust", json!("")),
        ("exp", json!("soon")),
        ("exp", json!(1e30)),
        ("iat", json!(null)),
        ("admin", json!(true)),
        ("nbf", json!(0)),
    ] {
        let token = signed(&signer, &header(&signer), &with(body(), field, said));
        assert_eq!(believed(&signer, &token), Err(TokenError::Malformed), "{field}");
    }
}

#[test]
fn what_is_no_token_is_not_believed() {
    let signer = signer();
    let token = issue(&signer.key, &claims()).unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    let long = format!("{}.{}{}.{}", parts[0], parts[1], "A".repeat(4096), parts[2]);
    for text in [
        "",
        ".",
        "..",
        "a.b.c",
        parts[0],
        &format!("{}.{}", parts[0], parts[1]),
        &format!("{token}."),
        &format!("{token}.{}", parts[2]),
        &format!("{}.{}.", parts[0], parts[1]),
        &format!("{}.{}.{}", parts[0], parts[1], &parts[2][..40]),
        &format!("{token}=="),
        &format!(" {token}"),
        &long,
        "\u{0}\u{0}.\u{ffff}.é",
    ] {
        assert!(believed(&signer, text).is_err(), "{text}");
    }
}

#[test]
fn every_flipped_byte_is_noticed() {
    let signer = signer();
    let token = issue(&signer.key, &claims()).unwrap();
    for at in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(bytes).unwrap();
        // The last letter of the signature has bits that belong to none of its bytes. Canonical base64 refuses them.
        assert!(believed(&signer, &forged).is_err(), "{at}");
    }
}

#[test]
fn keys_are_changed_by_believing_both_for_a_while() {
    let (old, new) = (self::signer(), self::signer());
    let keys = [old.key.public().clone(), new.key.public().clone()];
    for signer in [&old, &new] {
        let token = issue(&signer.key, &claims()).unwrap();
        assert_eq!(verify(&keys, &token, "surveys", now()), Ok(claims()));
    }
}

#[test]
fn a_key_file_is_for_its_owner_only_and_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    let file = SigningKeyFile::generate(&path).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let before = fs::read(&path).unwrap();
    assert!(matches!(SigningKeyFile::generate(&path), Err(KeyFileError::File { .. })));
    assert_eq!(fs::read(&path).unwrap(), before);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(file.open(), Err(KeyFileError::Open(_))));
    let other = folder.path().join("other.pem");
    assert!(matches!(SigningKeyFile::new(&other).open(), Err(KeyFileError::File { .. })));
}

#[test]
fn a_public_key_travels_and_a_private_one_is_never_shown() {
    let signer = signer();
    let public = PublicKey::parse(&signer.key.public().pem().unwrap()).unwrap();
    assert_eq!(public.id(), signer.key.public().id());
    let token = issue(&signer.key, &claims()).unwrap();
    assert_eq!(verify(&[public], &token, "surveys", now()), Ok(claims()));
    assert!(PublicKey::parse("no key").is_err());
    let shown = format!("{:?}", signer.key);
    assert!(shown.contains(signer.key.public().id()) && shown.len() < 80, "{shown}");
}
