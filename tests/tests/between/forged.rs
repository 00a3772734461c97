//! Tokens that a stranger could make, shown at a real door over a connection that is otherwise in order.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use contract::Caller;
use ed25519_dalek::Signer as _;
use ed25519_dalek::pkcs8::DecodePrivateKey as _;
use identity::token::Claims;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tonic::Code;
use uuid::Uuid;

use crate::stand::{Stand, TELLER, not_believed, now};

/// Signs any text with a known key.
struct Forger {
    key: ed25519_dalek::SigningKey,
    id: String,
    public: String,
}

impl Forger {
    fn with_key_of(stand: &Stand, owner: &str) -> Self {
        let file = stand.world.keys().file(&format!("{owner}.key"));
        let pem = std::fs::read_to_string(file).unwrap();
        let key = ed25519_dalek::SigningKey::from_pkcs8_pem(&pem).unwrap();
        let public = stand.key(owner).public().clone();
        Self { key, id: public.id().to_owned(), public: public.pem().unwrap() }
    }

    fn stranger() -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
        Self { key, id: "0123456789abcdef".to_owned(), public: String::new() }
    }

    fn header(&self) -> Value {
        json!({ "typ": "plumbline+jwt", "alg": "EdDSA", "kid": self.id })
    }

    fn sign(&self, header: &Value, body: &Value) -> String {
        let message = message(header, body);
        let signature = self.key.sign(message.as_bytes()).to_bytes();
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }

    /// HS256 with the public key as the secret; every process has that key.
    fn hmac(&self, secret: &[u8], body: &Value) -> String {
        let message = message(&with(self.header(), "alg", json!("HS256")), body);
        let mut key =
            if secret.len() > 64 { Sha256::digest(secret).to_vec() } else { secret.to_vec() };
        key.resize(64, 0);
        let pad = |with: u8| key.iter().map(|byte| byte ^ with).collect::<Vec<_>>();
        let inner = Sha256::new().chain_update(pad(0x36)).chain_update(&message).finalize();
        let outer = Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize();
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(outer))
    }
}

fn message(header: &Value, body: &Value) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(body))
}

fn with(mut value: Value, field: &str, said: Value) -> Value {
    value[field] = said;
    value
}

fn body(claims: &Claims) -> Value {
    json!({
        "iss": "plumbline",
        "aud": claims.audience,
        "sub": claims.person.to_string(),
        "trust": claims.trust.to_string(),
        "role": claims.role,
        "iat": claims.issued.as_second(),
        "exp": claims.expires.as_second(),
    })
}

fn forged(stand: &Stand) -> Vec<(&'static str, String)> {
    let teller = Forger::with_key_of(stand, TELLER);
    let stranger = Forger::stranger();
    let good = body(&stand.claims(stand.appointed.lead));
    let seconds = now().as_second();
    let lived = |from: i64, until: i64| {
        with(with(good.clone(), "iat", json!(seconds + from)), "exp", json!(seconds + until))
    };
    let header = |field: &str, said: Value| with(teller.header(), field, said);
    let none = message(&header("alg", json!("none")), &good);
    let long = with(good.clone(), "role", json!("r".repeat(4096)));
    let raw = teller.key.verifying_key().to_bytes();
    vec![
        ("empty", String::new()),
        ("no token", "a.b.c".to_owned()),
        ("alg none", format!("{none}.")),
        ("alg none, with a signature", format!("{none}.AAAA")),
        ("HS256 with the public key as PEM", teller.hmac(teller.public.as_bytes(), &good)),
        ("HS256 with the public key's bytes", teller.hmac(&raw, &good)),
        (
            "another audience",
            teller.sign(&teller.header(), &with(good.clone(), "aud", json!("trail"))),
        ),
        ("expired", teller.sign(&teller.header(), &lived(-120, -60))),
        ("from the future", teller.sign(&teller.header(), &lived(60, 120))),
        ("valid for an hour", teller.sign(&teller.header(), &lived(0, 3_600))),
        ("an unknown key", stranger.sign(&stranger.header(), &good)),
        ("a stranger's key under a known id", stranger.sign(&teller.header(), &good)),
        ("jku", teller.sign(&header("jku", json!("https://evil.example/keys")), &good)),
        ("jwk", teller.sign(&header("jwk", json!({ "kty": "OKP" })), &good)),
        ("an extra header", teller.sign(&header("x", json!(1)), &good)),
        ("another kind", teller.sign(&header("typ", json!("JWT")), &good)),
        (
            "an extra claim",
            teller.sign(&teller.header(), &with(good.clone(), "admin", json!(true))),
        ),
        ("another issuer", teller.sign(&teller.header(), &with(good.clone(), "iss", json!("me")))),
        ("too long", teller.sign(&teller.header(), &long)),
        (
            "a kind for other systems",
            teller.sign(&header("typ", json!("plumbline-account+jwt")), &good),
        ),
    ]
}

#[tokio::test]
async fn no_forged_token_opens_a_door_and_no_header_speaks_louder_than_a_token() {
    let stand = Stand::open().await;
    let certificate = stand.certificate_of(TELLER);
    let good = stand.token(TELLER, &stand.claims(stand.appointed.lead));
    stand.ask(&certificate, Some(&good), &stand.lead()).await.expect("a good token opens");

    let none = stand.ask(&certificate, None, &stand.lead()).await;
    assert!(not_believed(&none), "no token: {none:?}");
    for (what, token) in forged(&stand) {
        let answer = stand.ask(&certificate, Some(&token), &stand.lead()).await;
        assert!(not_believed(&answer), "{what}: {answer:?}");
    }

    // A token of the nil person, with headers that name the lead or Plumbline itself, speaks for no person.
    let stranger = stand.token(TELLER, &stand.claims(Uuid::now_v7()));
    let system = Caller::system(stand.trust, Uuid::now_v7());
    let operator = Caller::new(stand.trust, Uuid::nil(), "administrator");
    for headers in [stand.lead(), system, operator] {
        let answer = stand.ask(&certificate, Some(&stranger), &headers).await;
        assert_eq!(answer.unwrap_err().code(), Code::PermissionDenied, "{headers:?}");
    }
    // A token of the lead speaks for the lead, in the trust of the token. The headers do not change that.
    let nobody = Caller::new(Uuid::now_v7(), Uuid::now_v7(), "governor");
    stand.ask(&certificate, Some(&good), &nobody).await.expect("the person in the token");
}
