//! The list of a patient's energy prescriptions, and the form of the next one.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::{Map, Value, json};

use super::words::{PrescriptionLine, told};
use crate::auth::{Clinical, Permission, may};
use crate::clinical::energy::Equation;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::patients::store::name;
use crate::patients::{Author, beside};
use crate::prescriptions::{NewPrescription, Prescribed, Prescription, service, store};
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::language::say;
use crate::ui::patients::ROOM;
use crate::ui::patients::head::Head;
use crate::ui::patients::seen::seen;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![all, new, add, take_off, bring_back]
}

type Act = std::result::Result<Redirect, Html>;

const NUMBERS: [&str; 8] = [
    "age",
    "weight_kg",
    "height_cm",
    "body_fat_percentage",
    "pal",
    "adjustment_kcal",
    "protein_g_per_kg",
    "protein_weight_kg",
];
/// A day of somebody who sits: what is proposed where nothing was prescribed.
const USUAL_PAL: f64 = 1.55;

/// The page of all of them.
#[derive(Template)]
#[template(path = "ui/prescriptions/prescriptions.html", config = "src/ui/askama.toml")]
struct EnergyPage {
    shell: Shell,
    id: Id,
    head: Head,
    may_edit: bool,
    lines: Vec<PrescriptionLine>,
}

impl Discloses for EnergyPage {
    fn shows(&self) -> Shows {
        let all = Shows::texts("energy_prescription", self.lines.iter().map(|one| one.id));
        all.and(Shows::record("patient", self.id))
    }
}

#[get("/patients/<id>/energy")]
async fn all(
    caller: Staff<Clinical<may::VisitsRead>>,
    id: PathId,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let (id, language) = (id.get()?, caller.look.language);
    let (sight, now) = ((caller.scope(), caller.notes()), db.database().clock().now());
    let (file, found) =
        db.read(move |sql| Ok((seen(sql, id, sight, now)?, store::of_patient(sql, id)?))).await?;
    let mut shell =
        Shell::new(&caller, caller.look, &settings, ROOM).saying(parameters.get("done"));
    if let (Some("energy-removed"), Some(gone)) = (parameters.get("done"), parameters.get("undo")) {
        shell.undo = gone.parse::<Id>().ok().map(|gone| format!("/energy/{gone}/restore"));
    }
    let page = EnergyPage {
        id,
        head: Head::of(&file, &caller, (&settings.0.zone, now), language, "/energy"),
        may_edit: caller.may(Permission::VisitsUpdate),
        lines: found.iter().map(|one| told(one, language, &settings.0.zone)).collect(),
        shell,
    };
    html(Status::Ok, &page)
}

fn form(shell: Shell, patient: Id, name: &str, shows: Shows) -> FormPage {
    let equations = Equation::ALL.map(|one| (one.code().to_owned(), one.name().to_owned()));
    let language = shell.look.language;
    let sexes = [("male", "MALE"), ("female", "FEMALE")]
        .map(|(code, words)| (code.to_owned(), language.code(words)));
    let energy = vec![
        Field::new("equation", say("Equation"), Kind::Choice(equations.into())).required(),
        Field::number("pal", say("Activity (PAL)")).hint(say(
            "Sedentary or light 1.40–1.69, active 1.70–1.99, vigorous 2.00–2.40 (FAO/WHO/UNU 2004).",
        )),
        Field::number("adjustment_kcal", say("Deficit or surplus, kcal"))
            .hint(say("Below zero a deficit: −500.")),
    ];
    let protein = vec![
        Field::number("protein_g_per_kg", say("Protein, g per kg")),
        Field::number("protein_weight_kg", say("By a weight of, kg"))
            .hint(say("Blank: the weight above.")),
        Field::text("note", say("Note")),
    ];
    let body = vec![
        Field::number("weight_kg", say("Weight, kg")),
        Field::number("height_cm", say("Height, cm")),
        Field::number("body_fat_percentage", say("Body fat, %")),
        Field::number("age", say("Age, years")),
        Field::new("sex", say("Sex for equations"), Kind::Choice(sexes.into())),
    ];
    let path = format!("{ROOM}/{patient}/energy");
    let groups = vec![
        Group { title: say("Energy"), fields: energy },
        Group { title: say("Body"), fields: body },
        Group { title: say("Protein"), fields: protein },
    ];
    let title = say("Prescribe energy");
    FormPage::new(shell, title, path.clone(), (path, name), say("Prescribe"), groups)
        .making()
        .showing(shows)
}

/// What is proposed: the body as the file knows it, and the rest as it was prescribed last.
fn proposed(mut body: Map<String, Value>, last: Option<&Prescribed>) -> Value {
    let usual = Equation::MifflinStJeor.code();
    let equation = last.map_or(usual, |last| last.energy.equation.as_str());
    let pal = last.and_then(|last| last.energy.inputs.pal).unwrap_or(USUAL_PAL);
    body.insert("equation".into(), json!(equation));
    body.insert("pal".into(), json!(pal));
    body.insert("adjustment_kcal".into(), json!(last.map(|last| last.adjustment_kcal)));
    body.insert("protein_g_per_kg".into(), json!(last.and_then(|last| last.protein_g_per_kg)));
    Value::Object(body)
}

#[get("/patients/<id>/energy/new")]
async fn new(
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, scope) = (id.get()?, caller.scope());
    let today = settings.0.zone.day_of(db.database().clock().now());
    let (whose, body, last) = db
        .read(move |sql| {
            let whose = name(sql, id, scope)?;
            Ok((whose, store::body(sql, id, today)?, store::in_force(sql, id)?))
        })
        .await?;
    let values = proposed(body, last.map(|one| one.prescribed).as_ref());
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let page = form(shell, id, &whose, Shows::names("patient", [id]));
    html(Status::Ok, &page.filled(&values, Shows::record("patient", id)))
}

#[post("/patients/<id>/energy", data = "<sent>")]
async fn add(
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let (id, scope, author) = (id.get()?, caller.scope(), Author::from(&*caller));
    let zone = settings.0.zone.clone();
    let whose = db.read(move |sql| name(sql, id, scope)).await?;
    let mut body = sent.filled(&NUMBERS);
    body.insert("patient_id".into(), json!(id));
    let added = match NewPrescription::read(body.clone()) {
        Ok(new) => db.write(move |tx| service::create(tx, &author, new, (&body, &zone))).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}/energy?done=saved-energy")))),
        Err(error) => {
            let shell = Shell::new(&caller, caller.look, &settings, ROOM);
            let page = form(shell, id, &whose, Shows::names("patient", [id]));
            again(page, &sent, error).map(Err)
        }
    }
}

#[post("/energy/<id>/remove", data = "<_sent>")]
async fn take_off(
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let gone = db.write(move |tx| beside::remove::<Prescription>(tx, &author, id)).await?;
    Ok(Redirect::to(format!("{ROOM}/{}/energy?done=energy-removed&undo={id}", gone.patient_id)))
}

#[post("/energy/<id>/restore", data = "<_sent>")]
async fn bring_back(
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let back = db.write(move |tx| beside::restore::<Prescription>(tx, &author, id)).await?;
    Ok(Redirect::to(format!("{ROOM}/{}/energy?done=energy-back", back.patient_id)))
}
