//! Money on its pages: what a form prints can be sent back in every currency and language, and
//! nothing that a page has no field for is lost by saving it.

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::refusals::page::{Form, forms, of_class};
use crate::rooms::cookie;
use crate::wire::{Answer, Sent};

/// Amounts with all decimals that their currency has, one of them below a thousand.
const SUMS: [(&str, f64); 5] =
    [("EUR", 1234.5), ("KWD", 1.5), ("KWD", 1234.567), ("JPY", 1500.0), ("USD", 0.05)];
const LANGUAGES: [&str; 2] = ["en", "fr"];

/// Somebody at the till, over the pages and over the API.
struct Till {
    practice: Practice,
    cookie: String,
    patient: String,
}

impl Till {
    fn open() -> Self {
        let practice = Practice::open();
        let cookie = cookie(&practice, "admin");
        let patient = practice.text("SELECT id FROM patients ORDER BY id LIMIT 1");
        Self { practice, cookie, patient }
    }

    fn knock(&self, method: &str, address: &str, language: &str, body: &str) -> Answer {
        let cookies = format!("{}; nutrivault_language={language}", self.cookie);
        let sent =
            Sent::new(method, address).header("Cookie", cookies).header("Accept", "text/html");
        let sent = sent.header("Sec-Fetch-Site", "same-origin");
        self.practice.send(&match method {
            "POST" => sent.body("application/x-www-form-urlencoded", body),
            _ => sent,
        })
    }

    fn page(&self, address: &str, language: &str) -> String {
        let answer = self.knock("GET", address, language, "");
        assert_eq!(answer.status, 200, "{address}: {}", answer.text);
        answer.text
    }

    /// Sends a form as it was printed, but for these fields.
    fn send(&self, form: &Form, language: &str, other: &[(&str, &str)]) -> Answer {
        let field = |name: &str, value: &str| {
            let value: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
            format!("{name}={value}")
        };
        let value = |name: &str, printed: &str| {
            let typed = other.iter().find(|(known, _)| *known == name);
            field(name, typed.map_or(printed, |(_, value)| value))
        };
        let fields: Vec<String> = form
            .fields
            .iter()
            .map(|one| match one.name.ends_with(".service_id") {
                // The rows here are not of the price list.
                true => field(&one.name, ""),
                false => value(&one.name, &one.value),
            })
            .collect();
        self.knock("POST", &form.action, language, &fields.join("&"))
    }

    /// A new invoice with these fields.
    fn invoice(&self, mut fields: Value) -> Value {
        fields["patient_id"] = json!(self.patient);
        self.practice.done("POST", "/api/billing", &fields)["billing"].clone()
    }

    /// The invoice as it is by now.
    fn now(&self, invoice: &Value) -> Value {
        let path = format!("/api/billing/{}", invoice["id"].as_str().unwrap());
        self.practice.done("GET", &path, &Value::Null)["billing"].clone()
    }
}

fn room(invoice: &Value) -> String {
    format!("/invoices/{}", invoice["id"].as_str().unwrap())
}

#[track_caller]
fn form(page: &str, action: &str) -> Form {
    let found = forms(page).into_iter().find(|form| form.action == action);
    found.unwrap_or_else(|| panic!("no form for {action}: {page}"))
}

#[test]
fn what_a_form_of_money_prints_is_taken_in_every_currency_and_language() {
    let till = Till::open();
    for ((currency, amount), language) in
        SUMS.iter().flat_map(|sum| LANGUAGES.map(|language| (sum, language)))
    {
        let fields = json!({"amount": amount, "currency": currency});
        let (paid, refunded) = (till.invoice(fields.clone()), till.invoice(fields));
        let pay = form(&till.page(&room(&paid), language), &format!("{}/pay", room(&paid)));
        let answer = till.send(&pay, language, &[]);
        assert_eq!(answer.status, 303, "{currency} {language}: {}", answer.text);
        let path = format!("/api/billing/{}", refunded["id"].as_str().unwrap());
        till.practice.done("POST", &format!("{path}/pay"), json!({}));
        till.practice.done("POST", &format!("{path}/credit-note"), json!({"reason": "By mistake"}));
        let action = format!("{}/refund", room(&refunded));
        let refund = form(&till.page(&room(&refunded), language), &action);
        let answer = till.send(&refund, language, &[]);
        assert_eq!(answer.status, 303, "{currency} {language}: {}", answer.text);
        for (invoice, status) in [(&paid, "PAID"), (&refunded, "REFUNDED")] {
            let now = till.now(invoice);
            let found = (now["balance"].as_f64(), now["status"].as_str());
            assert_eq!(found, (Some(0.0), Some(status)), "{currency} {language}: {now}");
        }
    }
}

#[test]
fn what_a_patient_has_in_another_currency_is_paid_and_given_back_on_the_same_page() {
    let till = Till::open();
    for ((currency, amount), language) in
        SUMS.iter().flat_map(|sum| LANGUAGES.map(|language| (sum, language)))
    {
        let owed = till.invoice(json!({"amount": amount, "currency": currency}));
        let address = format!("/patients/{}/pay?currency={currency}", till.patient);
        let action = format!("/patients/{}/pay", till.patient);
        let answer = till.send(&form(&till.page(&address, language), &action), language, &[]);
        assert_eq!(answer.status, 303, "{currency} {language}: {}", answer.text);
        assert_eq!(till.now(&owed)["balance"], 0, "{currency} {language}");

        let deposit = json!({"patient_id": till.patient, "amount": amount, "method": "CASH",
            "currency": currency, "allocations": []});
        till.practice.done("POST", "/api/payments", &deposit);
        let credits = till.page(&format!("/credits?currency={currency}"), language);
        assert!(credits.contains(&format!("href=\"{address}\"")), "{credits}");
        let usual = till.page(&format!("/patients/{}/pay", till.patient), language);
        assert!(*currency == "EUR" || usual.contains(&format!("href=\"{address}\"")), "{usual}");
        let action = format!("/patients/{}/refund", till.patient);
        let back = form(&till.page(&address, language), &action);
        let answer = till.send(&back, language, &[]);
        assert_eq!(answer.status, 303, "{currency} {language}: {}", answer.text);
        let left = till.practice.done("GET", "/api/billing/stats", &Value::Null);
        let mut rows = left["byCurrency"].as_array().unwrap().iter();
        let row = rows.find(|row| row["currency"] == *currency).unwrap();
        assert_eq!(row["owed_to_patients"]["amount"], 0, "{currency} {language}: {row}");
    }
}

