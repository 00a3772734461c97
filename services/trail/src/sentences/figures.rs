//! Sentences about what is measured. They tell no number: a figure may rest on few pupils.

use contract::Period;
use contract::events::{FigureEvent, FigureMappingEvent, ImportedFiguresEvent, MeasureEvent};
use contract::evidence::v1::{FigureLevel, FigureRecorded};

use super::Line;
use super::words::{because, named, plain, school, when};

pub(super) fn measure(event: &MeasureEvent) -> Line {
    Line::new(match event {
        MeasureEvent::MeasureDefined(defined) => {
            let title = defined.definition.as_ref().map_or("", |of| of.title.as_str());
            let measure = named("The measure", title);
            match defined.version {
                0 | 1 => format!("{measure} was defined."),
                version => format!("{measure} was defined anew, as version {version}."),
            }
        }
        MeasureEvent::MeasureRetired(retired) => {
            let measure = named("The measure", &retired.measure_id);
            format!("{measure} was retired{}{}", when("on", &retired.on), because(&retired.reason))
        }
    })
}

pub(super) fn figure(event: &FigureEvent) -> Line {
    match event {
        FigureEvent::FigureRecorded(recorded) => {
            Line::new(figure_recorded(recorded)).about([&recorded.school_id])
        }
        FigureEvent::FigureWithdrawn(withdrawn) => {
            let why = because(&withdrawn.reason);
            let sentence =
                format!("A figure of {} was withdrawn{why}", school(&withdrawn.school_id));
            Line::new(sentence).about([&withdrawn.school_id])
        }
    }
}

pub(super) fn imported(event: &ImportedFiguresEvent) -> Line {
    match event {
        ImportedFiguresEvent::FiguresImported(imported) => {
            let number = imported.figures.len();
            let figures =
                if number == 1 { "1 figure".to_owned() } else { format!("{number} figures") };
            let were = if number == 1 { "was" } else { "were" };
            let document = imported.file.as_ref().map_or("", |file| file.document.as_str());
            let file = named("the file", document);
            let measure = named("the measure", &imported.measure_id);
            let of = school(&imported.school_id);
            let during = during(&imported.period);
            let sentence =
                format!("From {file}, {figures} of {measure}{during} {were} imported for {of}.");
            Line::new(sentence).about([&imported.school_id])
        }
        ImportedFiguresEvent::ImportTakenBack(taken_back) => {
            let measure = named("the measure", &taken_back.measure_id);
            let of = school(&taken_back.school_id);
            let during = during(&taken_back.period);
            let why = because(&taken_back.reason);
            let sentence = format!("The import of {measure}{during} for {of} was taken back{why}");
            Line::new(sentence).about([&taken_back.school_id])
        }
    }
}

pub(super) fn mapping(event: &FigureMappingEvent) -> Line {
    Line::new(match event {
        FigureMappingEvent::FigureMappingMade(_) => {
            "A mapping of the columns of a file was saved for all who import figures.".to_owned()
        }
        FigureMappingEvent::FigureMappingRevised(revised) => {
            format!("A saved mapping of the columns of a file got version {}.", revised.version)
        }
        FigureMappingEvent::FigureMappingTakenOut(out) => format!(
            "A saved mapping of the columns of a file was taken out. Its newest version was {}.",
            out.version
        ),
    })
}

/// A period behind what was measured in it; nothing where it is none.
fn during(period: &str) -> String {
    match period.parse::<Period>() {
        Ok(period) => {
            format!(" for {}", period.words().replace("Academic year", "the academic year"))
        }
        Err(_) => String::new(),
    }
}

fn figure_recorded(recorded: &FigureRecorded) -> String {
    let of = match recorded.level() {
        FigureLevel::Unspecified | FigureLevel::School => school(&recorded.school_id),
        FigureLevel::Hub => "a hub".to_owned(),
        FigureLevel::Trust => "the trust".to_owned(),
        FigureLevel::Authority => "a local authority".to_owned(),
        FigureLevel::National => "England".to_owned(),
    };
    let period = during(&recorded.period);
    let part = match recorded.breakdown_id.as_str() {
        "" => String::new(),
        part => format!(", {}", plain(part)),
    };
    let states = recorded.states.as_ref();
    let status = match states.map(|states| states.status().words()).unwrap_or_default() {
        "" => String::new(),
        status => format!(" It is {}.", status.to_lowercase()),
    };
    let version = match states.map_or(0, |states| states.version) {
        0 | 1 => "recorded".to_owned(),
        version => format!("recorded anew, as version {version}"),
    };
    let figure = named("The figure", &recorded.measure_id);
    format!("{figure}{part} of {of}{period} was {version}.{status}")
}

#[cfg(test)]
mod tests;
