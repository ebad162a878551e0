//! Demo clinics to measure: made once a day, copied for each run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::programs::{PASSWORD, built};

/// The clinic lives around the day on which it was made.
const FRESH: Duration = Duration::from_secs(20 * 3600);

/// The folder of a clinic `times` the usual size, which nobody changes: made if there is none.
pub fn original(times: usize) -> PathBuf {
    let target = built("nutrivault").parent().and_then(Path::parent).expect("target").to_owned();
    let folder = target.join("perf").join(format!("clinic-x{times}"));
    let made = std::fs::metadata(folder.join("nutrivault.db")).and_then(|file| file.modified());
    let is_fresh = made.is_ok_and(|made| made.elapsed().unwrap_or_default() < FRESH);
    if !is_fresh {
        let _ = std::fs::remove_dir_all(&folder);
        // Under another name until it is whole.
        let unfinished = folder.with_extension("unfinished");
        let _ = std::fs::remove_dir_all(&unfinished);
        fill(&unfinished, times);
        std::fs::rename(&unfinished, &folder).expect("the clinic takes its place");
    }
    // It may have been made by an older program.
    obey(&folder, &["migrate"]);
    folder
}

fn fill(data: &Path, times: usize) {
    println!("making a clinic of {} patients …", 5_000 * times);
    let n = |usual: usize| (usual * times).to_string();
    let (patients, many, audit) = (n(5_000), n(25_000), n(100_000));
    let sizes =
        ["--patients", &patients, "--visits", &many, "--invoices", &many, "--audit", &audit];
    obey(data, &[&["demo", "--password", PASSWORD][..], &sizes].concat());
}

/// A command of the program on that folder.
fn obey(data: &Path, command: &[&str]) {
    let done = Command::new(built("nutrivault"))
        .args(command)
        .env("NUTRIVAULT_DATA", data)
        .env("NUTRIVAULT_LOG_LEVEL", "error")
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .status();
    assert!(done.is_ok_and(|status| status.success()), "nutrivault {}", command.join(" "));
}

/// A copy of a clinic that may be changed; gone with this value.
pub struct Copied(tempfile::TempDir);

impl Copied {
    pub fn of(original: &Path) -> Self {
        let near = original.parent().expect("in a folder");
        let folder = tempfile::Builder::new().prefix("run-").tempdir_in(near);
        let folder = folder.expect("a folder for the copy");
        std::fs::copy(original.join("nutrivault.db"), folder.path().join("nutrivault.db"))
            .expect("room for a copy of the clinic");
        Self(folder)
    }

    pub fn data(&self) -> &Path {
        self.0.path()
    }

    pub fn database(&self) -> PathBuf {
        self.0.path().join("nutrivault.db")
    }
}
