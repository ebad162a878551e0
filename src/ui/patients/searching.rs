//! `/search`: the way from a few letters to a file.

use rocket::get;
use rocket::http::RawStr;
use rocket::response::Redirect;

use super::ROOM;
use super::listing::{ORDER, headings, registering, row};
use crate::auth::{Permission, Scope};
use crate::clock::{Moment, Zone};
use crate::db::{Db, Sql};
use crate::error::Result;
use crate::http::Parameters;
use crate::ids::Id;
use crate::list::{ListQuery, Listed, Rows, Search};
use crate::patients::PatientList;
use crate::patients::finding::{self, CANDIDATES};
use crate::patients::list::{self, Ages, PatientRow};
use crate::search::{self, Finding, Sight};
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::Html;
use crate::ui::language::{Language, say};
use crate::ui::list::{ListPage, ROWS, Row, Wanted};
use crate::ui::palette::listed;
use crate::ui::rooms::guard;
use crate::ui::staff::{Shell, Staff};

/// What somebody looks for a patient for.
#[derive(Clone, Copy, PartialEq)]
enum Purpose {
    File,
    Booking,
    Billing,
}

impl Purpose {
    /// The parameter that says so.
    fn parameter(self) -> &'static str {
        match self {
            Self::File => "",
            Self::Booking => "book",
            Self::Billing => "bill",
        }
    }

    fn read<P>(caller: &Staff<P>, parameters: &mut Parameters) -> Self {
        let mut is_asked = |purpose: Self, permission| {
            parameters.take(purpose.parameter()).is_some() && caller.may(permission)
        };
        let books = is_asked(Self::Booking, Permission::VisitsCreate);
        let bills = is_asked(Self::Billing, Permission::BillingCreate);
        match (books, bills) {
            (true, _) => Self::Booking,
            (_, true) => Self::Billing,
            _ => Self::File,
        }
    }

    /// From a patient's file to where the patient was looked for.
    fn way(self) -> &'static str {
        match self {
            Self::File => "",
            Self::Booking => "/visits/new",
            Self::Billing => "/invoices/new",
        }
    }

    /// What a link carries along that stays with this purpose.
    fn carried(self, along: &[(String, String)]) -> Vec<(String, String)> {
        match self {
            Self::File => Vec::new(),
            _ => [&[(self.parameter().to_owned(), "yes".to_owned())], along].concat(),
        }
    }

    /// Leads a row there, with what goes along.
    fn lead(self, row: &mut Row, along: &[(String, String)]) {
        if self == Self::File {
            return;
        }
        let pair = |(name, value): &(String, String)| {
            format!("{name}={}", RawStr::new(value).percent_encode())
        };
        let query = along.iter().map(pair).collect::<Vec<_>>().join("&");
        let question = if query.is_empty() { "" } else { "?" };
        row.href.push_str(&format!("{}{question}{query}", self.way()));
    }

    /// The room that it belongs to, and the question.
    fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::File => (ROOM, say("Patients")),
            Self::Booking => ("/visits", say("Book: which patient?")),
            Self::Billing => ("/invoices", say("Who is the invoice for?")),
        }
    }
}

/// Of each other kind at most so many.
const MOST_OTHERS: usize = 12;

/// What a search shows.
struct Found {
    listing: Rows<PatientRow>,
    /// Whether there are more than were weighed, uncounted.
    are_more: bool,
    /// Whether nobody is called as was typed, and letters were mended.
    is_mended: bool,
    /// The invoice of that number, where no patient was found.
    invoice: Option<Id>,
    people: Dietitians,
    /// What is no patient.
    others: Vec<Finding>,
}

/// What is searched for, by whom, and which stretch of it is shown.
struct Question {
    query: ListQuery,
    search: Option<Search>,
    /// Whether nobody chose another order than that of the best match.
    is_ranked: bool,
    offset: usize,
    scope: Scope,
    zone: Zone,
    now: Moment,
}

impl Question {
    /// The page: the best matches first, as long as they can be weighed against each other;
    /// otherwise, and behind them, the list in its order.
    fn found(&self, sql: &Sql<'_>, people: Dietitians) -> Result<Found> {
        let of = |listing| Found {
            listing,
            are_more: false,
            is_mended: false,
            invoice: None,
            people,
            others: Vec::new(),
        };
        let Some(search) = self.search.as_ref().filter(|_| self.is_ranked) else {
            return Ok(of(self.in_order(sql)?));
        };
        let found = finding::find(sql, search, self.scope, self.now, CANDIDATES)?;
        let rows = usize::try_from(ROWS).unwrap_or(usize::MAX);
        let is_all = found.matches.len() < CANDIDATES;
        if found.matches.is_empty() || !is_all && self.offset + rows > found.matches.len() {
            return Ok(of(self.in_order(sql)?));
        }
        let shown = found.matches.iter().skip(self.offset).take(rows);
        let ids: Vec<Id> = shown.map(|one| one.id).collect();
        let mut rows = list::chosen(sql, &self.query, &ids, self.scope)?;
        rows.sort_by_key(|row| ids.iter().position(|known| *known == row.id));
        // Where there are more, a page follows, in the list's order.
        let total = found.matches.len() as u64 + u64::from(!is_all);
        let listing = Rows { rows, total };
        Ok(Found { are_more: !is_all, is_mended: found.is_mended, ..of(listing) })
    }

