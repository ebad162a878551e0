//! The server's own authority, by command, and what `openssl` and the network make of it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::clinic::{Clinic, Server, fine, out, refusal};

/// What openssl says to this; the tests need it as they need a compiler.
fn openssl(arguments: &[&str]) -> (bool, String) {
    let output =
        Command::new("openssl").args(arguments).output().expect("openssl is not installed");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// An address of this machine in some network.
pub fn own_address() -> String {
    let output = Command::new("hostname").arg("-I").output().expect("hostname is not installed");
    let all = String::from_utf8(output.stdout).unwrap();
    let mut v4 = all.split_whitespace().filter(|address| !address.contains(':'));
    v4.next().expect("this machine has no address in a network").to_owned()
}

fn host_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    name.trim().split('.').next().unwrap().to_lowercase()
}

/// What the server at that address answers to these bytes in the clear.
fn plainly(address: &str, head: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn get(host: &str, path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
}

#[test]
fn openssl_takes_the_server_by_its_names_and_by_no_other() {
    let clinic = Clinic::new();
    assert!(refusal(&clinic.run(&["tls", "show"])).contains("tls create"));
    let made = fine(&clinic.run(&["tls", "create"]));
    let path = |name: &str| clinic.file("tls").join(name).display().to_string();
    let (authority, server) = (path("authority.pem"), path("server.pem"));
    let (_, said) = openssl(&["x509", "-in", &authority, "-noout", "-fingerprint", "-sha256"]);
    let fingerprint = said.trim().split_once('=').unwrap().1;
    assert!(made.contains(fingerprint), "{made}");
    assert!(fine(&clinic.run(&["tls", "show"])).contains(fingerprint));
    let (_, text) = openssl(&["x509", "-in", &authority, "-noout", "-text"]);
    for line in ["Name Constraints: critical", "CA:TRUE, pathlen:0", "Certificate Sign, CRL Sign"] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let verified = |option: &str, name: &str| {
        openssl(&["verify", "-CAfile", &authority, "-purpose", "sslserver", option, name, &server])
            .0
    };
    let name = host_name();
    for name in [name.clone(), format!("{name}.local"), "localhost".to_owned()] {
        assert!(verified("-verify_hostname", &name), "{name}");
    }
    assert!(verified("-verify_ip", "127.0.0.1") && verified("-verify_ip", &own_address()));
    assert!(!verified("-verify_hostname", "bank.example"));
    assert!(!verified("-verify_ip", "8.8.8.8"));
    // What somebody who stole the key would try.
    forge(&clinic, "bank.example");
    let forged = path("forged.pem");
    let (is_taken, why) = openssl(&["verify", "-CAfile", &authority, &forged]);
    assert!(!is_taken && why.contains("permitted subtree violation"), "{why}");
    assert!(refusal(&clinic.run(&["tls", "create"])).contains("--anew"));
    assert!(!fine(&clinic.run(&["tls", "create", "--anew"])).contains(fingerprint));
}

/// A certificate for a foreign name, signed with the authority's stolen key.
fn forge(clinic: &Clinic, name: &str) {
    let path = |file: &str| clinic.file("tls").join(file).display().to_string();
    std::fs::write(path("forged.ext"), format!("subjectAltName=DNS:{name}\n")).unwrap();
    let subject = format!("/CN={name}");
    let request = path("forged.csr");
    let (made, why) = openssl(&[
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        &path("forged.key"),
        "-out",
        &request,
        "-subj",
        &subject,
    ]);
    assert!(made, "{why}");
    let (signed, why) = openssl(&[
        "x509",
        "-req",
        "-in",
        &request,
        "-CA",
        &path("authority.pem"),
        "-CAkey",
        &path("authority.key"),
        "-CAcreateserial",
        "-extfile",
        &path("forged.ext"),
        "-out",
        &path("forged.pem"),
    ]);
    assert!(signed, "{why}");
}

#[test]
fn in_the_clear_the_network_gets_the_page_that_explains_and_the_rest_leads_to_tls() {
    let clinic = Clinic::new();
    fine(&clinic.add("admin", "ADMIN"));
    let made = fine(&clinic.run(&["tls", "create"]));
    let mut command = clinic.command(&["serve"]);
    command.env("NUTRIVAULT_ADDRESS", "0.0.0.0");
    let server = Server::start(command);
    let own = own_address();
    let address = format!("{own}:{}", server.port());
    assert!(server.said.contains(&format!("https://{address}")), "{}", server.said);
    assert!(server.said.contains(&format!("http://{address}/trust")), "{}", server.said);
    assert!(!server.said.contains("0.0.0.0"), "{}", server.said);
    let fingerprint = made.split("SHA-256 ").nth(1).unwrap().lines().next().unwrap();
    assert!(server.said.contains(fingerprint), "{}", server.said);
    let page = plainly(&address, &get(&address, "/trust"));
    assert!(page.starts_with("HTTP/1.1 200 ") && page.contains(fingerprint), "{page}");
    for open in ["/trust/nutrivault.crt", "/trust/nutrivault.mobileconfig", "/assets/style.css"] {
        assert!(plainly(&address, &get(&address, open)).starts_with("HTTP/1.1 200 "), "{open}");
    }
    for closed in [
        "/",
        "/login",
        "/health",
        "/api/patients?limit=5",
        "/assets/app.js",
        "/trust/x",
        "/metrics",
    ] {
        let answer = plainly(&address, &get(&address, closed));
        assert!(answer.starts_with("HTTP/1.1 308 "), "{closed}: {answer}");
        let location = format!("location: https://{address}{closed}\r\n");
        assert!(answer.to_lowercase().contains(&location.to_lowercase()), "{closed}: {answer}");
    }
    let form = format!(
        "POST /trust HTTP/1.1\r\nHost: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    assert!(plainly(&address, &form).starts_with("HTTP/1.1 308 "));
    assert!(plainly(&address, &get("evil.example", "/")).starts_with("HTTP/1.1 421 "));
    // This machine itself may speak plainly.
    assert_eq!(server.call("GET", "/health/ready", None, None).0, 200);
    let authority = clinic.file("tls/authority.pem").display().to_string();
    let (is_taken, said) = s_client(&address, &authority);
    assert!(is_taken, "{said}");
    // Made anew while it serves, and taken without a stop.
    let serial = |said: &str| said.split("-----BEGIN").nth(1).unwrap_or_default().to_owned();
    fine(&clinic.run(&["tls", "renew"]));
    let begun = Instant::now();
    while serial(&s_client(&address, &authority).1) == serial(&said) {
        assert!(begun.elapsed() < Duration::from_secs(40), "the old certificate is still in use");
        std::thread::sleep(Duration::from_millis(500));
    }
    assert!(s_client(&address, &authority).0);
    assert_eq!(server.stop().0, Some(0));
}

/// A handshake, and the certificate that it showed.
fn s_client(address: &str, authority: &str) -> (bool, String) {
    let mut command = Command::new("openssl");
    command.args(["s_client", "-connect", address, "-CAfile", authority, "-verify_return_error"]);
    let ip = address.rsplit_once(':').unwrap().0;
    command.args(["-verify_ip", ip]).stdin(std::process::Stdio::null());
    let output = command.output().expect("openssl is not installed");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.success() && said.contains("Verify return code: 0 (ok)"), said)
}

#[test]
fn no_backup_and_no_download_holds_the_authoritys_key() {
    let clinic = Clinic::new();
    fine(&clinic.add("admin", "ADMIN"));
    fine(&clinic.run(&["tls", "create"]));
    let key = std::fs::read_to_string(clinic.file("tls/authority.key")).unwrap();
    let secret = key.lines().nth(1).unwrap().as_bytes();
    fine(&clinic.run(&["backup"]));
    for copy in std::fs::read_dir(clinic.file("backups")).unwrap() {
        let bytes = std::fs::read(copy.unwrap().path()).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret));
    }
    let server = clinic.serve(&["serve"]);
    for path in ["/trust/authority.key", "/trust/server.pem", "/tls/authority.key"] {
        assert_eq!(server.call("GET", path, None, None).0, 404, "{path}");
    }
}

