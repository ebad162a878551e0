-- What the clinic owes to patients, by currency: negative balances of invoices dated in
-- [:from, :to]. Only what is issued can have one.
SELECT b.currency, count(*) AS count, -sum(b.balance) AS amount
FROM billing b
WHERE b.balance < 0 AND b.invoice_date >= :from AND b.invoice_date <= :to
  AND (
    :dietitian IS NULL
    OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
  )
GROUP BY 1
