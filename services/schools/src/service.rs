//! The gRPC doors: each reads its request, tells the aggregate, appends, and says where that stands.

mod committee;
mod doors;
mod founding;
mod hub;
mod import;
mod import_people;
mod person;
mod reads;
mod refresh;
mod rights;
mod school;
mod sign_in;
mod terms;
mod words;

use contract::schools::v1::schools_service_server::SchoolsService;
use contract::schools::v1::{
    AcceptInvitationRequest, AcceptInvitationResponse, ActOnDueDaysRequest, ActOnDueDaysResponse,
    BeginTrustRequest, BeginTrustResponse, CancelMeetingRequest, CancelMeetingResponse,
    CheckFoundingRequest, CheckFoundingResponse, ClassWordsRequest, ClassWordsResponse,
    CreateSeatRequest, CreateSeatResponse, EndRoleRequest, EndRoleResponse, EnterHubRequest,
    EnterHubResponse, ErasePersonRequest, ErasePersonResponse, EraseWordsRequest,
    EraseWordsResponse, FillSeatRequest, FillSeatResponse, FindByAddressRequest,
    FindByAddressResponse, FindBySignInRequest, FindBySignInResponse, FormCommitteeRequest,
    FormCommitteeResponse, FormHubRequest, FormHubResponse, FoundTrustRequest, FoundTrustResponse,
    GetAddressRequest, GetAddressResponse, GetOneselfRequest, GetOneselfResponse,
    GetPersonRecordRequest, GetPersonRecordResponse, GetTrustRequest, GetTrustResponse,
    GrantRoleRequest, GrantRoleResponse, HoldPersonRequest, HoldPersonResponse,
    ImportPeopleRequest, ImportPeopleResponse, ImportRegisterRequest, ImportRegisterResponse,
    InvitePersonRequest, InvitePersonResponse, JoinSchoolRequest, JoinSchoolResponse,
    LeaveTrustRequest, LeaveTrustResponse, ListCommitteesRequest, ListCommitteesResponse,
    ListMayRequest, ListMayResponse, ListMeetingRecordsRequest, ListMeetingRecordsResponse,
    ListPeopleRequest, ListPeopleResponse, ListRolesRequest, ListRolesResponse, ListSchoolsRequest,
    ListSchoolsResponse, ListSignInsRequest, ListSignInsResponse, ListTermsRequest,
    ListTermsResponse, ListTrustsRequest, ListTrustsResponse, MinuteQuestionRequest,
    MinuteQuestionResponse, MoveMeetingRequest, MoveMeetingResponse, OfferFoundingRequest,
    OfferFoundingResponse, RecordAttendanceRequest, RecordAttendanceResponse,
    RefreshSchoolsRequest, RefreshSchoolsResponse, RegisterPersonRequest, RegisterPersonResponse,
    ReleasePersonRequest, ReleasePersonResponse, ReturnToTrustRequest, ReturnToTrustResponse,
    ScheduleMeetingRequest, ScheduleMeetingResponse, SetQuorumRequest, SetQuorumResponse,
    SetTermsRequest, SetTermsResponse, StateUniquenessRequest, StateUniquenessResponse,
    SucceedSchoolRequest, SucceedSchoolResponse, TakeBackMoveRequest, TakeBackMoveResponse,
    TakeBackRoleEndRequest, TakeBackRoleEndResponse, TakeEffectRequest, TakeEffectResponse,
    TakeRoleEffectRequest, TakeRoleEffectResponse, VacateSeatRequest, VacateSeatResponse,
    WithdrawFromHubRequest, WithdrawFromHubResponse,
};
use tonic::{Request, Response, Status};

use crate::academic_year::Year;
use crate::committee::Committee;
use crate::hub::Hub;
use crate::meeting::Meeting;
use crate::person::Person;
use crate::school::School;
use crate::trust::Trust;
use crate::words::ErasableWords;

pub use doors::Doors;

type Reply<T> = Result<Response<T>, Status>;

#[async_trait::async_trait]
impl SchoolsService for Doors {
    async fn found_trust(&self, request: Request<FoundTrustRequest>) -> Reply<FoundTrustResponse> {
        self.door.tell::<Trust, _>(request).await
    }

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

    async fn join_school(&self, request: Request<JoinSchoolRequest>) -> Reply<JoinSchoolResponse> {
        self.door.tell_knowing::<School, _>(request, self).await
    }

    async fn succeed_school(
        &self,
        request: Request<SucceedSchoolRequest>,
    ) -> Reply<SucceedSchoolResponse> {
        self.door.tell_knowing::<School, _>(request, self).await
    }

    async fn leave_trust(&self, request: Request<LeaveTrustRequest>) -> Reply<LeaveTrustResponse> {
        self.door.tell_knowing::<School, _>(request, self).await
    }

    async fn take_back_move(
        &self,
        request: Request<TakeBackMoveRequest>,
    ) -> Reply<TakeBackMoveResponse> {
        self.door.tell_knowing::<School, _>(request, self).await
    }

    async fn return_to_trust(
        &self,
        request: Request<ReturnToTrustRequest>,
    ) -> Reply<ReturnToTrustResponse> {
        self.door.tell_knowing::<School, _>(request, self).await
    }

