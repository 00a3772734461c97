//! The record of a trust of ninety schools over ten years, as events of its log.

use contract::categories::v1::{
    Area, CategoryDecided, CategoryShared, Cell, Descriptor, Evidence, EvidenceKind,
    FrameworkAgreed, ProposalAccepted, RegionProposed, RoundOpened, SchoolViewStated,
};
use contract::events::{
    CategoryEvent, FrameworkEvent, ImportedFiguresEvent, InstrumentEvent, PersonEvent, RoundEvent,
    SchoolEvent, TrustEvent, WaveEvent,
};
use contract::evidence::v1::{
    FigureStatus, FigureValue, FiguresImported, ImportedFigure, ImportedFile,
};
use contract::log::v1::{Words, WordsClass};
use contract::schools::v1::{
    PersonRegistered, Role, RoleGranted, SchoolJoined, Scope, ScopeKind, TrustFounded,
};
use contract::surveys::v1::{
    Figure, InstrumentPublished, Privacy, ResultsReleased, Suppression, WaveClosed, WaveOpened,
    WaveScheduled,
};
use eventlog::testing::TestStore;
use futures::future::join_all;
use jiff::Timestamp;
use uuid::Uuid;

/// Proposes regions.
pub const LEAD: Uuid = Uuid::from_u128(7);
/// Decides.
pub const CHIEF: Uuid = Uuid::from_u128(8);
/// Figures of key stage 2 have such ids.
const KEY_STAGE_2: &str = "ks2-";
const SCHOOLS: u128 = 90;
const AREAS: usize = 9;
/// Ten years are decided. After them come as many terms as there are runs of a meeting.
const TERMS_DECIDED: usize = 30;
const FIRST_YEAR: i16 = 2014;
/// Streams that are written at once.
const AT_ONCE: usize = 64;

/// A term, and the day on which everything of it happened.
#[derive(Clone, Debug)]
pub struct RecordedTerm {
    /// From 0.
    number: usize,
    pub term: String,
    pub round_id: Uuid,
    pub at: Timestamp,
}

/// What the log holds.
#[derive(Debug)]
pub struct LargeTrust {
    pub trust: Uuid,
    pub schools: Vec<Uuid>,
    pub framework: FrameworkAgreed,
    /// Rounds in which every proposal is accepted and nothing is decided.
    pub waiting: Vec<RecordedTerm>,
    /// Position of the last event.
    pub position: u64,
}

impl LargeTrust {
    /// Founds the trust and records its years, with this many rounds that wait for a meeting.
    pub async fn record(store: &TestStore, waiting: usize) -> Self {
        let trust = Uuid::now_v7();
        let terms = terms(trust, TERMS_DECIDED + waiting);
        let schools: Vec<Uuid> = (1..=SCHOOLS).map(|n| Uuid::from_u128(0x5_0000 + n)).collect();
        let (past, waiting) = terms.split_at(TERMS_DECIDED);
        let (framework, waiting) = (nine_areas(), waiting.to_vec());
        let mut large = Self { trust, schools, framework, waiting, position: 0 };
        let instrument = surveys::shipped_instruments().remove(0);
        large.begin(store, &instrument).await;
        for term in past {
            large.judge(store, term, true).await;
            if term.term.ends_with("summer") {
                large.import(store, term).await;
                large.release(store, term, &instrument).await;
            }
        }
        for term in large.waiting.clone() {
            large.judge(store, &term, false).await;
        }
        large
    }

    /// The region that a school is in by an area in a term; a year passes before it moves on.
    pub fn region(&self, place: CellPlace, term: &RecordedTerm) -> &str {
        let regions = &self.framework.regions;
        &regions[(place.row + place.column + term.number / 3) % regions.len()].region_id
    }

