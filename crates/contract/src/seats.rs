//! Terms of office of those who hold a committee's seats.

use crate::schools::v1::SeatHolder;

impl SeatHolder {
    /// Whether the term of office holds on a day, ISO 8601. Its last day counts; without one it has no end.
    pub fn holds_on(&self, day: &str) -> bool {
        self.from.as_str() <= day && (self.until.is_empty() || day <= self.until.as_str())
    }
}
