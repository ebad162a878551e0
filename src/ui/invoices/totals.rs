//! What the lines of a draft come to while they are typed, by the same rules that will store them.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, post, routes};
use serde_json::{Map, Value};

use super::document::taxes;
use super::rows::body_of;
use crate::auth::may;
use crate::billing::discounts::DiscountInput;
use crate::billing::line_input;
use crate::billing::view::InvoiceView;
use crate::db::Db;
use crate::error::Result;
use crate::http::Fields;
use crate::money::Amount;
use crate::shows_no_record;
use crate::ui::form::{Html, LongForm, html};
use crate::ui::staff::{Look, Staff};

pub fn routes() -> Vec<Route> {
    routes![totals]
}

/// What the lines come to, of each rate.
#[derive(Default, Template)]
#[template(path = "ui/invoices/totals.html", config = "src/ui/askama.toml")]
pub(super) struct Totals {
    look: Look,
    /// On the whole invoice.
    discount: String,
    rates: Vec<(String, String, String)>,
    total: String,
}

shows_no_record!(Totals);

impl Totals {
    /// What no line comes to.
    pub fn none(look: Look) -> Self {
        Self { look, ..Self::default() }
    }

    /// What a stored invoice comes to.
    pub fn stored(invoice: &InvoiceView, look: Look) -> Self {
        let off = Amount::new(-invoice.discount_amount.minor, invoice.currency.as_str());
        Self {
            look,
            discount: match off.minor {
                0 => String::new(),
                _ => look.language.money_of(&off),
            },
            rates: taxes(&invoice.lines, look.language),
            total: look.language.money_of(&invoice.total_amount),
        }
    }

    /// What a body comes to; nothing where it cannot be read.
    pub async fn of(body: Map<String, Value>, look: Look, currency: String, db: &Db) -> Self {
        totals_of(body, look, currency, db).await
    }
}

async fn totals_of(mut body: Map<String, Value>, look: Look, currency: String, db: &Db) -> Totals {
    body.retain(|name, _| {
        ["lines", "discount_percent", "discount_amount"].contains(&name.as_str())
    });
    let mut fields = Fields::of(body);
    let (read, discount) = (line_input::read(&mut fields), DiscountInput::read(&mut fields));
    let Some(read) = fields.finish().ok().and(read) else {
        return Totals::none(look);
    };
    let code = currency.clone();
    let resolved =
        db.read(move |sql| line_input::resolve_discounted(sql, read, &discount, &code)).await;
    let (resolved, discount) = resolved.unwrap_or_default();
    let show = |sum: i64| look.language.money_of(&Amount::new(sum, currency.as_str()));
    let mut rates: Vec<(i64, i64, i64)> = Vec::new();
    let mut add =
        |rate: i64, net: i64, tax: i64| match rates.iter_mut().find(|(at, _, _)| *at == rate) {
            Some((_, sum, taxes)) => (*sum, *taxes) = (*sum + net, *taxes + tax),
            None => rates.push((rate, net, tax)),
        };
    for line in &resolved {
        let first = line.tax_amount - line.second_tax_amount;
        add(line.tax_rate_milli.unwrap_or(0), line.amount, first);
        if let Some(rate) = line.second_tax_rate_milli {
            add(rate, line.amount, line.second_tax_amount);
        }
    }
    let total: i64 = resolved.iter().map(|line| line.amount + line.tax_amount).sum();
    let named = |(rate, net, tax): (i64, i64, i64)| {
        let percent = format!("{}.{:03}", rate / 1000, rate % 1000);
        (look.language.percent(&percent), show(net), show(tax))
    };
    Totals {
        look,
        discount: if discount.amount > 0 { show(-discount.amount) } else { String::new() },
        rates: rates.into_iter().map(named).collect(),
        total: show(total),
    }
}

#[post("/invoices/totals", data = "<sent>")]
async fn totals(caller: Staff<may::BillingCreate>, db: Db, sent: LongForm) -> Result<Html> {
    let currency = sent.currency().to_owned();
    html(Status::Ok, &Totals::of(body_of(&sent), caller.look, currency, &db).await)
}