    /// Schools, people, framework and questions.
    async fn begin(&self, store: &TestStore, instrument: &InstrumentPublished) {
        let Self { trust, framework, .. } = self;
        let (trust, at) = (*trust, timestamp(FIRST_YEAR, "09-01"));
        let founded =
            TrustFounded { trust_id: trust.to_string(), name: "A large trust".to_owned() };
        store.record_at(trust, trust, vec![TrustEvent::TrustFounded(founded)], at).await;
        for (person, role) in [(LEAD, Role::ImprovementLead), (CHIEF, Role::ChiefExecutive)] {
            let registered = PersonRegistered { person_id: person.to_string() };
            let scope = Scope { kind: ScopeKind::Trust.into(), id: trust.to_string() };
            let granted = RoleGranted {
                person_id: person.to_string(),
                grant_id: Uuid::now_v7().to_string(),
                role: role.into(),
                scope: Some(scope),
                from: format!("{FIRST_YEAR}-09-01"),
                until: String::new(),
            };
            let events =
                vec![PersonEvent::PersonRegistered(registered), PersonEvent::RoleGranted(granted)];
            store.record_at(trust, person, events, at).await;
        }
        for (number, school) in self.schools.iter().enumerate() {
            let joined = vec![SchoolEvent::SchoolJoined(joined(number, *school))];
            store.record_at(trust, school, joined, at).await;
        }
        let agreed = vec![FrameworkEvent::FrameworkAgreed(framework.clone())];
        store.record_at(trust, &framework.framework_id, agreed, at).await;
        let published = vec![InstrumentEvent::InstrumentPublished(instrument.clone())];
        store.record_at(trust, &instrument.instrument_id, published, at).await;
    }

    /// A round, and what was said of each school in each area.
    async fn judge(&mut self, store: &TestStore, term: &RecordedTerm, decided: bool) {
        let opened = RoundOpened {
            round_id: term.round_id.to_string(),
            term: term.term.clone(),
            framework_id: self.framework.framework_id.clone(),
            framework_version: self.framework.version,
            school_ids: self.schools.iter().map(Uuid::to_string).collect(),
            views_by: contract::british_day(term.at).to_string(),
        };
        let opened = vec![RoundEvent::RoundOpened(opened)];
        store.record_at(self.trust, term.round_id, opened, term.at).await;
        let mut judged = Vec::new();
        for (row, school) in self.schools.iter().enumerate() {
            for (column, area) in self.framework.areas.iter().enumerate() {
                let cell = Cell {
                    school_id: school.to_string(),
                    area_id: area.area_id.clone(),
                    round_id: term.round_id.to_string(),
                    term: term.term.clone(),
                    framework_version: self.framework.version,
                };
                let place = CellPlace { row, column };
                let region = self.region(place, term).to_owned();
                judged.push(JudgedCell { cell, region, column, at: term.at });
            }
        }
        for together in judged.chunks(AT_ONCE) {
            let written = together.iter().map(|one| {
                let stream = format!("{}.{}", one.cell.school_id, one.cell.area_id);
                store.record_at(self.trust, stream, one.events(decided), term.at)
            });
            let reached = join_all(written).await.into_iter().max();
            self.position = self.position.max(reached.unwrap_or_default());
        }
    }

    /// A file of key stage 2, with the figures of all pupils.
    async fn import(&self, store: &TestStore, term: &RecordedTerm) {
        let period = term.term.rsplit_once('-').map_or("", |(year, _)| year);
        let import_id = Uuid::now_v7().to_string();
        let measures = measure_registry::shipped_measures().iter();
        let measures = measures.filter(|measure| measure.measure_id.starts_with(KEY_STAGE_2));
        let mut brought = Vec::new();
        for measure in measures {
            for (line, school) in (1_u64..).zip(&self.schools) {
                let number = Some(55.0 + ((line + measure.measure_id.len() as u64) % 40) as f64);
                let figure = ImportedFigure {
                    value: Some(FigureValue { number, ..FigureValue::default() }),
                    status: FigureStatus::Final.into(),
                    line,
                    ..ImportedFigure::default()
                };
                brought.push(FiguresImported {
                    import_id: import_id.clone(),
                    school_id: school.to_string(),
                    measure_id: measure.measure_id.clone(),
                    period: period.to_owned(),
                    measure_version: measure.version,
                    file: Some(file(period)),
                    figures: vec![figure],
                });
            }
        }
        for together in brought.chunks(AT_ONCE) {
            let written = together.iter().map(|one| {
                let FiguresImported { school_id, measure_id, period, .. } = one;
                let stream = format!("imported/{school_id}/{measure_id}/{period}");
                let stream = Uuid::new_v5(&self.trust, stream.as_bytes());
                let imported = vec![ImportedFiguresEvent::FiguresImported(one.clone())];
                store.record_at(self.trust, stream, imported, term.at)
            });
            join_all(written).await;
        }
    }

