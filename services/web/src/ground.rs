//! What every page of a signed-in person stands on: the trust, its people, its framework.

use contract::Caller;
use contract::categories::v1::{FrameworkAgreed, GetFrameworkRequest, ListRoundsRequest, Round};
use contract::schools::v1::{
    GetGuestVisitResponse, GetTrustRequest, GetTrustResponse, ListPeopleRequest, Person, School,
};
use tonic::{Code, Status};

use crate::failure::Failure;
use crate::guests;
use crate::names::{Names, isolate};
use crate::services::{Services, ask};
use crate::visitor::Visitor;

/// The trust, its people, its framework, and their names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ground {
    pub trust: GetTrustResponse,
    pub people: Vec<Person>,
    /// Newest first.
    pub rounds: Vec<Round>,
    /// The newest round's framework; empty before the first round.
    pub framework: FrameworkAgreed,
    pub names: Names,
}

impl Ground {
    pub(crate) fn of(
        mut trust: GetTrustResponse,
        mut people: Vec<Person>,
        rounds: Vec<Round>,
        framework: FrameworkAgreed,
    ) -> Self {
        isolate(&mut trust, &mut people);
        let names = Names::of(&trust, &people, &framework);
        Self { trust, people, rounds, framework, names }
    }

    pub(crate) async fn load(services: &Services, visitor: &Visitor) -> Result<Self, Failure> {
        if visitor.is_guest() {
            return of_guest(services, visitor).await;
        }
        let (trust, people, judged) = tokio::try_join!(
            trust(services, visitor),
            people(services, visitor),
            framework(services, visitor)
        )?;
        let (rounds, framework) = judged;
        Ok(Self::of(trust, people, rounds, framework))
    }

    /// The same without the people, for a page that names none. A guest has no such page.
    pub(crate) async fn without_people(
        services: &Services,
        visitor: &Visitor,
    ) -> Result<Self, Failure> {
        let (trust, judged) =
            tokio::try_join!(trust(services, visitor), framework(services, visitor))?;
        let (rounds, framework) = judged;
        Ok(Self::of(trust, Vec::new(), rounds, framework))
    }

    /// The schools this person sees: the person's own first, then as the trust lists them.
    pub(crate) fn schools_seen<'a>(
        &'a self,
        visitor: &'a Visitor,
    ) -> impl Iterator<Item = &'a School> {
        let all = self.trust.schools.iter().filter(|school| visitor.sees(&school.school_id));
        let (own, others): (Vec<_>, Vec<_>) =
            all.partition(|school| visitor.is_own(&school.school_id));
        own.into_iter().chain(others)
    }

    /// A school of the trust that this person sees.
    pub(crate) fn school(&self, id: &str, visitor: &Visitor) -> Result<&School, Failure> {
        let found = self.trust.schools.iter().find(|school| school.school_id == id);
        let school =
            found.ok_or_else(|| Failure::NotFound("This trust has no such school.".to_owned()))?;
        if visitor.sees(id) {
            Ok(school)
        } else {
            Err(Failure::Forbidden("A committee sees the pages of its own school.".to_owned()))
        }
    }
}

async fn trust(services: &Services, visitor: &Visitor) -> Result<GetTrustResponse, Status> {
    let request = ask(&visitor.caller(), GetTrustRequest::default());
    services.trust(request).await
}

/// Names are put in where they may be known; a page without them is still a page.
async fn people(services: &Services, visitor: &Visitor) -> Result<Vec<Person>, Status> {
    let request = ask(&visitor.caller(), ListPeopleRequest::default());
    match services.schools().list_people(request).await {
        Ok(response) => Ok(response.into_inner().people),
        Err(status) if status.code() == Code::PermissionDenied => Ok(Vec::new()),
        Err(status) => Err(status),
    }
}

/// The rounds there were at the end of a day, newest first; of now where it is empty.
pub(crate) async fn rounds_on(
    services: &Services,
    visitor: &Visitor,
    day: &str,
) -> Result<Vec<Round>, Status> {
    let wanted = ListRoundsRequest { as_of_date: day.to_owned(), ..Default::default() };
    let listed = services.categories().list_rounds(ask(&visitor.caller(), wanted)).await?;
    let mut rounds = listed.into_inner().rounds;
    rounds.sort_by_key(|round| std::cmp::Reverse(round.term.parse::<contract::Term>().ok()));
    Ok(rounds)
}

async fn framework(
    services: &Services,
    visitor: &Visitor,
) -> Result<(Vec<Round>, FrameworkAgreed), Status> {
    let mut categories = services.categories();
    let rounds = rounds_on(services, visitor, "").await?;
    let Some(newest) = rounds.first() else { return Ok((rounds, FrameworkAgreed::default())) };
    let wanted = GetFrameworkRequest {
        framework_id: newest.framework_id.clone(),
        version: newest.framework_version,
        ..Default::default()
    };
    let found = categories.get_framework(ask(&visitor.caller(), wanted)).await?.into_inner();
    Ok((rounds, found.framework.unwrap_or_default()))
}

/// What a guest's page stands on: the school of each visit, the guest's own name, and the areas.
async fn of_guest(services: &Services, visitor: &Visitor) -> Result<Ground, Failure> {
    let caller = visitor.caller();
    let mut trust = GetTrustResponse {
        trust_id: visitor.trust.to_string(),
        name: visitor.trust_name.clone(),
        ..GetTrustResponse::default()
    };
    for visit in &visitor.visits {
        if let Some(place) = guests::place_of(services, &caller, visit).await? {
            let GetGuestVisitResponse { school_id, school_name: name, .. } = place;
            trust.schools.push(School { school_id, name, ..School::default() });
        }
    }
    let (person_id, name) = (visitor.actor.to_string(), visitor.name.clone());
    let oneself = Person { person_id, name, ..Person::default() };
    let framework = newest_framework(services, &caller).await?;
    Ok(Ground::of(trust, vec![oneself], Vec::new(), framework))
}

/// The framework of the newest round; the empty one before the first round.
async fn newest_framework(services: &Services, caller: &Caller) -> Result<FrameworkAgreed, Status> {
    let wanted = GetFrameworkRequest::default();
    match services.categories().get_framework(ask(caller, wanted)).await {
        Ok(answer) => Ok(answer.into_inner().framework.unwrap_or_default()),
        Err(status) if status.code() == Code::NotFound => Ok(FrameworkAgreed::default()),
        Err(status) => Err(status),
    }
}
