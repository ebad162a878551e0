//! Steps within the writing of a note that store nothing of the visit: another earlier consultation, a
//! section copied from it, other times for the next appointment, the meal plan given. What was typed is
//! kept as a draft, and the page shows it again; a script takes most of these steps without the server.

use rocket::response::Redirect;

use super::notes::texts;
use super::opened::{Beside, open};
use super::pages::ROOM;
use super::planned;
use crate::auth::{Clinical, Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::ids::Id;
use crate::patients::Author;
use crate::settings::InForce;
use crate::ui::drafts;
use crate::ui::form::Sent;
use crate::ui::staff::Staff;
use crate::visits::change::visible;
use crate::visits::templates::store as templates;
use crate::visits::writer::writer_of;

/// Every section of an earlier consultation.
const ALL: &str = "all";

/// A step, as a button names it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// Another earlier consultation beside the note.
    Look(Id),
    /// A section of that consultation, or all of them, below what stands.
    Copy(Id, String),
    /// Free times in so many weeks.
    Times,
    /// The template that is chosen, below what stands.
    Template,
    /// The patient's meal plan is given to them.
    Give(Id, i64),
}

impl Step {
    /// The step of `look:ID`, `copy:ID:SECTION`, `times`, `template` or `give:ID:VERSION`.
    pub fn read(then: &str) -> Option<Self> {
        let (what, rest) = then.split_once(':').unwrap_or((then, ""));
        match what {
            "look" => rest.parse().ok().map(Self::Look),
            "copy" => {
                let (id, section) = rest.split_once(':')?;
                Some(Self::Copy(id.parse().ok()?, section.to_owned()))
            }
            "times" => Some(Self::Times),
            "template" => Some(Self::Template),
            "give" => {
                let (plan, version) = rest.split_once(':')?;
                Some(Self::Give(plan.parse().ok()?, version.parse().ok()?))
            }
            _ => None,
        }
    }
}

/// Takes the step, and leads back to the page.
///
/// # Errors
/// 404 and 403 for the visit, or for the one that is copied from.
pub(super) async fn take(
    caller: &Staff<Clinical<may::VisitsUpdate>>,
    id: Id,
    settings: &InForce,
    db: &Db,
    step: Step,
    sent: &Sent,
) -> Result<Redirect> {
    let mut fields = sent.all().to_vec();
    fields.retain(|(name, _)| name != "then");
    let mut way = format!("{ROOM}/{id}?edit=1");
    match step {
        Step::Times => {}
        Step::Give(plan, version) => {
            // Kept first: whatever becomes of the plan, what was typed stays.
            keep(caller, id, settings, db, fields).await?;
            let given = give(caller, id, settings, db, (plan, version)).await;
            return Ok(Redirect::to(format!("{way}&done={}", planned::told(&given))));
        }
        Step::Template => {
            if let Ok(template) = sent.get("template").parse() {
                let first = insert(caller, id, settings, db, (template, sent), &mut fields).await?;
                way.extend(first.map(|name| format!("#{name}")));
            }
        }
        Step::Look(earlier) => way.push_str(&format!("&before={earlier}")),
        Step::Copy(earlier, section) => {
            way.push_str(&format!("&before={earlier}"));
            let writer = writer_of(caller, settings);
            let notes = caller.notes();
            let copied = db.write(move |tx| {
                let visit = visible(tx, &writer, id, false)?;
                let from = visible(tx, &writer, earlier, false)?;
                let is_same = from.visit.patient_id == visit.visit.patient_id;
                Ok(is_same.then(|| texts(&from.for_reader(notes).visit.details)))
            });
            for (name, _, text) in copied.await?.unwrap_or_default() {
                if section == ALL && name != "private_notes" || section == name {
                    append(&mut fields, name, &text);
                }
            }
            if section != ALL {
                way.push_str(&format!("#{section}"));
            }
        }
    }
    keep(caller, id, settings, db, fields).await?;
    Ok(Redirect::to(way))
}

/// Gives the patient of the visit a plan of theirs.
async fn give(
    caller: &Staff<Clinical<may::VisitsUpdate>>,
    id: Id,
    settings: &InForce,
    db: &Db,
    (plan, version): (Id, i64),
) -> Result<()> {
    caller.must(Permission::NutritionPlan)?;
    let (writer, author) = (writer_of(caller, settings), Author::from(&**caller));
    let scope = caller.scope();
    db.write(move |tx| {
        let visit = visible(tx, &writer, id, false)?;
        planned::give(tx, &author, (plan, version), visit.visit.patient_id, scope)
    })
    .await
}

/// Puts the sections of a template below what stands, with what is known of the patient filled in; the
/// first of them.
async fn insert(
    caller: &Staff<Clinical<may::VisitsUpdate>>,
    id: Id,
    settings: &InForce,
    db: &Db,
    (template, sent): (Id, &Sent),
    fields: &mut [(String, String)],
) -> Result<Option<&'static str>> {
    let who = (caller.scope(), caller.id(), db.database().clock().now());
    let clinic = InForce(settings.0.clone());
    let user = caller.id();
    let (opened, template) = db
        .read(move |sql| {
            let opened = open(sql, id, who, &clinic, Beside::figures())?;
            Ok((opened, templates::load(sql, template, user, false)?))
        })
        .await?;
    let variables = opened.variables(Some(sent), settings, caller.look.language);
    let mut first = None;
    for (name, text) in template.details.sections() {
        if let Some(text) = text {
            append(fields, name, &variables.fill(text));
            first.get_or_insert(name);
        }
    }
    Ok(first)
}

/// Keeps what was typed as the writer's draft.
///
/// # Errors
/// 404 and 403 for the visit.
pub(super) async fn keep(
    caller: &Staff<Clinical<may::VisitsUpdate>>,
    id: Id,
    settings: &InForce,
    db: &Db,
    fields: Vec<(String, String)>,
) -> Result<()> {
    let (user, writer) = (caller.id(), writer_of(caller, settings));
    db.write(move |tx| {
        visible(tx, &writer, id, false)?;
        drafts::store::keep(tx, user, drafts::pages::VISIT, id, &fields)
    })
    .await
}

/// Puts a text below what stands in the field.
fn append(fields: &mut [(String, String)], name: &str, text: &str) {
    if let Some((_, typed)) = fields.iter_mut().find(|(known, _)| known == name) {
        match typed.trim() {
            "" => text.clone_into(typed),
            _ => *typed = format!("{}\n{text}", typed.trim_end()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_names_its_step() {
        let id = Id::new();
        assert_eq!(Step::read(&format!("look:{id}")), Some(Step::Look(id)));
        let copy = Step::read(&format!("copy:{id}:assessment"));
        assert_eq!(copy, Some(Step::Copy(id, "assessment".into())));
        assert_eq!(Step::read("times"), Some(Step::Times));
        assert_eq!(Step::read("template"), Some(Step::Template));
        assert_eq!(Step::read(&format!("give:{id}:3")), Some(Step::Give(id, 3)));
        for other in ["save", "finish", "invoice", "look:zzz", "copy:1", ""] {
            assert_eq!(Step::read(other), None, "{other}");
        }
    }

    #[test]
    fn a_copied_text_stands_on_a_new_line_below() {
        let mut fields = vec![("assessment".to_owned(), "mine \r\n".to_owned())];
        append(&mut fields, "assessment", "theirs");
        append(&mut fields, "intervention", "nowhere");
        assert_eq!(fields, [("assessment".to_owned(), "mine\ntheirs".to_owned())]);
    }
}
