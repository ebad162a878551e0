-- What is issued and not cancelled, a currency each.
SELECT b.currency, sum(b.balance) AS balance
FROM billing b
WHERE b.patient_id = ?1 AND {issued}
GROUP BY b.currency
HAVING sum(b.balance) <> 0
ORDER BY b.currency
