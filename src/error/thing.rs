//! Kinds of records, as errors name them.

/// A kind of record, for codes, sentences and the audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    User,
    Role,
    Dietitian,
    Patient,
    Visit,
    Measurement,
    Billing,
    Payment,
    Service,
    Document,
    ApiKey,
    Session,
    AuditLog,
    Food,
    FoodSource,
    Recipe,
    Plan,
    Absence,
    VisitType,
    WaitingEntry,
    ExchangeSystem,
    Intake,
    NoteTemplate,
    TargetSet,
    Goal,
    Consent,
    ConsentText,
    Contact,
    EnergyPrescription,
}

impl Thing {
    pub(super) fn not_found_code(self) -> &'static str {
        match self {
            Self::User => "USER_NOT_FOUND",
            Self::Role => "ROLE_NOT_FOUND",
            Self::Dietitian => "DIETITIAN_NOT_FOUND",
            Self::Patient => "PATIENT_NOT_FOUND",
            Self::Visit => "VISIT_NOT_FOUND",
            Self::Billing => "BILLING_NOT_FOUND",
            Self::Document => "DOCUMENT_NOT_FOUND",
            Self::ApiKey => "API_KEY_NOT_FOUND",
            Self::Food => "FOOD_NOT_FOUND",
            Self::Recipe => "RECIPE_NOT_FOUND",
            Self::Plan => "PLAN_NOT_FOUND",
            Self::Measurement
            | Self::Payment
            | Self::Service
            | Self::Session
            | Self::AuditLog
            | Self::FoodSource
            | Self::Absence
            | Self::VisitType
            | Self::WaitingEntry
            | Self::ExchangeSystem
            | Self::Intake
            | Self::NoteTemplate
            | Self::TargetSet
            | Self::Goal
            | Self::Consent
            | Self::ConsentText
            | Self::Contact
            | Self::EnergyPrescription => "NOT_FOUND",
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Role => "role",
            Self::Dietitian => "active dietitian",
            Self::Patient => "patient",
            Self::Visit => "visit",
            Self::Measurement => "measurement",
            Self::Billing => "invoice",
            Self::Payment => "payment",
            Self::Service => "entry of the price list",
            Self::Document => "document",
            Self::ApiKey => "API key",
            Self::Session => "session",
            Self::AuditLog => "audit entry",
            Self::Food => "food",
            Self::Recipe => "recipe",
            Self::Plan => "plan",
            Self::FoodSource => "table of foods",
            Self::Absence => "absence",
            Self::VisitType => "visit type",
            Self::WaitingEntry => "entry of the waiting list",
            Self::ExchangeSystem => "exchange system",
            Self::Intake => "record of what was eaten",
            Self::NoteTemplate => "template",
            Self::TargetSet => "set of targets",
            Self::Goal => "goal",
            Self::Consent => "consent",
            Self::ConsentText => "consent text",
            Self::Contact => "contact",
            Self::EnergyPrescription => "prescription",
        }
    }
}
