//! How many of those asked answered: rounded, and withheld where it would point at one person.

use contract::surveys::v1::{ResponseRate, Suppression};

/// The rates of the trust (first, with an empty id) and of each school: id, asked, answered.
pub(crate) fn response_rates(schools: &[(String, u32, u32)]) -> Vec<ResponseRate> {
    let asked: u32 = schools.iter().map(|(_, asked, _)| asked).sum();
    let answered: u32 = schools.iter().map(|(_, _, answered)| answered).sum();
    let each: Vec<ResponseRate> =
        schools.iter().map(|(id, asked, answered)| rate(id, *asked, *answered)).collect();
    let one_withheld = schools.iter().any(|(_, asked, answered)| points_at_one(*asked, *answered));
    // Beside a withheld school the trust's rate may stand only where its rounding hides at least
    // ten people: otherwise the withheld one could be worked out from the others.
    let trust = if one_withheld && schools.len() > 1 && asked < 200 && asked > 0 {
        withheld("", Suppression::Complementary)
    } else {
        rate("", asked, answered)
    };
    [trust].into_iter().chain(each).collect()
}

fn rate(school_id: &str, asked: u32, answered: u32) -> ResponseRate {
    if asked == 0 {
        return ResponseRate {
            school_id: school_id.to_owned(),
            percent: None,
            words: "nobody was asked".to_owned(),
            suppression: Suppression::NotAsked.into(),
        };
    }
    if points_at_one(asked, answered) {
        return withheld(school_id, Suppression::OnePerson);
    }
    let percent = to_nearest_five(asked, answered);
    ResponseRate {
        school_id: school_id.to_owned(),
        percent: Some(percent),
        words: format!("about {percent}%"),
        suppression: Suppression::None.into(),
    }
}

/// Everyone answered, all but one did, or one alone did.
fn points_at_one(asked: u32, answered: u32) -> bool {
    asked > 0 && (answered + 1 >= asked || answered == 1)
}

fn withheld(school_id: &str, why: Suppression) -> ResponseRate {
    ResponseRate {
        school_id: school_id.to_owned(),
        percent: None,
        words: "not shown, so that nobody can be picked out".to_owned(),
        suppression: why.into(),
    }
}

/// Halves go up: 42.5% is about 45%.
fn to_nearest_five(asked: u32, answered: u32) -> u32 {
    let (asked, answered) = (u64::from(asked), u64::from(answered));
    ((answered * 200 + asked * 5) / (asked * 10) * 5) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percents(schools: &[(u32, u32)]) -> Vec<Option<u32>> {
        let named: Vec<_> =
            schools.iter().map(|(asked, answered)| ("s".to_owned(), *asked, *answered)).collect();
        response_rates(&named).iter().map(|rate| rate.percent).collect()
    }

    #[test]
    fn a_rate_is_rounded_to_five() {
        assert_eq!(percents(&[(200, 84)]), [Some(40); 2]);
        assert_eq!(percents(&[(200, 85)]), [Some(45); 2]);
        assert_eq!(percents(&[(60, 0)]), [Some(0); 2]);
    }

    #[test]
    fn everyone_all_but_one_and_one_alone_are_withheld() {
        for answered in [1, 59, 60] {
            assert_eq!(percents(&[(60, answered)]), [None; 2], "{answered}");
        }
        assert_eq!(percents(&[(60, 58)]), [Some(95); 2]);
        assert_eq!(percents(&[(60, 2)]), [Some(5); 2]);
    }

    #[test]
    fn a_small_trust_does_not_give_away_its_withheld_school() {
        assert_eq!(percents(&[(8, 8), (8, 6)]), [None, None, Some(75)]);
        assert_eq!(percents(&[(8, 8), (400, 200)]), [Some(50), None, Some(50)]);
    }

    #[test]
    fn a_rate_that_is_not_shown_says_why() {
        let named = [("a", 8, 8), ("b", 8, 6), ("c", 0, 0)];
        let rates =
            response_rates(&named.map(|(id, asked, answered)| (id.to_owned(), asked, answered)));
        let why: Vec<Suppression> = rates.iter().map(ResponseRate::suppression).collect();
        assert_eq!(
            why,
            [
                Suppression::Complementary,
                Suppression::OnePerson,
                Suppression::None,
                Suppression::NotAsked
            ]
        );
    }

    #[test]
    fn a_school_where_nobody_was_asked_says_so() {
        let rates = response_rates(&[("s".to_owned(), 0, 0)]);
        assert!(
            rates.iter().all(|rate| rate.percent.is_none() && rate.words == "nobody was asked")
        );
    }

    #[test]
    fn a_rate_is_said_in_words() {
        let rates = response_rates(&[("s".to_owned(), 100, 45)]);
        assert_eq!(rates[1].words, "about 45%");
        assert_eq!(rates[1].school_id, "s");
        assert_eq!(rates[0].school_id, "");
    }
}
