//! The seats of a committee: who holds them for which term of office, and the forms that keep them.

use contract::Said as _;
use contract::schools::v1::{
    CommitteeInFull, CreateSeatRequest, FillSeatRequest, Seat, SeatCategory, SeatHolder,
    SetQuorumRequest, VacateSeatRequest,
};
use jiff::ToSpan as _;
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;

use super::choices;
use crate::components::{Cell, Table};
use crate::dates;
use crate::form::{Act, Choice, Entered, Entry, Form, Problem, Told, placed, sends};
use crate::ground::Ground;
use crate::listing::PageTable;
use crate::routes::Routes;
use crate::visitor::Visitor;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .form::<SetQuorum>()
        .form::<CreateSeat>()
        .form::<FillSeat>()
        .form::<VacateSeat>()
}

/// Days before its end on which a term of office is said to end.
const ENDS_SOON: i32 = 90;
/// Largest quorum; the service has the last word.
const LARGEST_QUORUM: u32 = 50;
/// Who holds a seat on a day; `None` for a vacancy.
pub(super) fn holder(seat: &Seat, on: Date) -> Option<&SeatHolder> {
    let on = on.to_string();
    seat.holders.iter().find(|held| held.holds_on(&on))
}

/// Who holds a seat on a day for at most 90 days more, where no next holder is known.
pub(super) fn ending_soon(seat: &Seat, on: Date) -> Option<&SeatHolder> {
    let held = holder(seat, on)?;
    let last: Date = held.until.parse().ok()?;
    let soon = on.checked_add(ENDS_SOON.days()).is_ok_and(|soon| last <= soon);
    let followed = seat.holders.iter().any(|next| next.from > held.until);
    (soon && !followed).then_some(held)
}

/// What a category of seats is called.
fn category(category: SeatCategory) -> &'static str {
    match category {
        SeatCategory::Unspecified => "Not known",
        SeatCategory::Parent => "Parent",
        SeatCategory::Staff => "Staff",
        SeatCategory::CoOpted => "Co-opted",
        SeatCategory::Foundation => "Foundation",
        SeatCategory::ExOfficio => "Held with an office",
    }
}

/// How many members must be there.
#[derive(Debug, Deserialize)]
pub(crate) struct SetQuorum {
    pub committee: String,
}

impl Act for SetQuorum {
    type Command = SetQuorumRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::line("quorum", "How many members must be there to decide?")
            .hint("Your scheme of delegation says it, for example 3")
            .wanted("Enter how many members must be there")];
    const BUTTON: &'static str = "Set the quorum";
    const DONE: &'static str = "The quorum is set";
    placed!("/committees/{committee}/quorum"(committee), "/committees/{committee}"(committee));
    sends!(schools, set_quorum);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let number: Option<u32> = entered.get("quorum").parse().ok();
        match number {
            Some(1..=LARGEST_QUORUM) => Vec::new(),
            _ => vec![Problem::with("quorum", "Enter a number from 1 to 50")],
        }
    }

    fn command(&self, entered: &Entered) -> SetQuorumRequest {
        SetQuorumRequest {
            command_id: entered.command(),
            committee_id: self.committee.clone(),
            quorum: entered.get("quorum").parse().unwrap_or_default(),
        }
    }
}

/// One seat more.
#[derive(Debug, Deserialize)]
pub(crate) struct CreateSeat {
    pub committee: String,
}

impl Act for CreateSeat {
    type Command = CreateSeatRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::radios("category", "For whom is the seat?").wanted("Choose for whom the seat is")];
    const BUTTON: &'static str = "Add the seat";
    const DONE: &'static str = "The seat is added. It is vacant until a person takes it";
    placed!("/committees/{committee}/seats"(committee), "/committees/{committee}"(committee));
    sends!(schools, create_seat);

    fn command(&self, entered: &Entered) -> CreateSeatRequest {
        let category = SeatCategory::from_str_name(&entered.get("category")).unwrap_or_default();
        CreateSeatRequest {
            command_id: entered.command(),
            committee_id: self.committee.clone(),
            category: category.into(),
        }
    }
}

/// A person takes a seat.
#[derive(Debug, Deserialize)]
pub(crate) struct FillSeat {
    pub committee: String,
}

impl Act for FillSeat {
    type Command = FillSeatRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("seat", "Seat").wanted("Choose a seat"),
        Entry::choice("person", "Who takes it?").wanted("Choose a person"),
        Entry::day("from", "First day in office").wanted("Enter the first day in office"),
        Entry::day("until", "Last day in office")
            .hint("Leave it empty for an office without an end"),
    ];
    const BUTTON: &'static str = "Give the seat";
    const DONE: &'static str =
        "The seat is given. An administrator gives the person the role that opens the papers";
    placed!("/committees/{committee}/members"(committee), "/committees/{committee}"(committee));
    sends!(schools, fill_seat);

    fn command(&self, entered: &Entered) -> FillSeatRequest {
        FillSeatRequest {
            command_id: entered.command(),
            committee_id: self.committee.clone(),
            seat_id: entered.get("seat"),
            person_id: entered.get("person"),
            from: entered.get("from"),
            until: entered.get("until"),
        }
    }
}