#[test]
fn a_draft_saved_from_its_page_keeps_what_the_page_has_no_field_for() {
    let till = Till::open();
    let line = |more: Value| {
        let mut line = json!({"description": "Consultation", "unit_price": 50});
        line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        line
    };
    for (fields, total) in [
        (
            json!({"lines": [line(json!({"discount_amount": 10, "tax_rate": 20})), line(json!({}))]}),
            98.0,
        ),
        (json!({"amount": 100, "tax_amount": 20}), 120.0),
        (json!({"amount": 100, "tax_amount": 0}), 100.0),
        (
            json!({"lines": [line(json!({"exact_unit_price": 0.035, "unit_price": null, "quantity": 200}))]}),
            7.0,
        ),
        (
            json!({"lines": [line(json!({"exact_unit_price": 0.007, "unit_price": null, "quantity": 1000}))]}),
            7.0,
        ),
        (
            json!({"lines": [line(json!({"discount_percent": 12.5, "second_tax_rate": 5}))],
            "discount_percent": 10}),
            41.34,
        ),
        (
            json!({"currency": "KWD", "lines": [line(json!({"unit_price": 1.234, "tax_rate": 5.5}))],
            "discount_amount": 0.234}),
            1.055,
        ),
    ] {
        for language in LANGUAGES {
            let mut drawn = fields.clone();
            drawn["status"] = json!("DRAFT");
            let draft = till.invoice(drawn);
            assert_eq!(draft["total_amount"].as_f64(), Some(total), "{draft}");
            let page = till.page(&format!("{}/edit", room(&draft)), language);
            let shown = of_class(&page, &["scrolling"]).join(" ");
            let printed =
                format!("{total:.2}").replace('.', if language == "fr" { "," } else { "." });
            assert!(shown.contains(&printed), "{printed} of {fields}: {shown}");
            let edit = form(&page, &room(&draft));
            let changed = [("notes", "Thank you"), ("lines.0.description", "Another word")];
            let answer = till.send(&edit, language, &changed);
            assert_eq!(answer.status, 303, "{fields} {language}: {}", answer.text);
            let now = till.now(&draft);
            assert_eq!(now["total_amount"].as_f64(), Some(total), "{language}: {draft}\n{now}");
            assert_eq!(
                (&now["notes"], &now["lines"][0]["description"]),
                (&json!("Thank you"), &json!("Another word"))
            );
            let offers = page.split("<option").skip(1).filter_map(|rest| rest.split_once('<'));
            let offers = offers.filter(|(option, _)| option.contains(" · "));
            let foreign = fields["currency"] == "KWD";
            assert!(!foreign || offers.count() == 0, "offers in another currency: {page}");
        }
    }
}

#[test]
fn an_invoice_says_what_was_credited_where_anything_was_and_only_there() {
    let till = Till::open();
    for (language, label) in [("en", "Credited"), ("fr", "Avoirs")] {
        for (currency, part, shown) in
            [("EUR", 0.5, ["€0.50", "0,50\u{a0}€"]), ("JPY", 5.0, ["¥5", "5\u{a0}¥"])]
        {
            let invoice = till.invoice(json!({"amount": 10, "currency": currency}));
            let foot = |page: &str| {
                let (_, rest) = page.split_once("<tfoot>").unwrap();
                rest.split_once("</tfoot>").unwrap().0.to_owned()
            };
            let before = foot(&till.page(&room(&invoice), language));
            assert!(!before.contains(label), "{language}: {before}");
            let path = format!("/api/billing/{}/credit-note", invoice["id"].as_str().unwrap());
            till.practice.done("POST", &path, json!({"amount": part, "reason": "Too much"}));
            let after = foot(&till.page(&room(&invoice), language));
            let shown = shown[usize::from(language == "fr")];
            assert!(after.contains(label) && after.contains(shown), "{language} {shown}: {after}");
        }
    }
}

#[test]
fn a_described_line_that_costs_nothing_is_told_of_its_price() {
    let till = Till::open();
    let action = format!("/patients/{}/invoices", till.patient);
    for (language, why, other) in [
        ("en", "must come to more than 0", "Choose a service"),
        ("fr", "plus que 0", "Choisissez une prestation"),
    ] {
        let line = "lines.0.description=Advice&lines.0.quantity=1&lines.0.unit_price=0";
        let answer = till.knock("POST", &action, language, line);
        assert_eq!(answer.status, 400, "{}", answer.text);
        let said = of_class(&answer.text, &["problem"]).join(" ");
        assert!(said.contains(why) && !said.contains(other), "{said}");
        assert!(answer.text.contains("#lines.0.unit_price"), "{}", answer.text);
    }
    // What a line takes is called as people write it.
    let wrong = "lines.0.description=Advice&lines.0.unit_price=50&lines.0.tax_rate=abc";
    let answer = till.knock("POST", &action, "fr", wrong);
    let said = of_class(&answer.text, &["problem"]).join(" ");
    assert!(said.contains("taux de TVA"), "{said}");
}
