//! The command line from outside: the real program, its exit codes, its sentences, its end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_nutrivault");
const PASSWORD: &str = "correct horse battery";

/// A data folder and the program working on it, with nothing of the caller's environment.
struct Clinic {
    folder: TempDir,
}

impl Clinic {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.data().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .args(arguments)
            .env_clear()
            .env("NUTRIVAULT_DATA", self.data())
            // The system chooses a free port, and the server says which.
            .env("NUTRIVAULT_PORT", "0")
            .env("NUTRIVAULT_AUTH__BCRYPT_COST", "4")
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn run_with_stdin(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    fn add(&self, username: &str, role: &str) -> Output {
        let email = format!("{username}@clinic.example");
        let arguments = [
            "user",
            "add",
            "--username",
            username,
            "--email",
            &email,
            "--role",
            role,
            "--first-name",
            "Anna",
            "--last-name",
            "Ek",
        ];
        self.run_with_stdin(&arguments, &format!("{PASSWORD}\n"))
    }

    fn serve(&self, arguments: &[&str]) -> Server {
        Server::start(self.command(arguments))
    }

    /// The database, opened beside the program as any SQLite tool would.
    fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.file("nutrivault.db")).unwrap()
    }
}

struct Server {
    child: Child,
    /// What it said before it listened.
    said: String,
    address: String,
}

