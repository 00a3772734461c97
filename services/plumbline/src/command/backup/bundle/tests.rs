use super::*;

fn manifest(bundle: &Bundle) -> Manifest {
    Manifest {
        program: "0.1.0".to_owned(),
        migration: 19,
        taken: "2026-11-28T12:00:00Z".parse().unwrap(),
        database: "plumbline".to_owned(),
        trusts: vec![TrustHead { trust: Uuid::from_u128(1), events: 7 }],
        files: bundle.hashes().unwrap(),
    }
}

#[test]
fn a_backup_that_was_touched_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = Bundle::at(folder.path());
    bundle.add(Bundle::ROLES, b"create role plumbline_x").unwrap();
    bundle.add(Bundle::STORE, b"dump").unwrap();
    bundle.write(&manifest(&bundle)).unwrap();
    assert_eq!(bundle.read().unwrap().trusts[0].events, 7);

    bundle.add(Bundle::ROLES, b"create role plumbline_x superuser").unwrap();
    assert!(bundle.read().unwrap_err().to_string().contains("roles.sql"));
    bundle.add(Bundle::ROLES, b"create role plumbline_x").unwrap();
    bundle.add("more", b"").unwrap();
    assert!(bundle.read().unwrap_err().to_string().contains("more"));
    std::fs::remove_file(bundle.path("more")).unwrap();
    std::fs::remove_file(bundle.path(Bundle::STORE)).unwrap();
    assert!(bundle.read().unwrap_err().to_string().contains("store.dump"));
}
