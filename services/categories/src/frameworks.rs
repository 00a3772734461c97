//! Which words hold in a framework's version?

use contract::categories::v1::FrameworkAgreed;
use contract::events::FrameworkEvent;
use eventlog::{At, Document, ListColumns};

/// Every agreed version with its words; a version is a thing of its own.
#[derive(Debug)]
pub(crate) struct Frameworks;

impl Document for Frameworks {
    const NAME: &'static str = "categories_frameworks";
    type Body = FrameworkAgreed;
    type Event = FrameworkEvent;

    fn thing(event: &FrameworkEvent, framework_id: &str) -> String {
        match event {
            FrameworkEvent::FrameworkAgreed(agreed) => format!("{framework_id}/{}", agreed.version),
        }
    }

    fn columns(agreed: &FrameworkAgreed) -> ListColumns<'_> {
        let version = match agreed.version {
            0 => String::new(),
            version => version.to_string(),
        };
        ListColumns::new().within("framework_id", &agreed.framework_id).with("version", version)
    }

    fn fold(framework: &mut FrameworkAgreed, event: &FrameworkEvent, _: &At) {
        match event {
            FrameworkEvent::FrameworkAgreed(agreed) => framework.clone_from(agreed),
        }
    }
}
