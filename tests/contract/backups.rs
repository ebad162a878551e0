//! The administrator's way through the backups' pages: make, check, download, compare, go back.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::clinic::Server;
use crate::practice::Practice;
use crate::rooms::cookie;
use crate::wire::{Answer, Sent};

const ROOM: &str = "/system/backups";

/// An administrator at a browser.
struct Admin<'p> {
    practice: &'p Practice,
    cookie: String,
}

impl<'p> Admin<'p> {
    fn of(practice: &'p Practice) -> Self {
        Self { practice, cookie: cookie(practice, "admin") }
    }

    fn get(&self, address: &str) -> Answer {
        let sent = Sent::new("GET", address).header("Cookie", &self.cookie);
        self.practice.send(&sent.header("Accept", "text/html"))
    }

    fn post(&self, address: &str, kind: &str, body: impl AsRef<[u8]>) -> Answer {
        let sent = Sent::new("POST", address)
            .header("Cookie", &self.cookie)
            .header("Accept", "text/html")
            .header("Sec-Fetch-Site", "same-origin");
        self.practice.send(&sent.body(kind, body))
    }

    fn form(&self, address: &str, body: &str) -> Answer {
        self.practice.press(&self.cookie, address, body)
    }

    /// Sends a file as a browser does.
    fn upload(&self, content: &[u8]) -> Answer {
        let mut body =
            b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.db\"\r\n\
                         Content-Type: application/octet-stream\r\n\r\n"
                .to_vec();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        self.post("/system/backups/upload", "multipart/form-data; boundary=edge", body)
    }

    /// The names of the copies in the list, newest first, when nothing is at work.
    fn copies(&self) -> Vec<String> {
        let begun = Instant::now();
        loop {
            let page = self.get(ROOM).text;
            if !page.contains("data-follow") {
                let rows = page.split("href=\"/system/backups/").skip(1);
                let names = rows.filter_map(|rest| rest.split('"').next());
                return names.filter(|name| name.ends_with(".db")).map(str::to_owned).collect();
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "it never ends");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn back_up(&self) -> String {
        let answer = self.form(ROOM, "");
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, Some(ROOM)),
            "{}",
            answer.text
        );
        self.copies().remove(0)
    }
}

fn restart(practice: &mut Practice) {
    practice.server.terminate();
    practice.server.child.wait().unwrap();
    let mut command = practice.clinic.command(&["serve"]);
    command.env("NUTRIVAULT_LOG_LEVEL", "error").env("NUTRIVAULT_AUTH__ADDRESS_BURST", "1000");
    practice.server = Server::start(command);
    practice.admin = practice.token("admin");
}

const ACTS: &str = "SELECT count(*) FROM audit_logs WHERE username = 'admin' AND";

#[test]
fn a_copy_is_made_checked_and_downloaded_and_deleted_only_on_purpose() {
    let practice = Practice::open();
    let admin = Admin::of(&practice);
    assert!(admin.get(ROOM).text.contains("There is no backup yet."));
    let name = admin.back_up();
    let file = practice.clinic.file("backups").join(&name);
    let page = admin.get(&format!("{ROOM}/{name}"));
    assert!(page.text.contains("Made here") && page.text.contains("SHA-256"), "{}", page.text);
    assert!(admin.get("/system").text.contains("read back and found complete"));

    let sent = Sent::new("GET", format!("{ROOM}/{name}/download")).header("Cookie", &admin.cookie);
    let downloaded = practice.send(&sent);
    assert_eq!(downloaded.status, 200);
    assert!(downloaded.header("content-disposition").unwrap().contains(&name));
    let length = downloaded.header("content-length").unwrap().parse::<u64>().unwrap();
    assert_eq!(length, fs::metadata(&file).unwrap().len());

    let mut bytes = fs::read(&file).unwrap();
    bytes[5000] ^= 1;
    fs::write(&file, &bytes).unwrap();
    assert_eq!(admin.form(&format!("{ROOM}/{name}/check"), "").status, 303);
    assert_eq!(admin.copies(), [name.as_str()]);
    assert!(admin.get(ROOM).text.contains("Damaged"));
    let refused = admin.get(&format!("{ROOM}/{name}/restore"));
    assert_eq!(refused.status, 400);
    assert!(refused.text.contains("is damaged"), "{}", refused.text);

    assert_eq!(admin.form(&format!("{ROOM}/{name}/delete"), "").status, 303);
    assert!(!file.exists() && admin.copies().is_empty());
    assert_eq!(practice.number(&format!("{ACTS} action = 'BACKUP'")), 1);
    assert_eq!(
        practice.number(&format!("{ACTS} action = 'EXPORT' AND resource_type = 'backup'")),
        1
    );
    assert_eq!(
        practice.number(&format!("{ACTS} action = 'DELETE' AND resource_type = 'backup'")),
        1
    );
}

