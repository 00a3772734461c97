//! What a person gets by e-mail, and a letter as it would be sent.

use contract::letters::v1::{
    GetLetterChoicesResponse, LetterKind, PreviewLetterResponse, ReturnedLetter,
};

use super::{HEAD, ground};
use crate::pages::e_mail::EMailPage;

/// A person's choices; with letters that came back for an administrator.
pub(crate) fn e_mail(administers: bool) -> EMailPage {
    let choices = GetLetterChoicesResponse {
        sends: true,
        digest: true,
        quiet_from: "20:00".to_owned(),
        quiet_until: "07:00".to_owned(),
    };
    let returned = ReturnedLetter {
        letter_id: "letter".to_owned(),
        person_id: HEAD.to_owned(),
        kind: LetterKind::ReportIssued.into(),
        at: "2025-11-21T09:30:00Z".to_owned(),
        code: "550".to_owned(),
    };
    EMailPage { ground: ground(), choices, returned: administers.then(|| vec![returned]) }
}

/// A letter to a school's head.
pub(crate) fn letter_shown() -> PreviewLetterResponse {
    PreviewLetterResponse {
        subject: "Orchard: proposals wait for your answer".to_owned(),
        text: "Proposals for the school wait for your answer.\n\nhttps://plumbline.example/\n"
            .to_owned(),
        html: String::new(),
        to_roles: vec!["headteacher".to_owned()],
        sends: true,
    }
}
