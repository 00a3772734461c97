//! How often a client may do a thing: `600/minute`, or `none` for no limit.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use governor::Quota;

/// A number of times in a period; all of them may come at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate(Option<(NonZeroU32, RatePeriod)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RatePeriod {
    Second,
    Minute,
    Hour,
}

impl Rate {
    /// No limit.
    pub const NONE: Self = Self(None);

    /// A number of times a minute; 0 is no limit.
    pub const fn per_minute(times: u32) -> Self {
        match NonZeroU32::new(times) {
            Some(times) => Self(Some((times, RatePeriod::Minute))),
            None => Self::NONE,
        }
    }

    pub(crate) fn quota(self) -> Option<Quota> {
        self.0.map(|(times, period)| match period {
            RatePeriod::Second => Quota::per_second(times),
            RatePeriod::Minute => Quota::per_minute(times),
            RatePeriod::Hour => Quota::per_hour(times),
        })
    }
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self::NONE);
        }
        let wrong = || format!("{text} is no rate: write 600/minute, 10/second, 50/hour, or none");
        let (times, period) = text.split_once('/').ok_or_else(wrong)?;
        let period = match period {
            "second" => RatePeriod::Second,
            "minute" => RatePeriod::Minute,
            "hour" => RatePeriod::Hour,
            _ => return Err(wrong()),
        };
        let times = times.parse().map_err(|_| wrong())?;
        Ok(Self(Some((times, period))))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => out.write_str("none"),
            Some((times, RatePeriod::Second)) => write!(out, "{times}/second"),
            Some((times, RatePeriod::Minute)) => write!(out, "{times}/minute"),
            Some((times, RatePeriod::Hour)) => write!(out, "{times}/hour"),
        }
    }
}

#[cfg(test)]
mod tests;
