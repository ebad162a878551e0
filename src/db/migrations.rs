//! The steps of the schema, in their order. None is ever edited.

/// Name and text of each migration, in order; the schema's version is how many have run.
pub const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_clinic", include_str!("../../sql/migrations/0001_clinic.sql")),
    ("0002_roles", include_str!("../../sql/migrations/0002_roles.sql")),
    ("0003_never_replaced", include_str!("../../sql/migrations/0003_never_replaced.sql")),
    ("0004_invoice_numbers", include_str!("../../sql/migrations/0004_invoice_numbers.sql")),
    ("0005_list_totals", include_str!("../../sql/migrations/0005_list_totals.sql")),
    ("0006_documents_deleted", include_str!("../../sql/migrations/0006_documents_deleted.sql")),
    ("0007_backups", include_str!("../../sql/migrations/0007_backups.sql")),
    ("0008_searches", include_str!("../../sql/migrations/0008_searches.sql")),
    ("0009_refunded", include_str!("../../sql/migrations/0009_refunded.sql")),
    ("0010_heights", include_str!("../../sql/migrations/0010_heights.sql")),
    ("0011_copies_known", include_str!("../../sql/migrations/0011_copies_known.sql")),
    ("0012_credit", include_str!("../../sql/migrations/0012_credit.sql")),
    ("0013_values", include_str!("../../sql/migrations/0013_values.sql")),
    ("0014_known_browsers", include_str!("../../sql/migrations/0014_known_browsers.sql")),
    ("0015_accounts", include_str!("../../sql/migrations/0015_accounts.sql")),
    ("0016_log_mark", include_str!("../../sql/migrations/0016_log_mark.sql")),
    ("0017_sets", include_str!("../../sql/migrations/0017_sets.sql")),
    ("0018_active_months", include_str!("../../sql/migrations/0018_active_months.sql")),
    ("0019_names", include_str!("../../sql/migrations/0019_names.sql")),
    ("0020_journal", include_str!("../../sql/migrations/0020_journal.sql")),
    ("0021_lookup", include_str!("../../sql/migrations/0021_lookup.sql")),
    ("0022_foods", include_str!("../../sql/migrations/0022_foods.sql")),
    ("0023_plans", include_str!("../../sql/migrations/0023_plans.sql")),
    ("0024_intakes", include_str!("../../sql/migrations/0024_intakes.sql")),
    ("0025_hours", include_str!("../../sql/migrations/0025_hours.sql")),
    ("0026_visit_types", include_str!("../../sql/migrations/0026_visit_types.sql")),
    ("0027_series", include_str!("../../sql/migrations/0027_series.sql")),
    ("0028_signatures", include_str!("../../sql/migrations/0028_signatures.sql")),
    ("0029_booked_with", include_str!("../../sql/migrations/0029_booked_with.sql")),
    ("0030_exchanges", include_str!("../../sql/migrations/0030_exchanges.sql")),
    ("0031_note_templates", include_str!("../../sql/migrations/0031_note_templates.sql")),
    ("0032_goals", include_str!("../../sql/migrations/0032_goals.sql")),
    ("0033_consents", include_str!("../../sql/migrations/0033_consents.sql")),
    ("0034_first_consultation", include_str!("../../sql/migrations/0034_first_consultation.sql")),
    ("0035_notes_permission", include_str!("../../sql/migrations/0035_notes_permission.sql")),
    ("0036_letterhead", include_str!("../../sql/migrations/0036_letterhead.sql")),
    ("0037_handed_over", include_str!("../../sql/migrations/0037_handed_over.sql")),
    ("0038_target_sets", include_str!("../../sql/migrations/0038_target_sets.sql")),
    ("0039_food_frequencies", include_str!("../../sql/migrations/0039_food_frequencies.sql")),
    ("0040_role_versions", include_str!("../../sql/migrations/0040_role_versions.sql")),
    ("0041_contacts", include_str!("../../sql/migrations/0041_contacts.sql")),
    ("0042_reading", include_str!("../../sql/migrations/0042_reading.sql")),
    ("0043_document_names", include_str!("../../sql/migrations/0043_document_names.sql")),
    ("0044_waiting_visits", include_str!("../../sql/migrations/0044_waiting_visits.sql")),
    ("0045_inner_versions", include_str!("../../sql/migrations/0045_inner_versions.sql")),
];

/// The indexes that every start ensures.
pub const INDEXES: &str = include_str!("../../sql/indexes.sql");

/// The schema's version that this build expects.
pub const CURRENT: usize = MIGRATIONS.len();
