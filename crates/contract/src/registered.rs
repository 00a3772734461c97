//! What the words of the national register mean.

use crate::evidence::v1::RegisteredSchool;

impl RegisteredSchool {
    /// Whether the school has a religious character; `None` where the register does not say.
    pub fn has_religious_character(&self) -> Option<bool> {
        match self.religious_character.to_lowercase().as_str() {
            "" | "not recorded" => None,
            "none" | "does not apply" | "not applicable" => Some(false),
            _ => Some(true),
        }
    }
}
