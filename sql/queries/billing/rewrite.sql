-- What a body may change; the figures only as long as nothing is paid or credited.
UPDATE billing SET patient_id = :patient_id, visit_id = :visit_id, invoice_date = :invoice_date, due_date = :due_date,
  currency = :currency, notes = :notes,
  discount_percent_milli = :discount_percent, discount_amount = :discount_amount, amount = :amount, tax_amount = :tax_amount, total_amount = :total,
  balance = :total - amount_paid - amount_credited, updated_by = :by, updated_at = :now, version = version + 1
WHERE id = :id
