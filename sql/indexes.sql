-- Ensured at every start. Each serves a query that a test shows to choose it.
-- `id` closes every sorted index: ties are broken by it, so a cursor seeks instead of counting.
-- `deleted_at` stands in the partial ones, which know it to be null, because SQLite would read the
-- table for it all the same.

CREATE INDEX IF NOT EXISTS idx_users_created       ON users (created_at, id);
CREATE INDEX IF NOT EXISTS idx_users_role          ON users (role_id);
CREATE INDEX IF NOT EXISTS idx_sessions_user       ON sessions (user_id, revoked_at);
CREATE INDEX IF NOT EXISTS idx_session_tokens_session ON session_tokens (session_id);
CREATE INDEX IF NOT EXISTS idx_session_tokens_expiry  ON session_tokens (expires_at);
CREATE INDEX IF NOT EXISTS idx_api_keys_user       ON api_keys (user_id);

CREATE INDEX IF NOT EXISTS idx_patients_created    ON patients (created_at, id);
CREATE INDEX IF NOT EXISTS idx_patients_updated    ON patients (updated_at, id);
CREATE INDEX IF NOT EXISTS idx_patients_last_name  ON patients (last_name_folded, id);
CREATE INDEX IF NOT EXISTS idx_patients_first_name ON patients (first_name_folded, id);
CREATE INDEX IF NOT EXISTS idx_patients_birth      ON patients (date_of_birth, id);
CREATE INDEX IF NOT EXISTS idx_patients_dietitian_created ON patients (assigned_dietitian_id, created_at, id);
CREATE INDEX IF NOT EXISTS idx_patients_active_created    ON patients (is_active, created_at, id);

