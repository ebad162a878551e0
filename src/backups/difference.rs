//! Who could log in, with which key, or do what, that could not before; and the other way round.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::store::{Person, Rights};

/// One difference that a restore makes to a user or a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Difference {
    Comes {
        user: String,
        role: String,
    },
    Goes {
        user: String,
    },
    Role {
        user: String,
        now: String,
        then: String,
    },
    Password {
        user: String,
    },
    KeyComes {
        user: String,
        key: String,
    },
    KeyGoes {
        user: String,
        key: String,
    },
    /// Everybody of the role may do what they may not now.
    Gains {
        role: String,
        right: String,
    },
    Loses {
        role: String,
        right: String,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Comes { user, role } => write!(f, "{user} comes back as {role}"),
            Self::Goes { user } => write!(f, "{user} goes"),
            Self::Role { user, now, then } => write!(f, "{user}: {now} becomes {then}"),
            Self::Password { user } => write!(f, "{user}: the password of the backup counts again"),
            Self::KeyComes { user, key } => write!(f, "{user}: the key {key} comes back"),
            Self::KeyGoes { user, key } => write!(f, "{user}: the key {key} goes"),
            Self::Gains { role, right } => write!(f, "every {role} may {right}, and may not now"),
            Self::Loses { role, right } => write!(f, "no {role} may {right} any more"),
        }
    }
}

/// What differs between the people of two files.
pub(super) fn between(
    now: &BTreeMap<String, Person>,
    then: &BTreeMap<String, Person>,
) -> Vec<Difference> {
    let mut found = Vec::new();
    for (user, after) in then {
        let user = || user.clone();
        let Some(before) = now.get(&user()) else {
            found.push(Difference::Comes { user: user(), role: after.role.clone() });
            continue;
        };
        if before.role != after.role {
            let (now, then) = (before.role.clone(), after.role.clone());
            found.push(Difference::Role { user: user(), now, then });
        }
        if before.password != after.password {
            found.push(Difference::Password { user: user() });
        }
        for key in after.keys.difference(&before.keys) {
            found.push(Difference::KeyComes { user: user(), key: key.clone() });
        }
        for key in before.keys.difference(&after.keys) {
            found.push(Difference::KeyGoes { user: user(), key: key.clone() });
        }
    }
    for user in now.keys().filter(|user| !then.contains_key(*user)) {
        found.push(Difference::Goes { user: user.clone() });
    }
    found
}

/// What differs between the rights of roles, of files of one version. What one of them could not
/// know is no loss.
pub(super) fn between_rights(now: &Rights, then: &Rights) -> Vec<Difference> {
    let mut found = Vec::new();
    let none = BTreeSet::new();
    let roles: BTreeSet<&String> = now.granted.keys().chain(then.granted.keys()).collect();
    for role in roles {
        let before = now.granted.get(role).unwrap_or(&none);
        let after = then.granted.get(role).unwrap_or(&none);
        let one = |right: &String| (role.clone(), right.clone());
        for (role, right) in after.difference(before).map(one) {
            found.push(Difference::Gains { role, right });
        }
        let lost = before.difference(after).filter(|right| then.known.contains(*right));
        for (role, right) in lost.map(one) {
            found.push(Difference::Loses { role, right });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(role: &str, password: &str, keys: &[&str]) -> Person {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        Person { role: role.into(), password: password.into(), keys }
    }

    #[test]
    fn every_user_and_key_that_differs_is_named_and_no_other() {
        let now = BTreeMap::from([
            ("anna".to_owned(), person("ADMIN", "1", &["lab"])),
            ("bo".to_owned(), person("VIEWER", "1", &["x"])),
            ("new".to_owned(), person("VIEWER", "1", &[])),
            ("same".to_owned(), person("VIEWER", "1", &["k"])),
        ]);
        let then = BTreeMap::from([
            ("anna".to_owned(), person("ADMIN", "2", &["old"])),
            ("bo".to_owned(), person("ADMIN", "1", &["x"])),
            ("gone".to_owned(), person("ADMIN, inactive", "1", &[])),
            ("same".to_owned(), person("VIEWER", "1", &["k"])),
        ]);
        let told: Vec<String> = between(&now, &then).iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "anna: the password of the backup counts again",
                "anna: the key old comes back",
                "anna: the key lab goes",
                "bo: VIEWER becomes ADMIN",
                "gone comes back as ADMIN, inactive",
                "new goes",
            ]
        );
        assert!(between(&now, &now).is_empty());
    }

    #[test]
    fn a_role_that_may_more_is_named_and_a_right_of_a_newer_program_is_not_lost() {
        let rights = |granted: &[&str], known: &[&str]| Rights {
            granted: BTreeMap::from([(
                "VIEWER".to_owned(),
                granted.iter().map(|right| (*right).to_owned()).collect(),
            )]),
            known: known.iter().map(|right| (*right).to_owned()).collect(),
        };
        let all = ["patients.read", "patients.delete", "visits.notes"];
        let now = rights(&["patients.read", "visits.notes"], &all);
        let then = rights(&["patients.delete"], &all[..2]);
        let told: Vec<String> =
            between_rights(&now, &then).iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "every VIEWER may patients.delete, and may not now",
                "no VIEWER may patients.read any more",
            ]
        );
    }
}