#[test]
fn what_is_in_force_is_what_is_said() {
    let clinic = Clinic::new();
    fine(&clinic.add("admin", "ADMIN"));
    let told = |command: &str| out(&clinic.run(&[command]));
    assert!(told("config").contains("address = \"127.0.0.1\""));
    assert!(told("doctor").contains("listens on 127.0.0.1"));
    std::fs::write(clinic.file("reach"), "plain\n").unwrap();
    assert!(told("config").contains("address = \"0.0.0.0\""), "{}", told("config"));
    let doctor = told("doctor");
    assert!(doctor.contains("listens on 0.0.0.0 and speaks plain HTTP"), "{doctor}");
    // A set address wins over the choice.
    let set = clinic.command(&["config"]).env("NUTRIVAULT_ADDRESS", "127.0.0.1").output().unwrap();
    assert!(fine(&set).contains("address = \"127.0.0.1\""));
    let mut command = clinic.command(&["serve"]);
    command.env("NUTRIVAULT_ADDRESS", "127.0.0.1");
    let server = Server::start(command);
    assert!(TcpStream::connect(format!("{}:{}", own_address(), server.port())).is_err());
    server.stop();
    // Making an authority ends the plain choice, and the next start encrypts.
    assert!(fine(&clinic.run(&["tls", "create"])).contains("encrypted from now on"));
    assert!(told("doctor").contains("encrypted"), "{}", told("doctor"));
    let server = clinic.serve(&["serve"]);
    let address = format!("{}:{}", own_address(), server.port());
    assert!(plainly(&address, &get(&address, "/")).starts_with("HTTP/1.1 308 "));
}