#[test]
fn a_restore_is_compared_confirmed_and_done_at_the_next_start() {
    let mut practice = Practice::open();
    let name = {
        let admin = Admin::of(&practice);
        let name = admin.back_up();
        let token = practice.admin.clone();
        let patient = serde_json::json!({
            "first_name": "Late", "last_name": "Comer", "date_of_birth": "1990-01-01",
        });
        let sent = Sent::new("POST", "/api/patients").bearer(&token).json(patient.to_string());
        assert_eq!(practice.send(&sent).status, 201);
        let key = serde_json::json!({ "name": "since the backup" });
        let sent = Sent::new("POST", "/api/auth/api-keys").bearer(&token).json(key.to_string());
        assert_eq!(practice.send(&sent).status, 201);

        let address = format!("{ROOM}/{name}/restore");
        let page = admin.get(&address);
        assert_eq!(page.status, 200, "{}", page.text);
        for words in ["<code>patients</code>", "−1", "since the backup", "stops working"] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        for wrong in ["", "confirm=", "confirm=yes"] {
            let again = admin.form(&address, wrong);
            assert_eq!(again.status, 400);
            assert!(again.text.contains("Nothing is ordered yet"));
        }
        assert_eq!(admin.form(&address, "confirm=restore").status, 303);
        assert!(admin.get(ROOM).text.contains("At the next start"));
        let kept = admin.form(&format!("{ROOM}/{name}/delete"), "");
        assert_eq!(kept.status, 400, "the copy that a restore waits for stays");
        assert_eq!(admin.form("/system/backups/cancel", "").status, 303);
        assert!(!admin.get(ROOM).text.contains("At the next start"));
        assert_eq!(admin.form(&address, "confirm=Restore").status, 303);
        name
    };
    let late = "SELECT count(*) FROM patients WHERE last_name = 'Comer'";
    assert_eq!(practice.number(late), 1, "nothing happens before the next start");
    restart(&mut practice);
    assert_eq!(practice.number(late), 0);
    assert!(!practice.clinic.file("restore-order.json").exists());
    assert_eq!(practice.number(&format!("{ACTS} action = 'RESTORE'")), 1);
    let told = practice.text(
        "SELECT v.body FROM audit_logs a JOIN audit_values v ON v.seq = a.seq WHERE a.action = 'RESTORE'",
    );
    for fact in ["\"head\"", "\"rows\"", "\"skipped_numbers\"", "since the backup"] {
        assert!(told.contains(fact), "{fact}: {told}");
    }
    let admin = Admin::of(&practice);
    let page = admin.get(ROOM).text;
    assert!(page.contains(&format!("The clinic is back at {name}")), "{page}");
    assert!(page.contains("before-restore-"), "{page}");
    assert_eq!(admin.form("/system/backups/seen", "").status, 303);
    assert!(!admin.get(ROOM).text.contains("The clinic is back"));
}

#[test]
fn a_copy_that_was_spoiled_after_the_order_is_refused_loudly_and_the_clinic_stays() {
    let mut practice = Practice::open();
    let admin = Admin::of(&practice);
    let name = admin.back_up();
    assert_eq!(admin.form(&format!("{ROOM}/{name}/restore"), "confirm=restore").status, 303);
    let file = practice.clinic.file("backups").join(&name);
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, &bytes).unwrap();
    restart(&mut practice);
    assert_eq!(practice.number("SELECT count(*) FROM audit_logs WHERE action = 'RESTORE'"), 1);
    let admin = Admin::of(&practice);
    // The keeper looks right after the start.
    let begun = Instant::now();
    while !admin.get("/").text.contains("The restore was refused") {
        assert!(begun.elapsed() < Duration::from_secs(5), "nobody is told");
        std::thread::sleep(Duration::from_millis(50));
    }
    let page = admin.get(ROOM).text;
    assert!(page.contains("was not restored") && page.contains("is damaged"), "{page}");
    let viewer = cookie(&practice, "viewer");
    let sent = Sent::new("GET", "/").header("Cookie", viewer).header("Accept", "text/html");
    assert!(!practice.send(&sent).text.contains("The restore was refused"));
}

