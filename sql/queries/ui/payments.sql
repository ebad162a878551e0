-- The money that moved on days in [:from, :to], in one :currency or all: payments, reversals, refunds; the
-- latest first, or in another order put in place of this one. A period holds most of what was
-- ever paid: `likely` keeps SQLite on the index of the order.
SELECT y.payment_date, y.kind, y.method, y.reference, y.amount, y.currency, b.id, b.invoice_number, y.patient_id,
       p.full_name AS patient
FROM payments y
LEFT JOIN billing b ON b.id = y.billing_id
JOIN patients p ON p.id = y.patient_id
WHERE likely(y.payment_date >= :from) AND likely(y.payment_date <= :to)
  AND (:currency IS NULL OR y.currency = :currency)
  AND (:method IS NULL OR y.method = :method)
  AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
ORDER BY y.payment_date DESC, y.rowno DESC
LIMIT :limit OFFSET :offset
