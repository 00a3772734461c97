//! The gRPC doors: each reads its request, tells the aggregate, appends, and says where that stands.

mod committee;
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

use std::path::PathBuf;
use std::sync::Arc;

use contract::schools::v1::schools_service_server::{SchoolsService, SchoolsServiceServer};
use contract::schools::v1::{self as v1};
use door::Door;
use eventlog::{Documents, Log, ReadModel};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::academic_year::Year;
use crate::clock::{ActsOnDays, ClockPass};
use crate::committee::Committee;
use crate::hub::Hub;
use crate::person::Person;
use crate::school::School;
use crate::trust::Trust;
use crate::words::ErasableWords;

/// What the doors need.
#[derive(Debug)]
pub struct Doors {
    /// Where events go.
    pub log: Log,
    /// Reads requests.
    pub door: Door,
    /// Which schools, hubs and committees there are.
    pub register: ReadModel,
    /// When the terms are.
    pub terms: Documents<crate::terms::Terms>,
    /// Who holds which role.
    pub people: ReadModel,
    /// What acts on due days.
    pub clock: Arc<ActsOnDays>,
    /// The ledger of erasures, outside the store.
    pub erasures: Option<PathBuf>,
}

/// The national register's file has 60 MB and grows; gRPC's own limit is 4.
const LARGEST_REQUEST: usize = 128 * 1024 * 1024;

impl Doors {
    /// The doors as a gRPC service.
    pub fn server(self) -> SchoolsServiceServer<Self> {
        SchoolsServiceServer::new(self).max_decoding_message_size(LARGEST_REQUEST)
    }

    /// Whether a school is or was one of the trust's, or is to join it.
    async fn knows_school(&self, trust: Uuid, school: Uuid) -> Result<bool, Status> {
        let (school, _) = eventlog::load::<School>(&self.log, trust, school).await?;
        Ok(school != School::Unknown)
    }
}

type Reply<T> = Result<Response<T>, Status>;

#[async_trait::async_trait]
impl SchoolsService for Doors {
    async fn found_trust(
        &self,
        request: Request<v1::FoundTrustRequest>,
    ) -> Reply<v1::FoundTrustResponse> {
        self.door.tell::<Trust, _>(request).await
    }

    async fn offer_founding(
        &self,
        request: Request<v1::OfferFoundingRequest>,
    ) -> Reply<v1::OfferFoundingResponse> {
        founding::offer(self, request).await
    }

    async fn check_founding(
        &self,
        request: Request<v1::CheckFoundingRequest>,
    ) -> Reply<v1::CheckFoundingResponse> {
        founding::check(self, request).await
    }

    async fn begin_trust(
        &self,
        request: Request<v1::BeginTrustRequest>,
    ) -> Reply<v1::BeginTrustResponse> {
        founding::begin(self, request).await
    }

    async fn join_school(
        &self,
        request: Request<v1::JoinSchoolRequest>,
    ) -> Reply<v1::JoinSchoolResponse> {
        self.door.tell_knowing::<School, _>(request, self).await
    }

    async fn succeed_school(
        &self,
        request: Request<v1::SucceedSchoolRequest>,
    ) -> Reply<v1::SucceedSchoolResponse> {
        self.door.tell_knowing::<School, _>(request, self).await
    }

    async fn leave_trust(
        &self,
        request: Request<v1::LeaveTrustRequest>,
    ) -> Reply<v1::LeaveTrustResponse> {
        self.door.tell_knowing::<School, _>(request, self).await
    }

    async fn take_back_move(
        &self,
        request: Request<v1::TakeBackMoveRequest>,
    ) -> Reply<v1::TakeBackMoveResponse> {
        self.door.tell_knowing::<School, _>(request, self).await
    }

    async fn return_to_trust(
        &self,
        request: Request<v1::ReturnToTrustRequest>,
    ) -> Reply<v1::ReturnToTrustResponse> {
        self.door.tell_knowing::<School, _>(request, self).await
    }

