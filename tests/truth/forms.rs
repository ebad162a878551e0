//! Every form of the pages either says which record it makes, or which version of a record its sender
//! saw, or does what is the same when it is done twice; and no page changes what nobody saw.

use crate::sources::{all_files, none, sources};

/// The ends of addresses whose acts set something as it is then: done twice, they are done.
const SETTING: &[&str] = &[
    "/activate",
    "/account/email",
    "/account/look",
    "/account/password",
    "/archive",
    "/bring-back",
    "/cancel",
    "/cancelled",
    "/arrived",
    "/completed",
    "/deactivate",
    "/delete",
    "/discard",
    "/end",
    "/first",
    "/hand-over",
    "/import",
    "/invoice",
    "/login",
    "/logo",
    "/logout",
    "/logout-all",
    "/missed",
    "/print/letter",
    "/reach",
    "/remove",
    "/restore",
    "/reverse",
    "/roles",
    "/scan",
    "/scheduled",
    "/seen",
    "/star",
    "/started",
    "/use-credit",
    "/withdraw",
    "/mark/{{ mark }}",
    "{% if is_active %}deactivate{% else %}activate{% endif %}",
    "{% if head.is_active %}archive{% else %}bring-back{% endif %}",
];
/// Those that make something once more on purpose: a look at a table, another backup or password, a
/// file, a draft that a press removes.
const REPEATED: &[&str] = &[
    "/backups",
    "/check",
    "/documents",
    "/duplicate",
    "/password",
    "/plans",
    "/tables",
    "/upload",
];
/// Those whose address comes with the page that they are drawn for.
const DRAWN_FOR: &[&str] = &["{{ action }}", "{{ removal }}", "{{ undo }}"];

/// Where a page may change a record whatever its version: it was just made or saved in the same
/// transaction, or one fact of it is set, which is the same whoever set it before.
const UNSEEN: &[&str] = &[
    "ui/consents/acts.rs",
    "ui/history/acts.rs",
    "ui/plans/beginning.rs",
    "ui/users/roles.rs",
    "ui/visits/saving.rs",
];

/// The text between these, from each beginning to the next end.
fn between<'t>(text: &'t str, begins: &'t str, ends: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(begins).skip(1).map(move |rest| rest.split(ends).next().unwrap_or_default())
}

#[test]
fn every_form_says_what_it_makes_or_what_its_sender_saw() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (name, page) in all_files().into_iter().filter(|(name, _)| name.ends_with(".html")) {
        for form in between(&page, "<form", "</form>").filter(|form| form.contains("\"post\"")) {
            count += 1;
            let says = ["name=\"id\"", "name=\"version\""].iter().any(|said| form.contains(said));
            let action = between(form, "action=\"", "\"").next().unwrap_or("{{ action }}");
            let known = [SETTING, REPEATED, DRAWN_FOR].concat();
            if !says && !known.iter().any(|end| action.ends_with(end)) {
                wrong.push(format!("{name}: {action}"));
            }
        }
    }
    assert!(count > 100, "only {count} forms were found");
    none(wrong);
}

#[test]
fn no_page_changes_a_version_that_nobody_saw() {
    let pages = sources().into_iter().filter(|source| source.name.starts_with("ui/"));
    let blind = pages.filter(|source| source.code.contains("Precondition::none()"));
    let blind = blind.map(|source| source.name).filter(|name| !UNSEEN.contains(&name.as_str()));
    none(blind.collect());
}