impl Server {
    fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        loop {
            let mut line = String::new();
            if out.read_line(&mut line).unwrap() == 0 {
                let mut why = String::new();
                child.stderr.take().unwrap().read_to_string(&mut why).unwrap();
                panic!("the server ended: {said}{why}");
            }
            if let Some(address) = line.strip_prefix("NutriVault listens on http://") {
                let address = address.trim().to_owned();
                return Self { child, said, address };
            }
            said.push_str(&line);
        }
    }

    fn port(&self) -> &str {
        self.address.rsplit_once(':').unwrap().1
    }

    fn login(&self, username: &str, password: &str) -> (u16, Value) {
        let body = json!({ "username": username, "password": password });
        self.call("POST", "/api/auth/login", None, Some(&body))
    }

    fn call(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> (u16, Value) {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.address))
            .header("Content-Type", "application/json");
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut answer = agent.run(request.body(body).unwrap()).unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        (answer.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    fn terminate(&self) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
    }

    /// Waits for the end; its exit code and how long it took.
    fn ended(mut self) -> (Option<i32>, Duration) {
        let begun = Instant::now();
        let status = self.child.wait().unwrap();
        (status.code(), begun.elapsed())
    }

    fn stop(self) -> (Option<i32>, Duration) {
        self.terminate();
        self.ended()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Refused: exit code 1 and a sentence, without a trace of the program's insides.
fn refusal(output: &Output) -> String {
    let sentence = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{sentence}{}", out(output));
    assert!(sentence.lines().any(|line| line.starts_with("nutrivault: ")), "{sentence}");
    assert!(!sentence.contains("panicked") && !sentence.contains(".rs:"), "{sentence}");
    sentence
}

fn fine(output: &Output) -> String {
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{complaint}");
    out(output)
}

fn small_demo(clinic: &Clinic) -> Output {
    let sizes = ["demo", "--patients", "20", "--visits", "60", "--invoices", "30", "--audit", "40"];
    clinic.run(&sizes)
}

#[test]
fn the_help_names_every_command_and_the_exit_codes() {
    let help = fine(&Clinic::new().run(&["--help"]));
    for word in
        ["serve", "demo", "user", "healthcheck", "config", "migrate", "Exit codes", "NUTRIVAULT_"]
    {
        assert!(help.contains(word), "{word} is missing in:\n{help}");
    }
    let user = fine(&Clinic::new().run(&["user", "--help"]));
    for word in ["add", "list", "disable", "enable", "reset-password"] {
        assert!(user.contains(word), "{word} is missing in:\n{user}");
    }
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    for arguments in [&[][..], &["sreve"], &["demo", "--patients", "many"], &["user", "disable"]] {
        assert_eq!(Clinic::new().run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn the_configuration_is_printed_with_its_secrets_masked() {
    let clinic = Clinic::new();
    let printed = clinic
        .command(&["config"])
        .env("NUTRIVAULT_METRICS_TOKEN", "hush-hush")
        .env("NUTRIVAULT_CACHE__SHORT_TTL", "7")
        .output()
        .unwrap();
    let toml = fine(&printed);
    assert!(!toml.contains("hush-hush") && toml.contains("metrics_token = \"****"), "{toml}");
    assert!(toml.contains("short_ttl = 7") && toml.contains("default 30"), "{toml}");
    assert!(!clinic.data().exists(), "printing the configuration made a data folder");
}

#[test]
fn an_unknown_key_of_the_environment_is_named() {
    let output = Clinic::new().command(&["config"]).env("NUTRIVAULT_PROT", "1").output().unwrap();
    assert!(refusal(&output).contains("NUTRIVAULT_PROT"));
}

#[test]
fn a_second_server_on_the_same_folder_is_refused() {
    let clinic = Clinic::new();
    let server = clinic.serve(&["serve"]);
    for command in [&["serve"][..], &["demo"], &["migrate"]] {
        let sentence = refusal(&clinic.run(command));
        assert!(sentence.contains("NUTRIVAULT_DATA"), "{command:?}: {sentence}");
        assert!(sentence.contains(&server.child.id().to_string()), "{command:?}: {sentence}");
    }
    assert_eq!(server.call("GET", "/health/ready", None, None).0, 200);
}

#[test]
fn a_port_in_use_is_refused_with_a_sentence() {
    let (first, second) = (Clinic::new(), Clinic::new());
    let server = first.serve(&["serve"]);
    let output = second.command(&["serve"]).env("NUTRIVAULT_PORT", server.port()).output().unwrap();
    assert!(refusal(&output).contains("NUTRIVAULT_PORT"));
    assert!(!second.file("nutrivault.db-wal").exists());
}

#[test]
fn a_folder_that_cannot_be_used_is_refused_with_a_sentence() {
    let clinic = Clinic::new();
    std::fs::write(clinic.data(), "not a folder").unwrap();
    for command in [&["serve"][..], &["migrate"], &["user", "list"]] {
        assert!(refusal(&clinic.run(command)).contains("cannot be used"), "{command:?}");
    }
}

#[test]
fn a_database_of_another_program_is_refused() {
    let clinic = Clinic::new();
    std::fs::create_dir(clinic.data()).unwrap();
    clinic.database().execute_batch("CREATE TABLE theirs (id)").unwrap();
    assert!(refusal(&clinic.run(&["serve"])).contains("not one of NutriVault's"));
    std::fs::write(clinic.file("nutrivault.db"), "no database at all, but some text").unwrap();
    assert!(refusal(&clinic.run(&["migrate"])).contains("nutrivault.db"));
}

#[test]
fn a_newer_schema_is_refused_with_what_to_do() {
    let clinic = Clinic::new();
    assert!(fine(&clinic.run(&["migrate"])).contains("Created"));
    assert!(fine(&clinic.run(&["migrate"])).contains("current"));
    clinic.database().pragma_update(None, "user_version", 999).unwrap();
    for command in ["migrate", "serve"] {
        let sentence = refusal(&clinic.run(&[command]));
        assert!(sentence.contains("999") && sentence.contains("newer"), "{sentence}");
    }
}

#[test]
fn a_demo_clinic_is_made_once() {
    let clinic = Clinic::new();
    let made = fine(&small_demo(&clinic));
    assert!(made.contains("20 patients") && made.contains("dietitian"), "{made}");
    let before = std::fs::read(clinic.file("nutrivault.db")).unwrap();
    assert!(refusal(&small_demo(&clinic)).contains("already"));
    assert_eq!(before, std::fs::read(clinic.file("nutrivault.db")).unwrap());
}

#[test]
fn serve_demo_prints_logins_that_work_and_adds_nothing_the_second_time() {
    let clinic = Clinic::new();
    let server = clinic.serve(&["serve", "--demo"]);
    for login in ["admin", "dietitian", "assistant", "viewer"] {
        assert!(server.said.contains(login), "{}", server.said);
        assert_eq!(server.login(login, "NutriVault-demo-1").0, 200, "{login}");
    }
    server.stop();
    let users = || clinic.database().query_row("SELECT count(*) FROM users", [], |r| r.get(0));
    let before: i64 = users().unwrap();
    let again = clinic.serve(&["serve", "--demo"]);
    assert!(again.said.contains("no demo data was added"), "{}", again.said);
    again.stop();
    assert_eq!(users().unwrap(), before);
}

#[test]
fn a_server_without_users_says_how_to_add_the_first() {
    let clinic = Clinic::new();
    let server = clinic.serve(&["serve"]);
    assert!(server.said.contains("nutrivault user add"), "{}", server.said);
    fine(&clinic.add("anna", "admin"));
    assert_eq!(server.login("anna", PASSWORD).0, 200);
    server.stop();
    assert_eq!(clinic.serve(&["serve"]).said, "");
}

#[test]
fn users_are_managed_without_a_server() {
    let clinic = Clinic::new();
    assert!(fine(&clinic.add("anna", "ADMIN")).contains("anna"));
    fine(&clinic.add("bert", "VIEWER"));
    assert!(refusal(&clinic.add("ANNA", "VIEWER")).contains("already"));
    assert!(refusal(&clinic.add("carl", "BOSS")).contains("role"));
    fine(&clinic.run(&["user", "disable", "bert"]));
    assert!(refusal(&clinic.run(&["user", "disable", "anna"])).contains("administrator"));
    let list = fine(&clinic.run(&["user", "list"]));
    assert!(list.lines().any(|line| line.starts_with("bert") && line.contains("disabled")));
    assert!(refusal(&clinic.run(&["user", "enable", "nobody"])).contains("user list"));
    let weak = clinic.run_with_stdin(&["user", "reset-password", "anna"], "short\n");
    assert!(refusal(&weak).contains("10 characters"));
    assert!(refusal(&clinic.run(&["user", "reset-password", "anna"])).contains("stdin"));
    let by: String = clinic
        .database()
        .query_row("SELECT username FROM audit_logs ORDER BY seq DESC LIMIT 1", [], |r| r.get(0))
        .unwrap();
    assert_eq!(by, "command line");
}

#[test]
fn disabling_a_user_cuts_a_running_session_at_its_next_request() {
    let clinic = Clinic::new();
    fine(&clinic.add("anna", "ADMIN"));
    fine(&clinic.add("bert", "VIEWER"));
    let server = clinic.serve(&["serve"]);
    let me = |token: &str| server.call("GET", "/api/auth/me", Some(token), None).0;
    let token = |login: (u16, Value)| login.1["data"]["accessToken"].as_str().unwrap().to_owned();
    let session = token(server.login("bert", PASSWORD));
    assert_eq!(me(&session), 200);
    fine(&clinic.run(&["user", "disable", "bert"]));
    assert_eq!(me(&session), 401);
    assert_eq!(server.login("bert", PASSWORD).0, 401);
    fine(&clinic.run(&["user", "enable", "bert"]));
    assert_eq!(me(&session), 401);
    let session = token(server.login("bert", PASSWORD));
    let other = "staple another battery";
    fine(&clinic.run_with_stdin(&["user", "reset-password", "bert"], &format!("{other}\n")));
    assert_eq!(me(&session), 401);
    assert_eq!(server.login("bert", PASSWORD).0, 401);
    assert_eq!(server.login("bert", other).0, 200);
    assert!(fine(&clinic.run(&["user", "list"])).contains("bert"));
}

#[test]
fn everything_in_the_data_folder_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let clinic = Clinic::new();
    let _server = clinic.serve(&["serve"]);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&clinic.data()), 0o700);
    let mut seen = Vec::new();
    for entry in std::fs::read_dir(clinic.data()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        seen.push(path.file_name().unwrap().to_owned());
    }
    assert!(seen.iter().any(|name| name == "nutrivault.sock"), "{seen:?}");
}

#[test]
fn a_server_that_was_killed_leaves_nothing_that_hinders_the_next() {
    let clinic = Clinic::new();
    let mut server = clinic.serve(&["serve"]);
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    assert!(clinic.file("nutrivault.sock").exists());
    let next = clinic.serve(&["serve"]);
    fine(&clinic.run(&["user", "list"]));
    assert_eq!(next.stop().0, Some(0));
}

#[test]
fn a_stop_leaves_one_complete_file_and_waits_for_no_idle_connection() {
    let clinic = Clinic::new();
    fine(&clinic.add("anna", "ADMIN"));
    let server = clinic.serve(&["serve"]);
    server.login("anna", PASSWORD);
    let _silent = TcpStream::connect(&server.address).unwrap();
    let mut kept = TcpStream::connect(&server.address).unwrap();
    kept.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert!(kept.read(&mut [0; 2048]).unwrap() > 0);
    let (code, took) = server.stop();
    assert_eq!(code, Some(0));
    // 0.2 s on a quiet machine; Rocket alone would take 3.
    assert!(took < Duration::from_millis(1500), "{took:?}");
    let mut left: Vec<_> = std::fs::read_dir(clinic.data())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["nutrivault.db", "nutrivault.lock"]);
    let copy = clinic.folder.path().join("copy.db");
    std::fs::copy(clinic.file("nutrivault.db"), &copy).unwrap();
    let copy = rusqlite::Connection::open(copy).unwrap();
    let logins = "SELECT count(*) FROM audit_logs WHERE action = 'LOGIN'";
    assert_eq!(copy.query_row(logins, [], |row| row.get::<_, i64>(0)).unwrap(), 1);
}

#[test]
fn a_request_in_flight_is_answered_before_the_end() {
    let clinic = Clinic::new();
    fine(&clinic.add("anna", "ADMIN"));
    let mut command = clinic.command(&["serve"]);
    // A login of about a second.
    command.env("NUTRIVAULT_AUTH__BCRYPT_COST", "13");
    let server = Server::start(command);
    std::thread::scope(|scope| {
        let login = scope.spawn(|| server.login("anna", PASSWORD).0);
        std::thread::sleep(Duration::from_millis(200));
        server.terminate();
        assert_eq!(login.join().unwrap(), 200);
    });
    assert_eq!(server.ended().0, Some(0));
}

#[test]
fn the_healthcheck_tells_a_running_server_from_none() {
    let clinic = Clinic::new();
    let server = clinic.serve(&["serve"]);
    let port = server.port().to_owned();
    let ask = || clinic.command(&["healthcheck"]).env("NUTRIVAULT_PORT", &port).output().unwrap();
    assert!(fine(&ask()).contains("ready"));
    server.stop();
    assert!(refusal(&ask()).contains("Is the server running?"));
}
