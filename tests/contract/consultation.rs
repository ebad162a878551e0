//! The consultation's page: what is invoiced when it ends is said before the press.

use serde_json::json;

use crate::practice::Practice;
use crate::rooms::{cookie, knock};

struct Room {
    practice: Practice,
    patient: String,
    dietitian: String,
}

impl Room {
    fn open() -> Self {
        let practice = Practice::open();
        let dietitian = practice.text("SELECT id FROM users WHERE username = 'dietitian'");
        let mut room = Self { practice, patient: String::new(), dietitian };
        let body = json!({ "last_name": "Room", "date_of_birth": "1980-02-03",
            "assigned_dietitian_id": room.dietitian });
        room.patient = room.practice.made("/api/patients", body, "patient");
        room
    }

    fn visit(&self, kind: &str) -> String {
        let body = json!({ "patient_id": self.patient, "dietitian_id": self.dietitian,
            "visit_date": "2026-03-05T05:00:00Z", "visit_type": kind, "allow_overlap": true });
        self.practice.made("/api/visits", body, "visit")
    }
}

#[test]
fn finish_and_invoice_says_the_price_before_the_press_and_the_invoice_has_it() {
    let room = Room::open();
    room.practice.clinic.database().execute("UPDATE services SET is_active = 0", []).unwrap();
    for (kind, price, rate) in [("FOLLOW_UP", 45.5, 5.5), ("EMERGENCY", 80.0, 0.0)] {
        let service = json!({ "name": format!("Service {kind}"), "unit_price": price,
            "currency": "EUR", "tax_rate": rate, "visit_type": kind });
        room.practice.made("/api/services", service, "service");
    }
    let admin = cookie(&room.practice, "admin");
    for (kind, shown, total) in
        [("FOLLOW_UP", "€48.00", 48.0), ("EMERGENCY", "€80.00", 80.0), ("ONLINE", "", 0.0)]
    {
        let visit = room.visit(kind);
        let page = knock(&room.practice, "GET", &format!("/visits/{visit}"), Some(&admin)).text;
        let button = page.split_once("Finish and invoice").unwrap().1;
        let told = button.split("</button>").next().unwrap();
        assert!(
            told.contains(&format!("<small data-price-shown>{shown}</small>")),
            "{kind}: {told}"
        );
        // A script says another type's price when that is chosen.
        assert!(page.contains("data-price=\"€80.00\""), "{kind}");
        let next = room.practice.press(&admin, &format!("/visits/{visit}/invoice"), "");
        let next = next.header("location").unwrap();
        if total > 0.0 {
            let invoice = next.split('?').next().unwrap().replace("/invoices", "/api/billing");
            let billing = room.practice.get(&invoice).json()["data"]["billing"].clone();
            assert_eq!(billing["total_amount"].as_f64(), Some(total), "{kind}");
        } else {
            assert!(next.contains("/invoices/new"), "{kind}: {next}");
        }
    }
}