    async fn take_effect(&self, request: Request<TakeEffectRequest>) -> Reply<TakeEffectResponse> {
        self.door.tell_knowing::<School, _>(request, self).await
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

    async fn state_uniqueness(
        &self,
        request: Request<StateUniquenessRequest>,
    ) -> Reply<StateUniquenessResponse> {
        self.door.tell_knowing::<School, _>(request, self).await
    }

    async fn import_register(
        &self,
        request: Request<ImportRegisterRequest>,
    ) -> Reply<ImportRegisterResponse> {
        import::import(self, request).await
    }

    async fn form_hub(&self, request: Request<FormHubRequest>) -> Reply<FormHubResponse> {
        self.door.tell_knowing::<Hub, _>(request, self).await
    }

    async fn enter_hub(&self, request: Request<EnterHubRequest>) -> Reply<EnterHubResponse> {
        self.door.tell_knowing::<Hub, _>(request, self).await
    }

    async fn withdraw_from_hub(
        &self,
        request: Request<WithdrawFromHubRequest>,
    ) -> Reply<WithdrawFromHubResponse> {
        self.door.tell_knowing::<Hub, _>(request, self).await
    }

    async fn form_committee(
        &self,
        request: Request<FormCommitteeRequest>,
    ) -> Reply<FormCommitteeResponse> {
        self.door.tell_knowing::<Committee, _>(request, self).await
    }

    async fn schedule_meeting(
        &self,
        request: Request<ScheduleMeetingRequest>,
    ) -> Reply<ScheduleMeetingResponse> {
        self.door.tell_knowing::<Committee, _>(request, self).await
    }

    async fn move_meeting(
        &self,
        request: Request<MoveMeetingRequest>,
    ) -> Reply<MoveMeetingResponse> {
        self.door.tell_knowing::<Committee, _>(request, self).await
    }

    async fn cancel_meeting(
        &self,
        request: Request<CancelMeetingRequest>,
    ) -> Reply<CancelMeetingResponse> {
        self.door.tell_knowing::<Committee, _>(request, self).await
    }

    async fn record_attendance(
        &self,
        request: Request<RecordAttendanceRequest>,
    ) -> Reply<RecordAttendanceResponse> {
        self.door.tell_knowing::<Meeting, _>(request, self).await
    }

    async fn minute_question(
        &self,
        request: Request<MinuteQuestionRequest>,
    ) -> Reply<MinuteQuestionResponse> {
        self.door.tell_knowing::<Meeting, _>(request, self).await
    }

    async fn set_quorum(&self, request: Request<SetQuorumRequest>) -> Reply<SetQuorumResponse> {
        self.door.tell_knowing::<Committee, _>(request, self).await
    }

    async fn create_seat(&self, request: Request<CreateSeatRequest>) -> Reply<CreateSeatResponse> {
        self.door.tell_knowing::<Committee, _>(request, self).await
    }

    async fn fill_seat(&self, request: Request<FillSeatRequest>) -> Reply<FillSeatResponse> {
        self.door.tell_knowing::<Committee, _>(request, self).await
    }

    async fn vacate_seat(&self, request: Request<VacateSeatRequest>) -> Reply<VacateSeatResponse> {
        self.door.tell_knowing::<Committee, _>(request, self).await
    }

    async fn set_terms(&self, request: Request<SetTermsRequest>) -> Reply<SetTermsResponse> {
        self.door.tell_knowing::<Year, _>(request, self).await
    }

    async fn register_person(
        &self,
        request: Request<RegisterPersonRequest>,
    ) -> Reply<RegisterPersonResponse> {
        person::register(self, request).await
    }

    async fn grant_role(&self, request: Request<GrantRoleRequest>) -> Reply<GrantRoleResponse> {
        self.door.tell_knowing::<Person, _>(request, self).await
    }

    async fn import_people(
        &self,
        request: Request<ImportPeopleRequest>,
    ) -> Reply<ImportPeopleResponse> {
        import_people::import(self, request).await
    }

    async fn end_role(&self, request: Request<EndRoleRequest>) -> Reply<EndRoleResponse> {
        self.door.tell_knowing::<Person, _>(request, self).await
    }

    async fn take_back_role_end(
        &self,
        request: Request<TakeBackRoleEndRequest>,
    ) -> Reply<TakeBackRoleEndResponse> {
        self.door.tell_knowing::<Person, _>(request, self).await
    }

    async fn take_role_effect(
        &self,
        request: Request<TakeRoleEffectRequest>,
    ) -> Reply<TakeRoleEffectResponse> {
        self.door.tell_knowing::<Person, _>(request, self).await
    }

    async fn list_roles(&self, request: Request<ListRolesRequest>) -> Reply<ListRolesResponse> {
        reads::list_roles(self, request).await
    }

    async fn hold_person(&self, request: Request<HoldPersonRequest>) -> Reply<HoldPersonResponse> {
        self.door.tell_knowing::<Person, _>(request, self).await
    }

    async fn release_person(
        &self,
        request: Request<ReleasePersonRequest>,
    ) -> Reply<ReleasePersonResponse> {
        self.door.tell_knowing::<Person, _>(request, self).await
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

    async fn class_words(&self, request: Request<ClassWordsRequest>) -> Reply<ClassWordsResponse> {
        self.door.tell_knowing::<ErasableWords, _>(request, self).await
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
