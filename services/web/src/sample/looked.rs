//! Who has seen what, in the small trust.

use contract::trail::v1::Look;

use super::{GOVERNOR, HEAD, HOSTILE, MARYS, REPORT, TRUST};
use crate::pages::looks::Looks;

/// Of another system.
const ACCOUNT: &str = "01989c3e-0000-7000-8000-0000000000ac";

fn look(person: &str, role: &str, (shown, kind, id): (&str, &str, &str), times: u64) -> Look {
    Look {
        person_id: person.to_owned(),
        role: role.to_owned(),
        shown: shown.to_owned(),
        thing_kind: kind.to_owned(),
        thing_id: id.to_owned(),
        position: 402,
        first_at: "2025-11-21T09:00:00Z".to_owned(),
        last_at: "2025-11-21T10:00:00Z".to_owned(),
        times,
        why: String::new(),
    }
}

pub(crate) fn looks() -> Looks {
    let nobody = uuid::Uuid::nil().to_string();
    let asked = look(GOVERNOR, "data_protection_officer", ("person", "person", HEAD), 1);
    Looks {
        looks: vec![
            look(GOVERNOR, "governor", ("report-file", "report", REPORT), 3),
            look(HEAD, "headteacher", ("judgements", "school", MARYS), 2),
            look(HEAD, "headteacher", ("people", "trust", TRUST), 12),
            look(HEAD, "headteacher", ("event", "event", "310"), 1),
            look(ACCOUNT, "account", ("history", "trust", TRUST), 4),
            look(&nobody, "system", ("reviews", "school", MARYS), 1),
            Look { why: HOSTILE.to_owned(), ..asked },
        ],
        next_before: 77,
    }
}
