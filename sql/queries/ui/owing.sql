-- What the clinic owes to patients, each invoice and deposit by itself, the oldest first: dated in
-- [:from, :to], in one :currency or all.
SELECT owed.invoice, owed.number, owed.patient_id, p.full_name AS patient, owed.day, owed.currency,
  owed.amount
FROM (
  SELECT b.id AS invoice, b.invoice_number AS number, b.patient_id, b.invoice_date AS day, b.currency,
    -b.balance AS amount
  FROM billing b
  WHERE {owing} AND b.invoice_date >= :from AND b.invoice_date <= :to
  UNION ALL
  SELECT NULL, NULL, d.patient_id, d.payment_date, d.currency, d.rest
  FROM {deposits} d
  WHERE {left} AND d.payment_date >= :from AND d.payment_date <= :to
) owed
JOIN patients p ON p.id = owed.patient_id
WHERE (:currency IS NULL OR owed.currency = :currency)
  AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)
ORDER BY owed.day, owed.patient_id, owed.invoice
LIMIT :limit OFFSET :offset
