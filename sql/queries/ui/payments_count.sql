-- How much money moved on days in [:from, :to]: payments, reversals, refunds, in one :currency or all.
SELECT count(*)
FROM payments y
WHERE y.payment_date >= :from AND y.payment_date <= :to
  AND (:currency IS NULL OR y.currency = :currency)
  AND (:method IS NULL OR y.method = :method)
  AND (
    :dietitian IS NULL
    OR y.patient_id IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = :dietitian)
  )
