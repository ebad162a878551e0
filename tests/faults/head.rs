//! Bytes of the file's head change by themselves: damage is called damage, with the newest good
//! backup, and never taken for another program's file or for one of a newer version.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::clinic::{Clinic, fine, out, refusal};
use crate::staff::demo;

/// A sound clinic, its bytes, and its backup.
fn backed_up() -> (Clinic, Vec<u8>, PathBuf) {
    let clinic = Clinic::new();
    fine(&demo(&clinic));
    let told: Value = serde_json::from_str(&fine(&clinic.run(&["backup", "--json"]))).unwrap();
    let bytes = fs::read(clinic.file("nutrivault.db")).unwrap();
    (clinic, bytes, PathBuf::from(told["file"].as_str().unwrap()))
}

fn misleads(words: &str) -> bool {
    ["newer NutriVault", "not one of NutriVault's", "NUTRIVAULT_DATA", "wrote the file"]
        .iter()
        .any(|misleading| words.contains(misleading))
}

#[test]
fn a_damaged_head_is_called_damage_and_names_the_backup() {
    let (clinic, bytes, backup) = backed_up();
    let name = backup.file_name().unwrap().to_str().unwrap();
    let file = clinic.file("nutrivault.db");
    let (mut named, mut harmless) = (Vec::new(), Vec::new());
    // The fields of the format, by where they begin and end.
    let fields = [0, 16, 17, 18, 19, 20, 21, 22, 23, 28, 31, 36, 44, 47, 52, 56, 59, 60, 63]
        .into_iter()
        .chain(64..72)
        .chain([100]);
    for at in fields {
        let mut changed = bytes.clone();
        changed[at] = !changed[at];
        for beside in ["-wal", "-shm"] {
            let _ = fs::remove_file(clinic.file(&format!("nutrivault.db{beside}")));
        }
        fs::write(&file, &changed).unwrap();
        let doctor = clinic.run(&["doctor"]);
        assert!(!misleads(&out(&doctor)), "byte {at}: {}", out(&doctor));
        if doctor.status.code() == Some(0) {
            harmless.push(at);
            continue;
        }
        assert_eq!(doctor.status.code(), Some(2), "byte {at}: {}", out(&doctor));
        assert!(out(&doctor).contains(name), "byte {at}: {}", out(&doctor));
        named.push(at);
        let start = clinic.run(&["migrate"]);
        // SQLite mends some by itself at the first change.
        if start.status.code() != Some(0) {
            let sentence = refusal(&start);
            assert!(!misleads(&sentence), "byte {at}: {sentence}");
            assert!(sentence.contains(name), "byte {at}: {sentence}");
        }
    }
    eprintln!("named {named:?}, without harm {harmless:?}");
    for at in [60, 63, 68, 69, 70, 71] {
        assert!(named.contains(&at), "byte {at}");
    }
}

#[test]
fn a_clinic_with_a_damaged_head_is_brought_back() {
    let (clinic, mut bytes, backup) = backed_up();
    bytes[60..72].fill(0xff);
    fs::write(clinic.file("nutrivault.db"), bytes).unwrap();
    let sentence = refusal(&clinic.run(&["serve"]));
    assert!(sentence.contains(&format!("nutrivault restore {}", backup.display())), "{sentence}");
    fine(&clinic.run(&["restore", backup.to_str().unwrap(), "--yes"]));
    fine(&clinic.run(&["doctor"]));
    clinic.serve(&["serve"]).stop();
}
