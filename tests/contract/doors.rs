//! Every door of the server and who is let through: one table, which no route escapes.

use std::collections::BTreeSet;

use nutrivault::app;
use nutrivault::config::Config;

use crate::cast::{ACTORS, Cast};
use crate::practice::Practice;
use crate::rooms;
use crate::wire::Sent;

/// Not sent: it would be let through and change something.
const SKIP: u16 = 0;

/// Method, mounted route, address, body, and the status for each of [`ACTORS`].
pub type Row = (&'static str, &'static str, &'static str, &'static str, [u16; 8]);

const PUBLIC: [u16; 8] = [200; 8];
const BAD: [u16; 8] = [400; 8];
/// A form that does not say which page it comes from.
const FOREIGN: [u16; 8] = [403; 8];
/// Anybody logged in.
const ALL: [u16; 8] = [401, 200, 200, 200, 200, 200, 401, 401];
const ADMIN: [u16; 8] = [401, 200, 403, 403, 403, 403, 401, 401];
/// An administrator, and the user whose it is.
const OWN: [u16; 8] = [401, 200, 200, 403, 403, 403, 401, 401];
/// Anybody who may see that patient.
const SIGHT: [u16; 8] = [401, 200, 200, 403, 200, 200, 401, 401];
/// A body that everybody but the viewer may send, and that is wrong.
const WRITE: [u16; 8] = [401, 400, 400, 400, 400, 403, 401, 401];
/// An empty change of that patient.
const TOUCH: [u16; 8] = [401, 200, 200, 403, 200, 403, 401, 401];
/// A wrong body that only an administrator may send.
const ADMIN_BAD: [u16; 8] = [401, 400, 403, 403, 403, 403, 401, 401];
/// A form that only an administrator may send, sent as something else.
const ADMIN_LOGO: [u16; 8] = [401, 415, 403, 403, 403, 403, 401, 401];
/// An unknown record that only an administrator may name.
const ADMIN_NONE: [u16; 8] = [401, 404, 403, 403, 403, 403, 401, 401];
/// Administrators and dietitians.
const REPORT: [u16; 8] = [401, 200, 200, 200, 403, 403, 401, 401];
/// A name that is no record: it can be read only.
const NO_METHOD: [u16; 8] = [401, 405, 405, 405, 405, 405, 401, 401];
const NONE: [u16; 8] = [401, 404, 404, 404, 404, 404, 401, 401];
/// An unknown record, for those who change records.
const WRITE_NONE: [u16; 8] = [401, 404, 404, 404, 404, 403, 401, 401];
/// An unknown record, for administrators and dietitians.
const CARE_NONE: [u16; 8] = [401, 404, 404, 404, 403, 403, 401, 401];
/// A version that is none of that record's.
const FOREIGN_VERSION: [u16; 8] = [401, 400, 400, 403, 400, 403, 401, 401];
/// Only the other dietitian asks: anybody else would change a real record.
const OTHER: [u16; 8] = [SKIP, SKIP, SKIP, 403, SKIP, 403, SKIP, SKIP];

/// JSON where files are wanted, for everybody but the viewer.
const UPLOAD: [u16; 8] = [401, 415, 415, 415, 415, 403, 401, 401];
/// The same, for administrators and dietitians.
const CARE_UPLOAD: [u16; 8] = [401, 415, 415, 415, 403, 403, 401, 401];
/// A wrong body that administrators and dietitians may send.
const CARE_BAD: [u16; 8] = [401, 400, 400, 400, 403, 403, 401, 401];
/// An empty change that administrators and the patient's dietitian may make.
const CARE_TOUCH: [u16; 8] = [401, 200, 200, 403, 403, 403, 401, 401];
/// Only those ask who are refused: anybody else would change a real record.
const CARE_OTHER: [u16; 8] = [401, SKIP, SKIP, 403, 403, 403, 401, 401];

const WRONG: &str = r#"{"first_name":1,"visit_date":1,"weight_kg":"x","name":1}"#;

const WRONG_MONEY: &str = r#"{"amount":"x","due_date":1}"#;

