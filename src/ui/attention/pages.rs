//! `/attention/…`: the lists behind what the start page says needs attention.

use rocket::http::Status;
use rocket::{Route, get, routes};

use super::store::{self, MOST, Unseen, Unwritten};
use crate::auth::may;
use crate::db::Db;
use crate::error::Result;
use crate::http::Parameters;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Html, html};
use crate::ui::kinds::Kinds;
use crate::ui::language::say;
use crate::ui::list::{Cell, Heading, ListPage, ROWS, Row, Wanted};
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![unwritten, unseen]
}

fn page(
    shell: Shell,
    title: &'static str,
    rows: Vec<Row>,
    columns: &[&'static str],
    shows: Shows,
) -> ListPage {
    let wanted = Wanted::read("/attention", Parameters::of(Vec::new()));
    let count = rows.len() as u64;
    let back = ("/".to_owned(), shell.t(say("Today")).to_owned());
    let mut page = ListPage::new(shell, title, &wanted, (rows, count), shows);
    page.back = Some(back);
    page.has_search = false;
    page.empty = say("Nothing is left to do here.");
    let heading = |label: &&'static str| Heading { label, href: None, order: "", style: "" };
    page.headings = columns.iter().map(heading).collect();
    if count >= MOST as u64 {
        page.range = page.shell.look.language.fill(say("The first {}"), &[&MOST.to_string()]);
    }
    page
}

#[get("/attention/unwritten")]
async fn unwritten(caller: Staff<may::VisitsList>, settings: InForce, db: Db) -> Result<Html> {
    let (scope, now, zone) = (caller.scope(), db.database().clock().now(), settings.0.zone.clone());
    let language = caller.look.language;
    let (found, people) = db
        .read_much(move |sql| {
            let found = store::unwritten(sql, scope.dietitian(), &zone, now)?;
            Ok((found, Dietitians::read(sql, language)?))
        })
        .await?;
    let kinds = Kinds::of(&settings, language);
    let row = |visit: Unwritten| Row {
        href: format!("/visits/{}", visit.id),
        cells: vec![
            Cell::styled(language.moment(visit.at, &settings.0.zone), "figures"),
            Cell::plain(visit.patient),
            Cell::styled(kinds.word(visit.kind.as_deref()), "quiet"),
            Cell::styled(people.name(&visit.dietitian_id, visit.dietitian), "quiet"),
        ],
    };
    let shows = Shows::names("visit", found.iter().map(|visit| visit.id));
    let rows = found.into_iter().map(row).collect();
    let shell = Shell::new(&caller, caller.look, &settings, "/");
    let columns = [say("When"), say("Patient"), say("Visit"), say("Dietitian")];
    html(
        Status::Ok,
        &page(
            shell,
            say("Completed visits of the last 90 days without a note"),
            rows,
            &columns,
            shows,
        ),
    )
}

#[get("/attention/unseen")]
async fn unseen(
    caller: Staff<may::PatientsList>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let (scope, now, zone) = (caller.scope(), db.database().clock().now(), settings.0.zone.clone());
    let language = caller.look.language;
    let wanted = Wanted::read("/attention/unseen", parameters);
    let offset = wanted.offset();
    let (found, total, people) = db
        .read_much(move |sql| {
            let found = store::unseen(sql, scope.dietitian(), (&zone, now), (ROWS, offset))?;
            let total = store::unseen_count(sql, scope.dietitian(), (&zone, now), store::ALL)?;
            Ok((found, total, Dietitians::read(sql, language)?))
        })
        .await?;
    let shows = Shows::names("patient", found.iter().map(|patient| patient.id));
    let row = |patient: Unseen| Row {
        href: format!("/patients/{}", patient.id),
        cells: vec![
            Cell::plain(patient.name),
            Cell::styled(
                match patient.last_visit {
                    Some(at) => language.date(settings.0.zone.day_of(at)),
                    None => language.t(say("never")).to_owned(),
                },
                "figures",
            ),
            Cell::styled(patient.phone.unwrap_or_default(), "figures"),
            Cell::styled(
                patient.dietitian_id.map_or_else(String::new, |id| people.name(&id, String::new())),
                "quiet",
            ),
        ],
    };
    let rows: Vec<Row> = found.into_iter().map(row).collect();
    let total = u64::try_from(total).unwrap_or_default();
    let shell = Shell::new(&caller, caller.look, &settings, "/");
    let title = say("Patients not seen for six months");
    let mut page = ListPage::new(shell, title, &wanted, (rows, total), shows);
    page.back = Some(("/".to_owned(), caller.t(say("Today")).to_owned()));
    page.has_search = false;
    page.empty = say("Nothing is left to do here.");
    let columns = [say("Patient"), say("Last visit"), say("Phone"), say("Dietitian")];
    let heading = |label| Heading { label, href: None, order: "", style: "" };
    page.headings = columns.map(heading).into();
    html(Status::Ok, &page)
}
