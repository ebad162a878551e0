-- What a patient has with the clinic. Money may come before an invoice (a deposit), and credit moves
-- from where it stands to the invoice that it pays: an allocation, which is no payment.

CREATE TABLE receipts_next (
  id           TEXT PRIMARY KEY NOT NULL,
  patient_id   TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
  currency     TEXT NOT NULL,
  amount       INTEGER NOT NULL CHECK (amount <> 0), -- negative: given back
  method       TEXT NOT NULL,
  payment_date TEXT NOT NULL,
  reference    TEXT,
  created_by   TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at   TEXT NOT NULL
) STRICT;
INSERT INTO receipts_next SELECT id, patient_id, currency, amount, method, payment_date, reference,
  created_by, created_at FROM receipts;

-- Patient and currency stand with the payment: those of an issued invoice never change.
CREATE TABLE payments_next (
  rowno          INTEGER PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE,
  patient_id     TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
  currency       TEXT NOT NULL CHECK (length(currency) = 3),
  billing_id     TEXT REFERENCES billing (id) ON DELETE RESTRICT,
  deposit_id     TEXT REFERENCES receipts_next (id) ON DELETE RESTRICT, -- the receipt of money without an invoice
  receipt_id     TEXT REFERENCES receipts_next (id) ON DELETE RESTRICT,
  kind           TEXT NOT NULL CHECK (kind IN ('PAYMENT', 'REVERSAL', 'REFUND')),
  amount         INTEGER NOT NULL, -- negative for reversals and refunds
  method         TEXT NOT NULL CHECK (method IN ('CASH', 'CREDIT_CARD', 'DEBIT_CARD', 'CHECK', 'BANK_TRANSFER', 'INSURANCE', 'OTHER')),
  payment_date   TEXT NOT NULL,
  reference      TEXT,
  reverses_id    TEXT CONSTRAINT payments_reversed_once UNIQUE REFERENCES payments_next (id) ON DELETE RESTRICT,
  credit_note_id TEXT REFERENCES credit_notes (id) ON DELETE RESTRICT,
  created_by     TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at     TEXT NOT NULL,
  CONSTRAINT payments_have_one_place CHECK ((billing_id IS NULL) <> (deposit_id IS NULL)),
  CONSTRAINT payments_sign CHECK ((kind = 'PAYMENT') = (amount > 0)),
  CONSTRAINT payments_reversal_names_its_payment CHECK ((kind = 'REVERSAL') = (reverses_id IS NOT NULL))
) STRICT;
INSERT INTO payments_next (rowno, id, patient_id, currency, billing_id, receipt_id, kind, amount, method,
  payment_date, reference, reverses_id, credit_note_id, created_by, created_at)
SELECT y.rowno, y.id, b.patient_id, b.currency, y.billing_id, y.receipt_id, y.kind, y.amount, y.method,
  y.payment_date, y.reference, y.reverses_id, y.credit_note_id, y.created_by, y.created_at
FROM payments y JOIN billing b ON b.id = y.billing_id
ORDER BY y.rowno;

DROP TRIGGER payments_never_change;
DROP TRIGGER payments_never_go;
DROP TRIGGER payments_never_replaced;
DELETE FROM payments WHERE reverses_id IS NOT NULL;
DELETE FROM payments;
DROP TABLE payments;
DELETE FROM receipts;
DROP TABLE receipts;
ALTER TABLE receipts_next RENAME TO receipts;
ALTER TABLE payments_next RENAME TO payments;

CREATE TRIGGER payments_never_change BEFORE UPDATE ON payments BEGIN
  SELECT RAISE(ABORT, 'payments are never changed: record a reversal');
END;
CREATE TRIGGER payments_never_go BEFORE DELETE ON payments BEGIN
  SELECT RAISE(ABORT, 'payments are never deleted: record a reversal');
END;
CREATE TRIGGER payments_never_replaced BEFORE INSERT ON payments
WHEN EXISTS (SELECT 1 FROM payments WHERE rowno = new.rowno)
  OR EXISTS (SELECT 1 FROM payments WHERE id = new.id)
  OR EXISTS (SELECT 1 FROM payments WHERE reverses_id = new.reverses_id) BEGIN
  SELECT RAISE(ABORT, 'payments are never replaced: record a reversal');
END;

-- Credit moved: out of an invoice's negative balance or a deposit, into an invoice. Taking it back
-- is a row the other way.
CREATE TABLE allocations (
  rowno           INTEGER PRIMARY KEY,
  id              TEXT NOT NULL UNIQUE,
  patient_id      TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
  currency        TEXT NOT NULL CHECK (length(currency) = 3),
  from_billing_id TEXT REFERENCES billing (id) ON DELETE RESTRICT,
  from_receipt_id TEXT REFERENCES receipts (id) ON DELETE RESTRICT,
  to_billing_id   TEXT REFERENCES billing (id) ON DELETE RESTRICT,
  to_receipt_id   TEXT REFERENCES receipts (id) ON DELETE RESTRICT,
  amount          INTEGER NOT NULL CHECK (amount > 0),
  created_by      TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at      TEXT NOT NULL,
  CONSTRAINT allocations_come_from_one CHECK ((from_billing_id IS NULL) <> (from_receipt_id IS NULL)),
  CONSTRAINT allocations_go_to_one CHECK ((to_billing_id IS NULL) <> (to_receipt_id IS NULL)),
  CONSTRAINT allocations_move CHECK (from_billing_id IS NOT to_billing_id OR from_receipt_id IS NOT to_receipt_id)
) STRICT;
CREATE TRIGGER allocations_never_change BEFORE UPDATE ON allocations BEGIN
  SELECT RAISE(ABORT, 'allocations are never changed: move the credit back');
END;
CREATE TRIGGER allocations_never_go BEFORE DELETE ON allocations BEGIN
  SELECT RAISE(ABORT, 'allocations are never deleted: move the credit back');
END;

-- A discount stands with what it lessens: in percent where it was given so, and always as an amount.
ALTER TABLE billing ADD COLUMN discount_percent_milli INTEGER;
ALTER TABLE billing ADD COLUMN discount_amount INTEGER NOT NULL DEFAULT 0;
ALTER TABLE billing_lines ADD COLUMN discount_percent_milli INTEGER;
ALTER TABLE billing_lines ADD COLUMN discount_amount INTEGER NOT NULL DEFAULT 0;
ALTER TABLE billing_lines ADD COLUMN discount_share INTEGER NOT NULL DEFAULT 0; -- of the invoice's
-- A price finer than the currency, in ten-thousandths of its minor unit.
ALTER TABLE billing_lines ADD COLUMN exact_price INTEGER;
-- A second tax on the same net; its amount is part of tax_amount.
ALTER TABLE billing_lines ADD COLUMN second_tax_rate_milli INTEGER;
ALTER TABLE billing_lines ADD COLUMN second_tax_amount INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credit_note_lines ADD COLUMN second_tax_rate_milli INTEGER;
ALTER TABLE credit_note_lines ADD COLUMN second_tax_amount INTEGER NOT NULL DEFAULT 0;
