//! Which values of an authority would tell of few pupils, or of a figure that the reader is not shown.

use std::collections::BTreeMap;

use contract::SMALL_COHORT;
use contract::evidence::v1::RecordedFigure;

use crate::reference::{ReferenceFigure, ReferenceKey, ReferenceScope};

/// On so many times the pupils of a hidden figure an authority's whole per cent has to rest. One per cent of it then counts as
/// many pupils as the hidden figure has, so no difference between rounded numbers tells that figure.
const TIMES_HIDDEN: u64 = 100;

/// Pupils of the trust's schools in an authority, by what their figures are of.
#[derive(Debug, Default)]
pub(crate) struct AuthorityPupils(BTreeMap<ReferenceKey, CountedPupils>);

/// Pupils behind the figures of one measure, period and part.
#[derive(Clone, Copy, Debug, Default)]
struct CountedPupils {
    /// Of all figures together, by their newest versions.
    all: u64,
    /// Of the largest figure that the reader is not shown; `None` where each is shown.
    hidden: Option<u32>,
}

impl AuthorityPupils {
    /// Counts a figure in, as it is before anything is kept back; `hidden`: the reader is not shown it.
    pub(crate) fn count(&mut self, figure: &RecordedFigure, hidden: bool) {
        let key = ReferenceKey::beside(ReferenceScope::Authority, figure);
        let pupils = self.0.entry(key).or_default();
        let said = || figure.versions.iter().filter_map(|kept| kept.states.as_ref());
        let newest = said().next().and_then(|states| states.cohort);
        pupils.all += u64::from(newest.unwrap_or_default());
        if hidden {
            // One that does not say its pupils may have any number of them.
            let most = said().filter_map(|states| states.cohort).max().unwrap_or(u32::MAX);
            pupils.hidden = pupils.hidden.max(Some(most));
        }
    }

    /// Whether a value rests on few pupils, or on few beside those of the trust. The trust's figures would tell of these by
    /// difference.
    pub(super) fn leaves_few(&self, key: &ReferenceKey, found: &ReferenceFigure) -> bool {
        let Some(cohort) = found.cohort.map(u64::from) else { return false };
        let ours = self.0.get(key).map_or(0, |pupils| pupils.all);
        let is_few = |pupils: u64| (1..=u64::from(SMALL_COHORT)).contains(&pupils);
        is_few(cohort) || is_few(cohort.saturating_sub(ours))
    }

    /// Whether a value is near enough to a hidden figure of the trust to tell it. `decimals` are those of the value.
    pub(super) fn tells_hidden(
        &self,
        key: &ReferenceKey,
        found: &ReferenceFigure,
        decimals: u32,
    ) -> bool {
        let Some(hidden) = self.0.get(key).and_then(|pupils| pupils.hidden) else { return false };
        let enough = u64::from(hidden)
            .saturating_mul(TIMES_HIDDEN)
            .saturating_mul(10_u64.saturating_pow(decimals));
        found.cohort.is_none_or(|cohort| u64::from(cohort) < enough)
    }
}