CREATE INDEX IF NOT EXISTS idx_visits_date         ON visits (visit_date, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_visits_created      ON visits (created_at, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_visits_patient_date ON visits (patient_id, visit_date, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_visits_dietitian_date ON visits (dietitian_id, visit_date, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_visits_status_date  ON visits (status, visit_date, id, deleted_at) WHERE deleted_at IS NULL;
-- The figures of visits read this one alone, and a dietitian's share is counted in it.
CREATE INDEX IF NOT EXISTS idx_visits_figures      ON visits (dietitian_id, status, visit_type, patient_id, visit_date, deleted_at) WHERE deleted_at IS NULL;
-- Counts what is there: the smallest index that knows it.
CREATE INDEX IF NOT EXISTS idx_visits_live         ON visits (deleted_at) WHERE deleted_at IS NULL;
-- Foreign keys look for all rows, deleted ones too.
CREATE INDEX IF NOT EXISTS idx_visits_patient      ON visits (patient_id);

-- One for each order that the list of visits offers: sorting a clinic's rows anew takes a second.
CREATE INDEX IF NOT EXISTS idx_visits_updated      ON visits (updated_at, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_visits_status       ON visits (status, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_visits_duration     ON visits (duration_minutes, id, deleted_at) WHERE deleted_at IS NULL;

CREATE INDEX IF NOT EXISTS idx_measurements_visit  ON visit_measurements (visit_id, measured_at);
CREATE INDEX IF NOT EXISTS idx_measurements_patient ON visit_measurements (patient_id, measured_at, id);

CREATE INDEX IF NOT EXISTS idx_billing_patient_date ON billing (patient_id, invoice_date);
CREATE INDEX IF NOT EXISTS idx_billing_date        ON billing (invoice_date, id);
CREATE INDEX IF NOT EXISTS idx_billing_created     ON billing (created_at, id);
CREATE INDEX IF NOT EXISTS idx_billing_updated     ON billing (updated_at, id);
CREATE INDEX IF NOT EXISTS idx_billing_due         ON billing (due_date, id);
CREATE INDEX IF NOT EXISTS idx_billing_paid_on     ON billing (payment_date, id);
CREATE INDEX IF NOT EXISTS idx_billing_value       ON billing (amount_value, id);
CREATE INDEX IF NOT EXISTS idx_billing_total_value ON billing (total_value, id);
CREATE INDEX IF NOT EXISTS idx_billing_status_due  ON billing (status, due_date);
CREATE INDEX IF NOT EXISTS idx_billing_visit       ON billing (visit_id);
CREATE INDEX IF NOT EXISTS idx_payments_billing    ON payments (billing_id, payment_date);
CREATE INDEX IF NOT EXISTS idx_payments_date       ON payments (payment_date);
CREATE INDEX IF NOT EXISTS idx_payments_value      ON payments (amount_value);
CREATE INDEX IF NOT EXISTS idx_payments_method     ON payments (method);
CREATE INDEX IF NOT EXISTS idx_receipts_patient    ON receipts (patient_id, payment_date);
CREATE INDEX IF NOT EXISTS idx_credit_notes_billing ON credit_notes (billing_id);
CREATE INDEX IF NOT EXISTS idx_credit_notes_date   ON credit_notes (note_date);

CREATE INDEX IF NOT EXISTS idx_documents_resource  ON documents (resource_type, resource_id, created_at);

CREATE INDEX IF NOT EXISTS idx_audit_logs_user_timestamp ON audit_logs (user_id, timestamp);
CREATE INDEX IF NOT EXISTS idx_audit_logs_timestamp ON audit_logs (timestamp, id);
CREATE INDEX IF NOT EXISTS idx_audit_logs_resource ON audit_logs (resource_id, timestamp);
CREATE INDEX IF NOT EXISTS idx_audit_logs_patient  ON audit_logs (patient_id, timestamp) WHERE patient_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_audit_logs_kind     ON audit_logs (resource_type, timestamp);
CREATE INDEX IF NOT EXISTS idx_audit_logs_action   ON audit_logs (action, timestamp);
CREATE INDEX IF NOT EXISTS idx_audit_values_set    ON audit_values (set_id) WHERE set_id IS NOT NULL;

-- Reports read these alone: what they group by and add up stands in the index of its day.
CREATE INDEX IF NOT EXISTS idx_patients_report     ON patients (created_at, is_active, gender, assigned_dietitian_id);
CREATE INDEX IF NOT EXISTS idx_visits_held         ON visits (patient_id, visit_date, status, deleted_at) WHERE deleted_at IS NULL AND status = 'COMPLETED';
CREATE INDEX IF NOT EXISTS idx_visits_report       ON visits (visit_date, dietitian_id, status, visit_type, duration_minutes, patient_id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_billing_report      ON billing (invoice_date, currency, status, due_date, payment_method, amount, tax_amount, total_amount, amount_credited, balance, patient_id);
CREATE INDEX IF NOT EXISTS idx_payments_report     ON payments (payment_date, currency, method, amount, patient_id);
CREATE INDEX IF NOT EXISTS idx_payments_patient    ON payments (patient_id, payment_date, id);
CREATE INDEX IF NOT EXISTS idx_payments_deposit    ON payments (deposit_id) WHERE deposit_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_payments_receipt    ON payments (receipt_id) WHERE receipt_id IS NOT NULL;
-- Invoices that were numbered elsewhere: where there are none, no phone is looked for among ours.
CREATE INDEX IF NOT EXISTS idx_billing_other_number ON billing (invoice_number) WHERE invoice_number NOT GLOB 'INV-[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9]';
CREATE INDEX IF NOT EXISTS idx_allocations_from    ON allocations (from_billing_id) WHERE from_billing_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_allocations_to      ON allocations (to_billing_id) WHERE to_billing_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_allocations_out     ON allocations (from_receipt_id) WHERE from_receipt_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_allocations_back    ON allocations (to_receipt_id) WHERE to_receipt_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_allocations_patient ON allocations (patient_id);
CREATE INDEX IF NOT EXISTS idx_allocations_created ON allocations (created_at);
CREATE INDEX IF NOT EXISTS idx_billing_owing       ON billing (invoice_date, currency, balance, patient_id) WHERE balance < 0;

CREATE INDEX IF NOT EXISTS idx_foods_source       ON foods (source_no);
CREATE INDEX IF NOT EXISTS idx_foods_sorted_en     ON foods (sorted_en, id);
CREATE INDEX IF NOT EXISTS idx_foods_sorted_fr     ON foods (sorted_fr, id);
-- Foreign keys look for the copies of a food, its portions and its marks.
CREATE INDEX IF NOT EXISTS idx_foods_derived_from  ON foods (derived_from) WHERE derived_from IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_food_portions_food  ON food_portions (food_no, position);
CREATE INDEX IF NOT EXISTS idx_food_marks_food     ON food_marks (food_no);
CREATE INDEX IF NOT EXISTS idx_visits_series      ON visits (series_id, visit_date) WHERE series_id IS NOT NULL;
-- The end of a consultation takes back what was booked with it; every new visit is held against it.
-- Notes to be signed: of a clinic that signs, few.
CREATE INDEX IF NOT EXISTS idx_visits_unsigned   ON visits (visit_date, id, deleted_at) WHERE deleted_at IS NULL AND status = 'COMPLETED' AND signed_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_visits_booked_with ON visits (booked_with) WHERE booked_with IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_waiting_since      ON waiting_list (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_waiting_patient    ON waiting_list (patient_id);
CREATE INDEX IF NOT EXISTS idx_waiting_visit      ON waiting_list (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_absences_end        ON absences (ends_at) WHERE deleted_at IS NULL;

-- The plans that are to be given are looked for each time that their dietitian begins the day.
CREATE INDEX IF NOT EXISTS idx_plans_status        ON plans (status, updated_at, id);
