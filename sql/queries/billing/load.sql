-- Invoices as their rules need them, with who treats the patient.
SELECT b.id, b.created_at, b.patient_id, b.visit_id, b.invoice_number, b.invoice_date, b.due_date, b.currency, b.amount, b.tax_amount,
  b.amount_paid, b.amount_credited, b.status, b.notes, b.version,
  b.discount_percent_milli, b.discount_amount,
  (SELECT p.assigned_dietitian_id FROM patients p WHERE p.id = b.patient_id) AS assigned_dietitian_id
FROM billing b
WHERE b.id IN (SELECT value FROM json_each(?1))
