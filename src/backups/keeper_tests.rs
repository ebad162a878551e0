use std::path::Path;

use super::*;
use crate::backups::{PlanChange, examine, shelf};
use crate::clock::Clock;
use crate::http::{Fields, Precondition};
use crate::settings;

struct House {
    folder: tempfile::TempDir,
    keeper: Keeper,
    clock: Clock,
}

const DAY_MS: i64 = 24 * 3600 * 1000;

fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::default().with_data(&folder.path().join("data"));
    std::fs::create_dir(&config.data).unwrap();
    let clock = Clock::default();
    let (database, _) = Database::open(&config, clock.clone()).unwrap();
    database
        .write_here(&Meter::default(), |tx| {
            settings::store::ensure(tx, &config.clinic)?;
            crate::audit::record(
                tx,
                &Actor::server(),
                &crate::audit::Entry::new(crate::audit::Action::Demo, "demo"),
            )
        })
        .unwrap();
    let current = database.read_here(&Meter::default(), settings::store::load).unwrap();
    House { keeper: Keeper::new(config, database, Current::new(current)), folder, clock }
}

impl House {
    fn plan(&self, change: serde_json::Value) {
        let mut fields = Fields::of(change.as_object().unwrap().clone());
        let precondition = Precondition::read(None, &mut fields);
        let change = PlanChange::read(&mut fields);
        fields.finish().unwrap();
        let write = |tx: &crate::db::Tx<'_>| {
            store::replan(tx, &Actor::command_line(), change, precondition)
        };
        self.keeper.inner.database.write_here(&Meter::default(), write).unwrap();
    }

    fn back_up(&self, origin: Origin) {
        assert!(self.keeper.back_up(origin, Actor::server()));
        while self.keeper.work().is_some() {
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Makes the day's copy if it is due, and says whether it was.
    fn look(&self) -> bool {
        let (record, plan) = self.keeper.look().unwrap();
        let is_due = self.keeper.is_due(&record, &plan);
        if is_due {
            self.back_up(Origin::Schedule);
        }
        is_due
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        shelf::shelf(folder).unwrap().into_iter().map(|copy| copy.name).collect()
    }
}

#[test]
fn the_server_makes_one_good_copy_a_day_and_lets_the_superfluous_go() {
    let house = house();
    house.plan(serde_json::json!({ "keep_daily": 3, "keep_weekly": 0, "keep_monthly": 0 }));
    assert!(!house.look(), "a new clinic waits for its first hour");
    house.back_up(Origin::Manual);
    for day in 0..6 {
        house.clock.advance_ms(DAY_MS);
        assert!(house.look(), "day {day}");
        assert!(!house.look(), "day {day}, a second time");
    }
    let names = house.names(&house.keeper.folder());
    let of = |prefix: &str| names.iter().filter(|name| name.starts_with(prefix)).count();
    assert_eq!((of("daily-"), of("nutrivault-")), (3, 1), "{names:?}");
    for copy in shelf::shelf(&house.keeper.folder()).unwrap() {
        examine(&copy.file).unwrap();
        assert!(copy.manifest.unwrap().lineage.is_some());
    }
    assert_eq!(house.keeper.trouble(), None);
    let deleted =
        "SELECT count(*) FROM audit_logs WHERE action = 'DELETE' AND resource_type = 'backup'";
    let deleted: i64 = house
        .keeper
        .inner
        .database
        .read_here(&Meter::default(), |sql| sql.one(deleted, [], |row| row.get(0)))
        .unwrap();
    assert_eq!(deleted, 3);
}

#[test]
fn a_clock_that_ran_ahead_costs_no_copy_that_is_made_afterwards() {
    let house = house();
    house.plan(serde_json::json!({ "keep_daily": 2, "keep_weekly": 0, "keep_monthly": 0 }));
    for _ in 0..3 {
        house.clock.advance_ms(365 * DAY_MS);
        assert!(house.look());
    }
    let ahead = house.names(&house.keeper.folder());
    house.clock.advance_ms(-3 * 365 * DAY_MS);
    for day in 1..=4 {
        house.clock.advance_ms(DAY_MS);
        assert!(house.look(), "day {day}");
        let names = house.names(&house.keeper.folder());
        let of_today = names.iter().filter(|name| !ahead.contains(name)).count();
        assert_eq!(of_today, day.min(2), "day {day}: {names:?}");
    }
}

#[test]
fn a_damaged_copy_of_the_schedule_neither_counts_nor_goes() {
    let house = house();
    house.plan(serde_json::json!({ "keep_daily": 1, "keep_weekly": 0, "keep_monthly": 0 }));
    house.clock.advance_ms(DAY_MS);
    assert!(house.look());
    let first = shelf::shelf(&house.keeper.folder()).unwrap().remove(0);
    let mut bytes = std::fs::read(&first.file).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&first.file, bytes).unwrap();
    assert!(house.keeper.check(first.clone(), Actor::server()));
    while house.keeper.work().is_some() {
        thread::sleep(Duration::from_millis(2));
    }
    let checks = house.keeper.inner.database.read_here(&Meter::default(), store::checks).unwrap();
    assert!(checks[&first.name].error.as_ref().unwrap().contains("is damaged"));
    house.clock.advance_ms(DAY_MS);
    assert!(house.look());
    let names = house.names(&house.keeper.folder());
    assert_eq!(names.len(), 2, "the damaged one is left for somebody to see: {names:?}");
}

