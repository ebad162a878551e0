INSERT INTO payments (id, patient_id, currency, billing_id, deposit_id, receipt_id, kind, amount, method,
  payment_date, reference, reverses_id, created_by, created_at)
VALUES (:id, :patient_id, :currency, :billing_id, :deposit_id, :receipt_id, :kind, :amount, :method,
  :payment_date, :reference, :reverses_id, :by, :now)
