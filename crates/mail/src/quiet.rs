//! The hours in which no letter is sent.

use contract::LONDON;
use jiff::Timestamp;
use jiff::civil::{Time, time};

/// From a time of day until another, British time; they may lie around midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// The first minute in which no letter is sent.
    pub from: Time,
    /// The minute from which letters are sent again.
    pub until: Time,
}

impl Default for QuietHours {
    fn default() -> Self {
        Self { from: time(20, 0, 0, 0), until: time(7, 0, 0, 0) }
    }
}

impl QuietHours {
    /// Whether a moment lies in them. Two times that are alike leave no quiet hour.
    pub fn hold(self, moment: Timestamp) -> bool {
        let now = moment.to_zoned_datetime(LONDON.clone()).time();
        if self.from <= self.until {
            (self.from..self.until).contains(&now)
        } else {
            now >= self.from || now < self.until
        }
    }
}

/// A time as the settings write it, for example `20:00`.
pub(crate) fn read(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}
