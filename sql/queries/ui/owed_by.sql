-- What the patients of a list of ids (?1, JSON) still have to pay, a currency each.
SELECT b.patient_id, b.currency, sum(b.balance) AS outstanding
FROM json_each(?1) asked
CROSS JOIN billing b ON b.patient_id = asked.value
WHERE {unpaid}
GROUP BY b.patient_id, b.currency
ORDER BY b.patient_id, b.currency
