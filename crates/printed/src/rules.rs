//! The rules on what may be printed, by name, so that a test can leave one out and see that its auditor notices.

/// One of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PrintRule {
    /// A figure rests on a least number of answers.
    Floor,
    /// A sensitive figure rests on more.
    SensitiveFloor,
    /// A share near all or none of a small group is only bounded.
    NearUnanimity,
    /// A rate says no more than the number of those asked allows.
    Bands,
    /// No hidden number can be worked out from what one release prints.
    Difference,
    /// The trust's row needs three schools, none with more than 60% of the base.
    WholeTrust,
    /// The same over earlier releases of the same people.
    Earlier,
}

/// The rules in force: all of them, but for tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct PrintRules {
    #[cfg(test)]
    pub(crate) left_out: Option<PrintRule>,
}

impl PrintRules {
    #[cfg_attr(not(test), expect(clippy::unused_self, reason = "only a test leaves a rule out"))]
    pub(super) fn hold(self, rule: PrintRule) -> bool {
        #[cfg(test)]
        return self.left_out != Some(rule);
        #[cfg(not(test))]
        {
            let _ = rule;
            true
        }
    }
}
