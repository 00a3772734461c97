//! Asks the other services for everything a report shows.

use contract::categories::v1::categories_service_client::CategoriesServiceClient;
use contract::categories::v1::{
    BroughtInDecision, GetFrameworkRequest, ListBroughtInRequest, ListCategoriesRequest,
    ListRoundsRequest, Round,
};
use contract::dashboards::v1::dashboards_service_client::DashboardsServiceClient;
use contract::dashboards::v1::{Fact, ListFactsRequest, list_facts_request::AsOf};
use contract::evidence::v1::evidence_service_client::EvidenceServiceClient;
use contract::evidence::v1::{ListFiguresRequest, ListMeasuresRequest};
use contract::reports::v1::PaperStyle;
use contract::reviews::v1::reviews_service_client::ReviewsServiceClient;
use contract::reviews::v1::{ListReviewsRequest, Review};
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{GetTrustRequest, GetTrustResponse, GetTrustStyleRequest};
use contract::surveys::v1::surveys_service_client::SurveysServiceClient;
use contract::surveys::v1::{GetResultsRequest, GetResultsResponse, ListWavesRequest};
use contract::{Caller, Term};
use peers::Peers;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::compose::{self, JudgedRound, SchoolFigures, Sources};

/// Rounds before the term's that are looked at: three years.
const EARLIER_ROUNDS: usize = 9;
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// One caller's questions to the other services, each answered at least up to a position.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gather<'a> {
    pub peers: &'a Peers,
    pub caller: &'a Caller,
    pub at_least: u64,
    /// Waves released up to here are not asked for.
    pub since: u64,
}

impl Gather<'_> {
    /// The trust with its schools, hubs, committees and their meetings.
    pub(crate) async fn trust(&self) -> Result<GetTrustResponse, Status> {
        let mut schools = SchoolsServiceClient::new(self.peers.channel("schools"))
            .max_decoding_message_size(MOST_BYTES);
        let request = GetTrustRequest { at_least: self.at_least };
        Ok(schools.get_trust(self.caller.request(request)).await.map_err(away)?.into_inner())
    }

    /// The trust's mark and colour as they stand; `None` where it has neither.
    pub(crate) async fn style(&self) -> Result<Option<PaperStyle>, Status> {
        let mut schools = SchoolsServiceClient::new(self.peers.channel("schools"))
            .max_decoding_message_size(MOST_BYTES);
        let request = GetTrustStyleRequest { at_least: self.at_least, with_image: true };
        let style = schools.get_trust_style(self.caller.request(request)).await.map_err(away)?;
        Ok(compose::style(style.into_inner()))
    }

    /// Everything about one school and term but what the report itself holds.
    pub(crate) async fn sources(&self, school_id: Uuid, term: Term) -> Result<Sources, Status> {
        let school_id = school_id.to_string();
        let (trust, rounds, brought_in, waves, reviews, figures) = tokio::try_join!(
            self.trust(),
            self.rounds(&school_id, term),
            self.brought_in(&school_id),
            self.waves(&school_id),
            self.reviews(&school_id),
            self.figures(&school_id)
        )?;
        if !trust.schools.iter().any(|school| school.school_id == school_id) {
            return Err(contract::not_found(
                "SCHOOL_UNKNOWN",
                "There is no such school in this trust.",
            ));
        }
        let (round, earlier) = rounds;
        let sources = Sources { school_id, trust, round, earlier, waves, ..Sources::default() };
        Ok(Sources { brought_in, reviews, figures, ..sources })
    }

    async fn brought_in(&self, school_id: &str) -> Result<Vec<BroughtInDecision>, Status> {
        let school_id = school_id.to_owned();
        let request =
            ListBroughtInRequest { at_least: self.at_least, school_id, ..Default::default() };
        let listed = self.categories().list_brought_in(self.caller.request(request)).await;
        Ok(listed.map_err(away)?.into_inner().decisions)
    }

    async fn rounds(
        &self,
        school_id: &str,
        term: Term,
    ) -> Result<(Option<JudgedRound>, Vec<JudgedRound>), Status> {
        let mut categories = self.categories();
        let request = ListRoundsRequest { at_least: self.at_least, ..Default::default() };
        let listed = categories
            .list_rounds(self.caller.request(request))
            .await
            .map_err(away)?
            .into_inner()
            .rounds;
        let mut rounds: Vec<(Term, Round)> = listed
            .into_iter()
            .filter_map(|round| Some((round.term.parse::<Term>().ok()?, round)))
            .filter(|(of, _)| *of <= term)
            .collect();
        rounds.sort_by_key(|(of, _)| std::cmp::Reverse(*of));
        let (mut now, mut earlier) = (None, Vec::new());
        for (of, round) in rounds {
            if of == term {
                now = Some(self.judged(round, school_id).await?);
            } else if earlier.len() < EARLIER_ROUNDS {
                earlier.push(self.judged(round, school_id).await?);
            }
        }
        Ok((now, earlier))
    }

    async fn judged(&self, round: Round, school_id: &str) -> Result<JudgedRound, Status> {
        let mut categories = self.categories();
        let framework = GetFrameworkRequest {
            at_least: self.at_least,
            framework_id: round.framework_id,
            version: round.framework_version,
            ..Default::default()
        };
        let cells = ListCategoriesRequest {
            at_least: self.at_least,
            round_id: round.round_id,
            school_id: school_id.to_owned(),
            ..Default::default()
        };
        let framework = categories
            .get_framework(self.caller.request(framework))
            .await
            .map_err(away)?
            .into_inner();
        let cells = categories
            .list_categories(self.caller.request(cells))
            .await
            .map_err(away)?
            .into_inner();
        Ok(JudgedRound {
            term: round.term,
            framework: framework.framework.unwrap_or_default(),
            categories: cells.categories,
        })
    }

    fn categories(&self) -> CategoriesServiceClient<peers::Channel> {
        CategoriesServiceClient::new(self.peers.channel("categories"))
            .max_decoding_message_size(MOST_BYTES)
    }

    async fn waves(&self, school_id: &str) -> Result<Vec<GetResultsResponse>, Status> {
        let mut surveys = SurveysServiceClient::new(self.peers.channel("surveys"))
            .max_decoding_message_size(MOST_BYTES);
        let request = ListWavesRequest { at_least: self.at_least, ..Default::default() };
        let waves = surveys
            .list_waves(self.caller.request(request))
            .await
            .map_err(away)?
            .into_inner()
            .waves;
        let mut results = Vec::new();
        for wave in waves {
            let asked = wave.school_ids.iter().any(|id| id == school_id);
            if wave.released_position > self.since && asked {
                // Every school, since the trust's own figures are wanted too.
                let request = GetResultsRequest {
                    at_least: self.at_least,
                    wave_id: wave.wave_id.clone(),
                    school_id: String::new(),
                };
                let answer = surveys.get_results(self.caller.request(request)).await;
                let released = answer.map_err(away)?.into_inner();
                // The list knows the days on which it was opened and closed.
                results.push(GetResultsResponse { wave: Some(wave), ..released });
            }
        }
        Ok(results)
    }

    async fn reviews(&self, school_id: &str) -> Result<Vec<Review>, Status> {
        let mut reviews = ReviewsServiceClient::new(self.peers.channel("reviews"))
            .max_decoding_message_size(MOST_BYTES);
        let request = ListReviewsRequest {
            at_least: self.at_least,
            host_school_id: school_id.to_owned(),
            ..Default::default()
        };
        Ok(reviews
            .list_reviews(self.caller.request(request))
            .await
            .map_err(away)?
            .into_inner()
            .reviews)
    }

    /// The school's published figures. Plumbline itself is shown no other, nor one that rests on few pupils.
    async fn figures(&self, school_id: &str) -> Result<SchoolFigures, Status> {
        let mut evidence = EvidenceServiceClient::new(self.peers.channel("evidence"))
            .max_decoding_message_size(MOST_BYTES);
        let figures = ListFiguresRequest {
            at_least: self.at_least,
            school_id: school_id.to_owned(),
            with_others: true,
            ..Default::default()
        };
        let measures = ListMeasuresRequest { at_least: self.at_least, ..Default::default() };
        let figures = evidence.list_figures(self.caller.request(figures)).await.map_err(away)?;
        let measures = evidence.list_measures(self.caller.request(measures)).await.map_err(away)?;
        let (figures, measures) = (figures.into_inner().figures, measures.into_inner().measures);
        Ok(SchoolFigures { figures, measures })
    }

    /// Facts about the school of all periods and about the trust in the terms told of, as they stood at `at_least`.
    pub(crate) async fn facts(&self, sources: &Sources, term: Term) -> Result<Vec<Fact>, Status> {
        let ask = |school_id: &str, measure_prefix: &str, period: String| {
            let mut dashboards = DashboardsServiceClient::new(self.peers.channel("dashboards"))
                .max_decoding_message_size(MOST_BYTES);
            let request = self.caller.request(ListFactsRequest {
                at_least: self.at_least,
                as_of: Some(AsOf::AsOfPosition(self.at_least)),
                school_id: school_id.to_owned(),
                measure_prefix: measure_prefix.to_owned(),
                period,
            });
            async move { dashboards.list_facts(request).await }
        };
        let own = ask(&sources.school_id, "", String::new()).await.map_err(away)?;
        let mut facts = own.into_inner().facts;
        for period in sources.terms(term) {
            let all = ask("", "survey.", period).await.map_err(away)?.into_inner().facts;
            facts.extend(all.into_iter().filter(|fact| fact.school_id.is_empty()));
        }
        Ok(facts)
    }
}