/// A person gives a seat up.
#[derive(Debug, Deserialize)]
pub(crate) struct VacateSeat {
    pub committee: String,
    pub seat: String,
}

impl Act for VacateSeat {
    type Command = VacateSeatRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::day("on", "Last day in office").wanted("Enter the last day in office"),
        Entry::words_of::<Self::Command>("reason", "Why?")
            .hint("The committee reads it. You can leave it empty"),
    ];
    const BUTTON: &'static str = "End the term of office";
    const DONE: &'static str = "The term of office ends on that day";
    placed!(
        "/committees/{committee}/seats/{seat}/end"(committee, seat),
        "/committees/{committee}"(committee)
    );
    sends!(schools, vacate_seat);

    fn command(&self, entered: &Entered) -> VacateSeatRequest {
        VacateSeatRequest {
            command_id: entered.command(),
            committee_id: self.committee.clone(),
            seat_id: self.seat.clone(),
            on: entered.get("on"),
            reason: entered.get("reason"),
        }
    }
}

/// The seats with who holds them; nothing where none is recorded.
pub(super) fn seats(
    visitor: &Visitor,
    ground: &Ground,
    committee: &CommitteeInFull,
) -> Option<Markup> {
    let rows = committee.seats.iter().map(|seat| {
        let held = holder(seat, visitor.today);
        let ends = ending_soon(seat, visitor.today).is_some();
        let today = visitor.today.to_string();
        let coming = seat.holders.iter().filter(|next| next.from > today);
        vec![
            Cell::text(category(seat.category())),
            Cell::new(html! {
                @match held {
                    Some(held) => (ground.names.person(&held.person_id)),
                    None => strong { "Vacant" },
                }
                @for next in coming { br; "Then " (ground.names.person(&next.person_id)) ", " (office(next)) }
            }),
            Cell::new(html! {
                @if let Some(held) = held { (office(held)) }
                @if ends { br; strong { "Ends within 90 days" } }
                @if let Some(held) = held.filter(|held| held.vacated_because.is_some()) {
                    br; span.pl-wrap { "Why it ends early: " (held.vacated_because.said()) }
                }
            }),
        ]
    });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| {
        let head = vec![("Seat", false), ("Member", false), ("Term of office", false)];
        let table = Table { head, rows, first_is_header: true, stacks: true, ..Table::default() };
        PageTable::of("seats", "Seats, and who holds them", &table).drawn(&visitor.view, &table)
    })
}

fn office(held: &SeatHolder) -> String {
    match held.until.as_str() {
        "" => format!("from {}", dates::day(&held.from)),
        until => format!("from {} to {}", dates::day(&held.from), dates::day(until)),
    }
}

/// The forms that keep seats and quorum, as far as this person may.
pub(super) fn forms(
    visitor: &Visitor,
    ground: &Ground,
    committee: &CommitteeInFull,
    told: &Told,
) -> Markup {
    let id = &committee.committee_id;
    let may = &visitor.may;
    let categories = [
        SeatCategory::Parent,
        SeatCategory::Staff,
        SeatCategory::CoOpted,
        SeatCategory::Foundation,
        SeatCategory::ExOfficio,
    ];
    let categories = categories.map(|one| Choice::new(one.as_str_name(), category(one))).to_vec();
    html! {
        @if may.of::<FillSeatRequest>(&committee.school_id) && !committee.seats.is_empty() {
            (Form::new(&FillSeat { committee: id.clone() }, visitor, told)
                .choices("seat", choices::or("Choose a seat", seat_choices(visitor, ground, committee)))
                .choices("person", choices::or("Choose a person", people(ground)))
                .folded("Give a seat to a person"))
        }
        @if may.of::<VacateSeatRequest>(&committee.school_id) {
            @for seat in &committee.seats {
                @if let Some(held) = holder(seat, visitor.today) {
                    @let name = ground.names.person(&held.person_id);
                    (Form::new(&VacateSeat { committee: id.clone(), seat: seat.seat_id.clone() }, visitor, told)
                        .about(&format!("of {name}"))
                        .folded(&format!("End the term of office of {name}")))
                }
            }
        }
        @if may.of::<CreateSeatRequest>(&committee.school_id) {
            (Form::new(&CreateSeat { committee: id.clone() }, visitor, told)
                .choices("category", categories).folded("Add a seat"))
        }
        @if may.of::<SetQuorumRequest>(&committee.school_id) {
            (Form::new(&SetQuorum { committee: id.clone() }, visitor, told).folded("Set the quorum"))
        }
    }
}

fn seat_choices(visitor: &Visitor, ground: &Ground, committee: &CommitteeInFull) -> Vec<Choice> {
    let seats = committee.seats.iter().zip(1..).map(|(seat, number)| {
        let held = match holder(seat, visitor.today) {
            Some(held) => ground.names.person(&held.person_id),
            None => "vacant".to_owned(),
        };
        Choice::new(&seat.seat_id, format!("{number}. {}, {held}", category(seat.category())))
    });
    seats.collect()
}

/// Everybody whose name is known, as the trust lists them.
pub(super) fn people(ground: &Ground) -> Vec<Choice> {
    let named = ground.people.iter().filter(|person| !person.name.is_empty());
    named.map(|person| Choice::new(&person.person_id, &person.name)).collect()
}

#[cfg(test)]
mod tests;
