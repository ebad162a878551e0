//! Somebody at a till: does one random thing after the other to invoices of their own, each lawful
//! or not, and holds every answer against the model.

use serde_json::{Value, json};
use uuid::Uuid;

use super::model::{
    CURRENCIES, Deposit, Dice, Invoice, Payment, Stage, Taxed, WholeDiscount, lessen, lines_json,
    minor, money, scaled, sum,
};
use crate::house::{Person, id_of};
use crate::line::Reply;

pub struct Till {
    person: Person,
    patient: String,
    dice: Dice,
    pub invoices: Vec<Invoice>,
    pub deposits: Vec<Deposit>,
    /// How many operations were accepted.
    pub done: usize,
}

impl Till {
    pub fn new(person: Person, patient: String, seed: u64) -> Self {
        Self {
            person,
            patient,
            dice: Dice::new(seed),
            invoices: Vec::new(),
            deposits: Vec::new(),
            done: 0,
        }
    }

    pub fn work(&mut self, operations: usize) {
        for _ in 0..operations {
            self.step();
        }
    }

    fn step(&mut self) {
        if self.invoices.is_empty() || self.dice.is(22) {
            return self.create();
        }
        // Mostly the last ones: they are in the middle of something.
        let count = self.invoices.len() as i64;
        let at = (count - 1 - self.dice.below(count.min(6))) as usize;
        match self.dice.below(100) {
            0..10 => self.issue(at),
            10..15 => self.amend(at),
            15..30 => self.pay(at),
            30..55 => self.pay_in_part(at),
            55..65 => self.reverse(at),
            65..70 => self.spread(at),
            70..79 => self.credit(at),
            79..84 => self.refund(at),
            84..88 => self.use_credit(at),
            88..91 => self.deposit(at),
            91..93 => self.give_back(at),
            93..95 => self.bounce(at),
            _ => self.delete(at),
        }
    }

    fn create(&mut self) {
        let (currency, _) = CURRENCIES[self.dice.below(3) as usize];
        let is_past_due = self.dice.is(20);
        let is_closed = is_past_due || self.dice.is(50);
        let (day, due) = match (is_past_due, is_closed) {
            (true, _) => ("2020-03-01".to_owned(), "2020-03-31"),
            (false, true) => {
                let day = ["2026-04-30", "2026-05-01", "2026-05-31", "2026-06-01"];
                (day[self.dice.below(4) as usize].to_owned(), "2035-01-01")
            }
            (false, false) => (next_month(), "2035-01-01"),
        };
        let status = ["", "", "DRAFT", "PAID"][self.dice.below(4) as usize];
        let id = Uuid::now_v7().to_string();
        let mut body = json!({
            "id": id, "patient_id": self.patient, "currency": currency,
            "invoice_date": day.as_str(), "due_date": due,
        });
        let (net, tax) = if self.dice.is(60) {
            let lines = self.dice.lines();
            body["lines"] = lines_json(&lines, currency);
            self.taxed(&lines, currency, &mut body)
        } else {
            let (net, tax) = (self.dice.between(1, 90_000), self.dice.below(20_000));
            body["amount"] = money(net, currency);
            body["tax_amount"] = money(tax, currency);
            (net, tax)
        };
        if !status.is_empty() {
            body["status"] = json!(status);
        }
        let reply = self.post("/api/billing", &body);
        if net == 0 {
            return must_be_refused(&reply, 400, "VALIDATION_ERROR");
        }
        let shown = self.accepted(reply, 201);
        let stage = if status == "DRAFT" { Stage::Draft } else { Stage::Issued };
        let mut invoice = Invoice {
            id,
            currency,
            net,
            tax,
            credited_net: 0,
            credited_tax: 0,
            payments: Vec::new(),
            reversed: 0,
            refunded: 0,
            moved: 0,
            allocations: Vec::new(),
            stage,
            is_past_due,
            day,
            is_closed,
        };
        if status == "PAID" {
            invoice.payments.push(only_new_payment(&invoice, &shown));
        }
        invoice.must_be(&shown);
        if self.dice.is(20) {
            let again = self.post("/api/billing", &body);
            assert_eq!(again.status, 201, "{}", again.text());
            assert_eq!(again.json()["data"]["billing"], shown, "the same id and body");
        }
        self.invoices.push(invoice);
    }

