//! The one list of services. Roles, grants, users of the bus, tests and deployment follow it.

use std::collections::BTreeSet;

use crate::events::EVENT_TYPES;

/// The short names of all services, in the order of the story they tell. A service is a package of `proto/` with rpcs; its
/// role in the store is `plumbline_<name>`, its user of the bus is `<name>`.
pub const SERVICES: [&str; 9] = [
    "schools",
    "surveys",
    "reviews",
    "evidence",
    "categories",
    "dashboards",
    "reports",
    "trail",
    "letters",
];

/// The stream categories a service writes, as the registry of events has them; none where it only follows.
pub fn categories_of(service: &str) -> BTreeSet<&'static str> {
    let own = EVENT_TYPES.iter().filter(|kind| kind.service == service);
    own.map(|kind| kind.category).collect()
}

#[cfg(test)]
mod tests;
