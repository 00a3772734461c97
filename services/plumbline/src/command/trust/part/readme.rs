//! What a school's part says of itself to the person who opens the folder.

use std::fmt::Write as _;

use super::PartManifest;

/// A folder that is nearly written.
pub(super) struct Readme<'a> {
    pub(super) manifest: &'a PartManifest,
    /// What the school was called last.
    pub(super) name: &'a str,
    /// Events that the checkpoint covers.
    pub(super) sealed: u64,
}

impl Readme<'_> {
    pub(super) fn text(&self) -> String {
        let mut text = self.what_it_is();
        self.what_is_not_here(&mut text);
        self.how_many(&mut text);
        text.push_str(HOW_TO_CHECK);
        text
    }

    fn what_it_is(&self) -> String {
        let Self { manifest, name, sealed } = self;
        let (school, trust) = (manifest.school, manifest.trust);
        let (taken, program) = (manifest.taken, &manifest.program);
        let log = manifest.checkpoint.lines().next().unwrap_or_default();
        format!(
            "THE RECORD OF ONE SCHOOL

This folder holds what the record of a trust tells of one school alone, with proofs. Plumbline {program} wrote it.

  School    {name}, {school}
  Trust     {trust}
  Written   {taken}
  Log       {log}, sealed up to event {sealed}

WHAT IS HERE

events.jsonl
  The events, one a line, in the order of the log. \"body\" is what happened and \"metadata\" says who did it in which role and when. Both are
  the stored texts, byte for byte. \"leaf\" is the canonical JSON of which the log's tree holds the hash. \"proof\" leads from the leaf to
  the signed checkpoint. Persons are told by a random id and a role. Names and addresses stay with the trust.
texts.jsonl
  What persons typed. An event holds no text, only what commits to it: the SHA-256 of a salt and the text. A line gives salt and text, or the
  day on which the text was erased. A text that was written for fewer readers than the school has is not given, and its line says so.
report-<position>.pdf, report-<position>.json, correction-<position>.pdf
  The reports and corrections that were issued to the school's committee, and the data of the reports. The number is the event's position.
inspection-<position>.pdf, accreditation-<position>.pdf
  Reports of others that the record has attached.
policy.txt
  The public keys of the log.
manifest.json
  All of this as data: the events by type, what is left out and why, the checkpoint, the keys, the SHA-256 of each file.

"
        )
    }

    fn what_is_not_here(&self, text: &mut String) {
        text.push_str("WHAT IS NOT HERE\n\n");
        for left_out in &self.manifest.left_out {
            let _ = writeln!(text, "{:>8}  events. {}", left_out.events, left_out.why);
            for (kind, events) in &left_out.by_type {
                let _ = writeln!(text, "          {events:>6}  {kind}");
            }
        }
        let texts = &self.manifest.texts;
        let _ = writeln!(text, "{:>8}  texts that were erased.", texts.erased);
        let _ =
            writeln!(text, "{:>8}  texts that were written for fewer readers.", texts.kept_back);
        for (file, why) in &self.manifest.papers_left_out {
            let _ = writeln!(text, "          {file}: {why}");
        }
    }

    fn how_many(&self, text: &mut String) {
        text.push_str("\nTHE EVENTS THAT ARE HERE\n\n");
        for (kind, positions) in &self.manifest.events {
            let _ = writeln!(text, "{:>8}  {kind}", positions.len());
        }
    }
}

const HOW_TO_CHECK: &str = "
HOW TO CHECK IT

No server of the trust is asked. Get the public keys of the log from the trust by another way, as a file: here it is trust.policy.

  plumbline verify export <this folder> --policy trust.policy
      checks every event, proof, text, paper and file, and names the first that is wrong. Plumbline is free software.
  python3 tests/oracle/verify_export.py <this folder> trust.policy
      checks the same events, proofs, texts and files with Python alone. It comes with Plumbline's source, and is short enough to read.

By hand, for one line of events.jsonl: the leaf holds the SHA-256 of body and metadata. The proof is a text in the format
c2sp.org/tlog-proof. Its leaf hash is the SHA-256 of a zero byte and the leaf. Any verifier of that format takes it with policy.txt.

The check says that each event was in the sealed log of the trust as it is here. It cannot say that nothing was taken out of this folder. For
that, compare the SHA-256 of manifest.json with the one that the trust was told when it wrote the folder.
";
