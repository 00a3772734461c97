//! The gRPC doors: each reads its request, tells the aggregate, appends, and says where that stands.

mod committee;
mod doors;
mod founding;
mod guests;
mod hub;
mod import;
mod import_people;
mod person;
mod person_change;
mod reads;
mod refresh;
mod rights;
mod school;
mod sign_in;
mod style;
mod terms;
mod words;

use contract::schools::v1::*;
use tonic::{Request, Response, Status};

pub use doors::Doors;

type Reply<T> = Result<Response<T>, Status>;

/// What decides the commands, by the names that the contract gives.
mod aggregates {
    pub(super) use crate::academic_year::Year as AcademicYear;
    pub(super) use crate::committee::Committee;
    pub(super) use crate::hub::Hub;
    pub(super) use crate::meeting::Meeting;
    pub(super) use crate::person::Person;
    pub(super) use crate::school::School;
    pub(super) use crate::trust::Trust;
    pub(super) use crate::words::ErasableWords as Words;
}

contract::schools_service!(Doors);
eventlog::knows_nothing!(Doors: aggregates::Trust);

#[async_trait::async_trait]
impl contract::answers::SchoolsAnswers for Doors {
    async fn offer_founding(
        &self,
        request: Request<OfferFoundingRequest>,
    ) -> Reply<OfferFoundingResponse> {
        founding::offer(self, request).await
    }

    async fn check_founding(
        &self,
        request: Request<CheckFoundingRequest>,
    ) -> Reply<CheckFoundingResponse> {
        founding::check(self, request).await
    }

    async fn begin_trust(&self, request: Request<BeginTrustRequest>) -> Reply<BeginTrustResponse> {
        founding::begin(self, request).await
    }

    async fn set_trust_mark(
        &self,
        request: Request<SetTrustMarkRequest>,
    ) -> Reply<SetTrustMarkResponse> {
        style::set_mark(self, request).await
    }

    async fn get_trust_style(
        &self,
        request: Request<GetTrustStyleRequest>,
    ) -> Reply<GetTrustStyleResponse> {
        style::get(self, request).await
    }

    async fn act_on_due_days(
        &self,
        request: Request<ActOnDueDaysRequest>,
    ) -> Reply<ActOnDueDaysResponse> {
        doors::act_on_due_days(self, request).await
    }

    async fn refresh_schools(
        &self,
        request: Request<RefreshSchoolsRequest>,
    ) -> Reply<RefreshSchoolsResponse> {
        refresh::refresh(self, request).await
    }

    async fn import_register(
        &self,
        request: Request<ImportRegisterRequest>,
    ) -> Reply<ImportRegisterResponse> {
        import::import(self, request).await
    }

    async fn register_person(
        &self,
        request: Request<RegisterPersonRequest>,
    ) -> Reply<RegisterPersonResponse> {
        person::register(self, request).await
    }

    async fn change_person(
        &self,
        request: Request<ChangePersonRequest>,
    ) -> Reply<ChangePersonResponse> {
        person_change::change(self, request).await
    }

    async fn import_people(
        &self,
        request: Request<ImportPeopleRequest>,
    ) -> Reply<ImportPeopleResponse> {
        import_people::import(self, request).await
    }

    async fn invite_guest(
        &self,
        request: Request<InviteGuestRequest>,
    ) -> Reply<InviteGuestResponse> {
        guests::invite(self, request).await
    }

    async fn get_guest_visit(
        &self,
        request: Request<GetGuestVisitRequest>,
    ) -> Reply<GetGuestVisitResponse> {
        guests::get_visit(self, request).await
    }

    async fn list_roles(&self, request: Request<ListRolesRequest>) -> Reply<ListRolesResponse> {
        reads::list_roles(self, request).await
    }

    async fn erase_person(
        &self,
        request: Request<ErasePersonRequest>,
    ) -> Reply<ErasePersonResponse> {
        rights::erase(self, request).await
    }

    async fn erase_words(&self, request: Request<EraseWordsRequest>) -> Reply<EraseWordsResponse> {
        words::erase(self, request).await
    }

    async fn get_person_record(
        &self,
        request: Request<GetPersonRecordRequest>,
    ) -> Reply<GetPersonRecordResponse> {
        rights::record(self, request).await
    }

    async fn get_trust(&self, request: Request<GetTrustRequest>) -> Reply<GetTrustResponse> {
        reads::get_trust(self, request).await
    }

    async fn list_schools(
        &self,
        request: Request<ListSchoolsRequest>,
    ) -> Reply<ListSchoolsResponse> {
        reads::list_schools(self, request).await
    }

    async fn list_terms(&self, request: Request<ListTermsRequest>) -> Reply<ListTermsResponse> {
        reads::list_terms(self, request).await
    }

    async fn list_committees(
        &self,
        request: Request<ListCommitteesRequest>,
    ) -> Reply<ListCommitteesResponse> {
        reads::list_committees(self, request).await
    }

    async fn list_meeting_records(
        &self,
        request: Request<ListMeetingRecordsRequest>,
    ) -> Reply<ListMeetingRecordsResponse> {
        reads::list_meeting_records(self, request).await
    }

    async fn list_people(&self, request: Request<ListPeopleRequest>) -> Reply<ListPeopleResponse> {
        reads::list_people(self, request).await
    }

    async fn get_address(&self, request: Request<GetAddressRequest>) -> Reply<GetAddressResponse> {
        reads::get_address(self, request).await
    }

    async fn invite_person(
        &self,
        request: Request<InvitePersonRequest>,
    ) -> Reply<InvitePersonResponse> {
        sign_in::invite(self, request).await
    }

    async fn accept_invitation(
        &self,
        request: Request<AcceptInvitationRequest>,
    ) -> Reply<AcceptInvitationResponse> {
        sign_in::accept(self, request).await
    }

    async fn find_by_sign_in(
        &self,
        request: Request<FindBySignInRequest>,
    ) -> Reply<FindBySignInResponse> {
        sign_in::find_by_sign_in(self, request).await
    }

    async fn find_by_address(
        &self,
        request: Request<FindByAddressRequest>,
    ) -> Reply<FindByAddressResponse> {
        sign_in::find_by_address(self, request).await
    }

    async fn list_sign_ins(
        &self,
        request: Request<ListSignInsRequest>,
    ) -> Reply<ListSignInsResponse> {
        sign_in::list(self, request).await
    }

    async fn get_oneself(&self, request: Request<GetOneselfRequest>) -> Reply<GetOneselfResponse> {
        sign_in::oneself(self, request).await
    }

    async fn list_may(&self, request: Request<ListMayRequest>) -> Reply<ListMayResponse> {
        reads::list_may(self, request).await
    }

    async fn list_trusts(&self, request: Request<ListTrustsRequest>) -> Reply<ListTrustsResponse> {
        reads::list_trusts(self, request).await
    }
}

#[cfg(test)]
mod tests;