    /// Net and tax of these lines; some get a discount and a second tax, some invoices a discount on
    /// the whole.
    fn taxed(&mut self, lines: &[(i64, i64, i64)], currency: &str, body: &mut Value) -> (i64, i64) {
        let is_lessened = self.dice.is(40);
        let mut taxed = Vec::new();
        for (place, line) in lines.iter().enumerate() {
            let (mut percent, mut second) = (0, 0);
            if is_lessened {
                (percent, second) = (self.dice.between(0, 99_000), self.dice.between(0, 15_000));
                body["lines"][place]["discount_percent"] = scaled(percent, 3);
                body["lines"][place]["second_tax_rate"] = scaled(second, 3);
            }
            taxed.push(Taxed::of(*line, percent, second));
        }
        let whole: i64 = taxed.iter().map(|line| line.net).sum();
        if self.dice.is(35) && whole > 1 {
            let discount = match self.dice.is(50) {
                true => WholeDiscount::Percent(self.dice.between(1, 60_000)),
                false => WholeDiscount::Amount(self.dice.between(1, whole / 2)),
            };
            match discount {
                WholeDiscount::Percent(milli) => body["discount_percent"] = scaled(milli, 3),
                WholeDiscount::Amount(off) => body["discount_amount"] = money(off, currency),
            }
            lessen(&mut taxed, discount);
        }
        (taxed.iter().map(|line| line.net).sum(), taxed.iter().map(Taxed::tax).sum())
    }

    /// What the patient has in one currency.
    fn credit_of(&self, currency: &str) -> i64 {
        let invoices =
            self.invoices.iter().filter(|one| one.is_issued() && one.currency == currency);
        let deposits = self.deposits.iter().filter(|one| one.currency == currency);
        invoices.map(|one| (-one.balance()).max(0)).sum::<i64>()
            + deposits.map(Deposit::rest).sum::<i64>()
    }

    fn use_credit(&mut self, at: usize) {
        let invoice = &self.invoices[at];
        let credit = self.credit_of(invoice.currency);
        let usable = invoice.balance().min(credit);
        let reply = self.post(&self.path(at, "/payments"), &json!({"use_credit": true}));
        match self.invoices[at].stage {
            Stage::Gone => must_be_refused(&reply, 404, "BILLING_NOT_FOUND"),
            Stage::Issued if usable > 0 => {
                let before = self.invoices[at].moved;
                self.absorb(at, &reply.json()["data"]["billing"]);
                assert_eq!(self.invoices[at].moved - before, usable, "all that can be used is");
                self.holds(at, reply, 201);
            }
            _ => must_be_refused(&reply, 400, "VALIDATION_ERROR"),
        }
    }

    /// Takes in the allocations of an answer that the model does not know, on both their sides.
    fn absorb(&mut self, at: usize, shown: &Value) {
        let currency = self.invoices[at].currency;
        for row in shown["allocations"].as_array().unwrap() {
            let id = row["id"].as_str().unwrap().to_owned();
            if self.invoices[at].allocations.contains(&id) {
                continue;
            }
            let amount = minor(&row["amount"], currency);
            self.invoices[at].moved += amount;
            self.invoices[at].allocations.push(id.clone());
            if let Some(other) = row["billing_id"].as_str() {
                let other = self.invoices.iter_mut().find(|one| one.id == other).unwrap();
                other.moved -= amount;
                other.allocations.push(id);
            } else {
                let other = row["receipt_id"].as_str().unwrap();
                self.deposits.iter_mut().find(|one| one.id == other).unwrap().used += amount;
            }
        }
    }

    /// Takes in the allocations of every invoice that is there.
    fn absorb_everything(&mut self) {
        for at in 0..self.invoices.len() {
            if self.invoices[at].stage != Stage::Gone {
                let shown = self.person.get(&self.path(at, "")).fine().json();
                self.absorb(at, &shown["data"]["billing"]);
            }
        }
    }

