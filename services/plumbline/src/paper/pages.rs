//! Whether the pages show what is attached: sets them anew and compares every byte.

use super::{Paper, PaperFault, said, trust_of};

impl Paper {
    /// Checks the pages of a paper whose data holds. Where another edition of the typesetter set them, says what the data
    /// says instead and fails with [`PaperFault::OtherEdition`].
    pub fn check_pages(&self, say: impl Fn(&str)) -> Result<(), PaperFault> {
        // The forger of a page can only be caught by its own bytes; what the file says of itself decides nothing here.
        if self.set_anew()? == self.pdf {
            say("  The pages are those that this data gives, to the last byte.");
            return Ok(());
        }
        let ours = typeset::creator();
        if self.attached.creator == ours {
            return Err(PaperFault::Pages);
        }
        say("  The pages cannot be checked by this program. The data that was issued says:");
        for line in said::lines(&self.attached.data) {
            say(&format!("    {line}"));
        }
        Err(PaperFault::OtherEdition(said::plain(&self.attached.creator), ours))
    }

    /// The PDF as the reports service sets it from the same data and the same proof.
    fn set_anew(&self) -> Result<Vec<u8>, PaperFault> {
        let (data, seal) = (self.data()?, self.seal()?);
        let request = typeset::Request {
            identifier: format!("plumbline/{}/report/{}/proved", trust_of(&seal), data.report_id),
            timestamp: format!("{}T00:00:00Z", data.issued_on),
            kind: typeset::PaperKind::Report,
            data: self.attached.data.clone(),
            proof: Some(typeset::Proof {
                log: seal.origin,
                position: self.inclusion.index + 1,
                issued: self.attached.issued.clone(),
                leaf: self.attached.leaf.clone(),
                tlog_proof: self.attached.tlog_proof.clone(),
                policy: self.attached.policy.clone(),
            }),
        };
        // What cannot be set was not set from this data.
        typeset::render(&request).map_err(|_| PaperFault::Pages)
    }
}
