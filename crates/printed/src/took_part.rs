//! How many of those asked answered: never closer than to five whole numbers, unless the roll itself says more.

use contract::surveys::v1::{ResponseRate, Suppression};

use super::deduction::{Between, Deduction};
use super::rules::{PrintRule, PrintRules};
use super::{LEAST_LEFT, NOT_SHOWN, one_is_too_large};

/// Those asked and those who answered in one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TookPart {
    pub asked: u32,
    pub answered: u32,
}

/// How closely a rate is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closeness {
    /// To the nearest five per cent.
    Fives,
    /// To the nearest ten per cent.
    Tens,
    /// Under a third, about half, most.
    Bands,
    Nothing,
}

/// From so many asked on, steps of five per cent are five people wide.
const FIVES_FROM: u32 = 100;
/// The same for steps of ten.
const TENS_FROM: u32 = 50;
/// The same for thirds.
const BANDS_FROM: u32 = 14;
/// While a wave is open nothing is said of fewer asked.
const LIVE_FROM: u32 = 20;

impl Closeness {
    fn of(asked: u32) -> Self {
        match asked {
            FIVES_FROM.. => Self::Fives,
            TENS_FROM.. => Self::Tens,
            BANDS_FROM.. => Self::Bands,
            _ => Self::Nothing,
        }
    }

    fn of_open_wave(asked: u32) -> Self {
        if asked >= LIVE_FROM { Self::Bands } else { Self::Nothing }
    }

    /// Which of its steps a rate is on. The lowest and the highest step are wider: they say nothing of none and all.
    fn step(self, TookPart { asked, answered }: TookPart) -> u64 {
        let (asked, answered) = (u64::from(asked), u64::from(answered));
        match self {
            Self::Fives => ((answered * 200 + asked * 5) / (asked * 10)).clamp(1, 19),
            Self::Tens => ((answered * 20 + asked) / (asked * 2)).clamp(1, 9),
            Self::Bands if answered * 3 < asked => 0,
            Self::Bands if answered * 3 <= asked * 2 => 1,
            Self::Bands => 2,
            Self::Nothing => 0,
        }
    }
}

/// A rate as it is said.
#[derive(Clone, Debug)]
pub(super) struct SaidRate {
    closeness: Closeness,
    took_part: TookPart,
}

impl SaidRate {
    pub(super) fn released(took_part: TookPart, rules: PrintRules) -> Self {
        let closeness = Closeness::of(took_part.asked);
        let closeness = match closeness {
            _ if rules.hold(PrintRule::Bands) || took_part.asked == 0 => closeness,
            Closeness::Fives | Closeness::Tens | Closeness::Bands | Closeness::Nothing => {
                Closeness::Fives
            }
        };
        Self { closeness, took_part }
    }

    /// The same rate in bands, where it is said more closely.
    pub(super) fn wider(&self) -> Option<Self> {
        let closer = matches!(self.closeness, Closeness::Fives | Closeness::Tens);
        closer.then_some(Self { closeness: Closeness::Bands, took_part: self.took_part })
    }

    /// What the words of a rate tell of the number of people who answered.
    pub(super) fn heard(words: &str, asked: u32) -> Between {
        let closenesses = [Closeness::of(asked), Closeness::Fives, Closeness::Bands];
        let heard = closenesses.into_iter().find_map(|closeness| {
            let says = |answered: &u32| {
                let took_part = TookPart { asked, answered: *answered };
                asked > 0 && Self { closeness, took_part }.said("").words == words
            };
            let mut answered = (0..=asked).filter(says);
            let least = answered.next()?;
            Some(Between::new(least, answered.next_back().unwrap_or(least)))
        });
        heard.unwrap_or(Between::new(0, asked))
    }

    pub(super) fn not_said(took_part: TookPart) -> Self {
        Self { closeness: Closeness::Nothing, took_part }
    }

    pub(super) fn is_said(&self) -> bool {
        self.closeness != Closeness::Nothing
    }

    pub(super) fn took_part(&self) -> TookPart {
        self.took_part
    }