    fn deposit(&mut self, at: usize) {
        let currency = self.invoices[at].currency;
        let (amount, id) = (self.dice.between(1, 20_000), Uuid::now_v7().to_string());
        let day = ["2026-02-01", "2026-06-05", "2026-07-01"][self.dice.below(3) as usize];
        let body = json!({
            "id": id, "patient_id": self.patient, "currency": currency, "method": "CASH",
            "amount": money(amount, currency), "date": day, "allocations": [],
        });
        let reply = self.post("/api/payments", &body);
        assert_eq!(reply.status, 201, "{}", reply.text());
        self.done += 1;
        let (used, given_back, is_reversed) = (0, 0, false);
        self.deposits.push(Deposit { id, currency, day, amount, used, given_back, is_reversed });
    }

    /// Money out of the patient's credit, wherever it stands.
    fn give_back(&mut self, at: usize) {
        let currency = self.invoices[at].currency;
        let credit = self.credit_of(currency);
        let amount = self.dice.between(1, credit.max(1) + 1);
        let body = json!({
            "patient_id": self.patient, "currency": currency, "method": "BANK_TRANSFER",
            "amount": money(-amount, currency),
        });
        let reply = self.post("/api/payments", &body);
        if amount > credit {
            return must_be_refused(&reply, 400, "VALIDATION_ERROR");
        }
        assert_eq!(reply.status, 201, "{}", reply.text());
        self.done += 1;
        let receipt = &reply.json()["data"]["payment"];
        let mut named = 0;
        for share in receipt["allocations"].as_array().unwrap() {
            let back = -minor(&share["amount"], currency);
            let invoice = self.invoices.iter_mut().find(|one| share["billing_id"] == *one.id);
            invoice.unwrap().refunded += back;
            named += back;
        }
        let mut kept = -minor(&receipt["credit"], currency);
        assert_eq!(named + kept, amount, "{receipt}");
        let mut deposits: Vec<&mut Deposit> =
            self.deposits.iter_mut().filter(|one| one.currency == currency).collect();
        deposits.sort_by(|a, b| (a.day, &a.id).cmp(&(b.day, &b.id)));
        for deposit in deposits {
            let part = deposit.rest().min(kept);
            deposit.given_back += part;
            kept -= part;
        }
        assert_eq!(kept, 0, "{receipt}");
    }

    /// A deposit that did not come after all.
    fn bounce(&mut self, at: usize) {
        let currency = self.invoices[at].currency;
        let known = self.deposits.iter().position(|one| one.currency == currency);
        let Some(which) = known else { return };
        let path = format!("/api/payments/{}", self.deposits[which].id);
        let reply = self.person.ask("DELETE", &path, None);
        if self.deposits[which].given_back > 0 {
            return must_be_refused(&reply, 400, "VALIDATION_ERROR");
        }
        assert_eq!(reply.status, 200, "{}", reply.text());
        self.done += 1;
        self.deposits[which].is_reversed = true;
        self.absorb_everything();
        self.look_at_everything();
        assert_eq!(self.deposits[which].used, 0, "what it paid for is owed again");
    }

    fn issue(&mut self, at: usize) {
        let reply = self.post(&self.path(at, "/issue"), &json!({}));
        match self.invoices[at].stage {
            Stage::Gone => must_be_refused(&reply, 404, "BILLING_NOT_FOUND"),
            Stage::Draft => {
                self.invoices[at].stage = Stage::Issued;
                self.holds(at, reply, 200);
            }
            _ => must_be_refused(&reply, 409, "INVOICE_ISSUED"),
        }
    }

