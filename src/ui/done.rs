//! What a page says of what was just done.

use super::language::say;

/// What was just done, by the code in the address.
pub(super) const DONE: &[(&str, &str)] = &[
    ("saved-copy", say("The copy of the plan is made.")),
    ("saved-plan", say("The plan is saved.")),
    ("saved-schedule", say("The times of the backups are saved.")),
    ("saved-history", say("The medical history is saved.")),
    ("saved-patient", say("The patient’s details are saved.")),
    ("saved-goal", say("The goal is saved.")),
    ("goal-back", say("The goal is back.")),
    ("saved-energy", say("The prescription is saved.")),
    ("energy-back", say("The prescription is back.")),
    ("saved-roles", say("The roles are saved.")),
    ("saved-user", say("The user is saved.")),
    ("saved-recipe", say("The recipe is saved.")),
    ("saved-intake", say("What was eaten is saved.")),
    ("saved-look", say("Language and appearance are saved.")),
    ("saved-email", say("The e-mail address is saved.")),
    ("saved-template", say("The template is saved.")),
    ("template-back", say("The template is back.")),
    ("saved-contact", say("The contact is saved.")),
    ("contact-back", say("The contact is back.")),
    ("saved-frequencies", say("The food frequencies are saved.")),
    ("saved-logo", say("The logo is saved.")),
    ("logo-removed", say("The logo is removed.")),
    ("saved-accounts", say("The accounts of the journal are saved.")),
    ("saved-price", say("The price is saved.")),
    ("saved-type", say("The appointment type is saved.")),
    ("saved-settings", say("The settings are saved.")),
    ("saved-consent", say("The consent is saved.")),
    ("consent-stands", say("The consent is valid again.")),
    ("consent-back", say("The consent is back.")),
    ("saved-consent-text", say("The text is saved.")),
    ("saved-group", say("The exchange group is saved.")),
    ("saved-system", say("The exchange system is saved.")),
    ("saved-hours", say("The opening hours are saved.")),
    ("saved-set", say("The set of targets is saved.")),
    ("set-back", say("The set of targets is back.")),
    ("saved-food", say("The food is saved.")),
    ("saved-document", say("The document’s title and type are saved.")),
    ("created", say("The patient is registered.")),
    ("archived", say("The patient is archived. The file is kept.")),
    ("back", say("The patient is active again.")),
    ("booked", say("The appointment is booked.")),
    ("measured", say("The consultation and its measurements are saved.")),
    ("emptied", say("The consultation is saved, and its measurements are removed.")),
    ("arrived", say("The patient has arrived.")),
    ("started", say("The consultation has begun.")),
    ("waiting", say("The patient is in the waiting room again.")),
    ("completed", say("The consultation is completed.")),
    ("signed-off", say("The consultation is completed, its note signed and locked.")),
    ("signed", say("The note is signed and locked.")),
    ("amended", say("The note is open again; what was signed stays readable.")),
    ("goal-removed", say("The goal is deleted.")),
    ("energy-removed", say("The prescription is deleted.")),
    ("contact-removed", say("The contact is deleted.")),
    ("consent-withdrawn", say("The consent is withdrawn.")),
    ("consent-removed", say("The consent is deleted.")),
    ("template-removed", say("The template is deleted.")),
    ("set-removed", say("The set of targets is deleted. Plans keep what they have of it.")),
    ("missed", say("The patient is marked as a no-show.")),
    ("reopened", say("The appointment is scheduled again.")),
    ("moved", say("The appointment is moved.")),
    ("moved-back", say("The appointment is back at its time.")),
    ("moved-on", say("The appointment was moved once more meanwhile: it stays where it is now.")),
    ("was-taken", say("Its old time is taken by now: choose another, or book both.")),
    (
        "stays-finished",
        say("The consultation was changed meanwhile: it stays finished as it is now."),
    ),
    (
        "reopened-kept",
        say(
            "The consultation is open again. The next appointment was changed meanwhile, and stays.",
        ),
    ),
    ("measured-next", say("Saved. The next appointment is booked when you finish.")),
    ("called-off", say("The appointment is cancelled.")),
    (
        "called-off-waits",
        say("The appointment is cancelled. The patient is on the waiting list again."),
    ),
    ("deleted", say("The appointment is deleted.")),
    ("restored", say("The appointment is back.")),
    ("drafted", say("The draft is saved. It gets its number when you issue it.")),
    ("finished", say("The consultation is completed. Check the draft invoice, then issue it.")),
    ("issued", say("The invoice is issued: its lines and amounts are fixed now.")),
    ("paid", say("The payment is recorded.")),
    ("reversed", say("The payment is undone.")),
    ("credited", say("The credit note is written.")),
    ("refunded", say("The refund is recorded.")),
    ("credit-used", say("The credit is used for this invoice.")),
    ("cancelled", say("The invoice is cancelled. It keeps its number.")),
    ("removed", say("The draft is deleted.")),
    ("password", say("The password is changed.")),
    ("ended", say("The session is ended.")),
    ("waits", say("The patient is on the waiting list.")),
    ("waits-no-more", say("The patient is off the waiting list.")),
    ("waits-again", say("The patient is on the waiting list again.")),
    ("absence-entered", say("The absence is entered.")),
    ("absence-removed", say("The absence is removed.")),
    ("absence-restored", say("The absence is back.")),
    ("key-ended", say("The API key is ended.")),
    ("user", say("The user is added.")),
    ("stored", say("The documents are kept.")),
    ("hidden", say("The document is deleted.")),
    ("shown", say("The document is back.")),
    ("switched", say("The change is made.")),
    ("handed-over", say("It is handed over.")),
    ("copy-deleted", say("The backup is deleted.")),
    ("restore-ordered", say("The restore is ordered: it is carried out at the next start.")),
    ("given", say("The plan is given: it does not change any more.")),
    (
        "not-given",
        say(
            "The plan was not given: somebody has changed or given it meanwhile, or it may not be yours to give. Look at it first. What you typed is kept.",
        ),
    ),
    ("restore-cancelled", say("The restore is cancelled.")),
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::DONE;

    /// Every source of the pages below `folder`.
    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => sources(&path, found),
                false if path.extension().is_some_and(|end| end == "rs") => {
                    found.push(std::fs::read_to_string(&path).unwrap());
                }
                false => {}
            }
        }
    }

    #[test]
    fn every_act_that_leads_on_says_what_was_done_and_to_what() {
        let mut all = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui"), &mut all);
        let code = |rest: &str| {
            rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().map(str::to_owned)
        };
        let told: Vec<String> = all
            .iter()
            .filter_map(|source| source.split("#[cfg(test)]").next())
            .flat_map(|source| source.split("done=").skip(1).filter_map(code))
            .filter(|code| !code.is_empty())
            .collect();
        assert!(told.len() > 60, "{}", told.len());
        for code in &told {
            assert!(DONE.iter().any(|(known, _)| known == code), "{code} is not said");
        }
        for (code, text) in DONE {
            assert!(text.split(' ').count() > 2, "{code} does not say what: {text}");
        }
    }
}
