//! Two people at one record, in every form that changes one: what only one of them changed is kept
//! of both, and what both changed is asked, with nothing lost that was typed.

use std::collections::{BTreeMap, BTreeSet};

use crate::refusals::entries::{encoded, with};
use crate::refusals::page::{self, Field, Form};
use crate::refusals::scene::Scene;
use crate::refusals::{Office, route_of};
use crate::wire::Answer;

/// Forms whose fields are not those of a record that two people may have open: acts on it, new
/// records, and what belongs to one person alone.
const NO_RECORD: [&str; 47] = [
    "/account/email",
    "/account/logout-all",
    "/account/look",
    "/account/password",
    "/calendar/absences",
    "/foods",
    "/invoices/<id>/credit",
    "/invoices/<id>/issue",
    "/invoices/<id>/pay",
    "/invoices/<id>/refund",
    "/login",
    "/note-templates",
    "/patients",
    "/patients/<id>/consents",
    "/patients/<id>/contacts",
    "/patients/<id>/energy",
    "/patients/<id>/goals",
    "/patients/<id>/invoices",
    "/patients/<id>/pay",
    "/patients/<id>/plans",
    "/patients/<id>/intakes",
    "/patients/<id>/frequencies",
    "/patients/<id>/refund",
    "/patients/<id>/visits",
    "/patients/<id>/waiting",
    "/exchanges",
    "/exchanges/<id>/groups",
    // What was eaten is one telling: a correction of an older state is refused, and kept as typed.
    "/intakes/<id>",
    // A plan is arranged step by step: a step on an older state is refused, and the newest shown.
    "/plans/<id>",
    "/plans/<id>/arrange",
    "/plans/<id>/days",
    "/plans/<id>/item",
    "/plans/<id>/reference",
    "/plans/<id>/targets",
    "/reach",
    "/recipes",
    // A change of a text is a new edition.
    "/settings/consent-texts",
    "/settings/first",
    // A timetable is one value, replaced whole: one that others have set meanwhile is refused.
    "/settings/hours/<whose>",
    "/settings/prices",
    "/settings/visit-types",
    "/system/backups/<name>/restore",
    "/target-sets",
    "/users",
    // The matrix of the roles says what it showed of each, and only differences to that are made.
    "/users/roles",
    "/visits/<id>/amend",
    "/visits/<id>/print/letter",
];
/// Acts that are forms of a user's page.
const ACTS_ON_USERS: [&str; 2] = ["/users/<id>/<what>", "/users/<id>/hand-over"];

/// The page of a form, and the form.
type Opened = (String, String);

struct Desk<'o> {
    office: &'o Office,
    page: String,
    action: String,
}

impl Desk<'_> {
    /// The form as it stands now.
    fn open(&self) -> Form {
        let answer = self.office.ask("GET", &self.page, "en", &self.office.admin, "");
        self.form_of(&answer).unwrap_or_else(|| panic!("{} has no form any more", self.page))
    }

    fn form_of(&self, answer: &Answer) -> Option<Form> {
        page::forms(&answer.text).into_iter().find(|form| form.action == self.action)
    }

    fn send(&self, form: &Form) -> Answer {
        self.office.ask("POST", &self.action, "en", &self.office.admin, &encoded(form))
    }

    /// Saves, answering what the page asks by sending it again as it comes back.
    fn saves(&self, form: &Form) -> bool {
        let mut answer = self.send(form);
        for _ in 0..2 {
            match (answer.status, self.form_of(&answer)) {
                (400 | 409, Some(again)) => answer = self.send(&again),
                _ => break,
            }
        }
        answer.status == 303
    }
}

