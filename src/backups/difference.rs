//! Who could log in, or with which key, that could not before; and the other way round.

use std::collections::BTreeMap;
use std::fmt;

use super::store::Person;

/// One difference that a restore makes to a user or a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Difference {
    Comes { user: String, role: String },
    Goes { user: String },
    Role { user: String, now: String, then: String },
    Password { user: String },
    KeyComes { user: String, key: String },
    KeyGoes { user: String, key: String },
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
}
