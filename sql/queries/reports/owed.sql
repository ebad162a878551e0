-- What is still to be paid for invoices dated in [:from, :to], by currency and by days past due on
-- :today: not yet, since the day :month, :two, :three or longer.
SELECT b.currency,
  CASE WHEN b.due_date >= :today THEN 0 WHEN b.due_date >= :month THEN 1
       WHEN b.due_date >= :two THEN 2 WHEN b.due_date >= :three THEN 3 ELSE 4 END AS bucket,
  count(*) AS count, sum(b.balance) AS balance
FROM billing b
WHERE {unpaid} AND b.invoice_date >= :from AND b.invoice_date <= :to
  AND (
    :dietitian IS NULL
    OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
  )
GROUP BY 1, 2
