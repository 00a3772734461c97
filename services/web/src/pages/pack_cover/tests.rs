use super::*;

fn paper(title: &str, pages: Option<usize>) -> CoverPaper {
    let paper = PackPaper {
        report_id: "report-1".to_owned(),
        correction_id: String::new(),
        title: title.to_owned(),
        issued: "20 November 2025".to_owned(),
        sha256: "ab".repeat(32),
    };
    CoverPaper { paper, file: "01-report.pdf".to_owned(), pages }
}

fn cover(papers: Vec<CoverPaper>) -> PackCover {
    PackCover { title: "Papers <b>".to_owned(), papers, ..PackCover::default() }
}

#[test]
fn the_cover_says_where_each_paper_stands_in_the_pack() {
    let of = [Some(3), Some(1), None, Some(2)].map(|pages| paper("Report", pages));
    let cover = cover(of.to_vec());
    let places: Vec<_> = (0..4).map(|at| cover.place(at)).collect();
    assert_eq!(places, ["1 to 3", "4", "Not known", "Not known"]);
}

#[test]
fn the_cover_lists_what_is_in_the_file_and_what_is_not() {
    let left_out = vec![PaperLeftOut::new("Report on Oakfield", "It has not been issued yet.")];
    let cover = PackCover { left_out, ..cover(vec![paper("Report & more", Some(2))]) }.drawn();
    for said in
        ["Papers &lt;b&gt;", "href=\"01-report.pdf\"", "Report &amp; more", "Report on Oakfield"]
    {
        assert!(cover.contains(said), "{said}");
    }
    assert!(cover.contains(&"ab".repeat(32)) && !cover.contains("<script"));
    assert!(!cover.contains("http"), "it loads nothing from elsewhere");
}
