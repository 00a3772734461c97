use prost::Message as _;
use prost_types::FileDescriptorSet;

use super::*;

#[test]
fn every_package_with_rpcs_is_in_the_list_and_nothing_else() {
    let files = FileDescriptorSet::decode(crate::DESCRIPTORS).unwrap().file;
    let with_rpcs = files.iter().filter(|file| !file.service.is_empty());
    let packages: BTreeSet<&str> = with_rpcs
        .filter_map(|file| file.package().strip_prefix("plumbline.")?.strip_suffix(".v1"))
        .collect();
    assert_eq!(packages, BTreeSet::from(SERVICES));
}

#[test]
fn every_event_is_said_by_a_service() {
    for kind in EVENT_TYPES {
        assert!(SERVICES.contains(&kind.service), "{kind:?}");
    }
    assert_eq!(categories_of("surveys"), BTreeSet::from(["instrument", "wave"]));
    assert_eq!(categories_of("dashboards"), BTreeSet::new());
}
