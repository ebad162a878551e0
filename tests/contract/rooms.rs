//! Every page and who is let in: the table of the rooms, beside that of the API's doors.

use crate::cast::Cast;
use crate::practice::Practice;
use crate::refusals::page::forms;
use crate::wire::{Answer, Sent};

/// Method, mounted route, address, and the status for nobody, the administrator, the patient's
/// dietitian, another dietitian, the assistant and the viewer. Forms are sent empty.
pub type Row = (&'static str, &'static str, &'static str, [u16; 6]);

/// A page for everybody who is logged in; nobody is led to the login.
const ALL: [u16; 6] = [303, 200, 200, 200, 200, 200];
const ADMIN: [u16; 6] = [303, 200, 403, 403, 403, 403];
/// Whoever may see the record.
const SIGHT: [u16; 6] = [303, 200, 200, 403, 200, 200];
/// Whoever may see and change it.
const CHANGE: [u16; 6] = [303, 200, 200, 403, 200, 403];
const WRITE: [u16; 6] = [303, 200, 200, 200, 200, 403];
/// An empty form, for those who may fill it.
const BLANK: [u16; 6] = [303, 400, 400, 400, 400, 403];
/// A form about a record that does not exist.
const NONE: [u16; 6] = [303, 404, 404, 404, 404, 403];
const ADMIN_NONE: [u16; 6] = [303, 404, 403, 403, 403, 403];
const ADMIN_BLANK: [u16; 6] = [303, 400, 403, 403, 403, 403];
/// A document that does not exist, for those who may delete some.
const CARE_NONE: [u16; 6] = [303, 404, 404, 404, 403, 403];
/// A document that lies in another file than the address says.
const OTHER_FILE: [u16; 6] = [303, 404, 404, 403, 403, 403];
const REPORT: [u16; 6] = [303, 200, 200, 200, 403, 403];
const EVERYBODY: [u16; 6] = [200; 6];
/// Leads on.
const ON: [u16; 6] = [303; 6];

#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    ("POST", "/<_path..>", "/nothing", [404; 6]),
    ("GET", "/account", "/account", ALL),
    ("POST", "/account/email", "/account/email", [303, 401, 401, 401, 401, 401]),
    ("POST", "/account/keys/<id>/end", "/account/keys/{unknown}/end", [303, 404, 404, 404, 404, 404]),
    ("POST", "/account/look", "/account/look", ON),
    ("POST", "/account/password", "/account/password", [303, 401, 401, 401, 401, 401]),
    ("POST", "/account/sessions/<id>/end", "/account/sessions/{unknown}/end", [303, 404, 404, 404, 404, 404]),
    ("GET", "/attention/missed", "/attention/missed", ALL),
    ("GET", "/attention/unseen", "/attention/unseen", ALL),
    ("GET", "/attention/unwritten", "/attention/unwritten", ALL),
    ("GET", "/attention/unsigned", "/attention/unsigned", ALL),
    ("GET", "/audit", "/audit", ADMIN),
    ("GET", "/audit/<id>", "/audit/{unknown}", ADMIN_NONE),
    ("GET", "/audit/verify", "/audit/verify", ADMIN),
    ("GET", "/calendar", "/calendar", ALL),
    ("GET", "/calendar/absences", "/calendar/absences", WRITE),
    ("POST", "/calendar/absences", "/calendar/absences", BLANK),
    ("POST", "/calendar/absences/<id>/remove", "/calendar/absences/{unknown}/remove", NONE),
    ("POST", "/calendar/absences/<id>/restore", "/calendar/absences/{unknown}/restore", NONE),
    ("GET", "/calendar/waiting", "/calendar/waiting", ALL),
    ("POST", "/calendar/waiting/<id>/remove", "/calendar/waiting/{unknown}/remove", NONE),
    ("POST", "/calendar/waiting/<id>/restore", "/calendar/waiting/{unknown}/restore", NONE),
    ("POST", "/patients/<id>/waiting", "/patients/{unknown}/waiting", NONE),
    ("GET", "/calendar/sheet", "/calendar/sheet", ALL),
    ("GET", "/calendar/visits/<id>", "/calendar/visits/{visit}", SIGHT),
    ("GET", "/documents/<id>", "/documents/{document}", SIGHT),
    ("GET", "/export/patients", "/export/patients", REPORT),
    ("GET", "/export/visits", "/export/visits", REPORT),
    ("GET", "/export/billing", "/export/billing", REPORT),
    ("GET", "/export/journal", "/export/journal", REPORT),
    ("GET", "/export/payments", "/export/payments", REPORT),
    ("POST", "/drafts/visit/<id>", "/drafts/visit/{unknown}", NONE),
    ("GET", "/credits", "/credits", ALL),
    ("GET", "/credit-notes/<id>", "/credit-notes/{unknown}", [303, 404, 404, 404, 404, 404]),
    ("POST", "/drafts/visit/<id>/discard", "/drafts/visit/{unknown}/discard", [303, 303, 303, 303, 303, 403]),
    ("GET", "/foods", "/foods", ALL),
    ("POST", "/foods", "/foods", [303, 400, 400, 400, 403, 403]),
    ("GET", "/foods/new", "/foods/new", REPORT),
    ("GET", "/foods/<id>", "/foods/{unknown}", [303, 404, 404, 404, 404, 404]),
    ("POST", "/foods/<id>", "/foods/{unknown}", CARE_NONE),
    ("GET", "/foods/<id>/edit", "/foods/{unknown}/edit", CARE_NONE),
    ("POST", "/foods/<id>/star", "/foods/{unknown}/star", [303, 404, 404, 404, 404, 404]),
    ("GET", "/foods/tables", "/foods/tables", ALL),
    ("POST", "/foods/tables", "/foods/tables", [303, 415, 415, 415, 403, 403]),
    ("POST", "/foods/tables/import", "/foods/tables/import", [303, 400, 400, 400, 403, 403]),
    ("GET", "/patients/<id>/medical-history", "/patients/{patient}/medical-history", SIGHT),
    ("POST", "/patients/<id>/medical-history", "/patients/{unknown}/medical-history", NONE),
    ("GET", "/patients/<id>/medical-history/edit", "/patients/{patient}/medical-history/edit", CHANGE),
    ("GET", "/patients/<id>/contacts/new", "/patients/{patient}/contacts/new", CHANGE),
    ("POST", "/patients/<id>/contacts", "/patients/{unknown}/contacts", NONE),
    ("GET", "/contacts/<id>", "/contacts/{unknown}", NONE),
    ("GET", "/contacts/<id>", "/contacts/{contact}", CHANGE),
    ("POST", "/contacts/<id>", "/contacts/{unknown}", NONE),
    ("POST", "/contacts/<id>/remove", "/contacts/{unknown}/remove", NONE),
    ("POST", "/contacts/<id>/restore", "/contacts/{unknown}/restore", NONE),
    ("GET", "/patients/<id>/energy", "/patients/{patient}/energy", SIGHT),
    ("GET", "/patients/<id>/energy/new", "/patients/{patient}/energy/new", CHANGE),
    ("POST", "/patients/<id>/energy", "/patients/{unknown}/energy", NONE),
    ("POST", "/energy/<id>/remove", "/energy/{unknown}/remove", NONE),
    ("POST", "/energy/<id>/restore", "/energy/{unknown}/restore", NONE),
    ("GET", "/patients/<id>/consents", "/patients/{patient}/consents", SIGHT),
    ("POST", "/patients/<id>/consents", "/patients/{patient}/consents", [303, 400, 400, 403, 400, 403]),
    ("GET", "/patients/<id>/consents/<text>", "/patients/{patient}/consents/{consent_text}", SIGHT),
    ("GET", "/consents/<id>", "/consents/{unknown}", NONE),
    ("GET", "/consents/<id>", "/consents/{consent}", CHANGE),
    ("POST", "/consents/<id>", "/consents/{unknown}", NONE),
    ("POST", "/consents/<id>/withdraw", "/consents/{unknown}/withdraw", NONE),
    ("POST", "/consents/<id>/stands", "/consents/{unknown}/stands", NONE),
    ("POST", "/consents/<id>/remove", "/consents/{unknown}/remove", NONE),
    ("POST", "/consents/<id>/restore", "/consents/{unknown}/restore", NONE),
    ("POST", "/consents/<id>/scan", "/consents/{unknown}/scan", NONE),
    ("GET", "/settings/consent-texts", "/settings/consent-texts", ADMIN),
    ("POST", "/settings/consent-texts", "/settings/consent-texts", ADMIN_BLANK),
    ("GET", "/settings/consent-texts/new", "/settings/consent-texts/new", ADMIN),
    ("GET", "/settings/consent-texts/<id>", "/settings/consent-texts/{consent_text}", ADMIN),
    ("POST", "/settings/consent-texts/<id>/retire", "/settings/consent-texts/{unknown}/retire", ADMIN_NONE),
    ("GET", "/patients/<id>/goals", "/patients/{patient}/goals", SIGHT),
    ("GET", "/patients/<id>/goals/new", "/patients/{patient}/goals/new", CHANGE),
    ("POST", "/patients/<id>/goals", "/patients/{unknown}/goals", NONE),
    ("GET", "/goals/<id>", "/goals/{unknown}", NONE),
    ("POST", "/goals/<id>", "/goals/{unknown}", NONE),
    ("POST", "/goals/<id>/remove", "/goals/{unknown}/remove", NONE),
    ("POST", "/goals/<id>/restore", "/goals/{unknown}/restore", NONE),
    ("GET", "/patients/<id>/frequencies", "/patients/{patient}/frequencies", SIGHT),
    ("GET", "/patients/<id>/frequencies/new", "/patients/{patient}/frequencies/new", [303, 200, 200, 403, 403, 403]),
    ("POST", "/patients/<id>/frequencies", "/patients/{unknown}/frequencies", [303, 404, 404, 404, 403, 403]),
    ("GET", "/target-sets", "/target-sets", ALL),
    ("POST", "/target-sets", "/target-sets", [303, 400, 400, 400, 403, 403]),
    ("GET", "/target-sets/new", "/target-sets/new", [303, 200, 200, 200, 403, 403]),
    ("GET", "/target-sets/<id>", "/target-sets/{unknown}", CARE_NONE),
    ("POST", "/target-sets/<id>", "/target-sets/{unknown}", CARE_NONE),
    ("POST", "/target-sets/<id>/remove", "/target-sets/{unknown}/remove", CARE_NONE),
    ("POST", "/target-sets/<id>/restore", "/target-sets/{unknown}/restore", CARE_NONE),
    ("GET", "/note-templates", "/note-templates", WRITE),
    ("POST", "/note-templates", "/note-templates", BLANK),
    ("GET", "/note-templates/new", "/note-templates/new", WRITE),
    ("GET", "/note-templates/<id>", "/note-templates/{unknown}", NONE),
    ("POST", "/note-templates/<id>", "/note-templates/{unknown}", NONE),
    ("POST", "/note-templates/<id>/remove", "/note-templates/{unknown}/remove", NONE),
    ("POST", "/note-templates/<id>/restore", "/note-templates/{unknown}/restore", NONE),
    ("GET", "/invoices", "/invoices", ALL),
    ("GET", "/payments/day", "/payments/day", ALL),
    ("GET", "/receipts/<id>", "/receipts/{unknown}", [303, 404, 404, 404, 404, 404]),
    ("POST", "/receipts/<id>/reverse", "/receipts/{unknown}/reverse", NONE),
    ("GET", "/invoices/<id>", "/invoices/{invoice}", SIGHT),
    ("POST", "/invoices/<id>", "/invoices/{unknown}", NONE),
    ("POST", "/invoices/<id>/cancel", "/invoices/{unknown}/cancel", ADMIN_NONE),
    ("POST", "/invoices/<id>/credit", "/invoices/{unknown}/credit", NONE),
    ("GET", "/invoices/<id>/edit", "/invoices/{invoice}/edit", CHANGE),
    ("POST", "/invoices/<id>/issue", "/invoices/{unknown}/issue", NONE),
    ("POST", "/invoices/<id>/pay", "/invoices/{unknown}/pay", NONE),
    ("POST", "/invoices/<id>/payments/<payment>/reverse", "/invoices/{unknown}/payments/{unknown}/reverse", NONE),
    ("POST", "/invoices/<id>/refund", "/invoices/{unknown}/refund", NONE),
    ("POST", "/invoices/<id>/use-credit", "/invoices/{unknown}/use-credit", NONE),
    ("POST", "/invoices/totals", "/invoices/totals", WRITE),
    ("GET", "/language/<tag>", "/language/fr", ON),
    ("GET", "/login?<next>", "/login", EVERYBODY),
    ("POST", "/login", "/login", [401, 401, 401, 401, 401, 401]),
    ("GET", "/plans", "/plans", ALL),
    ("GET", "/plans/<id>", "/plans/{plan}", SIGHT),
    ("GET", "/plans/<id>/handout", "/plans/{plan}/handout", SIGHT),
    ("GET", "/plans/foods", "/plans/foods?typed=broth", ALL),
    ("POST", "/plans/<id>", "/plans/{unknown}", CARE_NONE),
    ("POST", "/plans/<id>/arrange", "/plans/{unknown}/arrange", CARE_NONE),
    ("POST", "/plans/<id>/days", "/plans/{unknown}/days", CARE_NONE),
    ("POST", "/plans/<id>/duplicate", "/plans/{unknown}/duplicate", CARE_NONE),
    ("POST", "/plans/<id>/end", "/plans/{unknown}/end", CARE_NONE),
    ("POST", "/plans/<id>/give", "/plans/{unknown}/give", CARE_NONE),
    ("POST", "/plans/<id>/item", "/plans/{unknown}/item", CARE_NONE),
    ("POST", "/plans/<id>/reference", "/plans/{unknown}/reference", CARE_NONE),
    ("POST", "/plans/<id>/targets", "/plans/{unknown}/targets", CARE_NONE),
    ("GET", "/patients/<id>/plans", "/patients/{patient}/plans", SIGHT),
    ("POST", "/patients/<id>/plans", "/patients/{unknown}/plans", [303, 404, 404, 404, 403, 403]),
    ("GET", "/exchanges", "/exchanges", ALL),
    ("POST", "/exchanges", "/exchanges", [303, 400, 400, 400, 403, 403]),
    ("GET", "/exchanges/new", "/exchanges/new", [303, 200, 200, 200, 403, 403]),
    ("GET", "/exchanges/<id>", "/exchanges/{exchanges}", ALL),
    ("POST", "/exchanges/<id>", "/exchanges/{unknown}", CARE_NONE),
    ("GET", "/exchanges/<id>/edit", "/exchanges/{exchanges}/edit", [303, 200, 200, 200, 403, 403]),
    ("GET", "/exchanges/<id>/groups/new", "/exchanges/{exchanges}/groups/new", [303, 200, 200, 200, 403, 403]),
    ("POST", "/exchanges/<id>/groups", "/exchanges/{unknown}/groups", CARE_NONE),
    ("GET", "/exchanges/<id>/groups/<group>", "/exchanges/{exchanges}/groups/{starch}", [303, 200, 200, 200, 403, 403]),
    ("POST", "/exchanges/<id>/groups/<group>", "/exchanges/{exchanges}/groups/{unknown}", CARE_NONE),
    ("POST", "/exchanges/<id>/groups/<group>/remove", "/exchanges/{exchanges}/groups/{unknown}/remove", CARE_NONE),
    ("GET", "/patients/<id>/intakes/new", "/patients/{patient}/intakes/new", [303, 200, 200, 403, 403, 403]),
    ("POST", "/patients/<id>/intakes", "/patients/{unknown}/intakes", CARE_NONE),
    ("GET", "/intakes/<id>", "/intakes/{intake}", SIGHT),
    ("GET", "/intakes/<id>/edit", "/intakes/{intake}/edit", [303, 200, 200, 403, 403, 403]),
    ("POST", "/intakes/<id>", "/intakes/{unknown}", CARE_NONE),
    ("GET", "/recipes", "/recipes", ALL),
    ("POST", "/recipes", "/recipes", [303, 400, 400, 400, 403, 403]),
    ("GET", "/recipes/new", "/recipes/new", [303, 200, 200, 200, 403, 403]),
    ("GET", "/recipes/<id>", "/recipes/{recipe}", ALL),
    ("POST", "/recipes/<id>", "/recipes/{unknown}", CARE_NONE),
    ("POST", "/recipes/<id>/newest", "/recipes/{unknown}/newest", CARE_NONE),
    ("GET", "/recipes/<id>/edit", "/recipes/{recipe}/edit", [303, 200, 200, 200, 403, 403]),
    ("GET", "/patients", "/patients", ALL),
    ("POST", "/patients", "/patients", BLANK),
    ("GET", "/patients/<id>", "/patients/{patient}", SIGHT),
    ("POST", "/patients/<id>", "/patients/{unknown}", NONE),
    ("GET", "/patients/<id>/access", "/patients/{patient}/access", ADMIN),
    ("POST", "/patients/<id>/archive", "/patients/{unknown}/archive", ADMIN_NONE),
    ("POST", "/patients/<id>/bring-back", "/patients/{unknown}/bring-back", NONE),
    ("GET", "/patients/<id>/documents", "/patients/{patient}/documents", SIGHT),
    ("GET", "/patients/<id>/photos", "/patients/{patient}/photos", SIGHT),
    ("POST", "/visits/<id>/documents", "/visits/{visit}/documents", [303, 415, 415, 415, 415, 403]),
    ("POST", "/patients/<id>/documents", "/patients/{patient}/documents", [303, 415, 415, 403, 415, 403]),
    ("POST", "/patients/<id>/documents/<document>", "/patients/{unknown}/documents/{unknown}", CARE_NONE),
    ("POST", "/patients/<id>/documents/<document>/<act>", "/patients/{unknown}/documents/{unknown}/delete", CARE_NONE),
    ("POST", "/patients/<id>/documents/<document>/<act>", "/patients/{unknown}/documents/{unknown}/restore", CARE_NONE),
    ("POST", "/patients/<id>/documents/<document>/<act>", "/patients/{unknown}/documents/{document}/delete", OTHER_FILE),
    ("GET", "/patients/<id>/documents/<document>/edit", "/patients/{patient}/documents/{document}/edit", [303, 200, 200, 403, 403, 403]),
    ("GET", "/patients/<id>/documents/<document>/edit", "/patients/{unknown}/documents/{document}/edit", OTHER_FILE),
    ("GET", "/patients/<id>/edit", "/patients/{patient}/edit", CHANGE),
    ("POST", "/patients/<id>/invoices", "/patients/{unknown}/invoices", NONE),
    ("GET", "/patients/<id>/invoices/new", "/patients/{patient}/invoices/new", CHANGE),
    ("GET", "/patients/<id>/measurements", "/patients/{patient}/measurements", SIGHT),
    ("GET", "/patients/<id>/pay", "/patients/{patient}/pay", CHANGE),
    ("POST", "/patients/<id>/pay", "/patients/{unknown}/pay", NONE),
    ("POST", "/patients/<id>/deposits/<deposit>/reverse", "/patients/{unknown}/deposits/{unknown}/reverse", NONE),
    ("POST", "/patients/<id>/refund", "/patients/{unknown}/refund", NONE),
    ("GET", "/patients/<id>/summary", "/patients/{patient}/summary", SIGHT),
    ("POST", "/patients/<id>/visits", "/patients/{unknown}/visits", NONE),
    ("GET", "/patients/<id>/visits/new", "/patients/{patient}/visits/new", CHANGE),
    ("GET", "/patients/new", "/patients/new", WRITE),
    ("GET", "/payments", "/payments", ALL),
    ("GET", "/reports", "/reports", REPORT),
    ("GET", "/reports/<name>", "/reports/visits", REPORT),
    ("GET", "/reports/journal", "/reports/journal", REPORT),
    ("GET", "/reports/<name>/<format>", "/reports/visits/csv", REPORT),
    ("GET", "/reports/<name>/<format>", "/reports/money/xlsx", REPORT),
    ("GET", "/reports/<name>/<format>", "/reports/money/exe", [303, 404, 404, 404, 403, 403]),
    ("GET", "/search/palette", "/search/palette", ALL),
    ("GET", "/search", "/search", ALL),
    ("GET", "/settings", "/settings", ADMIN),
    ("POST", "/settings", "/settings", [303, 303, 403, 403, 403, 403]),
    ("GET", "/settings/accounts", "/settings/accounts", ADMIN),
    ("POST", "/settings/accounts", "/settings/accounts", [303, 303, 403, 403, 403, 403]),
    ("GET", "/settings/first", "/settings/first", ADMIN),
    ("POST", "/settings/first", "/settings/first", [303, 303, 403, 403, 403, 403]),
    ("GET", "/settings/hours", "/settings/hours", ADMIN),
    ("GET", "/settings/hours/<whose>", "/settings/hours/clinic", ADMIN),
    ("GET", "/settings/hours/<whose>", "/settings/hours/{unknown}", ADMIN_NONE),
    ("POST", "/settings/hours/<whose>", "/settings/hours/{unknown}", ADMIN_NONE),
    ("GET", "/settings/prices", "/settings/prices", ADMIN),
    ("POST", "/settings/prices", "/settings/prices", ADMIN_BLANK),
    ("GET", "/settings/prices/<id>", "/settings/prices/{unknown}", ADMIN_NONE),
    ("POST", "/settings/prices/<id>", "/settings/prices/{unknown}", ADMIN_NONE),
    ("POST", "/settings/prices/<id>/remove", "/settings/prices/{unknown}/remove", ADMIN_NONE),
    ("GET", "/settings/prices/new", "/settings/prices/new", ADMIN),
    ("GET", "/logo/<sha256>", "/logo/{unknown}", [303, 404, 404, 404, 404, 404]),
    ("GET", "/settings/logo", "/settings/logo", ADMIN),
    ("POST", "/settings/logo", "/settings/logo", [303, 415, 403, 403, 403, 403]),
    ("POST", "/settings/logo/remove", "/settings/logo/remove", [303, 303, 403, 403, 403, 403]),
    ("GET", "/settings/visit-types", "/settings/visit-types", ADMIN),
    ("POST", "/settings/visit-types", "/settings/visit-types", ADMIN_BLANK),
    ("GET", "/settings/visit-types/<code>", "/settings/visit-types/FOLLOW_UP", ADMIN),
    ("GET", "/settings/visit-types/<code>", "/settings/visit-types/NOTHING", ADMIN_NONE),
    ("POST", "/settings/visit-types/<code>", "/settings/visit-types/NOTHING", ADMIN_NONE),
    ("POST", "/settings/visit-types/<code>/remove", "/settings/visit-types/NOTHING/remove", ADMIN_NONE),
    ("GET", "/settings/visit-types/new", "/settings/visit-types/new", ADMIN),
    ("GET", "/setup/<token>", "/setup/{unknown}", [404; 6]),
    ("POST", "/setup/<token>", "/setup/{unknown}", [404; 6]),
    ("GET", "/reach/done", "/reach/done", ADMIN),
    ("GET", "/reach", "/reach", ADMIN),
    ("POST", "/reach", "/reach", ADMIN_BLANK),
    ("GET", "/system", "/system", ADMIN),
    ("GET", "/system/backups", "/system/backups", ADMIN),
    ("POST", "/system/backups", "/system/backups", [303, 303, 403, 403, 403, 403]),
    ("GET", "/system/backups/<name>", "/system/backups/none.db", ADMIN_NONE),
    ("POST", "/system/backups/<name>/check", "/system/backups/none.db/check", ADMIN_NONE),
    ("POST", "/system/backups/<name>/delete", "/system/backups/none.db/delete", ADMIN_NONE),
    ("GET", "/system/backups/<name>/download", "/system/backups/none.db/download", ADMIN_NONE),
    ("GET", "/system/backups/<name>/restore", "/system/backups/none.db/restore", ADMIN_NONE),
    ("POST", "/system/backups/<name>/restore", "/system/backups/none.db/restore", ADMIN_NONE),
    ("POST", "/system/backups/cancel", "/system/backups/cancel", [303, 303, 403, 403, 403, 403]),
    ("GET", "/system/backups/plan", "/system/backups/plan", ADMIN),
    ("POST", "/system/backups/plan", "/system/backups/plan", [303, 303, 403, 403, 403, 403]),
    ("POST", "/system/backups/seen", "/system/backups/seen", [303, 303, 403, 403, 403, 403]),
    ("POST", "/system/backups/upload", "/system/backups/upload", [303, 415, 403, 403, 403, 403]),
    ("GET", "/system/examination", "/system/examination", ADMIN),
    // Served where the server has an authority of its own.
    ("GET", "/trust?<language>", "/trust", [404; 6]),
    ("GET", "/trust/nutrivault.crt", "/trust/nutrivault.crt", [404; 6]),
    ("GET", "/trust/nutrivault.mobileconfig", "/trust/nutrivault.mobileconfig", [404; 6]),
    ("GET", "/users", "/users", ALL),
    ("POST", "/users", "/users", ADMIN_BLANK),
    ("GET", "/users/<id>", "/users/{user}", ALL),
    ("POST", "/users/<id>", "/users/{unknown}", ADMIN_NONE),
    ("POST", "/users/<id>/<what>", "/users/{unknown}/activate", ADMIN_NONE),
    ("POST", "/users/<id>/hand-over", "/users/{unknown}/hand-over", ADMIN_NONE),
    ("POST", "/users/<id>/password", "/users/{unknown}/password", ADMIN_NONE),
    ("POST", "/users/<id>/sessions/<session>/end", "/users/{unknown}/sessions/{unknown}/end", ADMIN_NONE),
    ("POST", "/users/<id>/keys/end", "/users/{unknown}/keys/end", [303, 404, 403, 403, 403, 403]),
    ("POST", "/users/<id>/keys/<key>/end", "/users/{unknown}/keys/{unknown}/end", ADMIN_NONE),
    ("GET", "/users/new", "/users/new", ADMIN),
    ("GET", "/users/roles", "/users/roles", ALL),
    ("POST", "/users/roles", "/users/roles", [303, 303, 403, 403, 403, 403]),
    ("GET", "/visits", "/visits", ALL),
    ("GET", "/visits/<id>", "/visits/{visit}", SIGHT),
    ("POST", "/visits/<id>", "/visits/{unknown}", NONE),
    ("POST", "/visits/<id>/delete", "/visits/{unknown}/delete", [303, 404, 404, 404, 403, 403]),
    ("GET", "/visits/<id>/figures", "/visits/{visit}/figures", SIGHT),
    ("POST", "/visits/<id>/invoice", "/visits/{unknown}/invoice", NONE),
    ("POST", "/visits/<id>/mark/<what>", "/visits/{unknown}/mark/arrived", NONE),
    (
        "POST",
        "/visits/<id>/measurements/<mid>/restore",
        "/visits/{unknown}/measurements/{unknown}/restore",
        NONE,
    ),
    ("GET", "/patients/<id>/history", "/patients/{patient}/history", SIGHT),
    ("POST", "/patients/<id>/history", "/patients/{unknown}/history", NONE),
    ("GET", "/visits/<id>/history", "/visits/{visit}/history", SIGHT),
    ("POST", "/visits/<id>/history", "/visits/{unknown}/history", NONE),
    ("GET", "/invoices/<id>/history", "/invoices/{invoice}/history", SIGHT),
    ("POST", "/invoices/<id>/history", "/invoices/{unknown}/history", NONE),
    ("GET", "/patients/<id>", "/patients/{patient}?as_of=2099-01-01T00:00:00Z", SIGHT),
    ("GET", "/visits/<id>/signatures", "/visits/{visit}/signatures", SIGHT),
    ("POST", "/visits/<id>/sign", "/visits/{unknown}/sign", CARE_NONE),
    ("POST", "/visits/<id>/amend", "/visits/{unknown}/amend", CARE_NONE),
    ("GET", "/visits/<id>/print/<what>", "/visits/{visit}/print/sheet", SIGHT),
    ("GET", "/visits/<id>/print/<what>", "/visits/{visit}/print/card", SIGHT),
    ("GET", "/visits/<id>/print/<what>", "/visits/{visit}/print/letter", SIGHT),
    ("GET", "/visits/<id>/print/<what>", "/visits/{visit}/print/note", SIGHT),
    ("GET", "/visits/<id>/print/<what>", "/visits/{visit}/print/zzz", [303, 404, 404, 404, 404, 404]),
    ("POST", "/visits/<id>/print/letter", "/visits/{visit}/print/letter", CHANGE),
    ("POST", "/visits/<id>/unfinish", "/visits/{unknown}/unfinish", NONE),
    ("GET", "/visits/<id>/booked", "/visits/{visit}/booked", SIGHT),
    ("GET", "/visits/<id>/move", "/visits/{visit}/move", CHANGE),
    ("POST", "/visits/<id>/move", "/visits/{unknown}/move", NONE),
    ("POST", "/visits/<id>/moved-back", "/visits/{unknown}/moved-back", BLANK),
    ("POST", "/visits/<id>/restore", "/visits/{unknown}/restore", [303, 404, 404, 404, 403, 403]),
    ("GET", "/visits/new?<at>&<with>", "/visits/new", [303, 303, 303, 303, 303, 403]),

    // The last: afterwards nobody is logged in.
    ("POST", "/account/logout-all", "/account/logout-all", ON),
];

