//! `plumbline verify export <folder>`: checks a school's part of its trust's record and needs only the folder.

use std::path::PathBuf;

use clap::Args;

use super::super::say;
use super::report::policy;
use crate::Failure;
use crate::command::backup::bundle::Bundle;
use crate::command::trust::part::PartCheck;

#[derive(Args, Debug)]
#[command(
    after_help = "Exit codes: 0 everything holds; 1, 2 as everywhere; 20 a file is missing, added, altered or no plain file; \
21 the seal's signature does not hold, or a proof is by another seal; 22 an event was altered; 23 an event is not in the sealed log; \
24 an event is missing, or is not listed; 25 an event does not tell of this school alone; 26 a text is not the one that was written; \
27 a paper is not the one that its event names; 28 an event is of a kind that this program does not know."
)]
pub(in crate::command) struct ExportedPartArgs {
    /// The folder that `plumbline trust export --school` made.
    folder: PathBuf,
    /// A policy file with the keys you trust. Without it the folder's own keys are taken. That proves only that the folder
    /// agrees with itself; compare the keys with those you have from elsewhere.
    #[arg(long)]
    policy: Option<PathBuf>,
}

impl ExportedPartArgs {
    pub(super) fn run(self) -> Result<(), Failure> {
        let trusted = self.policy.as_deref().map(policy).transpose()?;
        let bundle = Bundle::at(&self.folder);
        let proved = PartCheck { bundle: &bundle, trusted: trusted.as_ref() }.run()?;
        let (manifest, seal) = (&proved.manifest, &proved.seal);
        say(&format!("The seal of {} at event {} holds.", seal.origin, seal.size));
        say(&format!(
            "{} events tell of the school {} alone, and each is in the sealed log as it is here.",
            proved.events, manifest.school
        ));
        let texts = manifest.texts;
        say(&format!(
            "{} texts are those that were written. {} were erased, and {} were written for fewer readers.",
            texts.given, texts.erased, texts.kept_back
        ));
        say(&format!("{} papers are those that the events name.", proved.papers));
        for left_out in &manifest.left_out {
            // Nothing proves the words of the manifest.
            let (events, why) = (left_out.events, left_out.which.why());
            say(&format!("{events} events are not here: {why}"));
        }
        if trusted.is_none() {
            say(
                "The keys are those that the folder names. Compare them with those you have from elsewhere:",
            );
            for key in &manifest.keys {
                say(&format!("  {key}"));
            }
        }
        say(&format!("The SHA-256 of the manifest is {}.", bundle.hash(Bundle::MANIFEST)?));
        say(
            "Compare it with the one that the trust has: that shows whether something was taken out.",
        );
        Ok(())
    }
}
