-- The money that moved on days in [:from, :to], oldest first, behind the row (:day, :row): payments,
-- reversals, refunds, with the invoice or as a deposit.
SELECT y.rowno, y.payment_date, y.kind, y.method, y.reference, y.amount, y.currency, y.id, y.billing_id,
       y.patient_id, b.invoice_number, trim(coalesce(p.first_name, '') || ' ' || p.last_name) AS patient
FROM payments y
LEFT JOIN billing b ON b.id = y.billing_id
JOIN patients p ON p.id = y.patient_id
WHERE y.payment_date >= :from AND y.payment_date <= :to
  AND (y.payment_date, y.rowno) > (:day, :row)
  AND (:currency IS NULL OR y.currency = :currency)
  AND (:method IS NULL OR y.method = :method)
  AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
ORDER BY y.payment_date, y.rowno
LIMIT :limit
