-- What a patient still has to pay and what they have with the clinic, a currency each.
SELECT currency, sum(outstanding) AS outstanding, sum(credit) AS credit
FROM (
  SELECT b.currency, max(b.balance, 0) AS outstanding, iif({owing}, -b.balance, 0) AS credit
  FROM billing b
  WHERE b.patient_id = ?1 AND {issued}
  UNION ALL
  SELECT d.currency, 0, d.rest
  FROM {deposits} d
  WHERE d.patient_id = ?1 AND {left}
)
GROUP BY currency
HAVING sum(outstanding) <> 0 OR sum(credit) <> 0
ORDER BY currency