    fn in_order(&self, sql: &Sql<'_>) -> Result<Rows<PatientRow>> {
        list::rows(sql, &self.query, self.scope, self.zone.day_of(self.now))
    }
}

/// Where and with whom a visit is booked goes along to its form.
fn along(parameters: &mut Parameters) -> Vec<(String, String)> {
    ["at", "with"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), parameters.take(name)?)))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// Which ones are shown, where nobody counts them all.
fn range_of_more(offset: u64, shown: u64, language: Language) -> String {
    let figures = [offset + 1, offset + shown, CANDIDATES as u64];
    let figures = figures.map(|figure| language.number(&figure.to_string()));
    language.fill("{}–{} of more than {}", &figures.each_ref().map(String::as_str))
}

/// One name leads to the file; several to the list; the number of an invoice to the invoice. With
/// `book` or `bill`, to a booking or a new invoice instead.
#[get("/search")]
pub(super) async fn find(
    caller: Staff<guard::Search>,
    settings: InForce,
    mut parameters: Parameters,
    db: Db,
) -> Result<std::result::Result<Redirect, Html>> {
    let purpose = Purpose::read(&caller, &mut parameters);
    let along = along(&mut parameters);
    let mut wanted =
        Wanted::read("/search", parameters, (caller.look.language, &settings.0.currency));
    let query = wanted.query(PatientList::SPEC, &settings.0.zone, ORDER, caller.notes())?;
    let ages = Ages::read(&query).map(drop);
    let query = wanted.checked(query, ages)?;
    let asked = wanted.get("search").filter(|_| !wanted.is_doubted());
    let question = Question {
        search: Search::read(asked, "search", &settings.0.zone)?,
        query,
        is_ranked: wanted.get("sort_by").is_none() && wanted.narrows_by_search_alone(),
        offset: usize::try_from(wanted.offset()).unwrap_or(usize::MAX),
        scope: caller.scope(),
        zone: settings.0.zone.clone(),
        now: db.database().clock().now(),
    };
    let language = caller.look.language;
    let sees_invoices = caller.may(Permission::BillingRead);
    let sight = Sight::of(&caller, language.tag()).and_recipes();
    let found = db
        .read_much(move |sql| {
            let mut found = question.found(sql, Dietitians::read(sql, language)?)?;
            if let Some(search) = &question.search
                && found.listing.rows.is_empty()
                && sees_invoices
            {
                found.invoice = search::only_invoice(sql, search, question.scope)?;
            }
            if let Some(search) = question.search.as_ref().filter(|_| question.offset == 0)
                && purpose == Purpose::File
            {
                found.others = search::others(sql, search, &sight, &question.zone, MOST_OTHERS)?;
            }
            Ok(found)
        })
        .await?;
    if let Some(invoice) = found.invoice {
        return Ok(Ok(Redirect::to(format!("/invoices/{invoice}"))));
    }
    let mut rows: Vec<Row> =
        found.listing.rows.iter().map(|listee| row(listee, &found.people, language)).collect();
    rows.iter_mut().for_each(|row| purpose.lead(row, &along));
    if let ([only], Some(_), false) = (rows.as_slice(), wanted.get("search"), found.is_mended) {
        return Ok(Ok(Redirect::to(only.href.clone())));
    }
    let page = page(&caller, &settings, (found, rows), (purpose, &wanted, along));
    Ok(Err(page.answer()?))
}

/// The list of whom was found, with what leads on for that purpose.
fn page(
    caller: &Staff<guard::Search>,
    settings: &InForce,
    (found, rows): (Found, Vec<Row>),
    (purpose, wanted, along): (Purpose, &Wanted, Vec<(String, String)>),
) -> ListPage {
    let language = caller.look.language;
    let (room, title) = purpose.title();
    let shell = Shell::new(caller, caller.look, settings, room);
    let shows = Shows::names("patient", found.listing.ids()).and(search::shown(&found.others));
    let carried = purpose.carried(&along);
    let linked = wanted.carrying(&carried);
    let mut page = ListPage::new(shell, title, &linked, (rows, found.listing.total), shows);
    page.search_label = say("Name, phone or e-mail");
    page.elsewhere = listed(&found.others, language);
    page.empty = say("No patient is registered yet.");
    page.is_filtered = false;
    if found.are_more {
        page.range = range_of_more(wanted.offset(), page.rows.len() as u64, language);
    }
    if found.is_mended {
        page.note = say("Nobody is called exactly that. These names are close.");
    }
    let typed = wanted.get("search").unwrap_or_default().trim();
    // Whoever calls may bear the name of another; elsewhere it is offered where nobody is found.
    let is_new = purpose == Purpose::Booking || page.rows.is_empty();
    if is_new && !typed.is_empty() && caller.may(Permission::PatientsCreate) {
        page.offer = Some(registering(typed, &carried, language));
    }
    page.headings = headings(&linked);
    page
}
