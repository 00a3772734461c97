//! A process that would believe every caller, or none, or any time that a visitor says, does not start, and says what to do.

use crate::stand::Stand;

#[tokio::test]
async fn a_process_that_would_believe_everybody_or_nobody_does_not_start() {
    let stand = Stand::open().await;
    let keys = stand.world.keys();
    let known = format!("--known-keys={}", keys.known_keys().display());
    let stranger = keys.file("stranger.key");
    identity::token::SigningKeyFile::generate(&stranger).unwrap();
    let stranger = format!("--key={}", stranger.display());
    let own = format!("--key={}", keys.file("schools.key").display());
    for (arguments, words) in [
        (vec![], "plumbline keys service"),
        (vec!["--demo"], "--demo --believe-callers"),
        (vec!["--believe-callers"], "only in a demonstration on this machine"),
        (vec!["--demo", "--believe-callers", "--listen=0.0.0.0:0"], "on loopback"),
        (vec!["--given-clock", "--sign-in=nowhere"], "only where nobody signs in"),
        (vec![known.as_str()], "set PLUMBLINE_KEY beside"),
        (vec![known.as_str(), stranger.as_str()], "is not among the known keys"),
        (vec![own.as_str()], "plumbline keys service"),
    ] {
        let serve = ["serve", "schools", "--listen=127.0.0.1:0", "--bus=none"];
        let serve =
            if arguments.contains(&"--listen=0.0.0.0:0") { &serve[..2] } else { &serve[..] };
        let said = stand.world.operator(&[serve, &arguments].concat()).await;
        let sentence = String::from_utf8_lossy(&said.stderr).into_owned();
        assert_eq!(said.status.code(), Some(2), "{arguments:?}: {sentence}");
        assert!(sentence.contains(words), "{arguments:?}: {sentence}");
    }
}
