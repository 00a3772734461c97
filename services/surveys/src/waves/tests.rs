use contract::surveys::v1::Invited;
use uuid::Uuid;

use super::*;

#[test]
fn a_wave_of_three_hundred_schools_fits_into_a_document() {
    let school_ids: Vec<String> = (0..300).map(|id| Uuid::from_u128(id).to_string()).collect();
    let asked = school_ids.iter().map(|id| (id.clone(), 900)).collect();
    let planned = |id: &String| Invited { school_id: id.clone(), count: 900 };
    let planned = school_ids.iter().map(planned).collect();
    let wave = Wave { school_ids, planned, ..Wave::default() };
    eventlog::testing::fits::<Waves>(&KnownWave { wave, asked });
}
