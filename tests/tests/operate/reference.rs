//! An operator loads reference data, hears what is wrong with a file, and takes a release out.

use std::process::Output;

use plumbline_tests::{Disk, Shape, World};
use private_servers::Durability;

use super::{PROGRAM, said};

/// Six schools of Surrey, as they were published.
const TABLES: &str =
    include_str!("../../../crates/figure-files/tests/data/performance_tables_2018-19.csv");

/// Eight schools of Surrey and Hampshire, as the national register had them.
const REGISTER: &str = include_str!("../../../services/schools/tests/data/gias_web_2022.csv");

/// A store that no process of ours works on.
async fn world() -> World {
    let shape = Shape {
        units: Vec::new(),
        durability: Durability::ThrowAway,
        disk: Disk::Plain,
        always: String::new(),
        demo: true,
    };
    World::shaped(PROGRAM, shape).await
}

/// Runs `plumbline reference` as the owner of the store.
async fn reference(world: &World, arguments: &[&str]) -> Output {
    let owner = format!("--owner-store={}", world.owner_store());
    world.offline(&[&["reference"][..], arguments, &[owner.as_str()]].concat()).await
}

/// What a command answered that did what it was told.
#[track_caller]
fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", said(output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What a command said that refused what it was given.
#[track_caller]
fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{}", said(output));
    said(output)
}

#[tokio::test]
async fn an_operator_loads_a_file_once_and_takes_it_out() {
    let world = world().await;
    let file = world.folder().join("tables.csv");
    std::fs::write(&file, TABLES).unwrap();
    let file = file.to_str().unwrap();
    let list = async || done(&reference(&world, &["list"]).await);
    assert_eq!(list().await, "No reference data was loaded.\n");

    let unsaid = refused(&reference(&world, &["load", file]).await);
    assert!(unsaid.contains("The file does not say of which year it is."), "{unsaid}");
    let absent = refused(&reference(&world, &["load", "no-such-file.csv"]).await);
    assert!(absent.contains("no-such-file.csv cannot be read"), "{absent}");
    assert_eq!(list().await, "No reference data was loaded.\n");

    let year = |period| {
        ["load", file, "--release", "December 2019", "--status", "final", "--period", period]
    };
    let loaded = done(&reference(&world, &year("2018-19")).await);
    let named = "Key stage 2, performance tables, December 2019; of 2018-19; ";
    let release = loaded.lines().find(|line| line.contains(named));
    let release = release.unwrap_or_else(|| panic!("{loaded}"));
    assert_eq!(list().await, format!("{release}\n"));
    let again = done(&reference(&world, &year("2018-19")).await);
    assert!(again.contains("Nothing has changed.") && again.contains(release), "{again}");
    let (release_id, _) = release.split_once(' ').unwrap();
    let other = refused(&reference(&world, &year("2017-18")).await);
    assert!(other.contains(&format!("plumbline reference take-out {release_id}")), "{other}");

    done(&reference(&world, &["take-out", release_id]).await);
    assert_eq!(list().await, "No reference data was loaded.\n");
    let gone = refused(&reference(&world, &["take-out", release_id]).await);
    assert!(gone.contains("There is no release"), "{gone}");

    let register = world.folder().join("register.csv");
    std::fs::write(&register, REGISTER).unwrap();
    let load = ["load", register.to_str().unwrap(), "--release", "20 April 2022"];
    done(&reference(&world, &load).await);
    let listed = list().await;
    let named = "Establishments of the national register (GIAS), 20 April 2022; 8 schools; ";
    assert!(listed.contains(named), "{listed}");
}
