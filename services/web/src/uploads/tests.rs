use super::*;

#[test]
fn a_file_is_its_persons_and_the_next_takes_its_place() {
    let (uploads, ada) = (Uploads::default(), Uuid::from_u128(1));
    let first = uploads.keep(ada, b"one".to_vec());
    assert_eq!(uploads.find(ada, &first).as_deref(), Some(b"one".as_slice()));
    assert!(uploads.find(Uuid::from_u128(2), &first).is_none());
    let second = uploads.keep(ada, b"two".to_vec());
    assert!(uploads.find(ada, &first).is_none() && uploads.find(ada, &second).is_some());
    assert_ne!(command_of(&first), command_of(&second));
}

#[test]
fn the_oldest_files_give_way() {
    let uploads = Uploads::default();
    let third = MOST_BYTES / 3 + 1;
    let ids = [1, 2, 3].map(|person| uploads.keep(Uuid::from_u128(person), vec![0; third]));
    assert!(uploads.find(Uuid::from_u128(1), &ids[0]).is_none());
    assert!(uploads.find(Uuid::from_u128(3), &ids[2]).is_some());
}