    /// What it tells of the number of people who answered.
    pub(super) fn answered(&self) -> Between {
        let TookPart { asked, answered } = self.took_part;
        let step = self.closeness.step(self.took_part);
        let same =
            |answered: &u32| self.closeness.step(TookPart { asked, answered: *answered }) == step;
        if self.closeness == Closeness::Nothing {
            return Between::new(0, asked);
        }
        let least = (0..=answered).rev().take_while(same).last();
        let most = (answered..=asked).take_while(same).last();
        Between::new(least.unwrap_or(answered), most.unwrap_or(answered))
    }

    pub(super) fn said(&self, school_id: &str) -> ResponseRate {
        let step = self.closeness.step(self.took_part);
        let about = |percent: u64| (u32::try_from(percent).ok(), format!("about {percent}%"));
        let (percent, words) = match (self.closeness, step) {
            (Closeness::Fives, 1) => (None, "under 10%".to_owned()),
            (Closeness::Fives, 19) => (None, "over 90%".to_owned()),
            (Closeness::Fives, step) => about(step * 5),
            (Closeness::Tens, 1) => (None, "under 20%".to_owned()),
            (Closeness::Tens, 9) => (None, "over 80%".to_owned()),
            (Closeness::Tens, step) => about(step * 10),
            (Closeness::Bands, 0) => (None, "under a third".to_owned()),
            (Closeness::Bands, 1) => (None, "about half".to_owned()),
            (Closeness::Bands, _) => (None, "most".to_owned()),
            (Closeness::Nothing, _) => (None, NOT_SHOWN.to_owned()),
        };
        let suppression = match (self.closeness, percent) {
            (Closeness::Nothing, _) => Suppression::NotShown,
            (_, None) => Suppression::Bounded,
            (_, Some(_)) => Suppression::None,
        };
        ResponseRate {
            school_id: school_id.to_owned(),
            percent,
            words,
            suppression: suppression.into(),
        }
    }
}

/// The trust's rate beside those of its schools: as close as it may be, or not said.
pub(super) fn whole(schools: &[SaidRate], rules: PrintRules) -> SaidRate {
    let each = || schools.iter().map(|rate| rate.took_part);
    let took_part = TookPart {
        asked: each().map(|school| school.asked).sum(),
        answered: each().map(|school| school.answered).sum(),
    };
    let own = SaidRate::released(took_part, rules).closeness;
    beside(schools, SaidRate { closeness: own, took_part }, rules)
}

fn beside(schools: &[SaidRate], whole: SaidRate, rules: PrintRules) -> SaidRate {
    let asked = schools.iter().map(|rate| rate.took_part.asked);
    if rules.hold(PrintRule::WholeTrust) && one_is_too_large(asked) {
        return SaidRate::not_said(whole.took_part);
    }
    let safe =
        |rate: &SaidRate| !rules.hold(PrintRule::Difference) || gives_nothing_away(schools, rate);
    let tried = [Some(whole.clone()), whole.wider()];
    tried.into_iter().flatten().find(safe).unwrap_or_else(|| SaidRate::not_said(whole.took_part))
}

/// Whether the trust's rate leaves of each school as many numbers as the school's own does, or five.
fn gives_nothing_away(schools: &[SaidRate], whole: &SaidRate) -> bool {
    let mut known = Deduction::default();
    let own: Vec<Between> = schools.iter().map(SaidRate::answered).collect();
    let terms = own.iter().map(|school| (known.number(*school), 1)).collect();
    known.sum(terms, whole.answered());
    let narrowed = known.narrowed().unwrap_or_default();
    narrowed.iter().zip(&own).all(|(now, own)| now.leaves() >= own.leaves().min(LEAST_LEFT))
}

/// The rates of an open wave, the trust first: in bands, as at the midnight before, and only where 20 were asked.
pub fn while_open(schools: &[(String, TookPart)]) -> Vec<ResponseRate> {
    let live = |took_part: TookPart| SaidRate {
        closeness: Closeness::of_open_wave(took_part.asked),
        took_part,
    };
    let each: Vec<SaidRate> = schools.iter().map(|(_, took_part)| live(*took_part)).collect();
    let all = TookPart {
        asked: schools.iter().map(|(_, school)| school.asked).sum(),
        answered: schools.iter().map(|(_, school)| school.answered).sum(),
    };
    let whole = beside(&each, live(all), PrintRules::default());
    let named = schools.iter().zip(&each).map(|((school_id, _), rate)| rate.said(school_id));
    std::iter::once(whole.said("")).chain(named).collect()
}

#[cfg(test)]
mod tests;
