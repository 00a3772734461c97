//! Everything an actor may do and see on a day, action by action, so that a page offers nothing that would be refused.

use std::collections::BTreeMap;

use contract::schools::v1::{May, Within};
use uuid::Uuid;

use crate::decide::{Access, Question};
use crate::reach::Reach;
use crate::shows::Sight;

impl Access {
    /// Every action that is allowed somewhere, and where. The question's own action and subject do not count.
    pub fn may(&self, question: &Question<'_>) -> Vec<May> {
        let reached = |action: &str| {
            let subject = Default::default();
            let reach = self.reach(&Question { action, subject, ..*question });
            (!reach.is_nothing()).then(|| told(action, reach))
        };
        self.actions().filter_map(|action| reached(&action.name)).collect()
    }
}

/// A reach in the words of the contract: schools of which the same is shown stand together.
fn told(action: &str, reach: Reach) -> May {
    let (everywhere, within) = match reach {
        Reach::All(sight) => (true, vec![Within { trust: true, ..of(&sight) }]),
        Reach::Schools { trust, schools, reviews } => {
            let mut alike = Alike::default();
            trust.iter().for_each(|sight| alike.entry(sight).trust = true);
            schools.iter().for_each(|(id, sight)| alike.add_school(*id, sight));
            reviews.iter().for_each(|(id, sight)| alike.add_review(*id, sight));
            (false, alike.0.into_values().collect())
        }
    };
    May { action: action.to_owned(), everywhere, within }
}

/// Places by what is shown there.
#[derive(Default)]
struct Alike(BTreeMap<Vec<String>, Within>);

impl Alike {
    fn entry(&mut self, sight: &Sight) -> &mut Within {
        let fresh = of(sight);
        self.0.entry(fresh.shows.clone()).or_insert(fresh)
    }

    fn add_school(&mut self, id: Uuid, sight: &Sight) {
        self.entry(sight).school_ids.push(id.to_string());
    }

    fn add_review(&mut self, id: Uuid, sight: &Sight) {
        self.entry(sight).review_ids.push(id.to_string());
    }
}

/// Nowhere yet, showing this.
fn of(sight: &Sight) -> Within {
    let shows = match sight {
        Sight::Whole => Vec::new(),
        Sight::Only(kinds) => kinds.iter().map(ToString::to_string).collect(),
    };
    Within { shows, ..Within::default() }
}