    fn amend(&mut self, at: usize) {
        let (net, tax) = (self.dice.between(1, 50_000), self.dice.below(9_000));
        let currency = self.invoices[at].currency;
        let body = json!({"amount": money(net, currency), "tax_amount": money(tax, currency)});
        let reply = self.person.ask("PUT", &self.path(at, ""), Some(&body));
        let invoice = &mut self.invoices[at];
        match invoice.stage {
            Stage::Gone => must_be_refused(&reply, 404, "BILLING_NOT_FOUND"),
            Stage::Draft => {
                (invoice.net, invoice.tax) = (net, tax);
                self.holds(at, reply, 200);
            }
            _ if (invoice.net, invoice.tax) == (net, tax) => self.holds(at, reply, 200),
            _ => must_be_refused(&reply, 409, "INVOICE_ISSUED"),
        }
    }

    fn pay(&mut self, at: usize) {
        let body = json!({"payment_method": self.dice.method(), "payment_date": "2026-06-01"});
        let reply = self.post(&self.path(at, "/pay"), &body);
        let invoice = &self.invoices[at];
        match invoice.stage {
            Stage::Gone => must_be_refused(&reply, 404, "BILLING_NOT_FOUND"),
            Stage::Issued if invoice.balance() <= 0 => {
                must_be_refused(&reply, 400, "ALREADY_PAID");
            }
            Stage::Issued => {
                let payment = only_new_payment(invoice, &reply.json()["data"]["billing"]);
                assert_eq!(payment.amount, invoice.balance(), "/pay pays the balance");
                self.invoices[at].payments.push(payment);
                self.holds(at, reply, 200);
            }
            _ => must_be_refused(&reply, 400, "VALIDATION_ERROR"),
        }
    }

    fn pay_in_part(&mut self, at: usize) {
        let invoice = &self.invoices[at];
        let (currency, balance) = (invoice.currency, invoice.balance());
        let most = balance.max(1);
        let amount = match self.dice.below(10) {
            0 => most + self.dice.between(1, 500),
            1 => most,
            _ => self.dice.between(1, most),
        };
        let keeps_credit = self.dice.is(15);
        let id = Uuid::now_v7().to_string();
        let mut body = json!({
            "id": id, "amount": money(amount, currency), "method": self.dice.method(),
            "date": "2026-06-02", "reference": "till",
        });
        if keeps_credit {
            body["overpayment"] = json!("credit");
        }
        let path = self.path(at, "/payments");
        let reply = self.post(&path, &body);
        let invoice = &mut self.invoices[at];
        match invoice.stage {
            Stage::Gone => must_be_refused(&reply, 404, "BILLING_NOT_FOUND"),
            Stage::Issued if amount <= balance || keeps_credit => {
                assert_eq!(id_of(&reply, "payment"), id, "{}", reply.text());
                invoice.payments.push(Payment { id, amount, is_reversed: false });
                self.holds(at, reply, 201);
                if self.dice.is(20) {
                    let again = self.post(&path, &body);
                    self.holds(at, again, 201);
                }
            }
            _ => must_be_refused(&reply, 400, "VALIDATION_ERROR"),
        }
    }

    fn reverse(&mut self, at: usize) {
        let count = self.invoices[at].payments.len() as i64;
        if count == 0 {
            return;
        }
        let which = self.dice.below(count) as usize;
        let path = self.path(at, &format!("/payments/{}", self.invoices[at].payments[which].id));
        let reply = self.person.ask("DELETE", &path, None);
        // A second time answers with the first reversal and changes nothing.
        let invoice = &mut self.invoices[at];
        if !invoice.payments[which].is_reversed {
            invoice.payments[which].is_reversed = true;
            invoice.reversed += invoice.payments[which].amount;
        }
        let known = self.invoices[at].allocations.len();
        self.absorb(at, &reply.json()["data"]["billing"]);
        if self.invoices[at].allocations.len() > known {
            // Credit that it gave came back, and what that credit had paid for takes back its own.
            self.absorb_everything();
        }
        self.holds(at, reply, 200);
    }

