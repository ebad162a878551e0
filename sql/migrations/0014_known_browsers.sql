-- What ends the trust in the browsers that somebody has logged in with: another password, another
-- role, a deactivation. Whoever changes a user need not think of it.

ALTER TABLE users ADD COLUMN browsers_epoch INTEGER NOT NULL DEFAULT 0;

CREATE TRIGGER users_browsers_end AFTER UPDATE OF password_hash, role_id, is_active ON users
WHEN OLD.password_hash IS NOT NEW.password_hash OR OLD.role_id IS NOT NEW.role_id
  OR OLD.is_active IS NOT NEW.is_active
BEGIN
  UPDATE users SET browsers_epoch = browsers_epoch + 1 WHERE rowno = NEW.rowno;
END;