/// What somebody else might type into the field.
fn another(field: &Field, round: usize) -> Option<String> {
    let known = match field.name.as_str() {
        "currency" => Some(["USD", "CHF", "GBP"]),
        "time_zone" => Some(["Europe/Paris", "Europe/London", "Asia/Tokyo"]),
        "second_folder" => Some(["/tmp", "/var/tmp", "/dev/shm"]),
        name if name.contains("email") => Some(["a@b.example", "c@d.example", "e@f.example"]),
        name if name.contains("phone") => Some(["+33 1 23 45 67 89", "0612345678", "0698765432"]),
        // A goal ends after it began.
        "target_date" => Some(["2027-01-11", "2027-01-12", "2027-01-13"]),
        name if name.contains("duration") => Some(["30", "45", "50"]),
        // Of a goal: somebody has as much of each of its measures.
        name if name.ends_with("_value") => Some(["60", "61", "62"]),
        name if name.contains("height") => Some(["170", "171", "172"]),
        name if name.contains("weight") => Some(["70", "71", "72"]),
        name if name.contains("circumference") => Some(["80", "81", "82"]),
        name if name.contains("body_fat") => Some(["20", "21", "22"]),
        name if name.contains("systolic") => Some(["120", "121", "122"]),
        name if name.contains("diastolic") => Some(["70", "71", "72"]),
        name if name.contains("discount_amount") => Some(["1", "2", "3"]),
        name if name.contains("discount_percent") => Some(["5", "6", "7"]),
        name if name.contains("second_tax_rate") => Some(["1", "2", "3"]),
        name if name.contains("tax_rate") => Some(["19", "20", "21"]),
        name if name.contains("unit_price") => Some(["41", "42", "43"]),
        _ => None,
    };
    if let Some(known) = known {
        let others: Vec<&str> = known.into_iter().filter(|one| *one != field.value).collect();
        return others.get(round).map(|one| (*one).to_owned());
    }
    if field.name == "items" {
        // Another amount of the same food: the name of a food is understood by its beginning.
        let (_, food) = field.value.split_once(' ')?;
        let others = ["201", "202", "203"].map(|grams| format!("{grams} {food}"));
        return others.into_iter().filter(|one| *one != field.value).nth(round);
    }
    let kind = field.kind.as_str();
    let is_number = !field.value.is_empty() && field.value.parse::<f64>().is_ok();
    match kind {
        "select" => {
            let others = field.options.iter().filter(|one| **one != field.value && !one.is_empty());
            others.clone().nth(round).cloned()
        }
        "date" => {
            let day = field.value.get(..8).unwrap_or("2026-06-");
            let days = ["11", "12", "13"].map(|end| format!("{day}{end}"));
            days.into_iter().filter(|one| *one != field.value).nth(round)
        }
        "datetime-local" => {
            let day = field.value.split('T').next().unwrap_or_default();
            let times = ["06:15", "06:30", "06:45"].map(|end| format!("{day}T{end}"));
            times.into_iter().filter(|one| *one != field.value).nth(round)
        }
        "hidden" | "password" | "radio" | "checkbox" | "readonly" => None,
        _ if is_number => {
            let numbers = ["2", "3", "4"].into_iter().filter(|one| *one != field.value);
            numbers.map(str::to_owned).nth(round)
        }
        "number" => Some((2 + round).to_string()),
        _ => Some(format!("{} {}", field.value.trim(), ["more", "else"][round.min(1)])),
    }
}

/// The forms that change a record: one of each route, by page and action.
fn forms(office: &Office) -> BTreeMap<&'static str, Opened> {
    let scene = Scene::set(office);
    let mut found = BTreeMap::new();
    let mut blind = BTreeSet::new();
    // The visit with a measurement before the others.
    let first = [office.cast.address("/visits/{visit}?edit=1")];
    for address in first.into_iter().chain(scene.pages(office)) {
        let answer = office.ask("GET", &address, "en", &office.admin, "");
        for form in page::forms(&answer.text) {
            let Some(route) = route_of(&form.action) else { continue };
            let is_filled = form.fields.iter().any(|field| field.kind != "hidden");
            let is_act = NO_RECORD.contains(&route) || ACTS_ON_USERS.contains(&route);
            if !is_filled || is_act {
                continue;
            }
            let knows = |prefix: &str| form.fields.iter().any(|f| f.name.starts_with(prefix));
            if knows("was.") && knows("version") {
                found.entry(route).or_insert((address.clone(), form.action.clone()));
            } else {
                blind.insert(route);
            }
        }
    }
    assert!(blind.is_empty(), "these forms do not know what their record was: {blind:?}");
    found
}

