-- Money of several currencies in one order: by its value in ten-thousandths of the unit, for the
-- minor unit of one currency is not that of another (ISO 4217 list one, column "minor unit").

ALTER TABLE billing ADD COLUMN amount_value INTEGER GENERATED ALWAYS AS (amount * CASE
  WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 10000
  WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 10
  WHEN currency IN ('CLF', 'UYW') THEN 1
  ELSE 100 END) VIRTUAL;
ALTER TABLE billing ADD COLUMN total_value INTEGER GENERATED ALWAYS AS (total_amount * CASE
  WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 10000
  WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 10
  WHEN currency IN ('CLF', 'UYW') THEN 1
  ELSE 100 END) VIRTUAL;
ALTER TABLE payments ADD COLUMN amount_value INTEGER GENERATED ALWAYS AS (amount * CASE
  WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 10000
  WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 10
  WHEN currency IN ('CLF', 'UYW') THEN 1
  ELSE 100 END) VIRTUAL;
DROP INDEX IF EXISTS idx_billing_amount;
DROP INDEX IF EXISTS idx_billing_total;
DROP INDEX IF EXISTS idx_payments_amount;