    /// A survey of parents, with a figure of each question in each school.
    async fn release(
        &self,
        store: &TestStore,
        term: &RecordedTerm,
        instrument: &InstrumentPublished,
    ) {
        let (wave, day) = (Uuid::now_v7(), contract::british_day(term.at).to_string());
        let wave_id = wave.to_string();
        let scheduled = WaveScheduled {
            wave_id: wave_id.clone(),
            instrument_id: instrument.instrument_id.clone(),
            instrument_version: instrument.version,
            title: format!("Parents, {}", term.term),
            audience: instrument.audience,
            term: term.term.clone(),
            opens_on: day.clone(),
            closes_on: day,
            school_ids: self.schools.iter().map(Uuid::to_string).collect(),
            floor: 10,
            privacy: Privacy::Anonymous.into(),
        };
        let mut figures = Vec::new();
        for (row, school) in self.schools.iter().enumerate() {
            for (column, question) in instrument.questions.iter().enumerate() {
                let percent = 60 + (row + column) % 30;
                figures.push(Figure {
                    school_id: school.to_string(),
                    question_id: question.question_id.clone(),
                    suppression: Suppression::None.into(),
                    positive_percent: Some(percent as f64),
                    base: Some(80),
                    words: format!("{percent}% of 80 answers"),
                    ..Figure::default()
                });
            }
        }
        let opened = WaveOpened { wave_id: wave_id.clone(), ..WaveOpened::default() };
        let closed = WaveClosed { wave_id: wave_id.clone(), ..WaveClosed::default() };
        let released = ResultsReleased { wave_id, figures, ..ResultsReleased::default() };
        let events = vec![
            WaveEvent::WaveScheduled(scheduled),
            WaveEvent::WaveOpened(opened),
            WaveEvent::WaveClosed(closed),
            WaveEvent::ResultsReleased(released),
        ];
        store.record_at(self.trust, wave, events, term.at).await;
    }
}

/// A school's row and an area's column in the grid, from 0.
#[derive(Clone, Copy)]
pub struct CellPlace {
    pub row: usize,
    pub column: usize,
}

/// One school in one area of a round.
struct JudgedCell {
    cell: Cell,
    region: String,
    column: usize,
    at: Timestamp,
}

impl JudgedCell {
    /// From the school's own view to the accepted proposal, or on to the sharing.
    fn events(&self, decided: bool) -> Vec<CategoryEvent> {
        let Self { cell, region, .. } = self;
        let (cell, region_id) = (Some(cell.clone()), region.clone());
        let day = contract::british_day(self.at).to_string();
        let viewed = SchoolViewStated {
            cell: cell.clone(),
            region_id: region_id.clone(),
            reason: Some(self.words("What the school says of itself")),
            evidence: vec![self.evidence(EvidenceKind::SelfEvaluation)],
        };
        let proposed = RegionProposed {
            cell: cell.clone(),
            region_id: region_id.clone(),
            reason: Some(self.words("What the lead saw on two visits")),
            evidence: self.cited(),
            answer_by: day.clone(),
        };
        let mut events = vec![
            CategoryEvent::SchoolViewStated(viewed),
            CategoryEvent::RegionProposed(proposed),
            CategoryEvent::ProposalAccepted(ProposalAccepted { cell: cell.clone() }),
        ];
        if decided {
            events.push(CategoryEvent::CategoryDecided(CategoryDecided {
                cell: cell.clone(),
                region_id: region_id.clone(),
                reason: Some(self.words("What the meeting came to")),
                evidence: self.cited(),
                decided_on: day,
                ..CategoryDecided::default()
            }));
            let areas_in_round = AREAS as u32;
            let shared = CategoryShared { cell, region_id, areas_in_round };
            events.push(CategoryEvent::CategoryShared(shared));
        }
        events
    }

