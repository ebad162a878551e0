//! `/attention/…`: the lists behind what the start page says needs attention.

use rocket::{Route, get, routes};

use super::store::{self, Due, DueVisit, Missed, Unseen};
use crate::auth::{Clinical, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::Parameters;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::Html;
use crate::ui::kinds::Kinds;
use crate::ui::language::say;
use crate::ui::list::{Cell, Heading, ListPage, ROWS, Row, Wanted};
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![unwritten, unsigned, missed, unseen]
}

/// The page of such a list, which hangs on the start page.
fn page(
    shell: Shell,
    title: &'static str,
    wanted: &Wanted,
    (rows, total): (Vec<Row>, i64),
    columns: &[&'static str],
    shows: Shows,
) -> ListPage {
    let back = ("/".to_owned(), shell.t(say("Today")).to_owned());
    let total = u64::try_from(total).unwrap_or_default();
    let mut page = ListPage::new(shell, title, wanted, (rows, total), shows);
    page.back = Some(back);
    page.has_search = false;
    page.empty = say("Nothing left to do here.");
    let heading = |label: &&'static str| Heading { label, href: None, order: "", style: "" };
    page.headings = columns.iter().map(heading).collect();
    page
}

#[get("/attention/unwritten")]
async fn unwritten(
    caller: Staff<Clinical<may::VisitsList>>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let wanted = Wanted::read(
        "/attention/unwritten",
        parameters,
        (caller.look.language, &settings.0.currency),
    )
    .only(&[]);
    let title = say("Completed consultations of the last 90 days without a note");
    visits(&caller, &settings, &db, Due::Note, title, wanted).await
}

/// Whose note is to be signed yet.
#[get("/attention/unsigned")]
async fn unsigned(
    caller: Staff<Clinical<may::VisitsList>>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let wanted = Wanted::read(
        "/attention/unsigned",
        parameters,
        (caller.look.language, &settings.0.currency),
    )
    .only(&[]);
    let title = say("Notes that are not signed yet");
    visits(&caller, &settings, &db, Due::Signature, title, wanted).await
}

/// A page of visits, each leading to its own.
async fn visits(
    caller: &Staff<Clinical<may::VisitsList>>,
    settings: &InForce,
    db: &Db,
    due: Due,
    title: &'static str,
    wanted: Wanted,
) -> Result<Html> {
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let (clinic, language, offset) = (settings.0.clone(), caller.look.language, wanted.offset());
    let (found, total, people) = db
        .read_much(move |sql| {
            let when = (&*clinic, now);
            let found = due.visits(sql, scope.dietitian(), when, (ROWS, offset))?;
            let total = due.count(sql, scope.dietitian(), when)?;
            Ok((found, total, Dietitians::read(sql, language)?))
        })
        .await?;
    let kinds = Kinds::of(settings, language);
    let row = |visit: DueVisit| Row {
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
    let shell = Shell::new(caller, caller.look, settings, "/");
    let columns = [say("When"), say("Patient"), say("Type"), say("Dietitian")];
    page(shell, title, &wanted, (rows, total), &columns, shows).answer()
}

/// Who missed an appointment and has no other: to be called.
#[get("/attention/missed")]
async fn missed(
    caller: Staff<may::VisitsList>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let (scope, now, zone) = (caller.scope(), db.database().clock().now(), settings.0.zone.clone());
    let language = caller.look.language;
    let wanted =
        Wanted::read("/attention/missed", parameters, (caller.look.language, &settings.0.currency))
            .only(&[]);
    let offset = wanted.offset();
    let (found, total, people) = db
        .read_much(move |sql| {
            let found = store::missed(sql, scope.dietitian(), (&zone, now), (ROWS, offset))?;
            let total = store::missed_count(sql, scope.dietitian(), (&zone, now))?;
            Ok((found, total, Dietitians::read(sql, language)?))
        })
        .await?;
    let kinds = Kinds::of(&settings, language);
    // Their phones stand beside.
    let shows = Shows::names("visit", found.iter().map(|missed| missed.visit))
        .and(Shows::names("patient", found.iter().map(|missed| missed.patient)));
    let row = |missed: Missed| Row {
        href: format!("/visits/{}", missed.visit),
        cells: vec![
            Cell::styled(language.moment(missed.at, &settings.0.zone), "figures"),
            Cell::plain(missed.name),
            Cell::styled(missed.phone.unwrap_or_default(), "figures"),
            Cell::styled(kinds.word(missed.kind.as_deref()), "quiet"),
            Cell::styled(people.name(&missed.dietitian_id.to_string(), missed.dietitian), "quiet"),
        ],
    };
    let rows = found.into_iter().map(row).collect();
    let shell = Shell::new(&caller, caller.look, &settings, "/");
    let title = say("No-shows of the last 30 days, without another appointment");
    let columns = [say("When"), say("Patient"), say("Phone"), say("Type"), say("Dietitian")];
    page(shell, title, &wanted, (rows, total), &columns, shows).answer()
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
    let wanted =
        Wanted::read("/attention/unseen", parameters, (caller.look.language, &settings.0.currency))
            .only(&[]);
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
    let shell = Shell::new(&caller, caller.look, &settings, "/");
    let title = say("Patients not seen for six months");
    let columns = [say("Patient"), say("Last consultation"), say("Phone"), say("Dietitian")];
    page(shell, title, &wanted, (rows, total), &columns, shows).answer()
}
