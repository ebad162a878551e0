-- What is issued and not cancelled, a currency each.
SELECT currency, sum(balance) AS balance
FROM billing
WHERE patient_id = ?1 AND status NOT IN ('DRAFT', 'CANCELLED')
GROUP BY currency
HAVING sum(balance) <> 0
ORDER BY currency
