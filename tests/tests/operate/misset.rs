//! Settings that do not fit a server that is there: each is told with its value, and none as an outage.

use std::path::Path;

use contract::SERVICES;
use plumbline_tests::{World, free_address};

use super::{said, until};

/// Ends with a store that lets no trail in any more.
pub(super) async fn is_told_as_such(world: &World) {
    let folder = tempfile::tempdir().unwrap();
    a_database_that_is_not_there(world).await;
    a_bus_that_refuses_the_login(world, folder.path()).await;
    a_provider_that_is_none(world, folder.path()).await;
    a_password_that_is_not_the_roles(world, folder.path()).await;
}

/// What doctor says, which has found something.
async fn doctor(world: &World, arguments: &[&str]) -> String {
    let output = world.operator(&[&["doctor"][..], arguments].concat()).await;
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    said(&output)
}

#[track_caller]
fn says(doctor: &str, wanted: &[&str]) {
    for part in wanted {
        assert!(doctor.contains(part), "no {part:?} in {doctor}");
    }
}

async fn a_database_that_is_not_there(world: &World) {
    let store = format!("--store={}", world.store_of("nowhere"));
    let doctor = doctor(world, &["--bus=none", &store]).await;
    says(&doctor, &["\"nowhere\"", "name the right database in PLUMBLINE_STORE"]);
    assert!(!doctor.contains("start PostgreSQL"), "{doctor}");
    let serve = ["serve", "trail", "--listen=127.0.0.1:0", "--bus=none", "--demo"];
    let output = world.operator(&[&serve[..], &["--believe-callers", &store]].concat()).await;
    assert_eq!(output.status.code(), Some(1), "no outage: {}", said(&output));
    says(&said(&output), &["the store refuses", "\"nowhere\""]);
}

async fn a_bus_that_refuses_the_login(world: &World, folder: &Path) {
    let passwords = folder.join("bus");
    std::fs::create_dir(&passwords).unwrap();
    std::fs::write(passwords.join(host::SUBSCRIBER), "guessed").unwrap();
    let bus = format!("--bus={}", world.bus());
    let passwords = format!("--bus-passwords={}", passwords.display());
    let doctor = doctor(world, &[&bus, &passwords]).await;
    let place = world.bus().trim_start_matches("nats://");
    let refused = format!("the bus's server {place} refuses the login of {}", host::SUBSCRIBER);
    says(&doctor, &[&refused, "PLUMBLINE_BUS_PASSWORDS"]);
    assert!(!doctor.contains("start nats-server"), "{doctor}");
}

/// One address describes no provider. At another one nothing answers, which is an outage.
async fn a_provider_that_is_none(world: &World, folder: &Path) {
    let (none, away) = (world.admin("trail"), free_address());
    let provider = |key: &str, address: std::net::SocketAddr| {
        format!(
            "[[provider]]\nkey = \"{key}\"\nname = \"{key}\"\nkind = \"openid\"\n\
             issuer = \"http://{address}\"\nclient_id = \"plumbline\"\nclient_secret_file = \"secret\"\n"
        )
    };
    let file = folder.join("sign-in.toml");
    let providers = [provider("none", none), provider("away", away)].concat();
    let text = format!("address = \"https://plumbline.example.org\"\n{providers}");
    std::fs::write(&file, text).unwrap();
    std::fs::write(folder.join("secret"), "a secret").unwrap();
    let sign_in = format!("--sign-in={}", file.display());
    let doctor = doctor(world, &["--bus=none", &sign_in]).await;
    let about = |key: &str| {
        let lines =
            doctor.lines().skip_while(|line| !line.contains(&format!("sign-in with {key}")));
        lines.take(2).collect::<Vec<_>>().join("\n")
    };
    let no_provider = format!("http://{none}, and that address describes no provider");
    says(&about("none"), &[&no_provider, "correct the provider's entry"]);
    says(&about("away"), &["cannot be reached", "wait until it answers"]);
}

/// The server asks one role for a password: none is set, and then another one.
async fn a_password_that_is_not_the_roles(world: &World, folder: &Path) {
    let owner = world.owner().await;
    let row = owner.query_one("select current_setting('hba_file')", &[]).await.unwrap();
    let file: String = row.get(0);
    let rules = "array['local all plumbline_trail scram-sha-256', 'local all all trust']";
    let asks = format!(
        "alter role plumbline_trail password 'of the role'; \
         copy (select * from unnest({rules})) to '{file}'; select pg_reload_conf()"
    );
    owner.batch_execute(&asks).await.unwrap();
    let mend = "give its password in the folder of PLUMBLINE_STORE_PASSWORDS";
    let ask = || doctor(world, &["--bus=none"]);
    let missing = until(ask, |doctor| doctor.contains(mend)).await;
    says(&missing, &["password missing"]);
    let passwords = folder.join("store");
    std::fs::create_dir(&passwords).unwrap();
    for role in SERVICES.iter().chain(&["relay"]) {
        std::fs::write(passwords.join(format!("plumbline_{role}")), "guessed").unwrap();
    }
    let passwords = format!("--store-passwords={}", passwords.display());
    let doctor = doctor(world, &["--bus=none", &passwords]).await;
    says(&doctor, &["user \"plumbline_trail\"", mend]);
}
