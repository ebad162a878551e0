//! Copies and what they come to, in words.

use crate::backups::store::Check;
use crate::backups::{Difference, Kept, Origin, Phase, Trouble, Work};
use crate::clock::{Moment, Zone};
use crate::ui::language::{Language, say};

/// Where the copies are.
pub const ROOM: &str = "/system/backups";

/// A copy in the list.
pub struct Row {
    pub href: String,
    pub made: String,
    pub kind: &'static str,
    pub size: String,
    pub age: String,
    pub state: State,
}

/// What is known of a copy: the words, the colour, and more of it.
pub struct State {
    pub label: &'static str,
    pub badge: &'static str,
    pub detail: String,
}

impl Row {
    pub fn of(copy: &Kept, check: Option<&Check>, now: Moment, zone: &Zone, to: Language) -> Self {
        Self {
            href: format!("{ROOM}/{}", copy.name),
            made: to.moment(copy.made, zone),
            kind: kind(copy),
            size: to.size(copy.bytes),
            age: age(now.ms() - copy.made.ms(), to),
            state: state(copy, check, zone, to),
        }
    }
}

/// Why the copy is there. Files without a manifest say it by their names.
pub fn kind(copy: &Kept) -> &'static str {
    match copy.manifest.as_ref().map(|manifest| manifest.origin) {
        _ if copy.name.starts_with("brought-") => say("Brought from elsewhere"),
        Some(Origin::Schedule) => say("Daily"),
        Some(Origin::Manual) => say("By hand"),
        Some(Origin::Restore) => say("Before a restore"),
        None if copy.name.starts_with("before-migration") => say("Before an upgrade"),
        None if copy.name.starts_with("damaged-") => say("Damaged, kept aside"),
        None => say("Other"),
    }
}

/// What was found out of the file as it is now, and never more than was proved.
pub fn state(copy: &Kept, check: Option<&Check>, zone: &Zone, to: Language) -> State {
    let at = |moment: Moment| to.moment(moment, zone);
    match check.filter(|check| check.is_of(&copy.stamp)) {
        Some(Check { error: Some(why), .. }) => {
            State { label: say("Damaged"), badge: "red", detail: why.clone() }
        }
        Some(check) if check.is_made_here => {
            State { label: say("Made here"), badge: "green", detail: at(check.at) }
        }
        Some(_) => State {
            label: say("Not made here"),
            badge: "amber",
            detail: to.t(say("It is whole, but nothing proves that it was made here.")).to_owned(),
        },
        None => State {
            label: say("Not checked"),
            badge: "grey",
            detail: to.t(say("It was not checked since it was put here.")).to_owned(),
        },
    }
}

/// How long ago, in the unit that tells it best.
pub fn age(ms: i64, to: Language) -> String {
    let minutes = ms / 60_000;
    let number = |value: i64| value.to_string();
    match minutes {
        ..1 => to.t(say("just now")).to_owned(),
        1..60 => to.fill("{} min", &[&number(minutes)]),
        60..2_880 => to.fill("{} h", &[&number(minutes / 60)]),
        _ => to.fill("{} days", &[&number(minutes / 1_440)]),
    }
}

/// What the keeper is at: the sentence, and how far it is of a hundred.
pub fn progress(work: &Work, to: Language) -> (String, Option<u64>) {
    match (&work.checks, work.phase) {
        (Some(name), _) => (to.fill("Reading {} and checking every byte.", &[name]), None),
        (None, Phase::Copying { done, of }) => {
            let share = done * 100 / of.max(1);
            (to.fill("Copying: {} %.", &[&share.to_string()]), Some(share))
        }
        (None, Phase::Checking) => (to.t(say("Reading the copy back.")).to_owned(), None),
    }
}

/// What administrators hear on every page.
pub fn alarm(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Failed => say("The last backup failed: see why, and make another one."),
        Trouble::Overdue => say("There is no good backup of the last two days: make one now."),
        Trouble::Second => say("The last backup is not in the second folder: see why."),
        Trouble::Restore => say("The restore was refused at the start: nothing was changed."),
        Trouble::Trail => {
            say("The audit trail is not what a backup remembers: see what the check finds.")
        }
    }
}

/// The page that tells more of it.
pub const fn remedy(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Trail => "/system/examination",
        Trouble::Failed | Trouble::Overdue | Trouble::Second | Trouble::Restore => {
            "/system/backups"
        }
    }
}

/// What a restore does to a user or a key.
pub fn difference(one: &Difference, to: Language) -> String {
    let role = |role: &str| match role.split_once(", ") {
        Some((role, _)) => format!("{}, {}", to.code(role), to.t(say("inactive"))),
        None => to.code(role),
    };
    match one {
        Difference::Comes { user, role: of } => to.fill("{} comes back as {}.", &[user, &role(of)]),
        Difference::Goes { user } => to.fill("{} is no longer a user.", &[user]),
        Difference::Role { user, now, then } => {
            to.fill("{} is {} again, no longer {}.", &[user, &role(then), &role(now)])
        }
        Difference::Password { user } => {
            to.fill("The password of {} is the one of the backup again.", &[user])
        }
        Difference::KeyComes { user, key } => {
            to.fill("The API key {} of {} works again.", &[key, user])
        }
        Difference::KeyGoes { user, key } => {
            to.fill("The API key {} of {} stops working.", &[key, user])
        }
        Difference::Gains { role, right } => to.fill(
            "The role {} gets the right {}, which it does not have now.",
            &[&to.code(role), right],
        ),
        Difference::Loses { role, right } => {
            to.fill("The role {} loses the right {}.", &[&to.code(role), right])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_the_unit_that_tells_it_best() {
        let told = |minutes: i64| age(minutes * 60_000, Language::English);
        assert_eq!(
            [told(0), told(59), told(120), told(2_880)],
            ["just now", "59 min", "2 h", "2 days"]
        );
        assert_eq!(age(3 * 86_400_000, Language::French), "3 jours");
    }
}