#[test]
fn a_file_from_elsewhere_is_taken_in_only_when_it_is_whole() {
    let practice = Practice::open();
    let admin = Admin::of(&practice);
    let name = admin.back_up();
    let file = practice.clinic.file("backups").join(&name);
    let whole = fs::read(&file).unwrap();
    let mut changed = whole.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    let folder = tempfile::tempdir().unwrap();
    let written_anew = folder.path().join("anew.db");
    let copy = rusqlite::Connection::open(&file).unwrap();
    copy.execute("VACUUM INTO ?1", [written_anew.to_str().unwrap()]).unwrap();
    drop(copy);
    let written_anew = fs::read(&written_anew).unwrap();
    for (content, words) in [
        (&changed[..], "is damaged"),
        (&written_anew[..], "written anew by another program"),
        (&b"not a database at all"[..], "is no copy to go back to"),
        (&whole[..whole.len() / 2], "is damaged"),
        (&b""[..], "is empty"),
    ] {
        let refused = admin.upload(content);
        assert_eq!(refused.status, 400, "{}", refused.text);
        assert!(refused.text.contains(words), "{words}: {}", refused.text);
        assert!(!refused.text.contains(".partial"), "{}", refused.text);
    }
    let left = fs::read_dir(practice.clinic.file("backups")).unwrap().count();
    assert_eq!(left, 1, "nothing of a refused file stays");
    let taken = admin.upload(&whole);
    assert_eq!(taken.status, 303, "{}", taken.text);
    let compare = taken.header("location").unwrap().to_owned();
    assert!(compare.starts_with("/system/backups/brought-") && compare.ends_with("/restore"));
    assert_eq!(admin.get(&compare).status, 200);
    assert_eq!(admin.copies().len(), 2);
}

/// Each upload of a copy may fill what is free of the disk: one comes at a time, and leaves nothing when it
/// breaks off.
#[test]
fn one_copy_is_brought_at_a_time_and_what_breaks_off_leaves_nothing() {
    let practice = Practice::open();
    let admin = Admin::of(&practice);
    let folder = practice.clinic.file("backups");
    let partial = || {
        let files = fs::read_dir(&folder).into_iter().flatten().flatten();
        files.filter(|file| file.file_name().to_string_lossy().contains(".partial")).count()
    };
    let until = |is_so: &dyn Fn() -> bool| {
        let begun = Instant::now();
        while !is_so() && begun.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(is_so());
    };
    let (slow, _) = begun(&practice, &admin);
    until(&|| partial() == 1);
    let refused = admin.upload(b"another");
    assert_eq!(refused.status, 503, "{}", refused.text);
    assert!(refused.text.contains("Another backup file is on its way in"), "{}", refused.text);
    assert!(refused.header("retry-after").is_some());
    drop(slow);
    until(&|| partial() == 0);
    // The turn is given back: this one is looked at.
    assert_eq!(admin.upload(b"not a database").status, 400);
}

/// The beginning of an upload of a copy that says it is long, and how much of it is to come.
fn begun(practice: &Practice, admin: &Admin) -> (TcpStream, usize) {
    let mut slow = TcpStream::connect(&practice.server.address).unwrap();
    let part = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.db\"\r\n\r\n";
    let head = format!(
        "POST /system/backups/upload HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
         Accept: text/html\r\nContent-Type: multipart/form-data; boundary=edge\r\n\
         Content-Length: 5000000\r\n\r\n{part}{}",
        practice.server.address,
        admin.cookie,
        "x".repeat(100_000)
    );
    slow.write_all(head.as_bytes()).unwrap();
    (slow, 5_000_000 - part.len() - 100_000)
}

/// Whoever dribbles would keep the one place for a day: the next one gets it, and who lost it is told.
#[test]
fn a_copy_that_dribbles_makes_room_for_one_that_comes() {
    let practice = Practice::open();
    let admin = Admin::of(&practice);
    let (mut slow, mut left) = begun(&practice, &admin);
    let folder = practice.clinic.file("backups");
    let is_coming = || {
        let mut files = fs::read_dir(&folder).into_iter().flatten().flatten();
        files.any(|file| file.file_name().to_string_lossy().contains(".partial"))
    };
    let asked = Instant::now();
    while !is_coming() && asked.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut refused = 0;
    let taken = loop {
        // Nine thousand bytes a second: enough for any other body.
        slow.write_all(&[b'x'; 4_500]).unwrap();
        left -= 4_500;
        let answer = admin.upload(b"not a database");
        if answer.status != 503 || asked.elapsed() > Duration::from_secs(40) {
            break answer;
        }
        refused += 1;
        std::thread::sleep(Duration::from_millis(500));
    };
    assert_eq!(taken.status, 400, "it was looked at: {}", taken.text);
    assert!(refused > 5, "at once it keeps its place: {refused}");
    slow.write_all(&vec![b'x'; left]).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut told = [0; 4_096];
    let read = slow.read(&mut told).unwrap();
    let told = String::from_utf8_lossy(&told[..read]).into_owned();
    assert!(told.starts_with("HTTP/1.1 503"), "{told}");
}