#[test]
fn a_second_folder_gets_every_copy_and_a_missing_one_is_loud_but_spoils_nothing() {
    let house = house();
    let disk = house.folder.path().join("disk");
    house.plan(serde_json::json!({ "second_folder": disk, "keep_daily": 1, "keep_weekly": 0, "keep_monthly": 0 }));
    house.clock.advance_ms(DAY_MS);
    assert!(house.look());
    assert_eq!(house.keeper.trouble(), Some(Trouble::Second));
    assert!(house.keeper.record().second_error.unwrap().contains("is not there"));
    assert_eq!(house.names(&house.keeper.folder()).len(), 1);

    std::fs::create_dir(&disk).unwrap();
    // The copy of another clinic on the same disk is nobody's to delete here.
    let other = self::house();
    other.clock.advance_ms(-30 * DAY_MS);
    other.back_up(Origin::Schedule);
    let foreign = shelf::shelf(&other.keeper.folder()).unwrap().remove(0);
    std::fs::copy(&foreign.file, disk.join(&foreign.name)).unwrap();
    for _ in 0..2 {
        house.clock.advance_ms(DAY_MS);
        assert!(house.look());
    }
    assert_eq!(house.keeper.trouble(), None);
    let there = house.names(&disk);
    assert_eq!(there.len(), 2, "{there:?}");
    assert!(there.contains(&foreign.name));
    let here = house.names(&house.keeper.folder());
    assert_eq!(here[0], there[0]);
    crate::backups::candidate::read_back(&disk.join(&there[0]), None, &Stop::default()).unwrap();
}

#[test]
fn a_failure_is_told_and_tried_again_after_an_hour() {
    let house = house();
    // A file where the folder should be.
    std::fs::write(house.keeper.folder(), "in the way").unwrap();
    house.clock.advance_ms(DAY_MS);
    assert!(house.look());
    assert_eq!(house.keeper.trouble(), Some(Trouble::Failed));
    let record = house.keeper.record();
    assert!(record.failure.unwrap().1.contains("cannot be made"));
    assert!(!house.look(), "it rests for an hour");
    std::fs::remove_file(house.keeper.folder()).unwrap();
    house.clock.advance_ms(3600 * 1000);
    assert!(house.look());
    assert_eq!(house.keeper.trouble(), None);
    assert!(house.keeper.record().last_failed.is_some());
}

#[test]
fn a_clinic_without_a_copy_of_two_days_is_told_even_if_nothing_failed() {
    let house = house();
    house.keeper.look().unwrap();
    assert_eq!(house.keeper.trouble(), None);
    house.clock.advance_ms(3 * DAY_MS);
    house.keeper.look().unwrap();
    assert_eq!(house.keeper.trouble(), Some(Trouble::Overdue));
    house.plan(serde_json::json!({ "is_on": false }));
    house.keeper.look().unwrap();
    assert_eq!(house.keeper.trouble(), None);
}

#[test]
fn one_thing_is_done_at_a_time_and_the_end_breaks_it_off() {
    let house = house();
    let (go, wait) = std::sync::mpsc::channel::<()>();
    assert!(house.keeper.start(None, move |_| wait.recv().unwrap()));
    assert!(!house.keeper.back_up(Origin::Manual, Actor::server()));
    go.send(()).unwrap();
    house.keeper.stop();
    assert_eq!(house.keeper.work(), None);
    assert!(!house.keeper.back_up(Origin::Manual, Actor::server()), "nothing begins after the end");
}

#[test]
fn a_clock_that_was_a_year_ahead_costs_one_copy_and_silences_nobody() {
    let house = house();
    house.clock.advance_ms(365 * DAY_MS);
    assert!(house.look());
    house.clock.advance_ms(-364 * DAY_MS);
    assert!(house.look(), "the copy of next year is not today's");
    assert!(!house.look(), "one is enough");
    assert!(!house.look());
    assert_eq!(house.keeper.trouble(), None);
    assert!(house.keeper.record().last_good.unwrap().started <= house.clock.now());

    // A failure of today is the newest run, whatever lies ahead.
    house.clock.advance_ms(DAY_MS);
    let folder = house.keeper.folder();
    std::fs::rename(&folder, house.folder.path().join("aside")).unwrap();
    std::fs::write(&folder, "no folder").unwrap();
    assert!(house.look());
    assert_eq!(house.keeper.trouble(), Some(Trouble::Failed));
    assert!(!house.look(), "tried again after an hour only");
    std::fs::remove_file(&folder).unwrap();
    house.clock.advance_ms(3601 * 1000);
    assert!(house.look());
    assert_eq!(house.keeper.trouble(), None);
    house.clock.advance_ms(4 * DAY_MS);
    house.keeper.look().unwrap();
    assert_eq!(house.keeper.trouble(), Some(Trouble::Overdue));
}

#[test]
fn a_trail_that_a_copy_remembers_otherwise_is_what_administrators_hear_of_first() {
    let house = house();
    house.back_up(Origin::Manual);
    assert_eq!(house.keeper.trouble(), None);
    let file = house.keeper.inner.database.path().to_path_buf();
    let cut = rusqlite::Connection::open(&file).unwrap();
    cut.execute_batch(
        "PRAGMA foreign_keys = OFF; DROP TRIGGER audit_logs_never_change; \
         UPDATE audit_logs SET hash = randomblob(32) WHERE seq = 1; \
         UPDATE audit_head SET hash = (SELECT hash FROM audit_logs WHERE seq = 1) WHERE seq = 1;",
    )
    .unwrap();
    house.clock.advance_ms(1000);
    house.back_up(Origin::Manual);
    assert_eq!(house.keeper.trouble(), Some(Trouble::Trail));
}
