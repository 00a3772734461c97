use crate::form::Told;
use crate::listing::testing::taken;
use crate::pages::results::render;
use crate::sample;
use crate::visitor::Visitor;

/// The CSV of a table of a school's page; of the trust's where the school is empty.
async fn file(table: &str, school: &'static str) -> String {
    taken("/surveys/w", table, move |view| {
        let lead = Visitor { view, ..sample::lead() };
        render(&lead, &sample::results(), school, &Told::default())
    })
    .await
}

#[tokio::test]
async fn answers_in_numbers_are_taken_of_the_questions_that_show_them() {
    let file = file("answers-in-numbers", sample::MARYS).await;
    assert!(file.contains("Question,Answer,Chosen\r\n"), "{file}");
    assert!(file.contains("at least 10 answers") && file.contains("St Mary's"), "{file}");
    assert!(file.contains("Taken on 21 November 2025\r\n"), "{file}");
    let figures = sample::results().results.unwrap().figures;
    let shown = figures.iter().filter(|one| one.school_id == sample::MARYS);
    let shown: usize = shown.map(|figure| figure.counts.len()).sum();
    let head = file.split_once("\r\n\"\"\r\n").unwrap().1;
    assert_eq!(head.lines().count() - 1, shown, "a suppressed question has no numbers: {file}");
}

#[tokio::test]
async fn hubs_and_participation_are_taken_with_the_floor() {
    let hubs = file("hub-results", "").await;
    assert!(hubs.contains("Coast hub") && hubs.contains("84% of 96 answers"), "{hubs}");
    let rates = file("who-took-part", sample::MARYS).await;
    assert!(rates.contains("about 60%") && rates.contains("at least 10 answers"), "{rates}");
}

#[tokio::test]
async fn the_list_of_figures_says_its_floor_too() {
    let list = file("", "").await;
    assert!(list.contains("at least 10 answers") && list.contains("School,Question"), "{list}");
}