/// Another service's "no" to a question of ours is nothing the caller could put right: it is tried again, never
/// taken for an answer about the report. The position to read at is the caller's own.
fn away(status: Status) -> Status {
    match status.code() {
        Code::PermissionDenied | Code::Unavailable => status,
        Code::InvalidArgument if contract::names_field(&status, "at_least") => status,
        _ => {
            tracing::warn!(%status, "another service could not answer");
            contract::unavailable(
                "Another part of the record cannot be read at the moment; please try again.",
            )
        }
    }
}

/// The last position anything gathered comes from: what a draft shows, it stands on.
pub(crate) fn newest_position(sources: &Sources) -> u64 {
    let steps = sources.round.iter().flat_map(|round| &round.categories).flat_map(|category| {
        [&category.school_view, &category.challenge, &category.decision]
            .into_iter()
            .flatten()
            .map(|step| step.position)
    });
    let waves = sources.waves.iter().map(|wave| wave.released_at);
    let completed = sources.reviews.iter().map(|review| review.completed_position);
    let findings = sources.reviews.iter().flat_map(|review| &review.findings);
    let findings = findings.flat_map(|found| [found.position, found.followed_up_position]);
    let findings = findings.chain(completed);
    let changes = sources.changes.iter().map(|change| change.because_position);
    let figures = sources.figures.figures.iter().flat_map(|figure| &figure.versions);
    let changes = changes.chain(figures.map(|kept| kept.position));
    let changes = changes.chain(sources.brought_in.iter().map(|known| known.position));
    steps.chain(waves).chain(findings).chain(changes).max().unwrap_or(0)
}
