//! Keeps one-time tokens in one small file, from the answer that shows them to their use. So a play that was broken off while
//! people were answering can go on.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use contract::surveys::v1::SchoolTokens;
use serde::{Deserialize, Serialize};

use crate::demo::DemoError;

/// The tokens of open waves, by wave and school. Those of a closed wave are deleted.
#[derive(Debug)]
pub(crate) struct Tokens {
    file: PathBuf,
    waves: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

#[derive(Default, Deserialize, Serialize)]
struct Kept {
    waves: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

impl Tokens {
    /// Reads what an earlier play kept in the folder, if there was one.
    pub(crate) fn open(folder: &Path) -> Result<Self, DemoError> {
        let file = folder.join("demo-tokens.json");
        let kept: Kept = match std::fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_default(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Kept::default(),
            Err(error) => return Err(DemoError::file(&file, &error)),
        };
        Ok(Self { file, waves: kept.waves })
    }

    /// The tokens of a wave by school; none if they were never kept.
    pub(crate) fn of(&self, wave_id: &str) -> Option<&BTreeMap<String, Vec<String>>> {
        self.waves.get(wave_id)
    }

    /// Keeps the tokens of a wave just opened.
    pub(crate) fn keep(
        &mut self,
        wave_id: &str,
        tokens: Vec<SchoolTokens>,
    ) -> Result<(), DemoError> {
        let by_school = tokens.into_iter().map(|of| (of.school_id, of.tokens)).collect();
        self.waves.insert(wave_id.to_owned(), by_school);
        self.write()
    }

    /// Deletes the tokens of a wave that takes no more answers.
    pub(crate) fn forget(&mut self, wave_id: &str) -> Result<(), DemoError> {
        if self.waves.remove(wave_id).is_some() { self.write() } else { Ok(()) }
    }

    /// Writes a new file and moves it into place, so that no reader sees half of it.
    fn write(&self) -> Result<(), DemoError> {
        let beside = self.file.with_extension("json.new");
        let kept = Kept { waves: self.waves.clone() };
        let bytes = serde_json::to_vec_pretty(&kept).unwrap_or_default();
        std::fs::write(&beside, bytes)
            .and_then(|()| std::fs::rename(&beside, &self.file))
            .map_err(|error| DemoError::file(&self.file, &error))
    }
}

#[cfg(test)]
mod tests;
