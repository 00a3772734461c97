use super::*;

const WAVE: Uuid = Uuid::from_u128(1);

#[test]
fn a_key_is_made_once_and_found_by_its_id() {
    let folder = tempfile::tempdir().unwrap();
    let keys = WaveKeys::in_folder(Some(&folder.path().join("keys")));
    let first = keys.make(WAVE).unwrap();
    let again = keys.make(WAVE).unwrap();
    assert_eq!((first.id, first.secret), (again.id, again.secret));
    assert_eq!(keys.find(WAVE, first.id).unwrap().secret, first.secret);
    assert_ne!(keys.make(Uuid::from_u128(2)).unwrap().secret, first.secret);
    assert_eq!(fs::read_dir(folder.path().join("keys")).unwrap().count(), 2);
}

#[test]
fn a_key_that_is_gone_or_another_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let keys = WaveKeys::in_folder(Some(folder.path()));
    let id = keys.make(WAVE).unwrap().id;
    let lost = |id| keys.find(WAVE, id).unwrap_err().reason();
    assert_eq!(lost(Uuid::nil()), "WAVE_KEY_LOST");
    keys.destroy(WAVE).unwrap();
    keys.destroy(WAVE).unwrap();
    assert_eq!(lost(id), "WAVE_KEY_LOST");
    fs::write(folder.path().join(format!("{WAVE}.key")), "half a li").unwrap();
    assert_eq!(lost(id), "WAVE_KEY_LOST");
    assert_eq!(WaveKeys::in_folder(None).make(WAVE).unwrap_err().reason(), "KEY_FOLDER_UNUSABLE");
}

#[test]
fn what_a_key_makes_is_the_same_again_and_different_for_each() {
    let folder = tempfile::tempdir().unwrap();
    let key = WaveKeys::in_folder(Some(folder.path())).make(WAVE).unwrap();
    let school = Uuid::from_u128(3);
    assert!(key.link(school, 1) == key.link(school, 1));
    assert!(key.link(school, 1) != key.link(school, 2));
    let link = key.link(school, 1).hash();
    assert!(key.receipt(&link).hash() != link);
    assert_ne!(key.nullifier(&link), key.nullifier(&key.link(school, 2).hash()));
    assert!(!format!("{key:?}").contains(&eventlog::hex(&key.secret)));
}
