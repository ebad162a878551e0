-- INSERT OR REPLACE removes the row in its way without asking the triggers of DELETE: what is never
-- changed and never deleted is not replaced either.

CREATE TRIGGER audit_logs_never_replaced BEFORE INSERT ON audit_logs
WHEN EXISTS (SELECT 1 FROM audit_logs WHERE seq = new.seq)
  OR EXISTS (SELECT 1 FROM audit_logs WHERE id = new.id) BEGIN
  SELECT RAISE(ABORT, 'audit rows are never replaced');
END;
CREATE TRIGGER audit_values_never_replaced BEFORE INSERT ON audit_values
WHEN EXISTS (SELECT 1 FROM audit_values WHERE seq = new.seq) BEGIN
  SELECT RAISE(ABORT, 'audit values are never replaced');
END;
CREATE TRIGGER payments_never_replaced BEFORE INSERT ON payments
WHEN EXISTS (SELECT 1 FROM payments WHERE rowno = new.rowno)
  OR EXISTS (SELECT 1 FROM payments WHERE id = new.id)
  OR EXISTS (SELECT 1 FROM payments WHERE reverses_id = new.reverses_id) BEGIN
  SELECT RAISE(ABORT, 'payments are never replaced: record a reversal');
END;
