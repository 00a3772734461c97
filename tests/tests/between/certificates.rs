//! Certificates: a token is good only over a connection with the certificate of its signer. A certificate of another
//! authority, or an expired one, gets no connection.

use contract::Caller;
use identity::IdentitySettings;
use jiff::ToSpan as _;
use plumbline::authority::{Authority, Certified, Validity};
use plumbline::key_folder::{KeyFolder, Part};
use plumbline_tests::two_days;
use tokio_stream::once;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;

use crate::stand::{Stand, TELLER, no_connection, not_believed};

impl Stand {
    /// A good token of the lead over a connection with this certificate.
    async fn connect(&self, certificate: &IdentitySettings) -> Result<(), tonic::Status> {
        let token = self.token(TELLER, &self.claims(self.appointed.lead));
        self.ask(certificate, Some(&token), &self.lead()).await
    }

    /// The teller's settings with a certificate from elsewhere.
    fn with_certificate(&self, name: &str, certified: &Certified) -> IdentitySettings {
        let keys = self.world.keys();
        let (certificate, key) =
            (keys.file(&format!("{name}.crt")), keys.file(&format!("{name}.tls.key")));
        std::fs::write(&certificate, &certified.certificate).unwrap();
        // A key file needs the right mode, so a file that has it is overwritten.
        std::fs::copy(keys.file("teller.tls.key"), &key).unwrap();
        std::fs::write(&key, &certified.key).unwrap();
        IdentitySettings {
            certificate: Some(certificate),
            certificate_key: Some(key),
            ..self.certificate_of(TELLER)
        }
    }
}

#[tokio::test]
async fn only_the_certificate_of_whose_key_signed_opens_a_door() {
    let stand = Stand::open().await;
    stand.connect(&stand.certificate_of(TELLER)).await.expect("the own certificate");

    let bare = IdentitySettings {
        certificate: None,
        certificate_key: None,
        ..stand.certificate_of(TELLER)
    };
    let answer = stand.connect(&bare).await;
    assert!(not_believed(&answer), "no certificate: {answer:?}");
    let answer = stand.connect(&stand.certificate_of("web")).await;
    assert!(not_believed(&answer), "the web's certificate: {answer:?}");

    let text = std::fs::read_to_string(stand.world.keys().file("authority.key")).unwrap();
    let ours = Authority::parse(&text).unwrap();
    let names = [TELLER.to_owned()];
    let again = stand.with_certificate("again", &ours.certify(&names, two_days()).unwrap());
    stand.connect(&again).await.expect("another certificate of the same name and authority");

    let ended = two_days().from;
    let over = Validity { from: ended - 30.days(), until: ended - 3.days() };
    let over = stand.with_certificate("over", &ours.certify(&names, over).unwrap());
    let answer = stand.connect(&over).await;
    assert!(no_connection(&answer), "an expired certificate: {answer:?}");

    let (theirs, _) = Authority::try_new(two_days()).unwrap();
    let theirs = theirs.certify(&names, two_days()).unwrap();
    let answer = stand.connect(&stand.with_certificate("theirs", &theirs)).await;
    assert!(no_connection(&answer), "another authority's certificate: {answer:?}");
}

#[tokio::test]
async fn a_caller_does_not_speak_to_a_service_that_is_not_the_one_it_asks() {
    let stand = Stand::open().await;
    // A client that trusts another authority, since it was given the wrong file.
    let elsewhere = KeyFolder::open(&stand.world.folder().join("elsewhere")).unwrap();
    elsewhere.make_authority(two_days()).unwrap();
    elsewhere.make_service(TELLER, Part::of(TELLER), two_days()).unwrap();
    let misled = IdentitySettings {
        authority: Some(elsewhere.file("authority.crt")),
        ..stand.certificate_of(TELLER)
    };
    let answer = stand.connect(&misled).await;
    assert!(no_connection(&answer), "another authority's door: {answer:?}");

    // The trail's process answers where schools are looked for: its certificate is not theirs.
    let at_the_trail = stand.world.peers_at(stand.world.address("trail"));
    let mut schools = contract::schools::v1::schools_service_client::SchoolsServiceClient::new(
        at_the_trail.channel("schools"),
    );
    let asked = stand.lead().request(contract::schools::v1::ListSchoolsRequest::default());
    let answer = schools.list_schools(asked).await.map(|_| ());
    assert!(no_connection(&answer), "{answer:?}");
}

#[tokio::test]
async fn health_and_reflection_need_neither_token_nor_certificate() {
    let stand = Stand::open().await;
    let keys = stand.world.keys();
    let stranger = IdentitySettings {
        authority: Some(keys.file("authority.crt")),
        ..IdentitySettings::default()
    };
    let channel = stand.world.peers_as(&stranger).channel("schools");
    let mut health = HealthClient::new(channel.clone());
    health.check(HealthCheckRequest::default()).await.expect("health is for everybody");
    let asked = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut reflection = ServerReflectionClient::new(channel);
    let answer = reflection.server_reflection_info(once(asked)).await.unwrap();
    answer.into_inner().message().await.unwrap().expect("reflection is for everybody");
    let answer =
        stand.ask(&stranger, None, &Caller::new(stand.trust, stand.appointed.lead, "x")).await;
    assert_eq!(answer.unwrap_err().code(), Code::Unauthenticated);
}
