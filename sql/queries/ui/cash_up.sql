-- The money of a day by currency and method: what came in, what went out, how often; of the patients
-- of one dietitian (?2) or of all.
SELECT y.currency, y.method, sum(max(y.amount, 0)) AS came, sum(min(y.amount, 0)) AS went,
  count(*) AS times
FROM payments y
WHERE y.payment_date = ?1
  AND (?2 IS NULL
       OR y.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = ?2))
GROUP BY y.currency, y.method
ORDER BY y.currency, y.method
