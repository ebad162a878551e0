//! A clinic in a temporary folder, for the tests of this feature.

use tempfile::TempDir;

use crate::audit::Actor;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Database, Meter, Sql, Tx};
use crate::error::Result;
use crate::http::{Fields, Precondition};
use crate::ids::Id;
use crate::users::store::{self, Editor};
use crate::users::{ADMIN, Change, ChosenBy, NewUser, RoleName, User};

pub struct Clinic {
    pub database: Database,
    _folder: TempDir,
}

impl Clinic {
    pub fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::default().with_data(folder.path());
        let (database, _) = Database::open(&config, Clock::default()).unwrap();
        Self { database, _folder: folder }
    }

    pub fn read<T>(&self, work: impl FnOnce(&Sql<'_>) -> Result<T>) -> T {
        self.database.read_here(&Meter::default(), work).unwrap()
    }

    pub fn write<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        self.database.write_here(&Meter::default(), work)
    }

    pub fn add(&self, username: &str, first: &str, last: &str, role: &str) -> User {
        let email = format!("{username}@clinic.example");
        self.try_add(username, &email, first, last, role).unwrap()
    }

    pub fn try_add(
        &self,
        username: &str,
        email: &str,
        first: &str,
        last: &str,
        role: &str,
    ) -> Result<User> {
        let new = NewUser {
            username: username.into(),
            email: email.into(),
            first_name: first.into(),
            last_name: last.into(),
            registration_number: None,
            role: RoleName::Name(role.into()),
            locale: None,
        };
        self.write(|tx| {
            store::create(
                tx,
                &Actor::command_line(),
                Id::new(),
                &new,
                "$2b$hash",
                ChosenBy::Themselves,
            )
        })
    }

    pub fn set_active(&self, id: Id, active: bool) -> Result<User> {
        self.write(|tx| store::set_active(tx, &Actor::command_line(), id, active))
    }

    /// A change by a user of themselves or, with `users.update`, of others.
    pub fn change(&self, by: &User, id: Id, body: &serde_json::Value) -> Result<User> {
        let mut fields = Fields::of(body.as_object().unwrap().clone());
        let precondition = Precondition::read(None, &mut fields);
        let change = Change::read(&mut fields);
        fields.finish()?;
        let editor = Editor { id: by.id, may_update: by.role.name == ADMIN, is_confirmed: true };
        let actor = Actor { user_id: Some(by.id), ..Actor::default() };
        self.write(|tx| store::update(tx, &actor, editor, id, change, precondition))
    }

    /// Everything that the audit keeps, as one text.
    pub fn trail(&self) -> String {
        let query = "SELECT group_concat(a.action || ' ' || coalesce(v.body, ''), char(10) ORDER BY a.seq) \
                     FROM audit_logs a LEFT JOIN audit_values v ON v.seq = a.seq";
        self.read(|sql| sql.one(query, [], |row| row.get(0)))
    }
}
