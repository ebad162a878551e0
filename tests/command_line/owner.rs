//! Root types commands beside the service's user: no file of root's is left in the data folder.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;

use crate::clinic::{Clinic, fine};

/// Some user who is not root.
const SERVICE: u32 = 65_534;

fn owners(folder: &Path, found: &mut Vec<(String, u32)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = fs::symlink_metadata(&path).unwrap();
        found.push((path.display().to_string(), file.uid()));
        if file.is_dir() {
            owners(&path, found);
        }
    }
}

#[test]
fn commands_of_root_leave_the_service_what_is_its_own() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("not run: only root works as somebody else");
        return;
    }
    let clinic = Clinic::new();
    fs::set_permissions(clinic.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::create_dir(clinic.data()).unwrap();
    fs::set_permissions(clinic.data(), fs::Permissions::from_mode(0o700)).unwrap();
    chown(clinic.data(), Some(SERVICE), Some(SERVICE)).unwrap();
    let all_are_the_services = |after: &str| {
        let mut found = Vec::new();
        owners(&clinic.data(), &mut found);
        assert!(!found.is_empty(), "{after}");
        let others: Vec<_> = found.iter().filter(|(_, owner)| *owner != SERVICE).collect();
        assert!(others.is_empty(), "{after}: {others:?}");
    };
    assert_eq!(clinic.serve(&["serve"]).stop().0, Some(0));
    all_are_the_services("a first start");
    fine(&clinic.run(&["migrate"]));
    all_are_the_services("migrate");
    fine(&clinic.add("admin", "ADMIN"));
    fine(&clinic.run(&["user", "list"]));
    all_are_the_services("user");
    fine(&clinic.run(&["backup"]));
    all_are_the_services("backup");
    fine(&clinic.run(&["doctor"]));
    all_are_the_services("doctor");
    let copy = fs::read_dir(clinic.file("backups")).unwrap().next().unwrap().unwrap().path();
    fine(&clinic.run(&["restore", copy.to_str().unwrap(), "--yes"]));
    all_are_the_services("restore");
    let server = clinic.serve(&["serve"]);
    fine(&clinic.run(&["user", "list"]));
    fine(&clinic.run(&["backup"]));
    all_are_the_services("commands beside the server");
    assert_eq!(server.stop().0, Some(0));
    all_are_the_services("serve");
    fs::remove_file(clinic.file("nutrivault.db")).unwrap();
    fine(&crate::clinic::small_demo(&clinic));
    all_are_the_services("demo");
}

#[test]
fn files_of_somebody_else_in_the_data_folder_are_told_by_the_doctor() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("not run: only root gives files away");
        return;
    }
    let clinic = Clinic::new();
    clinic.make();
    chown(clinic.file("nutrivault.lock"), Some(SERVICE), None).unwrap();
    let told = fine(&clinic.run(&["doctor"]));
    assert!(told.contains("nutrivault.lock") && told.contains("chown"), "{told}");
}