    async fn take_effect(
        &self,
        request: Request<v1::TakeEffectRequest>,
    ) -> Reply<v1::TakeEffectResponse> {
        self.door.tell_knowing::<School, _>(request, self).await
    }

    async fn act_on_due_days(
        &self,
        request: Request<v1::ActOnDueDaysRequest>,
    ) -> Reply<v1::ActOnDueDaysResponse> {
        let caller = self.door.caller(&request).await?;
        let (now, at_least) = (self.door.now(&caller), request.get_ref().at_least);
        let pass = self.clock.pass_in(caller.trust, now, at_least).await?;
        let ClockPass { done, refused, away } = pass;
        Ok(Response::new(v1::ActOnDueDaysResponse { done, refused, away }))
    }

    async fn refresh_schools(
        &self,
        request: Request<v1::RefreshSchoolsRequest>,
    ) -> Reply<v1::RefreshSchoolsResponse> {
        refresh::refresh(self, request).await
    }

    async fn state_uniqueness(
        &self,
        request: Request<v1::StateUniquenessRequest>,
    ) -> Reply<v1::StateUniquenessResponse> {
        self.door.tell_knowing::<School, _>(request, self).await
    }

    async fn import_register(
        &self,
        request: Request<v1::ImportRegisterRequest>,
    ) -> Reply<v1::ImportRegisterResponse> {
        import::import(self, request).await
    }

    async fn form_hub(&self, request: Request<v1::FormHubRequest>) -> Reply<v1::FormHubResponse> {
        self.door.tell_knowing::<Hub, _>(request, self).await
    }

    async fn enter_hub(
        &self,
        request: Request<v1::EnterHubRequest>,
    ) -> Reply<v1::EnterHubResponse> {
        self.door.tell_knowing::<Hub, _>(request, self).await
    }

    async fn withdraw_from_hub(
        &self,
        request: Request<v1::WithdrawFromHubRequest>,
    ) -> Reply<v1::WithdrawFromHubResponse> {
        self.door.tell_knowing::<Hub, _>(request, self).await
    }

    async fn form_committee(
        &self,
        request: Request<v1::FormCommitteeRequest>,
    ) -> Reply<v1::FormCommitteeResponse> {
        self.door.tell_knowing::<Committee, _>(request, self).await
    }

    async fn schedule_meeting(
        &self,
        request: Request<v1::ScheduleMeetingRequest>,
    ) -> Reply<v1::ScheduleMeetingResponse> {
        self.door.tell_knowing::<Committee, _>(request, self).await
    }

    async fn set_terms(
        &self,
        request: Request<v1::SetTermsRequest>,
    ) -> Reply<v1::SetTermsResponse> {
        self.door.tell_knowing::<Year, _>(request, self).await
    }

    async fn register_person(
        &self,
        request: Request<v1::RegisterPersonRequest>,
    ) -> Reply<v1::RegisterPersonResponse> {
        person::register(self, request).await
    }

    async fn grant_role(
        &self,
        request: Request<v1::GrantRoleRequest>,
    ) -> Reply<v1::GrantRoleResponse> {
        self.door.tell_knowing::<Person, _>(request, self).await
    }

    async fn import_people(
        &self,
        request: Request<v1::ImportPeopleRequest>,
    ) -> Reply<v1::ImportPeopleResponse> {
        import_people::import(self, request).await
    }

    async fn end_role(&self, request: Request<v1::EndRoleRequest>) -> Reply<v1::EndRoleResponse> {
        self.door.tell_knowing::<Person, _>(request, self).await
    }

    async fn take_back_role_end(
        &self,
        request: Request<v1::TakeBackRoleEndRequest>,
    ) -> Reply<v1::TakeBackRoleEndResponse> {
        self.door.tell_knowing::<Person, _>(request, self).await
    }

    async fn take_role_effect(
        &self,
        request: Request<v1::TakeRoleEffectRequest>,
    ) -> Reply<v1::TakeRoleEffectResponse> {
        self.door.tell_knowing::<Person, _>(request, self).await
    }

