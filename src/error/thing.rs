//! Kinds of records, as errors name them.

/// A kind of record, for codes, sentences and the audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    User,
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
}

impl Thing {
    pub(super) fn not_found_code(self) -> &'static str {
        match self {
            Self::User => "USER_NOT_FOUND",
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
            | Self::WaitingEntry => "NOT_FOUND",
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::User => "user",
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
        }
    }
}
