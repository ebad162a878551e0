//! Every route of the contract: what it takes and what it answers. A test compares this table
//! with what is mounted.

use super::query::Query;
use crate::audit::AuditLogs;
use crate::billing::{BillingList, PriceList};
use crate::list::Listed;
use crate::nutrition::foods::list::FoodList;
use crate::nutrition::{PlanList, RecipeList};
use crate::patients::PatientList;
use crate::users::UserList;
use crate::visits::VisitList;

/// One method of one path.
pub(super) struct Operation {
    pub method: &'static str,
    /// As Rocket has it: `/api/patients/<id>`.
    pub path: &'static str,
    pub says: &'static str,
    /// The permission, or what else opens the door.
    pub needs: &'static str,
    pub query: Query,
    /// The name of the body's schema; `?` before it when it may be left out, `files` for a form.
    pub body: &'static str,
    pub status: u16,
    /// The name of the answer's data; empty when it is a message only, `file` when it is one.
    pub answer: &'static str,
}

impl Operation {
    /// The group: the segment behind /api.
    pub fn tag(&self) -> &'static str {
        self.path.split('/').nth(2).filter(|group| !group.contains('.')).unwrap_or("api")
    }

    /// Whether it answers without credentials.
    pub fn is_public(&self) -> bool {
        self.needs == PUBLIC
    }
}

pub(super) const PUBLIC: &str = "nothing: anybody may";
const LOGIN: &str = "a login";
const NONE: Query = Query::Nothing;
const ABSENCES: Query = Query::Schedule { takes_minutes: false };
const FREE_TIMES: Query = Query::Schedule { takes_minutes: true };
const SEARCH: Query = Query::Search(50);
const DISPOSITION: Query = Query::Choice("disposition", &["attachment", "inline"]);
const GOALS: Query = Query::OfPatient;
const SHORT: Query = Query::Short(100);
const LEAF: Query = Query::Pages(500);
const AS_OF: Query = Query::Texts(&[("as_of", 40)]);
const FILE_AS_OF: Query = Query::Texts(&[("as_of", 40), ("include", 40)]);
const DUPLICATES: Query = Query::Texts(&[
    ("first_name", 100),
    ("last_name", 100),
    ("date_of_birth", 10),
    ("email", 255),
    ("phone", 20),
]);

macro_rules! operations {
    ($($method:ident $path:literal $says:literal, $needs:expr, $query:expr, $body:literal => $status:literal $answer:literal;)+) => {
        &[$(Operation {
            method: stringify!($method), path: $path, says: $says, needs: $needs, query: $query,
            body: $body, status: $status, answer: $answer,
        }),+]
    };
}

