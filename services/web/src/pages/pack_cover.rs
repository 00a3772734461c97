//! The cover of a pack: what it is for, which papers it holds, and what it leaves out.
//!
//! It stands in the file beside the papers, so it loads nothing and links to them alone.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::pack_papers::{PackPaper, PaperLeftOut};

/// A paper that is in the file.
#[derive(Clone, Debug)]
pub(super) struct CoverPaper {
    pub paper: PackPaper,
    /// Its name in the file.
    pub file: String,
    /// Nothing where they could not be counted.
    pub pages: Option<usize>,
}

/// What the cover says.
#[derive(Clone, Debug, Default)]
pub(super) struct PackCover {
    /// For example `Papers of the meeting on Thursday 27 November 2025`.
    pub title: String,
    /// Whose meeting it is and about which term.
    pub about: String,
    pub trust: String,
    /// The day on which the pack was taken, in words.
    pub taken: String,
    pub papers: Vec<CoverPaper>,
    pub left_out: Vec<PaperLeftOut>,
}

/// Plain, and fit for A4: the cover is printed before the papers.
const STYLE: &str = "body{font:16px/1.5 sans-serif;margin:2em auto;max-width:50em;padding:0 1em;color:#0b0c0c;background:#fff}\
                     table{border-collapse:collapse;width:100%}\
                     th,td{text-align:left;vertical-align:top;padding:.4em .6em .4em 0;border-bottom:1px solid #b1b4b6}\
                     .sum{font:12px/1.4 monospace;overflow-wrap:anywhere}";

impl PackCover {
    pub(super) fn drawn(&self) -> String {
        let document = html! {
            (DOCTYPE)
            html lang="en-GB" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.title) }
                    style { (PreEscaped(STYLE)) }
                }
                body { main { (self.body()) } }
            }
        };
        document.into_string()
    }

    fn body(&self) -> Markup {
        html! {
            h1 { (self.title) }
            p { (self.about) }
            p { (self.trust) ". Taken on " (self.taken) "." }
            @if self.papers.is_empty() { p { "This pack holds no paper." } } @else { (self.table()) }
            @if !self.left_out.is_empty() {
                h2 { "Left out" }
                ul { @for one in &self.left_out { li { strong { (one.what) } ". " (one.why) } } }
            }
            p {
                "Each paper is the file that was issued, byte for byte. To check a paper, give its file to the page “Check a paper” "
                "of Plumbline, or compare its SHA-256 with the one above."
            }
        }
    }

    fn table(&self) -> Markup {
        html! {
            table {
                thead {
                    tr {
                        @for head in ["", "Paper", "Issued", "Pages", "Pages of the pack", "SHA-256"] {
                            th scope="col" { (head) }
                        }
                    }
                }
                tbody {
                    @for (at, of) in self.papers.iter().enumerate() {
                        tr {
                            td { (at + 1) }
                            td { a href=(of.file) { (of.paper.title) } }
                            td { (of.paper.issued) }
                            td { @if let Some(pages) = of.pages { (pages) } @else { "Not known" } }
                            td { (self.place(at)) }
                            td.sum { (of.paper.sha256) }
                        }
                    }
                }
            }
        }
    }

    /// Where a paper stands once all are printed one after the other, the cover apart. Not known behind a paper whose pages
    /// were not counted.
    fn place(&self, at: usize) -> String {
        let upto = |count: usize| -> Option<usize> {
            self.papers.iter().take(count).map(|of| of.pages).sum()
        };
        match (upto(at), upto(at + 1)) {
            (Some(before), Some(last)) if last == before + 1 => last.to_string(),
            (Some(before), Some(last)) => format!("{} to {last}", before + 1),
            _ => "Not known".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