#[test]
fn the_schedule_is_read_and_changed_by_its_form() {
    let practice = Practice::open();
    let admin = Admin::of(&practice);
    let plan = "is_on=true&hour=13&keep_daily=14&keep_weekly=0&keep_monthly=2&second_folder=%2Fmedia%2Fusb&version=1";
    let saved = admin.form("/system/backups/plan", plan);
    assert_eq!(saved.status, 303, "{}", saved.text);
    let page = admin.get(ROOM).text;
    assert!(page.contains("every day at 13:00") && page.contains("/media/usb"), "{page}");
    let stale = admin.form("/system/backups/plan", plan);
    assert_eq!(stale.status, 409);
    let wrong = "is_on=true&hour=24&keep_daily=0&second_folder=usb&version=2";
    let refused = admin.form("/system/backups/plan", wrong);
    assert_eq!(refused.status, 400);
    assert!(refused.text.contains("must be a whole path"), "{}", refused.text);
}

#[test]
fn a_second_folder_is_looked_at_when_it_is_chosen() {
    let practice = Practice::open();
    let admin = Admin::of(&practice);
    let folder = practice.clinic.folder.path();
    let first = practice.clinic.file("backups");
    fs::create_dir_all(&first).unwrap();
    std::os::unix::fs::symlink(&first, folder.join("link")).unwrap();
    fs::write(folder.join("file"), "").unwrap();
    fs::create_dir(folder.join("same")).unwrap();
    let plan = |name: &str, version: u32| {
        let path = folder.join(name).display().to_string().replace('/', "%2F");
        format!(
            "is_on=true&hour=1&keep_daily=7&keep_weekly=5&keep_monthly=12&second_folder={path}&version={version}"
        )
    };
    for (name, word) in [
        ("data/backups", "is the folder of the first copies"),
        ("data/backups/../backups", "is the folder of the first copies"),
        ("data", "is the folder of the first copies"),
        ("link", "is the folder of the first copies"),
        ("file", "is a file, and no folder"),
    ] {
        let refused = admin.form("/system/backups/plan", &plan(name, 1));
        assert_eq!(refused.status, 400, "{name}");
        assert!(refused.text.contains(word), "{name}: {}", refused.text);
    }
    for (version, (name, word)) in
        [("same", "on the same disk as"), ("gone", "it is not there at this moment")]
            .into_iter()
            .enumerate()
    {
        let version = u32::try_from(version).unwrap() + 1;
        assert_eq!(admin.form("/system/backups/plan", &plan(name, version)).status, 303, "{name}");
        let page = admin.get(ROOM).text;
        assert!(page.contains(word), "{name}: {page}");
    }
    // A disk was at the folder when it was chosen, and is not now: nothing is put there.
    let apart = "UPDATE backup_plan SET second_folder = ?1, second_disk = 'apart 4294967295'";
    let same = folder.join("same");
    practice.clinic.database().execute(apart, [same.to_str().unwrap()]).unwrap();
    assert!(admin.get(ROOM).text.contains("its disk is not connected"));
    let made = practice.clinic.run(&["backup"]);
    let loud = String::from_utf8_lossy(&made.stderr).into_owned();
    assert!(loud.contains("is not connected"), "{loud}");
    assert_eq!(fs::read_dir(&same).unwrap().count(), 0);
}

#[test]
fn the_doctors_page_says_what_the_doctor_says() {
    let practice = Practice::open();
    let admin = Admin::of(&practice);
    let page = admin.get("/system/examination");
    assert_eq!(page.status, 200);
    for words in
        ["Integrity", "Disk space", "Use of the indexes", "Clock", "There is no verified backup"]
    {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let metrics = practice.send(&Sent::new("GET", "/metrics")).text;
    assert!(metrics.contains("nutrivault_backup_failing 0"), "{metrics}");
    assert!(!metrics.contains("nutrivault_backup_last_success"), "{metrics}");
    admin.back_up();
    let metrics = practice.send(&Sent::new("GET", "/metrics")).text;
    assert!(metrics.contains("nutrivault_backup_last_success_timestamp_seconds 1"), "{metrics}");
}