    /// One payment over up to three invoices of the same currency.
    fn spread(&mut self, at: usize) {
        let currency = self.invoices[at].currency;
        let owed = |invoice: &Invoice| {
            invoice.is_issued() && invoice.currency == currency && invoice.balance() > 0
        };
        let owed: Vec<usize> =
            (0..self.invoices.len()).rev().filter(|at| owed(&self.invoices[*at])).take(3).collect();
        if owed.is_empty() {
            return;
        }
        let is_too_much = self.dice.is(20);
        let mut shares = Vec::new();
        for at in owed {
            let balance = self.invoices[at].balance();
            shares.push((at, self.dice.between(1, balance)));
        }
        if is_too_much {
            // The last share is too large: none of the others may be taken either.
            let last = shares.last_mut().unwrap();
            last.1 = self.invoices[last.0].balance() + 1;
        }
        let allocation = |(at, share): &(usize, i64)| json!({"billing_id": self.invoices[*at].id, "amount": money(*share, currency)});
        let total: i64 = shares.iter().map(|(_, share)| share).sum();
        let body = json!({
            "patient_id": self.patient, "amount": money(total, currency), "method": "CHECK",
            "date": "2026-06-03", "allocations": shares.iter().map(allocation).collect::<Vec<_>>(),
        });
        let reply = self.post("/api/payments", &body);
        if is_too_much {
            must_be_refused(&reply, 400, "VALIDATION_ERROR");
            return shares.iter().for_each(|(at, _)| self.look(*at));
        }
        assert_eq!(reply.status, 201, "{}", reply.text());
        self.done += 1;
        for (at, share) in shares {
            let shown = self.person.get(&self.path(at, "")).fine().json();
            let payment = only_new_payment(&self.invoices[at], &shown["data"]["billing"]);
            assert_eq!(payment.amount, share, "the share of this invoice");
            self.invoices[at].payments.push(payment);
            self.look(at);
        }
    }

    fn credit(&mut self, at: usize) {
        let invoice = &self.invoices[at];
        let (currency, left) = (invoice.currency, invoice.left());
        let (net_left, tax_left) =
            (invoice.net - invoice.credited_net, invoice.tax - invoice.credited_tax);
        let mut body = json!({"reason": "Billed by mistake"});
        let fits = match self.dice.below(10) {
            0..3 => left > 0,
            3..5 => {
                let lines = vec![(1000, self.dice.between(1, net_left.max(1)), 0)];
                body["lines"] = lines_json(&lines, currency);
                let (net, tax) = sum(&lines);
                net <= net_left && tax <= tax_left
            }
            5 => {
                body["amount"] = money(left + self.dice.between(1, 100), currency);
                false
            }
            _ => {
                body["amount"] = money(self.dice.between(1, left.max(1)), currency);
                left > 0
            }
        };
        let reply = self.post(&self.path(at, "/credit-note"), &body);
        match self.invoices[at].stage {
            Stage::Gone => must_be_refused(&reply, 404, "BILLING_NOT_FOUND"),
            Stage::Issued if fits => {
                let note = &reply.json()["data"]["credit_note"];
                let part = |field: &str| minor(&note[field], currency);
                let (net, tax) = (part("amount"), part("tax_amount"));
                assert_eq!(net + tax, part("total_amount"), "{note}");
                assert!((0..=net_left).contains(&net) && (0..=tax_left).contains(&tax), "{note}");
                let total = match body.get("amount").or(body.pointer("/lines/0/unit_price")) {
                    Some(asked) => minor(asked, currency),
                    None => left,
                };
                assert_eq!(net + tax, total, "{body}: {note}");
                let invoice = &mut self.invoices[at];
                invoice.credited_net += net;
                invoice.credited_tax += tax;
                self.holds(at, reply, 201);
            }
            _ => must_be_refused(&reply, 400, "VALIDATION_ERROR"),
        }
    }

    /// Money back: only what was paid beyond what credit notes have left.
    fn refund(&mut self, at: usize) {
        let invoice = &self.invoices[at];
        let (currency, owed_back) = (invoice.currency, -invoice.balance());
        let most = owed_back.max(1);
        let amount = if self.dice.is(70) { self.dice.between(1, most) } else { most + 1 };
        let body = json!({"amount": money(-amount, currency), "payment_method": "CASH"});
        let reply = self.post(&self.path(at, "/payments"), &body);
        match self.invoices[at].stage {
            Stage::Gone => must_be_refused(&reply, 404, "BILLING_NOT_FOUND"),
            Stage::Issued if amount <= owed_back => {
                self.invoices[at].refunded += amount;
                self.holds(at, reply, 201);
            }
            _ => must_be_refused(&reply, 400, "VALIDATION_ERROR"),
        }
    }