    /// Two pieces, of kinds that differ by area.
    fn cited(&self) -> Vec<Evidence> {
        let second = match self.column % 3 {
            0 => EvidenceKind::Inspection,
            1 => EvidenceKind::RunningRecord,
            _ => EvidenceKind::Accreditation,
        };
        vec![self.evidence(EvidenceKind::Visit), self.evidence(second)]
    }

    fn evidence(&self, kind: EvidenceKind) -> Evidence {
        let Cell { school_id, area_id, term, .. } = &self.cell;
        Evidence {
            kind: kind.into(),
            id: format!("{kind:?}/{term}/{school_id}/{area_id}").to_lowercase(),
            says: Some(self.words("What was seen and heard there")),
            ..Evidence::default()
        }
    }

    fn words(&self, what: &str) -> Words {
        let Cell { area_id, term, .. } = &self.cell;
        let text = format!("{what} in {area_id}, {term}: clear aims, and some way still to go.");
        Words { text, class: WordsClass::Governors.into(), ..Words::default() }
    }
}

/// Terms from the first year on.
fn terms(trust: Uuid, count: usize) -> Vec<RecordedTerm> {
    let of_year = |year: i16| {
        let named = move |name: &str| format!("{year}-{:02}-{name}", (year + 1) % 100);
        [
            (named("autumn"), timestamp(year, "12-01")),
            (named("spring"), timestamp(year + 1, "03-20")),
            (named("summer"), timestamp(year + 1, "07-01")),
        ]
    };
    let terms = (FIRST_YEAR..).flat_map(of_year).take(count);
    let recorded = terms.enumerate().map(|(number, (term, at))| {
        // A term has one round, and its id is made of the term.
        let round_id = Uuid::new_v5(&trust, format!("round/{term}").as_bytes());
        RecordedTerm { number, term, round_id, at }
    });
    recorded.collect()
}

fn timestamp(year: i16, day: &str) -> Timestamp {
    format!("{year}-{day}T10:00:00Z").parse().expect("a time")
}

/// The default framework, and as many areas more as make nine.
fn nine_areas() -> FrameworkAgreed {
    let mut framework = categories::default_framework();
    while framework.areas.len() < AREAS {
        let area_id = format!("area-{}", framework.areas.len());
        for region in framework.regions.clone() {
            let (area_id, region_id) = (area_id.clone(), region.region_id);
            let text = "Much as in the other areas.".to_owned();
            framework.descriptors.push(Descriptor { area_id, region_id, text });
        }
        framework.areas.push(Area { name: area_id.clone(), area_id });
    }
    framework
}

fn joined(number: usize, school: Uuid) -> SchoolJoined {
    SchoolJoined {
        school_id: school.to_string(),
        urn: (100_001 + number).to_string(),
        name: format!("Primary School {}", number + 1),
        laestab: (9_352_001 + number).to_string(),
        phase: "Primary".to_owned(),
        r#type: "Academy converter".to_owned(),
        pupils: Some(210),
        joined_on: format!("{FIRST_YEAR}-09-01"),
        ..SchoolJoined::default()
    }
}

fn file(period: &str) -> ImportedFile {
    ImportedFile {
        sha256: "5c".repeat(32),
        shape: "key-stage-2".to_owned(),
        document: "Key stage 2, institution level".to_owned(),
        release: period.to_owned(),
    }
}