/// The cookie of a session of the pages.
pub fn cookie(practice: &Practice, username: &str) -> String {
    cookie_with(practice, username, "NutriVault-demo-1")
}

/// The same with a password of its own.
pub fn cookie_with(practice: &Practice, username: &str, password: &str) -> String {
    let form = format!("username={username}&password={password}");
    let sent = Sent::new("POST", "/login").header("Sec-Fetch-Site", "same-origin");
    let answer = practice.send(&sent.body("application/x-www-form-urlencoded", form));
    assert_eq!(answer.status, 303, "{username}: {}", answer.text);
    let set = answer
        .headers
        .iter()
        .find(|(name, value)| name == "set-cookie" && value.starts_with("nutrivault_session="));
    set.unwrap().1.split(';').next().unwrap().to_owned()
}

pub fn knock(practice: &Practice, method: &str, address: &str, cookie: Option<&str>) -> Answer {
    let mut sent = Sent::new(method, address).header("Accept", "text/html");
    if let Some(cookie) = cookie {
        sent = sent.header("Cookie", cookie);
    }
    if method == "POST" {
        sent = sent.header("Sec-Fetch-Site", "same-origin");
        sent = sent.body("application/x-www-form-urlencoded", "");
    }
    practice.send(&sent)
}

#[test]
fn every_page_opens_to_those_it_should_and_to_nobody_else() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let staff = ["admin", &cast.own, &cast.other, "assistant", "viewer"];
    let mut cookies = vec![None];
    cookies.extend(staff.map(|username| Some(cookie(&practice, username))));
    let (mut wrong, mut denied) = (Vec::new(), 0);
    for (method, route, address, expected) in TABLE {
        let address = cast.address(address);
        let found: Vec<u16> = cookies
            .iter()
            .map(|cookie| knock(&practice, method, &address, cookie.as_deref()).status)
            .collect();
        denied += found.iter().filter(|status| **status == 403).count();
        if found != expected {
            wrong.push(format!("(\"{method}\", \"{route}\", \"{address}\", {found:?})"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let denied = i64::try_from(denied).unwrap();
    assert_eq!(practice.denials("NOT LIKE '/api%'", denied), denied, "each is a row");
}

#[test]
fn a_form_from_another_site_does_nothing_in_any_room() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let cookie = cookie(&practice, "admin");
    // An address without a page has nothing to refuse.
    let is_form = |row: &&Row| row.0 == "POST" && row.1 != "/<_path..>";
    for (_, _, address, _) in TABLE.iter().filter(is_form) {
        let sent = Sent::new("POST", cast.address(address))
            .header("Cookie", cookie.as_str())
            .header("Accept", "text/html")
            .header("Sec-Fetch-Site", "cross-site")
            .body("application/x-www-form-urlencoded", "");
        let answer = practice.send(&sent);
        assert_eq!(answer.status, 403, "{address}: {}", answer.text);
    }
}

#[test]
fn no_form_of_any_page_sends_a_field_twice() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let cookie = cookie(&practice, "admin");
    let (mut forms_seen, mut twice) = (0, Vec::new());
    for (_, _, address, _) in TABLE.iter().filter(|row| row.0 == "GET") {
        let address = cast.address(address);
        let page = knock(&practice, "GET", &address, Some(&cookie));
        let html = page.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        for form in if page.status == 200 && html { forms(&page.text) } else { Vec::new() } {
            forms_seen += 1;
            let mut names: Vec<&str> =
                form.fields.iter().map(|field| field.name.as_str()).collect();
            names.sort_unstable();
            let same = names.windows(2).filter(|pair| pair[0] == pair[1]);
            twice.extend(same.map(|pair| format!("{} at {address}: {}", form.action, pair[0])));
        }
    }
    assert!(twice.is_empty(), "{}", twice.join("\n"));
    assert!(forms_seen > 50, "{forms_seen} forms");
}

#[test]
fn pages_are_never_stored_by_the_browser_and_run_no_foreign_script() {
    let practice = Practice::open();
    let cookie = cookie(&practice, "admin");
    for address in ["/", "/patients", "/calendar", "/invoices", "/reports", "/system"] {
        let answer = knock(&practice, "GET", address, Some(&cookie));
        let header = |name: &str| answer.header(name).unwrap_or_default().to_owned();
        assert!(header("cache-control").contains("no-store"), "{address}: {:?}", answer.headers);
        let policy = header("content-security-policy");
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
        assert!(!answer.text.contains("<style") && !answer.text.contains("onclick"), "{address}");
    }
}
