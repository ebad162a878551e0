-- What the clinic owes to patients, by currency: negative balances of invoices dated in
-- [:from, :to], which only what is issued can have, and what is left of deposits of that time.
SELECT owed.currency, count(*) AS count, sum(owed.owing) AS amount
FROM (
  SELECT b.currency, -b.balance AS owing
  FROM billing b
WHERE {owing} AND b.invoice_date >= :from AND b.invoice_date <= :to
  AND (
    :dietitian IS NULL
    OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
  )
  UNION ALL
  SELECT d.currency, d.rest
  FROM {deposits} d
  WHERE {left} AND d.payment_date >= :from AND d.payment_date <= :to
    AND (
      :dietitian IS NULL
      OR d.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
    )
) owed
GROUP BY 1
