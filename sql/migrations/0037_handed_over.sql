-- What was handed over for a payment, so that its receipt is printed again with the change. Nothing
-- where nobody said so.

ALTER TABLE receipts ADD COLUMN received INTEGER CHECK (received IS NULL OR (amount > 0 AND received >= amount));