    async fn list_roles(
        &self,
        request: Request<v1::ListRolesRequest>,
    ) -> Reply<v1::ListRolesResponse> {
        reads::list_roles(self, request).await
    }

    async fn hold_person(
        &self,
        request: Request<v1::HoldPersonRequest>,
    ) -> Reply<v1::HoldPersonResponse> {
        self.door.tell_knowing::<Person, _>(request, self).await
    }

    async fn release_person(
        &self,
        request: Request<v1::ReleasePersonRequest>,
    ) -> Reply<v1::ReleasePersonResponse> {
        self.door.tell_knowing::<Person, _>(request, self).await
    }

    async fn erase_person(
        &self,
        request: Request<v1::ErasePersonRequest>,
    ) -> Reply<v1::ErasePersonResponse> {
        rights::erase(self, request).await
    }

    async fn erase_words(
        &self,
        request: Request<v1::EraseWordsRequest>,
    ) -> Reply<v1::EraseWordsResponse> {
        words::erase(self, request).await
    }

    async fn class_words(
        &self,
        request: Request<v1::ClassWordsRequest>,
    ) -> Reply<v1::ClassWordsResponse> {
        self.door.tell_knowing::<ErasableWords, _>(request, self).await
    }

    async fn get_person_record(
        &self,
        request: Request<v1::GetPersonRecordRequest>,
    ) -> Reply<v1::GetPersonRecordResponse> {
        rights::record(self, request).await
    }

    async fn get_trust(
        &self,
        request: Request<v1::GetTrustRequest>,
    ) -> Reply<v1::GetTrustResponse> {
        reads::get_trust(self, request).await
    }

    async fn list_schools(
        &self,
        request: Request<v1::ListSchoolsRequest>,
    ) -> Reply<v1::ListSchoolsResponse> {
        reads::list_schools(self, request).await
    }

    async fn list_terms(
        &self,
        request: Request<v1::ListTermsRequest>,
    ) -> Reply<v1::ListTermsResponse> {
        reads::list_terms(self, request).await
    }

    async fn list_people(
        &self,
        request: Request<v1::ListPeopleRequest>,
    ) -> Reply<v1::ListPeopleResponse> {
        reads::list_people(self, request).await
    }

    async fn get_address(
        &self,
        request: Request<v1::GetAddressRequest>,
    ) -> Reply<v1::GetAddressResponse> {
        reads::get_address(self, request).await
    }

    async fn invite_person(
        &self,
        request: Request<v1::InvitePersonRequest>,
    ) -> Reply<v1::InvitePersonResponse> {
        sign_in::invite(self, request).await
    }

    async fn accept_invitation(
        &self,
        request: Request<v1::AcceptInvitationRequest>,
    ) -> Reply<v1::AcceptInvitationResponse> {
        sign_in::accept(self, request).await
    }

    async fn find_by_sign_in(
        &self,
        request: Request<v1::FindBySignInRequest>,
    ) -> Reply<v1::FindBySignInResponse> {
        sign_in::find_by_sign_in(self, request).await
    }

    async fn find_by_address(
        &self,
        request: Request<v1::FindByAddressRequest>,
    ) -> Reply<v1::FindByAddressResponse> {
        sign_in::find_by_address(self, request).await
    }

    async fn list_sign_ins(
        &self,
        request: Request<v1::ListSignInsRequest>,
    ) -> Reply<v1::ListSignInsResponse> {
        sign_in::list(self, request).await
    }

    async fn get_oneself(
        &self,
        request: Request<v1::GetOneselfRequest>,
    ) -> Reply<v1::GetOneselfResponse> {
        sign_in::oneself(self, request).await
    }

    async fn list_may(&self, request: Request<v1::ListMayRequest>) -> Reply<v1::ListMayResponse> {
        reads::list_may(self, request).await
    }

    async fn list_trusts(
        &self,
        request: Request<v1::ListTrustsRequest>,
    ) -> Reply<v1::ListTrustsResponse> {
        reads::list_trusts(self, request).await
    }
}

#[cfg(test)]
mod tests;
