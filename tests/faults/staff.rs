//! A running clinic with one administrator, who asks over connections that may break.

use serde_json::{Value, json};

use crate::clinic::{Clinic, PASSWORD, Server, fine};
use crate::line::{Line, Reply};

/// Fills a clinic with a small made-up practice, whose administrator has the usual password.
pub fn demo(clinic: &Clinic) -> std::process::Output {
    let sizes = ["--patients", "20", "--visits", "60", "--invoices", "30", "--audit", "40"];
    clinic.run(&[&["demo", "--password", PASSWORD], &sizes[..]].concat())
}

/// What the server says goes to a file: a pipe that nobody reads would stop it when it is full.
fn keep_log(server: &mut Server, clinic: &Clinic) {
    let mut words = server.child.stderr.take().unwrap();
    let mut log = std::fs::File::create(clinic.folder.path().join("log")).unwrap();
    std::thread::spawn(move || std::io::copy(&mut words, &mut log));
}

/// A clinic and the way in to it.
pub struct Practice {
    // Ends before its folder goes.
    pub server: Server,
    pub clinic: Clinic,
    pub bearer: String,
    pub admin: String,
}

impl Practice {
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// With these variables in the server's environment.
    pub fn with(settings: &[(&str, &str)]) -> Self {
        let clinic = Clinic::new();
        fine(&clinic.add("admin", "ADMIN"));
        Self::of(clinic, settings)
    }

    /// A clinic whose administrator exists.
    pub fn of(clinic: Clinic, settings: &[(&str, &str)]) -> Self {
        let mut command = clinic.command(&["serve"]);
        // The session outlives the longest run.
        command.env("NUTRIVAULT_AUTH__ACCESS_MINUTES", "1440");
        command.envs(settings.iter().copied());
        let mut server = Server::start(command);
        keep_log(&mut server, &clinic);
        let (status, login) = server.login("admin", PASSWORD);
        assert_eq!(status, 200, "{login}");
        let bearer = format!("Bearer {}", login["data"]["accessToken"].as_str().unwrap());
        let admin = login["data"]["user"]["id"].as_str().unwrap().to_owned();
        Self { server, clinic, bearer, admin }
    }

    pub fn line(&self) -> Line {
        Line::to(&self.server.address).unwrap()
    }

    pub fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        self.ask_over(&mut self.line(), method, path, body).unwrap()
    }

    pub fn ask_over(
        &self,
        line: &mut Line,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> std::io::Result<Reply> {
        line.ask(method, path, &[("Authorization", &self.bearer)], body)
    }

    /// A patient as a client sends one.
    pub fn patient(&self, last_name: &str) -> Value {
        json!({
            "first_name": "Pia", "last_name": last_name, "date_of_birth": "1980-02-29",
            "city": "n:0", "assigned_dietitian_id": self.admin,
        })
    }

    /// Creates a patient; the path of it.
    #[track_caller]
    pub fn register(&self, last_name: &str) -> String {
        let reply = self.ask("POST", "/api/patients", Some(&self.patient(last_name))).fine();
        format!("/api/patients/{}", reply.json()["data"]["patient"]["id"].as_str().unwrap())
    }
}
