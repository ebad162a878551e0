INSERT INTO billing (id, patient_id, visit_id, invoice_number, invoice_date, due_date, currency, amount, tax_amount,
  total_amount, balance, status, notes, issued_at, snapshot, discount_percent_milli, discount_amount, created_by, updated_by, created_at, updated_at)
VALUES (:id, :patient_id, :visit_id, :invoice_number, :invoice_date, :due_date, :currency, :amount, :tax_amount,
  :total, :total, :status, :notes, :issued_at, :snapshot, :discount_percent, :discount_amount, :by, :by, :now, :now)
