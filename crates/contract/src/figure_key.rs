//! What a figure is of, and the ids that are made of it.

use uuid::Uuid;

/// What a figure of a school is of: a measure, a period and a part of the pupils.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FigureKey<'a> {
    /// The school's id.
    pub school_id: &'a str,
    /// For example `ks2-rwm-expected`.
    pub measure_id: &'a str,
    /// For example `2024-25`.
    pub period: &'a str,
    /// Empty: all pupils.
    pub breakdown_id: &'a str,
}

impl FigureKey<'_> {
    /// One id for each school, measure, period and part of the pupils, so that what is recorded again meets itself.
    pub fn id(&self, trust: Uuid) -> String {
        let Self { school_id, measure_id, period, breakdown_id } = self;
        let name = format!("figure/{school_id}/{measure_id}/{period}/{breakdown_id}");
        Uuid::new_v5(&trust, name.as_bytes()).to_string()
    }

    /// The id of what files brought of the measure and the period, all parts of the pupils together.
    pub fn series_id(&self, trust: Uuid) -> String {
        let Self { school_id, measure_id, period, .. } = self;
        let name = format!("imported/{school_id}/{measure_id}/{period}");
        Uuid::new_v5(&trust, name.as_bytes()).to_string()
    }

    /// The id under which the figure is cited: `<measure>/<period>`, or `<measure>:<part>/<period>` of a part of the pupils. A period
    /// may hold a stroke itself.
    pub fn cited(&self) -> String {
        let Self { measure_id, period, breakdown_id, .. } = self;
        match *breakdown_id {
            "" => format!("{measure_id}/{period}"),
            part => format!("{measure_id}:{part}/{period}"),
        }
    }
}

impl<'a> FigureKey<'a> {
    /// The figure of a school that is cited under an id; `None` where the id is no figure's.
    pub fn cited_as(school_id: &'a str, id: &'a str) -> Option<Self> {
        let (of, period) = id.split_once('/')?;
        let (measure_id, breakdown_id) = of.split_once(':').unwrap_or((of, ""));
        Some(Self { school_id, measure_id, period, breakdown_id })
    }
}

#[cfg(test)]
mod tests;
