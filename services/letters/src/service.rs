//! The doors of the letters service.

use access::role_name;
use contract::field::isolated;
use contract::letters::v1::letters_service_server::LettersService;
use contract::letters::v1::{
    ChooseDigestRequest, ChooseDigestResponse, GetLetterChoicesRequest, GetLetterChoicesResponse,
    ListReturnedLettersRequest, ListReturnedLettersResponse, PreviewLetterRequest,
    PreviewLetterResponse, SendLettersRequest, SendLettersResponse,
};
use contract::schools::v1::GetTrustRequest;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use door::Door;
use eventlog::Log;
use jiff::ToSpan as _;
use mail::{MailSettings, QuietHours};
use peers::Peers;
use std::sync::Arc;
use tonic::{Request, Response, Status};

use crate::choices;
use crate::digest::school_name;
use crate::kind::{path_of, roles_of};
use crate::sender::{PassCount, Sender, request_of_plumbline};
use crate::texts::{self, LetterFacts};

/// What the doors need.
#[derive(Debug)]
pub(crate) struct LetterDoors {
    pub door: Door,
    pub log: Log,
    pub peers: Peers,
    /// `None` where this installation sends no e-mail.
    pub settings: Option<MailSettings>,
    pub sender: Arc<Sender>,
}

type LetterReply<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl LettersService for LetterDoors {
    async fn get_letter_choices(
        &self,
        request: Request<GetLetterChoicesRequest>,
    ) -> LetterReply<GetLetterChoicesResponse> {
        let caller = self.door.caller(&request).await?;
        let digest = choices::gets_digest(&self.log, caller.trust, caller.actor).await?;
        let quiet = self.settings.as_ref().map_or_else(QuietHours::default, |known| known.quiet);
        let told = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
        Ok(Response::new(GetLetterChoicesResponse {
            sends: self.settings.is_some(),
            digest,
            quiet_from: told(quiet.from),
            quiet_until: told(quiet.until),
        }))
    }

    async fn choose_digest(
        &self,
        request: Request<ChooseDigestRequest>,
    ) -> LetterReply<ChooseDigestResponse> {
        let caller = self.door.caller(&request).await?;
        let digest = request.get_ref().digest;
        choices::choose(&self.log, caller.trust, caller.actor, digest).await?;
        Ok(Response::new(ChooseDigestResponse {}))
    }

    async fn preview_letter(
        &self,
        request: Request<PreviewLetterRequest>,
    ) -> LetterReply<PreviewLetterResponse> {
        let caller = self.door.caller(&request).await?;
        let (now, asked) = (self.door.now(&caller), request.into_inner());
        let mut schools = SchoolsServiceClient::new(self.peers.channel("schools"));
        let wanted = request_of_plumbline(caller.trust, now, GetTrustRequest::default());
        let known = schools.get_trust(wanted).await?.into_inner();
        let due_on = contract::british_day(now).saturating_add(7.days()).to_string();
        let address = self.settings.as_ref().map_or("", |known| known.address.as_str());
        let kind = asked.kind();
        let named = school_name(&known, &asked.school_id);
        let facts = LetterFacts {
            school: if named.is_empty() { "the school".to_owned() } else { named },
            trust: isolated(&known.name),
            due_on,
            waiting: 3,
            overdue: 1,
            link: format!("{address}{}", path_of(kind, &asked.school_id, "...")),
            choices: format!("{address}/e-mail"),
        };
        let texts::LetterText { subject, text, html } = texts::write(kind, &facts);
        let to_roles = roles_of(kind).iter().map(|role| role_name(*role)).collect();
        let sends = self.settings.is_some();
        Ok(Response::new(PreviewLetterResponse { subject, text, html, to_roles, sends }))
    }

    async fn list_returned_letters(
        &self,
        request: Request<ListReturnedLettersRequest>,
    ) -> LetterReply<ListReturnedLettersResponse> {
        let trust = self.door.caller(&request).await?.trust;
        let letters = self.sender.outbox.returned(trust).await?;
        Ok(Response::new(ListReturnedLettersResponse { letters }))
    }

    async fn send_letters(
        &self,
        request: Request<SendLettersRequest>,
    ) -> LetterReply<SendLettersResponse> {
        let caller = self.door.caller(&request).await?;
        let (now, at_least) = (self.door.now(&caller), request.get_ref().at_least);
        drop(self.sender.occasions.reader(caller.trust, at_least).await?);
        let pass = self.sender.pass_in(caller.trust, now, at_least).await?;
        let PassCount { sent, returned, delayed } = pass;
        Ok(Response::new(SendLettersResponse { sent, returned, delayed }))
    }
}
