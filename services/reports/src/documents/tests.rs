use eventlog::testing::TestStore;

use super::*;

#[tokio::test]
async fn bytes_are_kept_once_and_found_by_their_trust_only() {
    let store = TestStore::start().await;
    let documents = KeptDocuments::new(store.log("reports").await);
    let (trust, other) = (store.trust().await, store.trust().await);
    let name = documents.keep(trust, b"%PDF").await.unwrap();
    assert_eq!(documents.keep(trust, b"%PDF").await.unwrap(), name);
    assert_eq!(documents.find(trust, &name).await.unwrap().as_deref(), Some(b"%PDF".as_slice()));
    assert_eq!(documents.find(other, &name).await.unwrap(), None);
}
