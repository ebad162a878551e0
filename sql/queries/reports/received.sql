-- The money that moved on days in [:from, :to] and not after :today: payments less reversals less
-- refunds.
SELECT y.currency, substr(y.payment_date, 1, 7) AS month, y.method, count(*) AS count, sum(y.amount) AS amount
FROM payments y
WHERE y.payment_date >= :from AND y.payment_date <= min(:to, :today)
  AND (
    :dietitian IS NULL
    OR y.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
  )
GROUP BY 1, 2, 3
