//! `/calendar/sheet`: a day on paper, dietitian by dietitian.

use std::collections::BTreeMap;

use askama::Template;
use jiff::civil::Date;
use rocket::{Route, get, routes};

use super::ROOM;
use super::store::{Event, between};
use crate::auth::may;
use crate::db::Db;
use crate::error::Result;
use crate::http::Parameters;
use crate::ids::Id;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::days;
use crate::ui::dietitians::Dietitians;
use crate::ui::doubts::Doubts;
use crate::ui::form::{Html, html};
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::ui::list::Wanted;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![show]
}

/// A visit on the sheet.
struct Line {
    id: Id,
    time: String,
    patient: String,
    born: String,
    phone: String,
    what: String,
    status: String,
}

/// The sheet.
#[derive(Template)]
#[template(path = "ui/calendar/sheet.html", config = "src/ui/askama.toml")]
struct SheetPage {
    shell: Shell,
    title: String,
    back: String,
    people: Vec<(String, Vec<Line>)>,
    doubts: Doubts,
}

impl Discloses for SheetPage {
    /// The reasons of the visits stand beside the names.
    fn shows(&self) -> Shows {
        let lines = self.people.iter().flat_map(|(_, lines)| lines);
        Shows::texts("visit", lines.map(|line| line.id))
    }
}

#[get("/calendar/sheet")]
async fn show(
    caller: Staff<may::VisitsList>,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (now, zone) = (db.database().clock().now(), settings.0.zone.clone());
    let wanted =
        Wanted::read("/calendar/sheet", parameters, (caller.look.language, &settings.0.currency));
    let mut wanted = wanted.only(&["day", "with"]);
    let (day, with) = (days::asked(&wanted, zone.day_of(now)), wanted.id("with"));
    let is_doubted = wanted.is_doubted();
    let sight = (caller.scope(), caller.notes());
    let stretch = (zone.start_of(day), zone.end_of(day));
    let language = caller.look.language;
    let (events, dietitians) = db
        .read_much(move |sql| {
            let events = match is_doubted {
                true => Vec::new(),
                false => between(sql, stretch, sight, with)?,
            };
            Ok((events, Dietitians::read(sql, language)?))
        })
        .await?;
    // By whom, not by name: two people may share one.
    let mut people: BTreeMap<(String, Id), Vec<Line>> = BTreeMap::new();
    for event in &events {
        let id = event.dietitian;
        let name = dietitians.name(&id.to_string(), event.dietitian_name.clone());
        people.entry((name, id)).or_default().push(line(event, day, &settings, language));
    }
    let people = people.into_iter().map(|((name, _), lines)| (name, lines)).collect();
    let page = SheetPage {
        shell: Shell::new(&caller, caller.look, &settings, ROOM),
        title: match is_doubted {
            true => String::new(),
            false => format!("{} {}", language.weekday(day), day.year()),
        },
        doubts: wanted.doubts.calling(&[("day", say("Day")), ("with", say("With"))]),
        back: format!("{ROOM}?view=day&day={day}"),
        people,
    };
    html(page.doubts.status(), &page)
}

fn line(event: &Event, day: Date, settings: &InForce, language: Language) -> Line {
    let zone = &settings.0.zone;
    let clock =
        |minutes| zone.wall_clock(event.begins.plus_minutes(minutes)).strftime("%H:%M").to_string();
    let kind = Kinds::of(settings, language).word(event.kind.as_deref());
    Line {
        id: event.id,
        time: match event.begins < zone.start_of(day) {
            true => language.fill(say("until {}"), &[&clock(event.minutes)]),
            false => format!("{}–{}", clock(0), clock(event.minutes)),
        },
        patient: event.patient.clone(),
        born: language.day(&event.born),
        phone: event.phone.clone().unwrap_or_default(),
        what: match &event.reason {
            Some(reason) => format!("{kind} · {reason}"),
            None => kind,
        },
        status: language.appointment(&event.status),
    }
}
