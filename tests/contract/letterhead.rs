//! What the clinic prints: its logo for whoever is logged in, an invoice with who practised and why a
//! line bears no tax, a receipt with its change, again and again.

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::{Answer, Sent};

/// A PNG of 24 by 24 pixels, every part of it sound; the shade tells one from another.
fn picture(shade: u8) -> Vec<u8> {
    use std::io::Write as _;
    let mut lines = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..24 {
        lines.write_all(&[[0].as_slice(), &[shade; 24]].concat()).unwrap();
    }
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let side = 24_u32.to_be_bytes();
    let head = [&side[..], &side[..], &[8, 0, 0, 0, 0]].concat();
    for (kind, data) in [(b"IHDR", head), (b"IDAT", lines.finish().unwrap()), (b"IEND", vec![])] {
        let mut sum = flate2::Crc::new();
        sum.update(kind);
        sum.update(&data);
        bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        bytes.extend(kind);
        bytes.extend(data);
        bytes.extend(sum.sum().to_be_bytes());
    }
    bytes
}

/// The picture in a form, as a browser sends it.
fn form(file: &[u8]) -> (&'static str, Vec<u8>) {
    let head = "--zz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"logo.png\"\r\n\
                Content-Type: image/png\r\n\r\n";
    let body = [head.as_bytes(), file, b"\r\n--zz--\r\n"].concat();
    ("multipart/form-data; boundary=zz", body)
}

struct Office(Practice);

impl Office {
    fn upload(&self, file: &[u8]) -> Answer {
        let (kind, body) = form(file);
        self.0.send(&Sent::new("POST", "/api/settings/logo").bearer(&self.0.admin).body(kind, body))
    }

    fn page(&self, name: &str, path: &str) -> String {
        let answer = knock(&self.0, "GET", path, Some(&cookie(&self.0, name)));
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.text
    }

    /// An issued invoice of an exempt service at 45, held by a dietitian with a number.
    fn invoice(&self) -> (String, String) {
        let found = self.0.text(
            "SELECT v.id || ' ' || v.patient_id || ' ' || v.dietitian_id FROM visits v \
             WHERE v.deleted_at IS NULL AND v.status = 'COMPLETED' AND v.edition = 0 LIMIT 1",
        );
        let ids: Vec<&str> = found.split(' ').collect();
        let number = json!({ "registration_number": "RPPS 10003456789" });
        self.0.done("PUT", &format!("/api/users/{}", ids[2]), number);
        let service = json!({
            "name": "Consultation of the letterhead", "unit_price": 45, "currency": "EUR",
            "tax_rate": 0, "exemption_reason": "Exempt: article 261-4-1 of the code",
        });
        let service = self.0.done("POST", "/api/services", service);
        let line = json!({ "service_id": service["service"]["id"] });
        let taxed = json!({ "description": "Scales", "unit_price": 10, "tax_rate": 20 });
        let body = json!({
            "patient_id": ids[1], "visit_id": ids[0], "currency": "EUR",
            "lines": [&line, &taxed, &line], "status": "PENDING",
        });
        let invoice = self.0.done("POST", "/api/billing", body);
        (invoice["billing"]["id"].as_str().unwrap().to_owned(), ids[1].to_owned())
    }
}