    fn delete(&mut self, at: usize) {
        let invoice = &self.invoices[at];
        let moved = invoice.paid() != 0 || invoice.credited() != 0;
        let had_credit = !invoice.allocations.is_empty();
        // §6 leaves open what becomes of an invoice whose payments were all taken back.
        if !moved && (had_credit || !invoice.payments.is_empty()) {
            return;
        }
        let reply = self.person.ask("DELETE", &self.path(at, ""), None);
        match self.invoices[at].stage {
            Stage::Gone => must_be_refused(&reply, 404, "BILLING_NOT_FOUND"),
            Stage::Draft => {
                reply.fine();
                self.invoices[at].stage = Stage::Gone;
                self.done += 1;
            }
            Stage::Issued if moved => must_be_refused(&reply, 400, "CANNOT_DELETE_PAID_INVOICE"),
            Stage::Issued if self.invoices[at].is_closed => {
                must_be_refused(&reply, 400, "CANNOT_CANCEL_PAST_MONTH");
            }
            Stage::Issued => {
                reply.fine();
                self.invoices[at].stage = Stage::Cancelled;
                self.done += 1;
            }
            Stage::Cancelled => {}
        }
        self.look(at);
    }

    /// Reads the invoice and holds it against the model.
    fn look(&self, at: usize) {
        let (invoice, reply) = (&self.invoices[at], self.person.get(&self.path(at, "")));
        if invoice.stage == Stage::Gone {
            return must_be_refused(&reply, 404, "BILLING_NOT_FOUND");
        }
        let shown = &reply.fine().json()["data"]["billing"];
        invoice.must_be(shown);
        invoice.must_have_payments(&shown["payments"]);
    }

    pub fn look_at_everything(&self) {
        (0..self.invoices.len()).for_each(|at| self.look(at));
    }

    /// The answer was a success and shows the invoice as the model has it.
    #[track_caller]
    fn holds(&mut self, at: usize, reply: Reply, status: u16) {
        let shown = self.accepted(reply, status);
        self.invoices[at].must_be(&shown);
        self.invoices[at].must_have_payments(&shown["payments"]);
    }

    #[track_caller]
    fn accepted(&mut self, reply: Reply, status: u16) -> Value {
        assert_eq!(reply.status, status, "{}", reply.text());
        self.done += 1;
        reply.json()["data"]["billing"].clone()
    }

    fn post(&self, path: &str, body: &Value) -> Reply {
        self.person.ask("POST", path, Some(body))
    }

    fn path(&self, at: usize, rest: &str) -> String {
        format!("/api/billing/{}{rest}", self.invoices[at].id)
    }
}

/// A day of a month that has not ended, whatever the zone.
fn next_month() -> String {
    let today = jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date();
    today.last_of_month().saturating_add(jiff::ToSpan::days(3)).to_string()
}

/// The payment that an answer shows and the model does not know yet.
#[track_caller]
fn only_new_payment(invoice: &Invoice, shown: &Value) -> Payment {
    let is_known = |row: &Value| invoice.payments.iter().any(|payment| row["id"] == *payment.id);
    let rows = shown["payments"].as_array().unwrap_or_else(|| panic!("{shown}"));
    let is_payment = |row: &&Value| minor(&row["amount"], invoice.currency) > 0;
    let new: Vec<&Value> = rows.iter().filter(|row| !is_known(row)).filter(is_payment).collect();
    assert_eq!(new.len(), 1, "one new payment: {shown}");
    Payment {
        id: new[0]["id"].as_str().unwrap().to_owned(),
        amount: minor(&new[0]["amount"], invoice.currency),
        is_reversed: false,
    }
}

#[track_caller]
fn must_be_refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.code().as_str()), (status, code), "{}", reply.text());
}
