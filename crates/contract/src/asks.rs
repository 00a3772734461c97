//! What each request asks for and about what: made from the contract, so that no rpc can be left out.

/// The request of one rpc.
pub trait Asks {
    /// `<service>.<Rpc>`, for example `surveys.OpenWave`.
    const ACTION: &'static str;

    /// What it is about.
    fn subject(&self) -> SubjectIds<'_>;

    /// The position of the event it asks for; 0 where it asks for none.
    fn position(&self) -> u64 {
        0
    }

    /// What is given as the reason for asking; empty where none is asked for.
    fn why(&self) -> &str {
        ""
    }
}

/// The ids a request names, as they were sent, each with the name of its field; empty where none is named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SubjectIds<'a> {
    /// `school_id` or `host_school_id`; not the two schools of a pairing, for neither is what it is about.
    pub school: (&'static str, &'a str),
    /// `hub_id`
    pub hub: (&'static str, &'a str),
    /// `committee_id`
    pub committee: (&'static str, &'a str),
    /// `review_id`
    pub review: (&'static str, &'a str),
    /// `report_id`
    pub report: (&'static str, &'a str),
    /// `pairing_id`
    pub pairing: (&'static str, &'a str),
    /// `wave_id`
    pub wave: (&'static str, &'a str),
    /// `person_id` or `actor_id`
    pub person: (&'static str, &'a str),
}

include!(concat!(env!("OUT_DIR"), "/asks.rs"));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surveys::v1::{GetResultsRequest, OpenWaveRequest};
    use crate::trail::v1::GetEventRequest;

    fn action<M: Asks>() -> &'static str {
        M::ACTION
    }

    #[test]
    fn a_request_says_what_it_asks_for_and_about_what() {
        assert_eq!(action::<OpenWaveRequest>(), "surveys.OpenWave");
        let results = GetResultsRequest {
            wave_id: "w".to_owned(),
            school_id: "s".to_owned(),
            ..GetResultsRequest::default()
        };
        let subject = results.subject();
        assert_eq!(subject.school, ("school_id", "s"));
        assert_eq!(subject.wave, ("wave_id", "w"));
        assert_eq!(subject.hub, ("", ""));
        assert_eq!(results.position(), 0);
        assert_eq!(GetEventRequest { position: 7 }.position(), 7);
    }
}
