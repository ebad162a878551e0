-- The money that moved on days in [:from, :to], with the invoice or as a deposit.
SELECT y.payment_date AS day, y.kind, y.method, y.reference, y.amount, y.currency, b.invoice_number AS document,
  y.deposit_id IS NOT NULL AS is_deposit, trim(coalesce(p.first_name, '') || ' ' || p.last_name) AS patient, p.id AS patient_id
FROM payments y
LEFT JOIN billing b ON b.id = y.billing_id
JOIN patients p ON p.id = y.patient_id
WHERE y.payment_date >= :from AND y.payment_date <= :to
  AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
ORDER BY y.payment_date, y.rowno
