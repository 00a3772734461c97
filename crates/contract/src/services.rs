//! The one list of services. Roles, grants, users of the bus, tests and deployment follow it.

use std::collections::BTreeSet;

use crate::events::EVENT_TYPES;

/// The short names of all services, in the order of the story they tell. A service is a package of `proto/` with rpcs; its
/// role in the store is `plumbline_<name>`, its user of the bus is `<name>`.
pub const SERVICES: [&str; 8] =
    ["schools", "surveys", "reviews", "evidence", "categories", "dashboards", "reports", "trail"];

/// The stream categories a service writes, as the registry of events has them; none where it only follows.
pub fn categories_of(service: &str) -> BTreeSet<&'static str> {
    let own = EVENT_TYPES.iter().filter(|kind| kind.service == service);
    own.map(|kind| kind.category).collect()
}

#[cfg(test)]
mod tests {
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
}
