//! Puts an event of the demo clinic into the words of the audit trail.

use serde_json::{Value, json};

use super::model::{Act, Kind, Made, Patient};
use super::random::Random;
use super::scene::Scene;
use crate::audit::chain::{Chain, Link};
use crate::clock::Moment;
use crate::error::Result;
use crate::ids::Id;

const BROWSERS: [&str; 3] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
];

/// One thing that somebody did.
pub struct Event<'a> {
    at: Moment,
    who: usize,
    action: &'static str,
    record: Option<&'a Made>,
    refusal: Option<&'static str>,
}

impl<'a> Event<'a> {
    /// Something done to no record.
    pub fn plain(at: Moment, who: usize, action: &'static str) -> Self {
        let refusal = (action == "FAILED_LOGIN").then_some("The name or the password is wrong.");
        Self { at, who, action, record: None, refusal }
    }

    /// Something done to a record.
    pub fn on(at: Moment, who: usize, action: &'static str, record: &'a Made) -> Self {
        Self { at, who, action, record: Some(record), refusal: None }
    }

    /// What was done to a record when it was made, or signed.
    pub fn of(record: &'a Made) -> Self {
        let action = match record.act {
            Act::Created => "CREATE",
            Act::Signed(_) => "SIGN",
            Act::Amended(_) => "AMEND",
        };
        Self::on(record.at, record.by, action, record)
    }

    /// The same, but it was not allowed.
    pub fn refused(self, why: &'static str) -> Self {
        Self { refusal: Some(why), ..self }
    }

    fn method(&self) -> &'static str {
        match self.action {
            "READ" | "EXPORT" => "GET",
            "UPDATE" => "PUT",
            _ => "POST",
        }
    }

    fn resource(&self) -> &'static str {
        match (self.record.map(|record| record.kind), self.action) {
            (Some(Kind::Patient), _) | (None, "EXPORT") => "patient",
            (Some(Kind::Visit), _) => "visit",
            (Some(Kind::Invoice), _) => "billing",
            (None, _) => "user",
        }
    }

    fn path(&self) -> String {
        let Some(record) = self.record else {
            return match self.action {
                "EXPORT" => "/api/export/patients",
                "LOGOUT" => "/api/auth/logout",
                _ => "/api/auth/login",
            }
            .to_owned();
        };
        let collection = match record.kind {
            Kind::Patient => "/api/patients",
            Kind::Visit => "/api/visits",
            Kind::Invoice => "/api/billing",
        };
        if self.action == "CREATE" {
            return collection.to_owned();
        }
        let act = match self.action {
            "SIGN" => "/sign",
            "AMEND" => "/amend",
            _ => "",
        };
        format!("{collection}/{}{act}", record.id)
    }
}

/// Where somebody sits, and since which login.
struct Seat {
    user_id: String,
    session_id: String,
    ip_address: String,
    browser: &'static str,
}

/// Writes events down, one link of the chain each.
pub struct Witness<'a> {
    scene: &'a Scene<'a>,
    patients: &'a [Patient],
    chain: Chain,
    seats: Vec<Seat>,
}

impl<'a> Witness<'a> {
    /// Takes up the chain where it ends.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn new(scene: &'a Scene<'a>, random: &mut Random, patients: &'a [Patient]) -> Result<Self> {
        let mut seats = Vec::with_capacity(scene.staff.members.len());
        for (place, member) in scene.staff.members.iter().enumerate() {
            seats.push(Seat {
                user_id: member.id.to_string(),
                session_id: random.id(scene.opened).to_string(),
                // A network kept free for examples (RFC 5737).
                ip_address: format!("192.0.2.{}", 10 + place),
                browser: random.pick(&BROWSERS),
            });
        }
        Ok(Self { scene, patients, chain: Chain::load(scene.tx)?, seats })
    }

    /// Appends one event.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn write(&mut self, random: &mut Random, event: &Event<'_>) -> Result<()> {
        let is_known = event.action != "FAILED_LOGIN" || random.percent(70);
        let seat = &mut self.seats[event.who];
        if event.action == "LOGIN" {
            seat.session_id = random.id(event.at).to_string();
        }
        let seat = &self.seats[event.who];
        let resource_id: Option<Id> = match event.record {
            Some(record) => Some(record.id),
            None if event.resource() == "user" && is_known => Some(self.scene.staff.id(event.who)),
            None => None,
        };
        let resource_id = resource_id.map(|id| id.to_string());
        let patient_id = event.record.map(|record| self.patients[record.patient].id.to_string());
        let changes = changes(random, event).map(|changes| changes.to_string());
        let username = self.scene.staff.members[event.who].username;
        let link = Link {
            id: &random.id(event.at).to_string(),
            timestamp: &event.at.to_string(),
            user_id: is_known.then_some(&seat.user_id),
            username: Some(if is_known { username } else { "administrator" }),
            action: event.action,
            resource_type: event.resource(),
            resource_id: resource_id.as_deref(),
            patient_id: patient_id.as_deref(),
            ip_address: Some(&seat.ip_address),
            user_agent: Some(seat.browser),
            request_method: Some(event.method()),
            request_path: Some(&event.path()),
            changes: changes.as_deref(),
            status: if event.refusal.is_some() { "FAILURE" } else { "SUCCESS" },
            severity: if event.refusal.is_some() { "WARN" } else { "INFO" },
            error_message: event.refusal,
            session_id: (event.action != "FAILED_LOGIN").then_some(&seat.session_id),
            ..Link::default()
        };
        self.chain.append(self.scene.tx, &link)?;
        self.scene.progress.step();
        Ok(())
    }

    /// Stores the chain's new end.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn leave(self) -> Result<()> {
        self.chain.save(self.scene.tx)
    }
}

/// Old and new values of what was changed; most creations carry some too.
fn changes(random: &mut Random, event: &Event<'_>) -> Option<Value> {
    let record = event.record.filter(|_| event.refusal.is_none())?;
    if let ("SIGN", Act::Signed(told)) | ("AMEND", Act::Amended(told)) = (event.action, &record.act)
    {
        return Some(told.clone());
    }
    match (event.action, record.kind) {
        ("UPDATE", Kind::Patient) => Some(match random.below(3) {
            0 => json!({"city": {"old": "Montreuil", "new": "Paris"}}),
            1 => json!({"phone": {"old": null, "new": "06 39 98 00 00"}}),
            _ => json!({"dietary_preferences": {"old": null, "new": "Végétarienne"}}),
        }),
        ("UPDATE", Kind::Visit) => Some(match random.below(2) {
            0 => json!({"duration_minutes": {"old": 30, "new": 45}}),
            _ => json!({"status": {"old": "SCHEDULED", "new": "COMPLETED"}}),
        }),
        ("UPDATE", Kind::Invoice) => {
            Some(json!({"notes": {"old": null, "new": "Payé à l'accueil."}}))
        }
        ("CREATE", Kind::Visit) => Some(json!({"status": {"old": null, "new": "SCHEDULED"}})),
        ("CREATE", Kind::Invoice) => Some(json!({"currency": {"old": null, "new": "EUR"}})),
        _ => None,
    }
}