#[test]
fn a_logo_is_looked_at_kept_and_shown_to_whoever_is_logged_in() {
    let office = Office(Practice::open());
    let answer = office.upload(&picture(7));
    assert_eq!(answer.status, 200, "{}", answer.text);
    let sha = answer.json()["data"]["settings"]["logo_sha256"].as_str().unwrap().to_owned();
    let address = format!("/logo/{sha}");
    for name in ["admin", "assistant", "viewer"] {
        let answer = knock(&office.0, "GET", &address, Some(&cookie(&office.0, name)));
        assert_eq!((answer.status, &answer.bytes), (200, &picture(7)), "{name}");
        assert_eq!(answer.header("content-type"), Some("image/png"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    assert_eq!(knock(&office.0, "GET", &address, None).status, 303);
    // What is no picture changes nothing, whatever its name says.
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>";
    assert_eq!(office.upload(svg).status, 415);
    let whole = picture(9);
    assert_eq!(office.upload(&whole[..whole.len() - 1]).status, 415);
    assert_eq!(office.upload(&[picture(9), vec![0; 600_000]].concat()).status, 413);
    let settings = office.0.done("GET", "/api/settings", Value::Null);
    assert_eq!(settings["settings"]["logo_sha256"], sha.as_str());
    let told = "SELECT count(*) FROM audit_logs l JOIN audit_values v ON v.seq = l.seq \
                WHERE l.resource_type = 'settings'";
    assert!(office.0.number(told) > 0, "the change is a row");
}

#[test]
fn a_logo_that_was_replaced_is_kept_for_the_papers_that_bear_it_and_for_no_other_reason() {
    let office = Office(Practice::open());
    let upload = |shade: u8| {
        let answer = office.upload(&picture(shade));
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["data"]["settings"]["logo_sha256"].as_str().unwrap().to_owned()
    };
    let viewer = cookie(&office.0, "viewer");
    let shown = |sha: &str| knock(&office.0, "GET", &format!("/logo/{sha}"), Some(&viewer)).status;
    let unused = upload(1);
    let issued = upload(2);
    assert_eq!((shown(&unused), shown(&issued)), (404, 200));
    office.invoice();
    // Another, the same again, and none: what a paper was issued with stays.
    let other = upload(3);
    assert_eq!((shown(&issued), shown(&other)), (200, 200));
    assert_eq!(upload(2), issued);
    assert_eq!((shown(&issued), shown(&other)), (200, 404));
    let gone = office.0.done("DELETE", "/api/settings/logo", Value::Null);
    assert!(gone["settings"]["logo_sha256"].is_null());
    assert_eq!(shown(&issued), 200);
    let kept = office.0.number("SELECT count(*) FROM logos");
    let named = "SELECT count(DISTINCT snapshot ->> '$.clinic.logo_sha256') FROM billing";
    assert_eq!(kept, office.0.number(named));
}

#[test]
fn an_invoice_keeps_the_letterhead_that_it_was_issued_with() {
    let office = Office(Practice::open());
    let terms = json!({
        "iban": "FR76 3000 6000 0112 3456 7890 189", "payment_terms": "Within a month, please",
    });
    office.0.done("PUT", "/api/settings", terms);
    let (invoice, _) = office.invoice();
    let path = format!("/invoices/{invoice}");
    let page = office.page("admin", &path);
    let paper = page.split_once("<article").unwrap().1.split("</article>").next().unwrap();
    for told in [
        "RPPS 10003456789",
        "¹ Exempt: article 261-4-1 of the code",
        "FR76 3000 6000 0112 3456 7890 189",
        "Within a month, please",
        "/logo/",
        "born ",
    ] {
        assert!(paper.contains(told), "{told}: {paper}");
    }
    assert_eq!(paper.matches('¹').count(), 3, "two lines and one foot: {paper}");
    // What changes afterwards changes no paper that was issued.
    let changed = json!({ "iban": null, "payment_terms": "At once" });
    office.0.done("PUT", "/api/settings", changed);
    assert!(office.page("admin", &path).contains("Within a month, please"));
    // Paid: each payment with its method, the mark, and no account any more.
    let pay = json!({ "payment_method": "CREDIT_CARD" });
    office.0.done("POST", &format!("/api/billing/{invoice}/pay"), pay);
    let page = office.page("admin", &path);
    let paper = page.split_once("<article").unwrap().1.split("</article>").next().unwrap();
    assert!(paper.contains("class=\"stamp\"") && paper.contains("Card (credit)"), "{paper}");
    assert!(!paper.contains("FR76"), "{paper}");
    // The letter and the sheet for the patient have the number too.
    let visit = office.0.text(&format!("SELECT visit_id FROM billing WHERE id = '{invoice}'"));
    for paper in ["sheet", "letter"] {
        let page = office.page("admin", &format!("/visits/{visit}/print/{paper}"));
        assert!(page.contains("RPPS 10003456789") && page.contains("class=\"letterhead\""));
    }
}

#[test]
fn an_account_number_that_is_none_is_refused_where_it_was_typed() {
    let office = Office(Practice::open());
    let body = json!({ "iban": "FR76 3000 6000 0112 3456 7890 188" }).to_string();
    let sent = Sent::new("PUT", "/api/settings").bearer(&office.0.admin).json(body);
    let answer = office.0.send(&sent);
    assert_eq!(
        (answer.status, &answer.json()["error"]["details"][0]["field"]),
        (400, &json!("iban"))
    );
}

#[test]
fn the_receipt_of_an_invoice_that_was_paid_in_cash_prints_its_change_again_and_again() {
    let office = Office(Practice::open());
    let (invoice, patient) = office.invoice();
    let pay = |form: &str| {
        office.0.press(&cookie(&office.0, "admin"), &format!("/invoices/{invoice}/pay"), form)
    };
    // Change is given of cash alone, and never from less than the amount.
    assert_eq!(pay("currency=EUR&amount=45&method=CREDIT_CARD&received=50").status, 400);
    assert_eq!(pay("currency=EUR&amount=45&method=CASH&received=40").status, 400);
    let paid = format!("SELECT amount_paid FROM billing WHERE id = '{invoice}'");
    assert_eq!(office.0.number(&paid), 0);
    assert_eq!(pay("currency=EUR&amount=45&method=CASH&received=50").status, 303);
    let page = office.page("admin", &format!("/invoices/{invoice}"));
    let receipt = page.split_once("href=\"/receipts/").unwrap().1.split('"').next().unwrap();
    for _ in 0..2 {
        let slip = office.page("admin", &format!("/receipts/{receipt}"));
        assert!(slip.contains("id=\"change\">€5.00"), "{slip}");
        assert!(slip.contains("€50.00"), "{slip}");
    }
    // The same over several invoices, and by the API.
    let body = json!({
        "patient_id": patient, "amount": 20, "method": "CASH", "received": "20.50",
        "allocations": [{ "billing_id": invoice, "amount": 20 }],
    });
    let taken = office.0.done("POST", "/api/payments", body);
    assert_eq!(taken["payment"]["received"], 20.5);
    let form = format!("currency=EUR&received=100&share.{invoice}=37&method=CASH");
    let answer =
        office.0.press(&cookie(&office.0, "admin"), &format!("/patients/{patient}/pay"), &form);
    assert_eq!(answer.status, 303, "{}", answer.text);
    let slip = office.page("admin", answer.header("location").unwrap().split('?').next().unwrap());
    assert!(slip.contains("id=\"change\">€63.00"), "{slip}");
}
