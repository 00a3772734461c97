use super::*;
use crate::form::Fields;

#[test]
fn a_comment_names_its_area_and_the_whole_none() {
    let fields = b"comments-%2F=It+is+long.&comments-governance=Say+who.&comments-staff=+";
    let act = CommentOnFramework {
        framework: "default".to_owned(),
        version: "2".to_owned(),
        school: "s".to_owned(),
    };
    let wanted = act.command(&Entered::read(CommentOnFramework::ENTRIES, Fields::parse(fields)));
    let said: Vec<_> =
        wanted.comments.iter().map(|one| (one.area_id.as_str(), one.text.as_str())).collect();
    assert_eq!(said, [("", "It is long."), ("governance", "Say who.")]);
    assert_eq!((wanted.version, wanted.school_id.as_str()), (2, "s"));
}

#[test]
fn a_draft_says_which_draft_it_was_written_from() {
    let act = DraftFramework { framework: "default".to_owned(), version: "2".to_owned() };
    let fields = Fields::parse(b"name=Ours&draft=3&areas-people=People");
    let wanted = act.command(&Entered::read(DraftFramework::ENTRIES, fields));
    let framework = wanted.framework.unwrap();
    assert_eq!((wanted.draft, framework.version, framework.areas.len()), (3, 2, 1));
}