#[rustfmt::skip]
pub(super) static OPERATIONS: &[Operation] = operations! {
    GET "/api" "What this server offers", PUBLIC, NONE, "" => 200 "endpoints";
    GET "/api/openapi.json" "This document", PUBLIC, NONE, "" => 200 "openapi";

    POST "/api/auth/login" "Log in with a user name or e-mail", PUBLIC, NONE, "Login" => 200 "login";
    POST "/api/auth/refresh" "A new pair of tokens for an old one", PUBLIC, NONE, "RefreshToken" => 200 "tokens";
    POST "/api/auth/logout" "End the session of a refresh token", PUBLIC, NONE, "RefreshToken" => 200 "";
    GET "/api/auth/me" "Who is logged in", LOGIN, NONE, "" => 200 "user";
    GET "/api/auth/sessions" "Own sessions", LOGIN, NONE, "" => 200 "sessions";
    DELETE "/api/auth/sessions/<id>" "End one of them", LOGIN, NONE, "" => 200 "";
    POST "/api/auth/register" "Create a user", "users.create", NONE, "NewUser" => 201 "user";
    POST "/api/auth/api-keys" "Create an API key, shown once", "api_keys.create", NONE, "NewApiKey" => 201 "newApiKey";
    GET "/api/auth/api-keys" "Own API keys", LOGIN, NONE, "" => 200 "apiKeys";
    DELETE "/api/auth/api-keys/<id>" "Delete an own API key", LOGIN, NONE, "" => 200 "";

    GET "/api/users" "List users", "users.read (email and last_login_at, also to sort, filter and search by: users.update or users.manage)", Query::List(UserList::SPEC), "" => 200 "";
    GET "/api/users/stats" "How many users", "users.read", NONE, "" => 200 "userStats";
    POST "/api/users" "Create a user", "users.create", NONE, "NewUser" => 201 "user";
    GET "/api/users/<id>" "One user", "users.read, or being that user (email and last_login_at of others: users.update or users.manage)", NONE, "" => 200 "user";
    PUT "/api/users/<id>" "Change a user; with `handover` also to whom visits to come and patients go", "users.update, or being that user", NONE, "UserChange" => 200 "handedUser";
    PUT "/api/users/<id>/password" "Set a password", "users.manage, or being that user", NONE, "NewPassword" => 200 "";
    GET "/api/users/<id>/api-keys" "The API keys of a user", "users.manage", NONE, "" => 200 "apiKeys";
    DELETE "/api/users/<id>/api-keys" "End every API key of a user", "users.manage", NONE, "" => 200 "keysEnded";
    DELETE "/api/users/<id>/api-keys/<key>" "End one of them", "users.manage", NONE, "" => 200 "";
    PUT "/api/users/<id>/activate" "Let a user in again", "users.delete", NONE, "" => 200 "user";
    PUT "/api/users/<id>/deactivate" "Keep a user out; visits to come and patients go to whom `handover` names, or stay as they are", "users.delete", NONE, "?Deactivation" => 200 "handedUser";
    GET "/api/users/<id>/handover" "How many visits to come and patients belong to a user", "users.update", NONE, "" => 200 "belongings";
    POST "/api/users/<id>/handover" "Hand visits to come and patients over", "users.update, and visits.update or patients.update", NONE, "Handover" => 200 "handedOver";
    DELETE "/api/users/<id>" "Keep a user out", "users.delete", NONE, "" => 200 "";
    GET "/api/roles" "Roles and their permissions", "roles.read", NONE, "" => 200 "roles";
    PUT "/api/roles/<id>" "Change what a role may do, from its holders' next request on: any role but ADMIN, any permission but users.manage, roles.manage and system.*", "roles.manage", NONE, "RoleChange" => 200 "role";

    GET "/api/search" "Patients, invoices, visits, documents, plans and foods by what somebody types", LOGIN, SEARCH, "" => 200 "results";

    GET "/api/patients" "List patients", "patients.list", Query::List(PatientList::SPEC), "" => 200 "";
    GET "/api/patients/stats" "How many patients", "patients.read", NONE, "" => 200 "patientStats";
    GET "/api/patients/duplicates" "Likely the same person", "patients.list", DUPLICATES, "" => 200 "duplicates";
    POST "/api/patients" "Register a patient", "patients.create", NONE, "NewPatient" => 201 "patient";
    GET "/api/patients/<id>" "One patient; with `as_of` its own fields at an instant, and with `include` (visits, billing) its visits and invoices too", "patients.read", FILE_AS_OF, "" => 200 "patient";
    PUT "/api/patients/<id>" "Change a patient", "patients.update", NONE, "PatientChange" => 200 "patient";
    PUT "/api/patients/<id>/activate" "Bring a patient back", "patients.update", NONE, "" => 200 "patient";
    PUT "/api/patients/<id>/deactivate" "Archive a patient", "patients.delete", NONE, "" => 200 "patient";
    DELETE "/api/patients/<id>" "Archive a patient", "patients.delete", NONE, "" => 200 "";
    GET "/api/patients/<id>/timeline" "Everything of a patient, newest first", "patients.read", Query::Pages(100), "" => 200 "timeline";
    GET "/api/patients/<id>/measurements" "Measurements, oldest first", "patients.read", Query::Days, "" => 200 "measurements";

    GET "/api/visits" "List visits", "visits.list", Query::List(VisitList::SPEC), "" => 200 "";
    GET "/api/visits/stats" "How many visits", "visits.read", Query::Days, "" => 200 "visitStats";
    POST "/api/visits" "Book an appointment", "visits.create", NONE, "NewVisit" => 201 "visit";
    GET "/api/visits/<id>" "One visit; with `as_of` its own fields and measurements at an instant", "visits.read", AS_OF, "" => 200 "visit";
    PUT "/api/visits/<id>" "Change a visit", "visits.update", NONE, "VisitChange" => 200 "visit";
    DELETE "/api/visits/<id>" "Delete a visit; it can be restored", "visits.delete and visits.notes", NONE, "" => 200 "";
    POST "/api/visits/<id>/restore" "Restore a deleted visit", "visits.delete", NONE, "" => 200 "visit";
    POST "/api/visits/<id>/sign" "Sign a note: it does not change any more", "visits.update and visits.private_notes", NONE, "?Version" => 200 "visit";
    POST "/api/visits/<id>/amend" "Open a signed note again, for a reason; what was signed stays readable", "visits.update and visits.private_notes", NONE, "Amendment" => 200 "visit";
    GET "/api/visits/<id>/signatures" "Every signed edition of a note, with the figures as they stood", "visits.read", LEAF, "" => 200 "signatures";
    GET "/api/patients/<id>/history" "What was changed of a patient, the newest first", "patients.read", LEAF, "" => 200 "history";
    GET "/api/visits/<id>/history" "What was changed of a visit and its measurements, the newest first", "visits.read", LEAF, "" => 200 "history";
    GET "/api/billing/<id>/history" "What was changed of an invoice, the newest first", "billing.read", LEAF, "" => 200 "history";
    POST "/api/patients/<id>/history/<version>/restore" "Make a patient again what that version left; with field, one field what it was before", "patients.update", NONE, "?PastVersion" => 200 "patient";
    POST "/api/visits/<id>/history/<version>/restore" "Make a visit, or a measurement of it, again what that version left", "visits.update", NONE, "?PastVersionOfVisit" => 200 "visit";
    POST "/api/billing/<id>/history/<version>/restore" "Make an invoice again what that version left: all of a draft, notes and due date of an issued one", "billing.update", NONE, "?PastVersion" => 200 "billing";
    GET "/api/visits/<id>/measurements" "The measurements of a visit", "visits.read", NONE, "" => 200 "measurements";
    POST "/api/visits/<id>/measurements" "Record a measurement", "visits.update", NONE, "NewMeasurement" => 201 "measurement";
    PUT "/api/visits/<id>/measurements/<mid>" "Change a measurement", "visits.update", NONE, "MeasurementChange" => 200 "measurement";
    DELETE "/api/visits/<id>/measurements/<mid>" "Delete a measurement", "visits.update", NONE, "" => 200 "";

    GET "/api/billing" "List invoices", "billing.list", Query::List(BillingList::SPEC), "" => 200 "";
    GET "/api/billing/stats" "What was billed and paid", "billing.read", Query::Days, "" => 200 "billingStats";
    POST "/api/billing" "Draw up an invoice", "billing.create", NONE, "NewInvoice" => 201 "billing";
    GET "/api/billing/<id>" "One invoice; with `as_of` its own fields and lines at an instant", "billing.read", AS_OF, "" => 200 "billing";
    PUT "/api/billing/<id>" "Change an invoice", "billing.update", NONE, "InvoiceChange" => 200 "billing";
    DELETE "/api/billing/<id>" "Remove a draft, cancel an unpaid invoice; `If-Match` may name the version that was read", "billing.delete", NONE, "" => 200 "";
    POST "/api/billing/<id>/issue" "Give it its number and freeze it; `If-Match` or `version` may name the version that was read", "billing.update", NONE, "?UseCredit" => 200 "billing";
    POST "/api/billing/<id>/pay" "Pay the balance", "billing.update", NONE, "?Tender" => 200 "billing";
    GET "/api/billing/<id>/payments" "The payments of an invoice", "billing.read", NONE, "" => 200 "payments";
    POST "/api/billing/<id>/payments" "Record a payment", "billing.update", NONE, "NewPayment" => 201 "paid";
    DELETE "/api/billing/<id>/payments/<pid>" "Reverse a payment", "billing.update", NONE, "" => 200 "paid";
    POST "/api/billing/<id>/credit-note" "Credit it, in full or in part", "billing.update", NONE, "NewCreditNote" => 201 "credited";
    POST "/api/payments" "Take one payment over several invoices or a deposit, or give credit back", "billing.update", NONE, "NewReceipt" => 201 "receipt";
    DELETE "/api/payments/<id>" "Take such a payment back", "billing.update", NONE, "" => 200 "receipt";
    GET "/api/waiting-list" "Who waits for an earlier appointment", "visits.list", Query::Waiting, "" => 200 "waiting";
    POST "/api/waiting-list" "Put a patient on the waiting list", "visits.create", NONE, "NewWaitingEntry" => 201 "waitingEntry";
    DELETE "/api/waiting-list/<id>" "Take an entry off", "visits.update", NONE, "" => 200 "";
    GET "/api/consents" "What a patient agreed to, the newest first, and the texts that they have not agreed to", "patients.read", GOALS, "" => 200 "consents";
    POST "/api/consents" "Write a consent down", "patients.update", NONE, "NewConsent" => 201 "consent";
    GET "/api/consents/<id>" "One consent", "patients.read", NONE, "" => 200 "consent";
    PUT "/api/consents/<id>" "Who witnessed it, the signed paper, that it is withdrawn", "patients.update", NONE, "ConsentChange" => 200 "consent";
    DELETE "/api/consents/<id>" "Take a consent away that was written down by mistake", "patients.update", NONE, "" => 200 "";
    GET "/api/consent-texts" "The texts that are asked for: the newest edition of each, in each language", "patients.read", NONE, "" => 200 "consentTexts";
    POST "/api/consent-texts" "Write the next edition of a text", "system.settings", NONE, "NewConsentText" => 201 "consentText";
    GET "/api/consent-texts/<id>" "One edition of a text", "patients.read", NONE, "" => 200 "consentText";
    DELETE "/api/consent-texts/<id>" "Ask no longer for a text; what was agreed to stays", "system.settings", NONE, "" => 200 "";
    GET "/api/contacts" "The contacts of a patient, who refers first", "patients.read", GOALS, "" => 200 "contacts";
    POST "/api/contacts" "Note a doctor, a relative or another contact of a patient", "patients.update", NONE, "NewContact" => 201 "contact";
    GET "/api/contacts/<id>" "One contact", "patients.read", NONE, "" => 200 "contact";
    PUT "/api/contacts/<id>" "Change a contact", "patients.update", NONE, "ContactChange" => 200 "contact";
    DELETE "/api/contacts/<id>" "Delete a contact", "patients.update", NONE, "" => 200 "";
    GET "/api/energy-prescriptions" "A patient's energy prescriptions, the newest first: that one is in force", "visits.read", GOALS, "" => 200 "energyPrescriptions";
    POST "/api/energy-prescriptions" "Prescribe energy and protein; what is not said of the body is taken from the file", "visits.update", NONE, "NewEnergyPrescription" => 201 "energyPrescription";
    GET "/api/energy-prescriptions/<id>" "One prescription with everything that it was worked out from", "visits.read", NONE, "" => 200 "energyPrescription";
    DELETE "/api/energy-prescriptions/<id>" "Delete a prescription", "visits.update", NONE, "" => 200 "";
    GET "/api/goals" "The goals of a patient, open ones first", "visits.read", GOALS, "" => 200 "goals";
    POST "/api/goals" "Set a goal: of a measure, which starts at the newest value, or a habit", "visits.update", NONE, "NewGoal" => 201 "goal";
    GET "/api/goals/<id>" "One goal with its progress", "visits.read", NONE, "" => 200 "goal";
    PUT "/api/goals/<id>" "Change a goal, or say that it is reached", "visits.update", NONE, "GoalChange" => 200 "goal";
    DELETE "/api/goals/<id>" "Delete a goal", "visits.update", NONE, "" => 200 "";
    GET "/api/target-sets" "Sets of targets of the clinic's own", "nutrition.read", SHORT, "" => 200 "targetSets";
    POST "/api/target-sets" "Write a set of targets", "nutrition.manage", NONE, "NewTargetSet" => 201 "targetSet";
    GET "/api/target-sets/<id>" "One set of targets", "nutrition.read", NONE, "" => 200 "targetSet";
    PUT "/api/target-sets/<id>" "Change a set of targets; plans keep what they have of it", "nutrition.manage", NONE, "TargetSetChange" => 200 "targetSet";
    DELETE "/api/target-sets/<id>" "Delete a set of targets", "nutrition.manage", NONE, "" => 200 "";
    GET "/api/note-templates" "Templates of notes: the clinic's, and one's own", "visits.update", NONE, "" => 200 "noteTemplates";
    POST "/api/note-templates" "Write a template (`is_shared`: nutrition.manage)", "visits.update", NONE, "NewNoteTemplate" => 201 "noteTemplate";
    GET "/api/note-templates/<id>" "One template", "visits.update", NONE, "" => 200 "noteTemplate";
    PUT "/api/note-templates/<id>" "Change a template", "visits.update", NONE, "NoteTemplateChange" => 200 "noteTemplate";
    DELETE "/api/note-templates/<id>" "Delete a template", "visits.update", NONE, "" => 200 "";
    GET "/api/visit-types" "What appointments are for", "visits.list", NONE, "" => 200 "visitTypes";
    GET "/api/settings/logo" "The logo", "system.settings", NONE, "" => 200 "file";
    POST "/api/settings/logo" "Use another logo", "system.settings", NONE, "logo" => 200 "settings";
    DELETE "/api/settings/logo" "Use no logo", "system.settings", NONE, "" => 200 "settings";
    POST "/api/visit-types" "Add a type of the clinic's own", "system.settings", NONE, "NewVisitType" => 201 "visit_type";
    PUT "/api/visit-types/<code>" "Change a type: its name, length, price, colour; hide it", "system.settings", NONE, "VisitTypeChange" => 200 "visit_type";
    DELETE "/api/visit-types/<code>" "Take an own type away", "system.settings", NONE, "" => 200 "";
    GET "/api/opening-hours" "The hours of the clinic and of each dietitian", "visits.list", NONE, "" => 200 "openingHours";
    PUT "/api/opening-hours" "Set the hours of the clinic or of a dietitian", "system.settings", NONE, "OpeningHours" => 200 "openingHours";
    GET "/api/absences" "Absences and closures", "visits.list", ABSENCES, "" => 200 "absences";
    POST "/api/absences" "Enter an absence, or a closure of the clinic", "visits.update", NONE, "NewAbsence" => 201 "absence";
    DELETE "/api/absences/<id>" "Take an absence away", "visits.update", NONE, "" => 200 "";
    GET "/api/free-times" "The free times of a dietitian", "visits.list", FREE_TIMES, "" => 200 "freeTimes";

    GET "/api/services" "The price list", "billing.read", Query::List(PriceList::SPEC), "" => 200 "";
    POST "/api/services" "Add to the price list", "system.settings", NONE, "NewService" => 201 "service";
    PUT "/api/services/<id>" "Change an entry", "system.settings", NONE, "ServiceChange" => 200 "service";
    DELETE "/api/services/<id>" "Take an entry off", "system.settings", NONE, "" => 200 "";

    POST "/api/patients/<id>/documents" "Store files of a patient", "documents.upload", NONE, "files" => 201 "documents";
    GET "/api/patients/<id>/documents" "The documents of a patient", "documents.read", NONE, "" => 200 "documents";
    GET "/api/patients/<id>/documents/stats" "How many, of which types, how large", "documents.read", NONE, "" => 200 "documentStats";
    POST "/api/visits/<id>/documents" "Store files of a visit", "documents.upload", NONE, "files" => 201 "documents";
    GET "/api/visits/<id>/documents" "The documents of a visit", "documents.read", NONE, "" => 200 "documents";
    GET "/api/visits/<id>/documents/stats" "How many, of which types, how large", "documents.read", NONE, "" => 200 "documentStats";
    POST "/api/users/<id>/documents" "Store files of a user", "documents.upload", NONE, "files" => 201 "documents";
    GET "/api/users/<id>/documents" "The documents of a user", "documents.read", NONE, "" => 200 "documents";
    GET "/api/users/<id>/documents/stats" "How many, of which types, how large", "documents.read", NONE, "" => 200 "documentStats";
    GET "/api/documents/<id>" "One document, without its content", "documents.read", NONE, "" => 200 "document";
    GET "/api/documents/<id>/download" "Its content", "documents.read", DISPOSITION, "" => 200 "file";
    PATCH "/api/documents/<id>" "Change its type, title or description", "documents.update", NONE, "DocumentChange" => 200 "document";
    DELETE "/api/documents/<id>" "Delete it; it can be restored", "documents.delete", NONE, "" => 200 "";
    POST "/api/documents/<id>/restore" "Restore a deleted document", "documents.delete", NONE, "" => 200 "document";

    GET "/api/food-sources" "The tables of foods, and the import that runs or was the last", "nutrition.read", NONE, "" => 200 "foodSources";
    POST "/api/food-sources" "Begin the import of a table, or say what it would change", "nutrition.manage", NONE, "foodTable" => 200 "foodImport";
    GET "/api/foods" "Foods; a search without an order is ranked, one's own first", "nutrition.read", Query::List(FoodList::SPEC), "" => 200 "";
    GET "/api/foods/<id>" "One food with all that is known of it", "nutrition.read", NONE, "" => 200 "food";
    POST "/api/foods" "Add a food of the clinic's own, or a copy of another", "nutrition.manage", NONE, "NewFood" => 201 "food";
    PUT "/api/foods/<id>" "Change a food of the clinic's own", "nutrition.manage", NONE, "FoodChange" => 200 "food";
    PUT "/api/foods/<id>/favourite" "Star a food, or take the star off", "nutrition.read", NONE, "Star" => 200 "";

    GET "/api/reports/patients" "Patients in figures", "reports.patients", Query::Days, "" => 200 "patientReport";
    GET "/api/reports/visits" "Visits in figures", "reports.visits", Query::Days, "" => 200 "visitReport";
    GET "/api/reports/billing" "Invoices in figures", "reports.billing", Query::Days, "" => 200 "billingReport";
    GET "/api/reports/financial" "Billed, received, outstanding", "reports.billing", Query::Days, "" => 200 "financialReport";
    GET "/api/reports/performance" "The clinic at a glance", "reports.overview", Query::Days, "" => 200 "overview";
    GET "/api/reports/overview" "The clinic at a glance", "reports.overview", Query::Days, "" => 200 "overview";
    GET "/api/reports/dashboard" "Today", "reports.overview", Query::Days, "" => 200 "dashboard";

    GET "/api/export/patients" "All patients as a file", "export.patients", Query::Export(PatientList::SPEC), "" => 200 "file";
    GET "/api/export/visits" "All visits as a file", "export.visits", Query::Export(VisitList::SPEC), "" => 200 "file";
    GET "/api/export/billing" "All invoices as a file", "export.billing", Query::Export(BillingList::SPEC), "" => 200 "file";
    GET "/api/export/journal" "The journal for the accountant: what was billed, received and used as credit, debit and credit", "export.billing", Query::Journal, "" => 200 "file";
    GET "/api/export/payments" "Payments, reversals and refunds as a file, up to today unless to_date says later", "export.billing", Query::Payments, "" => 200 "file";

    GET "/api/energy" "What a body needs, by an equation: kcal a day at rest, or of a whole day where the equation is one's", "nutrition.read", Query::Energy, "" => 200 "energy";
    GET "/api/reference-intakes" "What a person of that sex, age and state shall have a day, as targets of a plan", "nutrition.read", Query::References, "" => 200 "referenceIntakes";
    GET "/api/recipes" "List recipes", "nutrition.read", Query::List(RecipeList::SPEC), "" => 200 "";
    POST "/api/recipes" "Write a recipe", "nutrition.manage", NONE, "NewRecipe" => 201 "recipe";
    GET "/api/recipes/<id>" "One recipe, per 100 g and per serving", "nutrition.read", NONE, "" => 200 "recipe";
    PUT "/api/recipes/<id>" "Change a recipe: a new version", "nutrition.manage", NONE, "RecipeChange" => 200 "recipe";
    GET "/api/exchange-systems" "The exchange systems, those in use first", "nutrition.read", SHORT, "" => 200 "exchangeSystems";
    POST "/api/exchange-systems" "Write an exchange system", "nutrition.manage", NONE, "NewExchangeSystem" => 201 "exchange_system";
    GET "/api/exchange-systems/<id>" "One exchange system", "nutrition.read", NONE, "" => 200 "exchange_system";
    PUT "/api/exchange-systems/<id>" "Change an exchange system", "nutrition.manage", NONE, "ExchangeSystemChange" => 200 "exchange_system";
    GET "/api/exchange-systems/<id>/proposals" "What one exchange of a food would be in each group, rounded to 5 g: for a person to confirm", "nutrition.read", Query::Proposals, "" => 200 "exchangeProposals";
    GET "/api/patients/<id>/intakes" "What a patient ate, the newest first, with totals a day, mean, range and share of the targets of the plan given last", "nutrition.read", Query::Short(50), "" => 200 "intakes";
    POST "/api/patients/<id>/intakes" "Keep a 24-hour recall or a diary", "nutrition.plan", NONE, "NewIntake" => 201 "intake";
    GET "/api/patients/<id>/food-frequencies" "How often a patient usually eats what: the answers, the newest first", "nutrition.read and visits.notes", Query::Short(50), "" => 200 "foodFrequencies";
    POST "/api/patients/<id>/food-frequencies" "Keep the answers to the frequency questionnaire", "nutrition.plan and visits.notes", NONE, "NewFoodFrequency" => 201 "foodFrequency";
    GET "/api/plans" "List meal plans", "nutrition.read", Query::List(PlanList::SPEC), "" => 200 "";
    POST "/api/plans" "Draft a meal plan, or a template (`is_template`: nutrition.manage)", "nutrition.plan", NONE, "NewPlan" => 201 "plan";
    GET "/api/plans/<id>" "One plan with its totals", "nutrition.read", NONE, "" => 200 "plan";
    PUT "/api/plans/<id>" "Change a draft", "nutrition.plan", NONE, "PlanChange" => 200 "plan";
    POST "/api/plans/<id>/give" "Give a draft to its patient: it keeps its values and never changes again", "nutrition.plan", NONE, "?Version" => 200 "plan";
    POST "/api/plans/<id>/end" "End a plan that was given", "nutrition.plan", NONE, "" => 200 "plan";
    POST "/api/plans/<id>/copy" "Copy a plan (201: a new draft), or a week, day, meal or item within a draft (200)", "nutrition.plan", NONE, "?PlanCopy" => 201 "plan";

    GET "/api/settings" "The clinic's settings", "system.settings", NONE, "" => 200 "settings";
    PUT "/api/settings" "Change them", "system.settings", NONE, "Settings" => 200 "settings";
    GET "/api/audit-logs" "The audit trail", "audit_logs.read", Query::List(AuditLogs::SPEC), "" => 200 "";
    GET "/api/audit-logs/stats" "How many rows of what", "audit_logs.read", NONE, "" => 200 "auditStats";
    GET "/api/audit-logs/verify" "Whether the chain holds", "audit_logs.read", NONE, "" => 200 "verdict";
    GET "/api/audit-logs/<id>" "One row", "audit_logs.read", NONE, "" => 200 "log";
    GET "/api/system/status" "How the server is", "system.read", NONE, "" => 200 "systemStatus";
    GET "/api/system/backups" "The copies of the database", "system.backup", NONE, "" => 200 "backups";
    POST "/api/system/backups" "Begin a backup", "system.backup", NONE, "" => 200 "backupBegun";
    // The last: whoever tries every route in this order is logged out by it.
    POST "/api/auth/logout-all" "End all own sessions", LOGIN, NONE, "?LogoutAll" => 200 "keysEnded";
};
