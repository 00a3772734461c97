use super::*;
use crate::sample;
use crate::shown::Shown;

fn shown(visitor: &Visitor) -> String {
    let loaded = sample::register_page(visitor);
    let marys = loaded.ground.school(sample::MARYS, visitor).unwrap();
    render(visitor, &loaded, marys, &Told::default()).into_string()
}

#[test]
fn the_head_adopts_and_the_lead_waives_too() {
    let at = format!("action=\"/schools/{}/requirements/2025-26", sample::MARYS);
    let offers = |page: &str, form: &str| page.contains(&format!("{at}/{form}\""));
    let head = shown(&sample::head());
    assert!(offers(&head, "adoptions") && offers(&head, "adoptions/back"));
    assert!(!offers(&head, "waivers") && !offers(&head, "waivers/back"));
    let lead = shown(&sample::lead());
    for form in ["adoptions", "adoptions/back", "waivers", "waivers/back"] {
        assert!(offers(&lead, form), "{form}");
    }
    let governor = shown(&sample::governor());
    assert!(!governor.contains(&at) && governor.contains("Waived"));
}

#[test]
fn a_form_offers_what_it_can_be_about() {
    let loaded = sample::register_page(&sample::head());
    let marys = loaded.ground.school(sample::MARYS, &sample::head()).unwrap();
    let lines = lines(&sample::head(), &loaded, marys).unwrap();
    // A document, a routine of three terms, and what is offered; what was dropped is asked of no school.
    assert_eq!(lines.len(), 5);
    let open: Vec<_> = lines.iter().filter(|line| line.standing.is_open()).collect();
    assert_eq!(open.len(), 3);
    assert_eq!(open[0].choice().value, "requirement-2 2025-26-spring");
}

#[test]
fn what_was_adopted_and_is_not_asked_for_any_more_can_be_taken_back() {
    let mut loaded = sample::register_page(&sample::head());
    let marys = loaded.ground.school(sample::MARYS, &sample::head()).unwrap().clone();
    let page = |loaded: &RegisterLoaded| {
        render(&sample::head(), loaded, &marys, &Told::default()).into_string()
    };
    let back = "<option value=\"requirement-2 2025-26-autumn\">";
    assert!(page(&loaded).contains(back) && !page(&loaded).contains(NOT_ASKED));
    let Shown::All(register) = &mut loaded.register else { panic!("no register") };
    register.lines[1].due.remove(0);
    assert!(page(&loaded).contains(back) && page(&loaded).contains(NOT_ASKED));
    let Shown::All(register) = &mut loaded.register else { panic!("no register") };
    register.lines.remove(1);
    let gone = page(&loaded);
    assert!(gone.contains(back) && gone.contains(GONE) && !gone.contains("/requirement-2\""));
}

#[test]
fn whose_it_is_not_is_told_so() {
    let clerk = shown(&sample::clerk());
    assert!(clerk.contains("is not shown to you in your role"));
    let marys = sample::ground().school(sample::MARYS, &sample::clerk()).unwrap().clone();
    assert!(way(&sample::clerk(), &marys).into_string().is_empty());
    assert!(way(&sample::head(), &marys).into_string().contains("/requirements\""));
}
