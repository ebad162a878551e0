-- The credit notes dated in [:from, :to], by currency and month; :all of them, or without those of
-- CROSS JOIN keeps that order: the notes of the days are few.
-- invoices that are REFUNDED and so claim nothing any more.
SELECT n.currency, substr(n.note_date, 1, 7) AS month, sum(n.amount) AS amount,
  sum(n.tax_amount) AS tax_amount
FROM credit_notes n
CROSS JOIN billing b ON b.id = n.billing_id
WHERE n.note_date >= :from AND n.note_date <= :to
  AND (:all OR b.status <> 'REFUNDED')
  AND (
    :dietitian IS NULL
    OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
  )
GROUP BY 1, 2
