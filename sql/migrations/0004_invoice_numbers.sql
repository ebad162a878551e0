-- Any part of an invoice's number is found through an index, however many invoices there are.

CREATE VIRTUAL TABLE billing_numbers USING fts5 (
  invoice_number,
  content = 'billing', content_rowid = 'rowno', tokenize = 'trigram'
);
INSERT INTO billing_numbers (billing_numbers) VALUES ('rebuild');
CREATE TRIGGER billing_numbers_insert AFTER INSERT ON billing BEGIN
  INSERT INTO billing_numbers (rowid, invoice_number) VALUES (new.rowno, new.invoice_number);
END;
CREATE TRIGGER billing_numbers_update AFTER UPDATE OF invoice_number ON billing
WHEN old.invoice_number IS NOT new.invoice_number BEGIN
  INSERT INTO billing_numbers (billing_numbers, rowid, invoice_number)
  VALUES ('delete', old.rowno, old.invoice_number);
  INSERT INTO billing_numbers (rowid, invoice_number) VALUES (new.rowno, new.invoice_number);
END;
CREATE TRIGGER billing_numbers_delete AFTER DELETE ON billing BEGIN
  INSERT INTO billing_numbers (billing_numbers, rowid, invoice_number)
  VALUES ('delete', old.rowno, old.invoice_number);
END;