#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    ("GET", "/health", "/health", "", PUBLIC),
    ("GET", "/health/ready", "/health/ready", "", PUBLIC),
    ("GET", "/metrics", "/metrics", "", PUBLIC),
    ("GET", "/", "/", "", PUBLIC),
    ("GET", "/assets/<name>", "/assets/nothing", "", [404; 8]),
    ("POST", "/login", "/login", "", FOREIGN),
    ("POST", "/logout", "/logout", "", FOREIGN),
    ("GET", "/api", "/api", "", PUBLIC),
    ("GET", "/api/openapi.json", "/api/openapi.json", "", PUBLIC),
    ("GET", "/api-docs", "/api-docs", "", PUBLIC),

    ("POST", "/api/auth/login", "/api/auth/login", "{}", BAD),
    ("POST", "/api/auth/refresh", "/api/auth/refresh", "{}", BAD),
    ("POST", "/api/auth/logout", "/api/auth/logout", "{}", BAD),
    ("GET", "/api/search", "/api/search?q=nobody", "", ALL),
    ("GET", "/api/auth/me", "/api/auth/me", "", ALL),
    ("GET", "/api/auth/sessions", "/api/auth/sessions", "", ALL),
    ("DELETE", "/api/auth/sessions/<id>", "/api/auth/sessions/{unknown}", "", NONE),
    ("POST", "/api/auth/register", "/api/auth/register", "{}", ADMIN_BAD),
    ("POST", "/api/auth/api-keys", "/api/auth/api-keys", "{}", [401, 400, 400, 400, 403, 403, 401, 401]),
    ("GET", "/api/auth/api-keys", "/api/auth/api-keys", "", ALL),
    ("DELETE", "/api/auth/api-keys/<id>", "/api/auth/api-keys/{unknown}", "", NONE),

    ("GET", "/api/users", "/api/users", "", ALL),
    ("GET", "/api/users/stats", "/api/users/stats", "", ALL),
    ("POST", "/api/users", "/api/users", "{}", ADMIN_BAD),
    ("GET", "/api/users/<id>", "/api/users/{user}", "", ALL),
    ("GET", "/api/users/<id>", "/api/users/{unknown}", "", NONE),
    ("PUT", "/api/users/<id>", "/api/users/{user}", WRONG, ADMIN_BAD),
    ("PUT", "/api/users/<id>", "/api/users/{dietitian}", WRONG, [401, 400, 400, 403, 403, 403, 401, 401]),
    ("PUT", "/api/users/<id>/password", "/api/users/{user}/password", "{}", ADMIN_BAD),
    ("PUT", "/api/users/<id>/password", "/api/users/{dietitian}/password", "{}", [401, 400, 400, 403, 403, 403, 401, 401]),
    ("GET", "/api/users/<id>/api-keys", "/api/users/{dietitian}/api-keys", "", ADMIN),
    ("GET", "/api/users/<id>/api-keys", "/api/users/{unknown}/api-keys", "", ADMIN_NONE),
    ("DELETE", "/api/users/<id>/api-keys", "/api/users/{unknown}/api-keys", "", ADMIN_NONE),
    ("DELETE", "/api/users/<id>/api-keys/<key>", "/api/users/{dietitian}/api-keys/{unknown}", "", ADMIN_NONE),
    ("PUT", "/api/users/<id>/activate", "/api/users/{user}/activate", "", ADMIN_BAD),
    ("PUT", "/api/users/<id>/deactivate", "/api/users/{unknown}/deactivate", "", ADMIN_NONE),
    ("PUT", "/api/users/<id>/deactivate", "/api/users/{dietitian}/deactivate", "", [401, SKIP, 403, 403, 403, 403, 401, 401]),
    ("GET", "/api/users/<id>/handover", "/api/users/{dietitian}/handover", "", ADMIN),
    ("GET", "/api/users/<id>/handover", "/api/users/{unknown}/handover", "", ADMIN_NONE),
    ("POST", "/api/users/<id>/handover", "/api/users/{dietitian}/handover", "{}", ADMIN_BAD),
    ("DELETE", "/api/users/<id>", "/api/users/{unknown}", "", ADMIN_NONE),
    ("DELETE", "/api/users/<id>", "/api/users/{dietitian}", "", [401, SKIP, 403, 403, 403, 403, 401, 401]),
    ("GET", "/api/roles", "/api/roles", "", ADMIN),
    ("PUT", "/api/roles/<id>", "/api/roles/{unknown}", "{}", ADMIN_BAD),
    ("PUT", "/api/roles/<id>", "/api/roles/{unknown}", r#"{"permissions":[]}"#, ADMIN_NONE),

    ("GET", "/api/patients", "/api/patients", "", ALL),
    ("GET", "/api/patients/stats", "/api/patients/stats", "", ALL),
    ("GET", "/api/patients/duplicates", "/api/patients/duplicates?last_name=Ek", "", ALL),
    ("POST", "/api/patients", "/api/patients", WRONG, WRITE),
    ("GET", "/api/patients/<id>", "/api/patients/{patient}", "", SIGHT),
    ("GET", "/api/patients/<id>", "/api/patients/{unknown}", "", NONE),
    ("PUT", "/api/patients/<id>", "/api/patients/{patient}", WRONG, WRITE),
    ("PUT", "/api/patients/<id>", "/api/patients/{unknown}", "{}", WRITE_NONE),
    ("PUT", "/api/patients/<id>", "/api/patients/{patient}", "{}", TOUCH),
    ("PUT", "/api/patients/<id>/activate", "/api/patients/{patient}/activate", "", [401, 400, 400, 403, 400, 403, 401, 401]),
    ("PUT", "/api/patients/<id>/activate", "/api/patients/{unknown}/activate", "", WRITE_NONE),
    ("PUT", "/api/patients/<id>/deactivate", "/api/patients/{unknown}/deactivate", "", ADMIN_NONE),
    ("DELETE", "/api/patients/<id>", "/api/patients/{unknown}", "", ADMIN_NONE),
    ("DELETE", "/api/patients/<id>", "/api/patients/{patient}", "", [401, SKIP, 403, 403, 403, 403, 401, 401]),
    ("GET", "/api/patients/<id>/timeline", "/api/patients/{patient}/timeline", "", SIGHT),
    ("GET", "/api/patients/<id>/measurements", "/api/patients/{patient}/measurements", "", SIGHT),

    ("GET", "/api/visits", "/api/visits", "", ALL),
    ("GET", "/api/visits/stats", "/api/visits/stats", "", ALL),
    ("POST", "/api/visits", "/api/visits", WRONG, WRITE),
    ("GET", "/api/visits/<id>", "/api/visits/{visit}", "", SIGHT),
    ("GET", "/api/visits/<id>", "/api/visits/{unknown}", "", NONE),
    ("PUT", "/api/visits/<id>", "/api/visits/{visit}", WRONG, WRITE),
    ("PUT", "/api/visits/<id>", "/api/visits/{visit}", "{}", TOUCH),
    ("DELETE", "/api/visits/<id>", "/api/visits/{unknown}", "", CARE_NONE),
    ("DELETE", "/api/visits/<id>", "/api/visits/{visit}", "", OTHER),
    ("POST", "/api/visits/<id>/restore", "/api/visits/{unknown}/restore", "", CARE_NONE),
    ("POST", "/api/visits/<id>/restore", "/api/visits/{visit}/restore", "", OTHER),
    ("POST", "/api/visits/<id>/sign", "/api/visits/{unknown}/sign", "", CARE_NONE),
    ("POST", "/api/visits/<id>/sign", "/api/visits/{visit}/sign", "", CARE_OTHER),
    ("POST", "/api/visits/<id>/amend", "/api/visits/{visit}/amend", "{}", CARE_BAD),
    ("GET", "/api/patients/<id>", "/api/patients/{patient}?as_of=2099-01-01T00:00:00Z", "", SIGHT),
    ("GET", "/api/patients/<id>", "/api/patients/{unknown}?as_of=2099-01-01T00:00:00Z", "", NONE),
    ("GET", "/api/patients/<id>/history", "/api/patients/{patient}/history", "", SIGHT),
    ("GET", "/api/visits/<id>", "/api/visits/{visit}?as_of=2099-01-01T00:00:00Z", "", SIGHT),
    ("GET", "/api/visits/<id>/history", "/api/visits/{visit}/history", "", SIGHT),
    ("GET", "/api/billing/<id>/history", "/api/billing/{invoice}/history", "", SIGHT),
    ("GET", "/api/billing/<id>/history", "/api/billing/{unknown}/history", "", NONE),
    ("GET", "/api/billing/<id>", "/api/billing/{invoice}?as_of=2099-01-01T00:00:00Z", "", SIGHT),
    ("GET", "/api/billing/<id>", "/api/billing/{unknown}?as_of=2099-01-01T00:00:00Z", "", NONE),
    ("GET", "/api/patients/<id>", "/api/patients/{patient}?as_of=2099-01-01T00:00:00Z&include=visits,billing", "", SIGHT),
    ("POST", "/api/patients/<id>/history/<version>/restore", "/api/patients/{patient}/history/1/restore", "", FOREIGN_VERSION),
    ("POST", "/api/patients/<id>/history/<version>/restore", "/api/patients/{unknown}/history/1/restore", "", WRITE_NONE),
    ("POST", "/api/visits/<id>/history/<version>/restore", "/api/visits/{visit}/history/1/restore", "", FOREIGN_VERSION),
    ("POST", "/api/visits/<id>/history/<version>/restore", "/api/visits/{unknown}/history/1/restore", "", WRITE_NONE),
    ("POST", "/api/billing/<id>/history/<version>/restore", "/api/billing/{invoice}/history/1/restore", "", FOREIGN_VERSION),
    ("POST", "/api/billing/<id>/history/<version>/restore", "/api/billing/{unknown}/history/1/restore", "", WRITE_NONE),
    ("GET", "/api/visits/<id>/signatures", "/api/visits/{visit}/signatures", "", SIGHT),
    ("GET", "/api/visits/<id>/signatures", "/api/visits/{unknown}/signatures", "", NONE),
    ("GET", "/api/visits/<id>/measurements", "/api/visits/{visit}/measurements", "", SIGHT),
    ("POST", "/api/visits/<id>/measurements", "/api/visits/{visit}/measurements", WRONG, WRITE),
    ("POST", "/api/visits/<id>/measurements", "/api/visits/{visit}/measurements", r#"{"weight_kg":70}"#, OTHER),
    ("PUT", "/api/visits/<id>/measurements/<mid>", "/api/visits/{visit}/measurements/{measurement}", WRONG, WRITE),
    ("PUT", "/api/visits/<id>/measurements/<mid>", "/api/visits/{visit}/measurements/{measurement}", "{}", TOUCH),
    ("DELETE", "/api/visits/<id>/measurements/<mid>", "/api/visits/{visit}/measurements/{measurement}", "", OTHER),
    ("DELETE", "/api/visits/<id>/measurements/<mid>", "/api/visits/{unknown}/measurements/{unknown}", "", WRITE_NONE),

    ("GET", "/api/billing", "/api/billing", "", ALL),
    ("GET", "/api/billing/stats", "/api/billing/stats", "", ALL),
    ("POST", "/api/billing", "/api/billing", WRONG, WRITE),
    ("GET", "/api/billing/<id>", "/api/billing/{invoice}", "", SIGHT),
    ("GET", "/api/billing/<id>", "/api/billing/{unknown}", "", NONE),
    ("PUT", "/api/billing/<id>", "/api/billing/{invoice}", WRONG_MONEY, WRITE),
    ("PUT", "/api/billing/<id>", "/api/billing/{invoice}", "{}", TOUCH),
    ("PUT", "/api/billing/<id>", "/api/billing/{unknown}", "{}", WRITE_NONE),
    ("DELETE", "/api/billing/<id>", "/api/billing/{unknown}", "", ADMIN_NONE),
    ("DELETE", "/api/billing/<id>", "/api/billing/{invoice}", "", [401, SKIP, 403, 403, 403, 403, 401, 401]),
    ("POST", "/api/billing/<id>/issue", "/api/billing/{invoice}/issue", "", [401, 409, 409, 403, 409, 403, 401, 401]),
    ("POST", "/api/billing/<id>/issue", "/api/billing/{unknown}/issue", "", WRITE_NONE),
    ("POST", "/api/billing/<id>/pay", "/api/billing/{invoice}/pay", "", OTHER),
    ("POST", "/api/billing/<id>/pay", "/api/billing/{unknown}/pay", "{}", WRITE_NONE),
    ("GET", "/api/billing/<id>/payments", "/api/billing/{invoice}/payments", "", SIGHT),
    ("GET", "/api/billing/<id>/payments", "/api/billing/{unknown}/payments", "", NONE),
    ("POST", "/api/billing/<id>/payments", "/api/billing/{invoice}/payments", "{}", WRITE),
    ("POST", "/api/billing/<id>/payments", "/api/billing/{invoice}/payments", r#"{"amount":1}"#, OTHER),
    ("DELETE", "/api/billing/<id>/payments/<pid>", "/api/billing/{invoice}/payments/{unknown}", "", [401, 404, 404, 403, 404, 403, 401, 401]),
    ("POST", "/api/billing/<id>/credit-note", "/api/billing/{invoice}/credit-note", "{}", WRITE),
    ("POST", "/api/billing/<id>/credit-note", "/api/billing/{invoice}/credit-note", r#"{"reason":"x"}"#, OTHER),
    ("POST", "/api/payments", "/api/payments", "{}", WRITE),
    ("DELETE", "/api/payments/<id>", "/api/payments/{unknown}", "", WRITE_NONE),
    ("GET", "/api/reports/patients", "/api/reports/patients", "", REPORT),
    ("GET", "/api/reports/visits", "/api/reports/visits", "", REPORT),
    ("GET", "/api/reports/billing", "/api/reports/billing", "", REPORT),
    ("GET", "/api/reports/financial", "/api/reports/financial", "", REPORT),
    ("GET", "/api/reports/performance", "/api/reports/performance", "", REPORT),
    ("GET", "/api/reports/overview", "/api/reports/overview", "", REPORT),
    ("GET", "/api/reports/dashboard", "/api/reports/dashboard", "", REPORT),
    ("GET", "/api/export/patients", "/api/export/patients", "", REPORT),
    ("GET", "/api/export/visits", "/api/export/visits", "", REPORT),
    ("GET", "/api/export/billing", "/api/export/billing", "", REPORT),
    ("GET", "/api/export/journal", "/api/export/journal", "", REPORT),
    ("GET", "/api/export/payments", "/api/export/payments", "", REPORT),
    ("GET", "/api/waiting-list", "/api/waiting-list", "", ALL),
    ("POST", "/api/waiting-list", "/api/waiting-list", "{}", WRITE),
    ("DELETE", "/api/waiting-list/<id>", "/api/waiting-list/{unknown}", "", WRITE_NONE),
    ("GET", "/api/contacts", "/api/contacts?patient_id={patient}", "", SIGHT),
    ("POST", "/api/contacts", "/api/contacts", WRONG, WRITE),
    ("GET", "/api/contacts/<id>", "/api/contacts/{unknown}", "", NONE),
    ("PUT", "/api/contacts/<id>", "/api/contacts/{unknown}", "{}", WRITE_NONE),
    ("DELETE", "/api/contacts/<id>", "/api/contacts/{unknown}", "", WRITE_NONE),
    ("GET", "/api/energy-prescriptions", "/api/energy-prescriptions?patient_id={patient}", "", SIGHT),
    ("POST", "/api/energy-prescriptions", "/api/energy-prescriptions", WRONG, WRITE),
    ("GET", "/api/energy-prescriptions/<id>", "/api/energy-prescriptions/{unknown}", "", NONE),
    ("DELETE", "/api/energy-prescriptions/<id>", "/api/energy-prescriptions/{unknown}", "", WRITE_NONE),
    ("GET", "/api/consents", "/api/consents?patient_id={patient}", "", SIGHT),
    ("POST", "/api/consents", "/api/consents", WRONG, WRITE),
    ("GET", "/api/consents/<id>", "/api/consents/{unknown}", "", NONE),
    ("PUT", "/api/consents/<id>", "/api/consents/{unknown}", "{}", WRITE_NONE),
    ("DELETE", "/api/consents/<id>", "/api/consents/{unknown}", "", WRITE_NONE),
    ("GET", "/api/consent-texts", "/api/consent-texts", "", ALL),
    ("POST", "/api/consent-texts", "/api/consent-texts", "{}", ADMIN_BAD),
    ("GET", "/api/consent-texts/<id>", "/api/consent-texts/{unknown}", "", NONE),
    ("DELETE", "/api/consent-texts/<id>", "/api/consent-texts/{unknown}", "", ADMIN_NONE),
    ("GET", "/api/goals", "/api/goals?patient_id={patient}", "", SIGHT),
    ("POST", "/api/goals", "/api/goals", WRONG, WRITE),
    ("GET", "/api/goals/<id>", "/api/goals/{unknown}", "", NONE),
    ("PUT", "/api/goals/<id>", "/api/goals/{unknown}", "{}", WRITE_NONE),
    ("DELETE", "/api/goals/<id>", "/api/goals/{unknown}", "", WRITE_NONE),
    ("GET", "/api/patients/<id>/food-frequencies", "/api/patients/{patient}/food-frequencies", "", SIGHT),
    ("GET", "/api/patients/<id>/food-frequencies", "/api/patients/{unknown}/food-frequencies", "", NONE),
    ("POST", "/api/patients/<id>/food-frequencies", "/api/patients/{patient}/food-frequencies", "{}", CARE_BAD),
    ("POST", "/api/patients/<id>/food-frequencies", "/api/patients/{unknown}/food-frequencies", r#"{"answers":{"fish":"weekly_1"}}"#, CARE_NONE),
    ("GET", "/api/target-sets", "/api/target-sets", "", ALL),
    ("POST", "/api/target-sets", "/api/target-sets", WRONG, CARE_BAD),
    ("GET", "/api/target-sets/<id>", "/api/target-sets/{unknown}", "", NONE),
    ("PUT", "/api/target-sets/<id>", "/api/target-sets/{unknown}", "{}", CARE_NONE),
    ("DELETE", "/api/target-sets/<id>", "/api/target-sets/{unknown}", "", CARE_NONE),
    ("GET", "/api/note-templates", "/api/note-templates", "", [401, 200, 200, 200, 200, 403, 401, 401]),
    ("POST", "/api/note-templates", "/api/note-templates", WRONG, WRITE),
    ("GET", "/api/note-templates/<id>", "/api/note-templates/{unknown}", "", WRITE_NONE),
    ("PUT", "/api/note-templates/<id>", "/api/note-templates/{unknown}", "{}", WRITE_NONE),
    ("DELETE", "/api/note-templates/<id>", "/api/note-templates/{unknown}", "", WRITE_NONE),
    ("GET", "/api/settings/logo", "/api/settings/logo", "", ADMIN),
    ("POST", "/api/settings/logo", "/api/settings/logo", "", ADMIN_LOGO),
    ("DELETE", "/api/settings/logo", "/api/settings/logo", "", ADMIN),
    ("GET", "/api/visit-types", "/api/visit-types", "", ALL),
    ("POST", "/api/visit-types", "/api/visit-types", "{}", ADMIN_BAD),
    ("PUT", "/api/visit-types/<code>", "/api/visit-types/NOTHING", "{}", ADMIN_NONE),
    ("DELETE", "/api/visit-types/<code>", "/api/visit-types/NOTHING", "", ADMIN_NONE),
    ("DELETE", "/api/visit-types/<code>", "/api/visit-types/FOLLOW_UP", "", ADMIN_BAD),
    ("GET", "/api/opening-hours", "/api/opening-hours", "", ALL),
    ("PUT", "/api/opening-hours", "/api/opening-hours", "{}", ADMIN_BAD),
    ("GET", "/api/absences", "/api/absences", "", ALL),
    ("POST", "/api/absences", "/api/absences", "{}", WRITE),
    ("POST", "/api/absences", "/api/absences", r#"{"from":"2030-01-01","to":"2030-01-01"}"#, [401, SKIP, 403, 403, SKIP, 403, 401, 401]),
    ("DELETE", "/api/absences/<id>", "/api/absences/{unknown}", "", WRITE_NONE),
    ("GET", "/api/free-times", "/api/free-times?dietitian_id={dietitian}", "", ALL),
    ("GET", "/api/free-times", "/api/free-times?dietitian_id={unknown}", "", NONE),
    ("GET", "/api/services", "/api/services", "", ALL),
    ("POST", "/api/services", "/api/services", "{}", ADMIN_BAD),
    ("PUT", "/api/services/<id>", "/api/services/{unknown}", "{}", ADMIN_NONE),
    ("DELETE", "/api/services/<id>", "/api/services/{unknown}", "", ADMIN_NONE),

    ("GET", "/api/patients/<id>/documents", "/api/patients/{patient}/documents", "", SIGHT),
    ("GET", "/api/patients/<id>/documents", "/api/patients/{unknown}/documents", "", NONE),
    ("GET", "/api/patients/<id>/documents/stats", "/api/patients/{patient}/documents/stats", "", SIGHT),
    ("POST", "/api/patients/<id>/documents", "/api/patients/{patient}/documents", "{}", UPLOAD),
    ("GET", "/api/visits/<id>/documents", "/api/visits/{visit}/documents", "", SIGHT),
    ("GET", "/api/visits/<id>/documents/stats", "/api/visits/{visit}/documents/stats", "", SIGHT),
    ("POST", "/api/visits/<id>/documents", "/api/visits/{visit}/documents", "{}", UPLOAD),
    ("GET", "/api/users/<id>/documents", "/api/users/{user}/documents", "", ADMIN),
    ("GET", "/api/users/<id>/documents", "/api/users/{dietitian}/documents", "", OWN),
    ("GET", "/api/users/<id>/documents/stats", "/api/users/{user}/documents/stats", "", ADMIN),
    ("GET", "/api/users/<id>/documents/stats", "/api/users/{dietitian}/documents/stats", "", OWN),
    ("POST", "/api/users/<id>/documents", "/api/users/{user}/documents", "{}", UPLOAD),
    ("GET", "/api/documents/<id>", "/api/documents/{document}", "", SIGHT),
    ("GET", "/api/documents/<id>", "/api/documents/{unknown}", "", NONE),
    ("GET", "/api/documents/<id>/download", "/api/documents/{document}/download", "", SIGHT),
    ("PATCH", "/api/documents/<id>", "/api/documents/{document}", r#"{"title":1}"#, CARE_BAD),
    ("PATCH", "/api/documents/<id>", "/api/documents/{document}", "{}", CARE_TOUCH),
    ("DELETE", "/api/documents/<id>", "/api/documents/{document}", "", CARE_OTHER),
    ("DELETE", "/api/documents/<id>", "/api/documents/{unknown}", "", CARE_NONE),
    ("POST", "/api/documents/<id>/restore", "/api/documents/{document}/restore", "", CARE_NONE),

    ("GET", "/api/energy", "/api/energy?equation=mifflin&sex=female&age=30&weight_kg=60&height_cm=165", "", ALL),
    ("GET", "/api/reference-intakes", "/api/reference-intakes?system=EFSA&sex=female&age_months=360", "", ALL),
    ("GET", "/api/recipes", "/api/recipes", "", ALL),
    ("POST", "/api/recipes", "/api/recipes", WRONG, CARE_BAD),
    ("GET", "/api/recipes/<id>", "/api/recipes/{recipe}", "", ALL),
    ("GET", "/api/recipes/<id>", "/api/recipes/{unknown}", "", NONE),
    ("PUT", "/api/recipes/<id>", "/api/recipes/{recipe}", WRONG, CARE_BAD),
    ("PUT", "/api/recipes/<id>", "/api/recipes/{unknown}", "{}", CARE_NONE),
    ("GET", "/api/exchange-systems", "/api/exchange-systems", "", ALL),
    ("POST", "/api/exchange-systems", "/api/exchange-systems", WRONG, CARE_BAD),
    ("GET", "/api/exchange-systems/<id>", "/api/exchange-systems/{exchanges}", "", ALL),
    ("GET", "/api/exchange-systems/<id>", "/api/exchange-systems/{unknown}", "", NONE),
    ("PUT", "/api/exchange-systems/<id>", "/api/exchange-systems/{exchanges}", WRONG, CARE_BAD),
    ("PUT", "/api/exchange-systems/<id>", "/api/exchange-systems/{unknown}", "{}", CARE_NONE),
    ("GET", "/api/exchange-systems/<id>/proposals", "/api/exchange-systems/{unknown}/proposals?food_id=00000000-0000-7000-a000-000000000001", "", NONE),
    ("GET", "/api/patients/<id>/intakes", "/api/patients/{patient}/intakes", "", SIGHT),
    ("GET", "/api/patients/<id>/intakes", "/api/patients/{unknown}/intakes", "", NONE),
    ("POST", "/api/patients/<id>/intakes", "/api/patients/{patient}/intakes", WRONG, CARE_BAD),
    ("GET", "/api/plans", "/api/plans", "", ALL),
    ("POST", "/api/plans", "/api/plans", WRONG, CARE_BAD),
    ("GET", "/api/plans/<id>", "/api/plans/{plan}", "", SIGHT),
    ("GET", "/api/plans/<id>", "/api/plans/{unknown}", "", NONE),
    ("PUT", "/api/plans/<id>", "/api/plans/{plan}", r#"{"title":1}"#, CARE_BAD),
    ("PUT", "/api/plans/<id>", "/api/plans/{plan}", "{}", CARE_TOUCH),
    ("POST", "/api/plans/<id>/give", "/api/plans/{unknown}/give", "", CARE_NONE),
    ("POST", "/api/plans/<id>/give", "/api/plans/{plan}/give", "", CARE_OTHER),
    ("POST", "/api/plans/<id>/end", "/api/plans/{plan}/end", "", [401, 400, 400, 403, 403, 403, 401, 401]),
    ("POST", "/api/plans/<id>/copy", "/api/plans/{unknown}/copy", "", CARE_NONE),
    ("POST", "/api/plans/<id>/copy", "/api/plans/{plan}/copy", "", CARE_OTHER),
    ("GET", "/api/food-sources", "/api/food-sources", "", ALL),
    ("POST", "/api/food-sources", "/api/food-sources", "{}", CARE_UPLOAD),
    ("GET", "/api/foods", "/api/foods", "", ALL),
    ("GET", "/api/foods", "/api/foods?search=pom", "", ALL),
    ("POST", "/api/foods", "/api/foods", WRONG, CARE_BAD),
    ("GET", "/api/foods/<id>", "/api/foods/{unknown}", "", NONE),
    ("PUT", "/api/foods/<id>", "/api/foods/{unknown}", "{}", CARE_NONE),
    ("PUT", "/api/foods/<id>/favourite", "/api/foods/{unknown}/favourite", r#"{"is_favourite":true}"#, NONE),

    ("GET", "/api/settings", "/api/settings", "", ADMIN),
    ("PUT", "/api/settings", "/api/settings", WRONG, ADMIN_BAD),
    ("GET", "/api/audit-logs", "/api/audit-logs", "", ADMIN),
    ("GET", "/api/audit-logs/stats", "/api/audit-logs/stats", "", ADMIN),
    ("GET", "/api/audit-logs/verify", "/api/audit-logs/verify", "", ADMIN),
    ("GET", "/api/audit-logs/<id>", "/api/audit-logs/{unknown}", "", ADMIN_NONE),
    ("GET", "/api/system/backups", "/api/system/backups", "", ADMIN),
    ("POST", "/api/system/backups", "/api/system/backups", "", ADMIN),
    ("GET", "/api/system/status", "/api/system/status", "", ADMIN),

    ("GET", "/api/<path..>", "/api/nothing", "", NONE),
    ("PUT", "/api/<path..>", "/api/nothing", "{}", NONE),
    ("POST", "/api/<path..>", "/api/nothing", "{}", NONE),
    ("DELETE", "/api/<path..>", "/api/nothing", "", NONE),
    ("PATCH", "/api/<path..>", "/api/nothing", "{}", NONE),
    ("OPTIONS", "/api/<path..>", "/api/nothing", "", NONE),
    ("TRACE", "/api/<path..>", "/api/nothing", "", NONE),
    ("PATCH", "/api/<path..>", "/api/patients", "{}", NO_METHOD),

    ("PUT", "/api/users/stats", "/api/users/stats", "{}", NO_METHOD),
    ("DELETE", "/api/users/stats", "/api/users/stats", "", NO_METHOD),
    ("PUT", "/api/patients/stats", "/api/patients/stats", "{}", NO_METHOD),
    ("DELETE", "/api/patients/stats", "/api/patients/stats", "", NO_METHOD),
    ("PUT", "/api/patients/duplicates", "/api/patients/duplicates", "{}", NO_METHOD),
    ("DELETE", "/api/patients/duplicates", "/api/patients/duplicates", "", NO_METHOD),
    ("PUT", "/api/visits/stats", "/api/visits/stats", "{}", NO_METHOD),
    ("DELETE", "/api/visits/stats", "/api/visits/stats", "", NO_METHOD),
    ("PUT", "/api/billing/stats", "/api/billing/stats", "{}", NO_METHOD),
    ("DELETE", "/api/billing/stats", "/api/billing/stats", "", NO_METHOD),

    // The last: afterwards nobody is logged in.
    ("POST", "/api/auth/logout-all", "/api/auth/logout-all", "", ALL),
];

#[test]
fn no_route_is_mounted_without_a_row_in_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default().with_data(folder.path());
    config.auth.bcrypt_cost = 4;
    let runtime = app::runtime(&config).unwrap();
    let mounted: BTreeSet<(String, String)> = runtime.block_on(async {
        let rocket = app::rocket(config).ignite().await.unwrap();
        let key = |route: &rocket::Route| (route.method.to_string(), route.uri.to_string());
        // CONNECT names an authority and no path.
        rocket.routes().map(key).filter(|(method, _)| method != "CONNECT").collect()
    });
    let rows = TABLE.iter().map(|(method, route, ..)| ((*method).to_owned(), (*route).to_owned()));
    let pages =
        rooms::TABLE.iter().map(|(method, route, ..)| ((*method).to_owned(), (*route).to_owned()));
    let rows: BTreeSet<(String, String)> = rows.chain(pages).collect();
    let unguarded: Vec<_> = mounted.difference(&rows).collect();
    let gone: Vec<_> = rows.difference(&mounted).collect();
    assert!(
        unguarded.is_empty() && gone.is_empty(),
        "without a row: {unguarded:?}; gone: {gone:?}"
    );
}

#[test]
fn every_door_opens_to_those_it_should_and_to_nobody_else() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let (mut wrong, mut denied) = (Vec::new(), 0);
    for (method, route, address, body, expected) in TABLE {
        for (column, expected) in expected.iter().enumerate().filter(|(_, status)| **status != SKIP)
        {
            let mut sent = Sent::new(method, cast.address(address));
            if !body.is_empty() {
                sent = sent.json(body);
            }
            if let Some(token) = &cast.tokens[column] {
                sent = sent.bearer(token);
            }
            let answer = practice.send(&sent);
            denied += i64::from(answer.status == 403 && route.starts_with("/api"));
            if answer.status != *expected {
                let actor = ACTORS[column];
                wrong.push(format!(
                    "{} by {actor}: {} instead of {expected}: {}",
                    sent.line(),
                    answer.status,
                    answer.text
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(practice.denials("LIKE '/api%'", denied), denied);
}

#[test]
fn a_dietitian_is_told_that_the_patient_is_not_theirs() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    for address in [
        "/api/patients/{patient}",
        "/api/visits/{visit}",
        "/api/billing/{invoice}",
        "/api/plans/{plan}",
    ] {
        let token = cast.tokens[3].as_deref().unwrap();
        let answer = practice.send(&Sent::new("GET", cast.address(address)).bearer(token));
        assert_eq!(answer.json()["error"]["code"], "NOT_ASSIGNED_PATIENT", "{}", answer.text);
    }
}
