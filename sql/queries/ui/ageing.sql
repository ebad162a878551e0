-- What is owed in currency :currency by how long it is due: not yet, and since :month, :two, :three
-- and longer. Of one dietitian's patients (:dietitian) or of all.
SELECT CASE WHEN b.due_date >= :today THEN 0 WHEN b.due_date >= :month THEN 1
            WHEN b.due_date >= :two THEN 2 WHEN b.due_date >= :three THEN 3 ELSE 4 END AS bucket,
       count(*) AS count, sum(b.balance) AS amount
FROM billing b
WHERE b.status IN ('PENDING', 'PARTIAL') AND b.balance > 0 AND b.currency = :currency
  AND (:dietitian IS NULL
       OR b.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian))
GROUP BY 1
