//! The gRPC doors: read a request, tell the aggregate or ask a read model, answer.

use std::cmp::Reverse;

use contract::evidence::v1::evidence_service_server::EvidenceService;
use contract::evidence::v1::*;
use contract::field;
use door::{Answer, Door, Reading};
use eventlog::{Documents, When};
use tonic::{Request, Response};

use crate::accreditations::AccreditationsList;
use crate::inspections::InspectionsList;
use crate::{accreditation, inspection};

/// The rpcs of this service.
#[derive(Debug)]
pub(crate) struct EvidenceDoors {
    pub door: Door,
    pub inspections: Documents<InspectionsList>,
    pub accreditations: Documents<AccreditationsList>,
}

#[tonic::async_trait]
impl EvidenceService for EvidenceDoors {
    async fn record_inspection(
        &self,
        request: Request<RecordInspectionRequest>,
    ) -> Answer<RecordInspectionResponse> {
        self.door.tell::<inspection::Inspection, _>(request).await
    }

    async fn withdraw_inspection(
        &self,
        request: Request<WithdrawInspectionRequest>,
    ) -> Answer<WithdrawInspectionResponse> {
        self.door.tell::<inspection::Inspection, _>(request).await
    }

    async fn record_accreditation(
        &self,
        request: Request<RecordAccreditationRequest>,
    ) -> Answer<RecordAccreditationResponse> {
        self.door.tell::<accreditation::Accreditation, _>(request).await
    }

    async fn end_accreditation(
        &self,
        request: Request<EndAccreditationRequest>,
    ) -> Answer<EndAccreditationResponse> {
        self.door.tell::<accreditation::Accreditation, _>(request).await
    }

    async fn list_inspections(
        &self,
        request: Request<ListInspectionsRequest>,
    ) -> Answer<ListInspectionsResponse> {
        let Reading { caller, .. } = self.door.reading(&request).await?;
        let asked = request.into_inner();
        let school = field::optional_uuid("school_id", &asked.school_id)?;
        let like = Inspection {
            school_id: school.map(|id| id.to_string()).unwrap_or_default(),
            ..Inspection::default()
        };
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let (as_of, mut inspections) = self.inspections.list(caller.trust, when, &like).await?;
        inspections.retain(|inspection| !inspection.withdrawn);
        // ISO 8601 dates sort as days do.
        inspections.sort_by(|one, other| Reverse(&one.on).cmp(&Reverse(&other.on)));
        Ok(Response::new(ListInspectionsResponse { as_of: Some(as_of), inspections }))
    }

    async fn list_accreditations(
        &self,
        request: Request<ListAccreditationsRequest>,
    ) -> Answer<ListAccreditationsResponse> {
        let Reading { caller, .. } = self.door.reading(&request).await?;
        let asked = request.into_inner();
        let school = field::optional_uuid("school_id", &asked.school_id)?;
        let like = Accreditation {
            school_id: school.map(|id| id.to_string()).unwrap_or_default(),
            ..Accreditation::default()
        };
        let when = When::asked(asked.at_least, &asked.as_of_date)?;
        let (as_of, mut found) = self.accreditations.list(caller.trust, when, &like).await?;
        found.sort_by(|one, other| Reverse(&one.awarded_on).cmp(&Reverse(&other.awarded_on)));
        self.door.fill(&caller, found.as_mut_slice()).await?;
        Ok(Response::new(ListAccreditationsResponse { as_of: Some(as_of), accreditations: found }))
    }
}

#[cfg(test)]
mod tests;