/// The fields that can be changed by themselves, as trying shows.
fn changeable(desk: &Desk<'_>) -> Vec<String> {
    let form = desk.open();
    let mut names = Vec::new();
    for field in form.fields.iter().filter(|field| !field.name.starts_with("was.")) {
        let is_later_row = field.name.starts_with("lines.") && !field.name.starts_with("lines.0.");
        let (false, Some(value)) = (is_later_row, another(field, 0)) else { continue };
        let before = desk.open();
        let is_saved = desk.saves(&with(&before, &field.name, &value));
        if is_saved && desk.open().holds(&field.name) != before.holds(&field.name) {
            names.push(field.name.clone());
        }
    }
    names
}

fn value_for(form: &Form, name: &str, round: usize) -> Option<String> {
    another(form.fields.iter().find(|field| field.name == name)?, round)
}

/// Somebody changes one field while somebody else has the same form open and changes another one.
fn different_fields(desk: &Desk<'_>, one: &str, other: &str, wrong: &mut Vec<String>) {
    let both = desk.open();
    let place = format!("{}: {one}, then {other}", desk.action);
    let (Some(first), Some(second)) = (value_for(&both, one, 0), value_for(&both, other, 0)) else {
        return;
    };
    if !desk.saves(&with(&both, one, &first)) {
        return wrong.push(format!("{place}: the first was refused"));
    }
    let stored = desk.open();
    if !desk.saves(&with(&both, other, &second)) {
        return wrong.push(format!("{place}: the second was refused"));
    }
    let after = desk.open();
    if after.holds(one) != stored.holds(one) {
        let (was, is) = (stored.holds(one), after.holds(one));
        wrong.push(format!("{place}: the first is lost: {was:?}, {is:?}"));
    }
    if after.holds(other) == both.holds(other) {
        wrong.push(format!("{place}: the second is lost"));
    }
}

/// Both change the same field: the second is asked, sees both values, and decides.
fn same_field(desk: &Desk<'_>, name: &str, beside: &str, wrong: &mut Vec<String>) {
    let both = desk.open();
    let place = format!("{}: {name} twice", desk.action);
    let values =
        (value_for(&both, name, 0), value_for(&both, name, 1), value_for(&both, beside, 0));
    let (Some(first), Some(second), Some(third)) = values else { return };
    if !desk.saves(&with(&both, name, &first)) {
        return wrong.push(format!("{place}: the first was refused"));
    }
    let mine = with(&with(&both, name, &second), beside, &third);
    let answer = desk.send(&mine);
    let again = desk.form_of(&answer);
    let (409, Some(again)) = (answer.status, again) else {
        return wrong.push(format!("{place}: answered {} and does not ask", answer.status));
    };
    for (field, typed) in [(name, &second), (beside, &third)] {
        if again.holds(field).map(str::trim) != Some(typed.trim()) {
            wrong.push(format!("{place}: {field} = {typed:?} is lost: {:?}", again.holds(field)));
        }
    }
    if !answer.text.contains("Stored meanwhile:") {
        wrong.push(format!("{place}: what the other one stored is not told"));
    }
    if !desk.saves(&again) {
        return wrong.push(format!("{place}: the decision was refused"));
    }
    let before = both.holds(beside);
    if beside != name && desk.open().holds(beside) == before {
        wrong.push(format!("{place}: {beside} is lost"));
    }
}

#[test]
fn two_people_at_one_record_lose_nothing_in_any_form() {
    let office = Office::open();
    let forms = forms(&office);
    let (mut wrong, mut pairs) = (Vec::new(), 0);
    for (route, (page, action)) in &forms {
        let desk = Desk { office: &office, page: page.clone(), action: action.clone() };
        let names = changeable(&desk);
        if names.len() < 2 {
            wrong.push(format!("{route}: only {names:?} could be changed"));
            continue;
        }
        for (place, one) in names.iter().enumerate() {
            let other = &names[(place + 1) % names.len()];
            different_fields(&desk, one, other, &mut wrong);
            same_field(&desk, one, other, &mut wrong);
            pairs += 1;
        }
        println!("{route}: {names:?}");
    }
    assert!(forms.len() >= 9 && pairs >= 60, "{} forms, {pairs} pairs", forms.len());
    assert!(wrong.is_empty(), "{} faults:\n{wrong:#?}", wrong.len());
}
