-- The credit notes dated in [:from, :to], by currency, month and the status that their invoice has
-- on the day :today. CROSS JOIN keeps that order: the notes of the days are few.
SELECT n.currency, substr(n.note_date, 1, 7) AS month, {status} AS status,
  sum(n.amount) AS amount, sum(n.tax_amount) AS tax_amount
FROM credit_notes n
CROSS JOIN billing b ON b.id = n.billing_id
WHERE n.note_date >= :from AND n.note_date <= :to
  AND (
    :dietitian IS NULL
    OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
  )
GROUP BY 1, 2, 3
