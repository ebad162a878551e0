-- The clinic, whole. Forward only: a later change is a new file, never an edit of this one.
--
-- Conventions
--   ids         text UUIDs; `rowno` is the table's real rowid, so that a search index may lean on it
--   instants    UTC text, `2026-11-23T12:19:06.782Z`: sorts as it reads
--   civil dates text, `2026-11-23`
--   money       integer minor units of the row's own currency
--   *_folded    lower case, without accents, written by the application: no schema object calls
--               an application function, so that any sqlite3 can open and check the file
--   version     counts the changes of a row, for optimistic concurrency

-- People and their rights ---------------------------------------------------------------------

CREATE TABLE roles (
  id          TEXT PRIMARY KEY NOT NULL,
  name        TEXT NOT NULL UNIQUE,
  description TEXT,
  created_at  TEXT NOT NULL,
  updated_at  TEXT NOT NULL
) STRICT;

CREATE TABLE permissions (
  id          TEXT PRIMARY KEY NOT NULL,
  name        TEXT NOT NULL UNIQUE,
  resource    TEXT NOT NULL,
  action      TEXT NOT NULL,
  description TEXT,
  created_at  TEXT NOT NULL
) STRICT;

CREATE TABLE role_permissions (
  role_id       TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
  permission_id TEXT NOT NULL REFERENCES permissions (id) ON DELETE CASCADE,
  created_at    TEXT NOT NULL,
  PRIMARY KEY (role_id, permission_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  rowno                INTEGER PRIMARY KEY,
  id                   TEXT NOT NULL UNIQUE,
  username             TEXT NOT NULL CONSTRAINT username_length CHECK (length(username) BETWEEN 1 AND 50),
  username_folded      TEXT NOT NULL CONSTRAINT users_username_unique UNIQUE,
  email                TEXT NOT NULL CONSTRAINT email_length CHECK (length(email) <= 255),
  email_folded         TEXT NOT NULL CONSTRAINT users_email_unique UNIQUE,
  password_hash        TEXT NOT NULL,
  password_changed_at  TEXT,
  must_change_password INTEGER NOT NULL DEFAULT 0 CHECK (must_change_password IN (0, 1)),
  first_name           TEXT NOT NULL,
  last_name            TEXT NOT NULL,
  last_name_folded     TEXT NOT NULL,
  search_folded        TEXT NOT NULL,
  role_id              TEXT NOT NULL REFERENCES roles (id) ON DELETE RESTRICT,
  is_active            INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  locale               TEXT,
  totp_secret          BLOB,
  last_login_at        TEXT,
  created_by           TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_by           TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at           TEXT NOT NULL,
  updated_at           TEXT NOT NULL,
  version              INTEGER NOT NULL DEFAULT 1
) STRICT;

-- A session is a family of tokens: a refresh token, once spent, has children of the same family.
CREATE TABLE sessions (
  id           TEXT PRIMARY KEY NOT NULL,
  user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind         TEXT NOT NULL CHECK (kind IN ('API', 'UI')),
  created_at   TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  expires_at   TEXT NOT NULL,
  revoked_at   TEXT,
  ip_address   TEXT,
  user_agent   TEXT
) STRICT;

CREATE TABLE session_tokens (
  hash       BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32),
  session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL CHECK (kind IN ('ACCESS', 'REFRESH')),
  issued_at  TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  spent_at   TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE api_keys (
  id           TEXT PRIMARY KEY NOT NULL,
  user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name         TEXT NOT NULL,
  key_hash     BLOB NOT NULL UNIQUE CHECK (length(key_hash) = 32),
  key_prefix   TEXT NOT NULL,
  expires_at   TEXT,
  last_used_at TEXT,
  revoked_at   TEXT,
  created_at   TEXT NOT NULL
) STRICT;

-- Patients -------------------------------------------------------------------------------------

CREATE TABLE patients (
  rowno                   INTEGER PRIMARY KEY,
  id                      TEXT NOT NULL UNIQUE,
  file_number             TEXT CONSTRAINT patients_file_number_unique UNIQUE,
  first_name              TEXT NOT NULL,
  last_name               TEXT NOT NULL,
  first_name_folded       TEXT NOT NULL,
  last_name_folded        TEXT NOT NULL,
  -- Every word of the name behind two spaces, so that a trigram index finds prefixes of one letter.
  name_words              TEXT NOT NULL,
  -- E-mail, phone as typed and as bare digits, file number; one a line.
  contact_folded          TEXT NOT NULL,
  date_of_birth           TEXT NOT NULL CHECK (date_of_birth GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  gender                  TEXT CHECK (gender IN ('MALE', 'FEMALE', 'OTHER', 'PREFER_NOT_TO_SAY')),
  equation_sex            TEXT CHECK (equation_sex IN ('MALE', 'FEMALE')),
  email                   TEXT,
  phone                   TEXT,
  address                 TEXT,
  city                    TEXT,
  postal_code             TEXT,
  country                 TEXT,
  emergency_contact_name  TEXT,
  emergency_contact_phone TEXT,
  medical_notes           TEXT,
  dietary_preferences     TEXT,
  allergies               TEXT,
  is_active               INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  assigned_dietitian_id   TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_by              TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_by              TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at              TEXT NOT NULL,
  updated_at              TEXT NOT NULL,
  version                 INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE VIRTUAL TABLE patients_search USING fts5 (
  name_words, contact_folded,
  content = 'patients', content_rowid = 'rowno', tokenize = 'trigram case_sensitive 1'
);
CREATE TRIGGER patients_search_insert AFTER INSERT ON patients BEGIN
  INSERT INTO patients_search (rowid, name_words, contact_folded)
  VALUES (new.rowno, new.name_words, new.contact_folded);
END;
CREATE TRIGGER patients_search_update AFTER UPDATE OF name_words, contact_folded ON patients
WHEN old.name_words IS NOT new.name_words OR old.contact_folded IS NOT new.contact_folded BEGIN
  INSERT INTO patients_search (patients_search, rowid, name_words, contact_folded)
  VALUES ('delete', old.rowno, old.name_words, old.contact_folded);
  INSERT INTO patients_search (rowid, name_words, contact_folded)
  VALUES (new.rowno, new.name_words, new.contact_folded);
END;
CREATE TRIGGER patients_search_delete AFTER DELETE ON patients BEGIN
  INSERT INTO patients_search (patients_search, rowid, name_words, contact_folded)
  VALUES ('delete', old.rowno, old.name_words, old.contact_folded);
END;

-- Visits ---------------------------------------------------------------------------------------

CREATE TABLE visits (
  rowno                 INTEGER PRIMARY KEY,
  id                    TEXT NOT NULL UNIQUE,
  patient_id            TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
  dietitian_id          TEXT NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
  visit_date            TEXT NOT NULL,
  ends_at               TEXT NOT NULL,
  duration_minutes      INTEGER NOT NULL CHECK (duration_minutes > 0),
  visit_type            TEXT CHECK (visit_type IN ('INITIAL_CONSULTATION', 'FOLLOW_UP', 'EMERGENCY', 'ONLINE', 'IN_PERSON')),
  status                TEXT NOT NULL DEFAULT 'SCHEDULED' CHECK (status IN ('SCHEDULED', 'COMPLETED', 'CANCELLED', 'NO_SHOW')),
  arrived_at            TEXT,
  chief_complaint       TEXT,
  -- ADIME: assessment, diagnosis, intervention, monitoring and evaluation
  assessment            TEXT,
  nutrition_diagnosis   TEXT,
  intervention          TEXT,
  monitoring_evaluation TEXT,
  recommendations       TEXT,
  private_notes         TEXT,
  next_visit_date       TEXT,
  deleted_at            TEXT,
  deleted_by            TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_by            TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_by            TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at            TEXT NOT NULL,
  updated_at            TEXT NOT NULL,
  version               INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT visit_ends_after_it_begins CHECK (ends_at > visit_date)
) STRICT;

CREATE VIRTUAL TABLE visits_search USING fts5 (
  chief_complaint, assessment, recommendations,
  content = 'visits', content_rowid = 'rowno', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE TRIGGER visits_search_insert AFTER INSERT ON visits BEGIN
  INSERT INTO visits_search (rowid, chief_complaint, assessment, recommendations)
  VALUES (new.rowno, new.chief_complaint, new.assessment, new.recommendations);
END;
CREATE TRIGGER visits_search_update AFTER UPDATE OF chief_complaint, assessment, recommendations ON visits
WHEN old.chief_complaint IS NOT new.chief_complaint OR old.assessment IS NOT new.assessment
  OR old.recommendations IS NOT new.recommendations BEGIN
  INSERT INTO visits_search (visits_search, rowid, chief_complaint, assessment, recommendations)
  VALUES ('delete', old.rowno, old.chief_complaint, old.assessment, old.recommendations);
  INSERT INTO visits_search (rowid, chief_complaint, assessment, recommendations)
  VALUES (new.rowno, new.chief_complaint, new.assessment, new.recommendations);
END;
CREATE TRIGGER visits_search_delete AFTER DELETE ON visits BEGIN
  INSERT INTO visits_search (visits_search, rowid, chief_complaint, assessment, recommendations)
  VALUES ('delete', old.rowno, old.chief_complaint, old.assessment, old.recommendations);
END;

CREATE TABLE visit_measurements (
  rowno                    INTEGER PRIMARY KEY,
  id                       TEXT NOT NULL UNIQUE,
  visit_id                 TEXT NOT NULL REFERENCES visits (id) ON DELETE RESTRICT,
  -- The visit's own patient, repeated: a patient's curve reads one index.
  patient_id               TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
  measured_at              TEXT NOT NULL,
  weight_kg                REAL,
  height_cm                REAL,
  waist_circumference_cm   REAL,
  hip_circumference_cm     REAL,
  body_fat_percentage      REAL,
  blood_pressure_systolic  INTEGER,
  blood_pressure_diastolic INTEGER,
  -- What the server computed when the row was written, and the height it used.
  height_used_cm           REAL,
  bmi                      REAL,
  whr                      REAL,
  whtr                     REAL,
  notes                    TEXT,
  deleted_at               TEXT,
  deleted_by               TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_by               TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_by               TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at               TEXT NOT NULL,
  updated_at               TEXT NOT NULL,
  version                  INTEGER NOT NULL DEFAULT 1
) STRICT;

-- Money ----------------------------------------------------------------------------------------

CREATE TABLE services (
  id               TEXT PRIMARY KEY NOT NULL,
  name             TEXT NOT NULL,
  visit_type       TEXT CHECK (visit_type IN ('INITIAL_CONSULTATION', 'FOLLOW_UP', 'EMERGENCY', 'ONLINE', 'IN_PERSON')),
  duration_minutes INTEGER,
  currency         TEXT NOT NULL,
  unit_price       INTEGER NOT NULL CHECK (unit_price >= 0),
  tax_rate_milli   INTEGER NOT NULL DEFAULT 0 CHECK (tax_rate_milli >= 0), -- thousandths of a percent
  is_active        INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  created_by       TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_by       TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL,
  version          INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE billing (
  rowno           INTEGER PRIMARY KEY,
  id              TEXT NOT NULL UNIQUE,
  patient_id      TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
  visit_id        TEXT REFERENCES visits (id) ON DELETE RESTRICT,
  invoice_number  TEXT CONSTRAINT billing_number_unique UNIQUE,
  invoice_date    TEXT NOT NULL,
  due_date        TEXT NOT NULL,
  currency        TEXT NOT NULL CHECK (length(currency) = 3),
  amount          INTEGER NOT NULL,
  tax_amount      INTEGER NOT NULL DEFAULT 0,
  total_amount    INTEGER NOT NULL,
  amount_paid     INTEGER NOT NULL DEFAULT 0, -- payments less reversals less refunds
  amount_credited INTEGER NOT NULL DEFAULT 0, -- credit notes
  balance         INTEGER NOT NULL,
  -- OVERDUE is not stored: it is PENDING or PARTIAL past due_date in the clinic's zone.
  status          TEXT NOT NULL CHECK (status IN ('DRAFT', 'PENDING', 'PARTIAL', 'PAID', 'CANCELLED', 'REFUNDED')),
  payment_method  TEXT CHECK (payment_method IN ('CASH', 'CREDIT_CARD', 'DEBIT_CARD', 'CHECK', 'BANK_TRANSFER', 'INSURANCE', 'OTHER')),
  payment_date    TEXT,
  notes           TEXT,
  issued_at       TEXT,
  snapshot        TEXT, -- JSON: clinic, patient and texts as they were at issue
  created_by      TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_by      TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at      TEXT NOT NULL,
  updated_at      TEXT NOT NULL,
  version         INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT billing_draft_has_no_number CHECK ((status = 'DRAFT') = (invoice_number IS NULL)),
  CONSTRAINT billing_total_adds_up CHECK (total_amount = amount + tax_amount),
  CONSTRAINT billing_ledger_adds_up CHECK (amount_paid + balance + amount_credited = total_amount)
) STRICT;

CREATE VIRTUAL TABLE billing_search USING fts5 (
  notes,
  content = 'billing', content_rowid = 'rowno', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE TRIGGER billing_search_insert AFTER INSERT ON billing BEGIN
  INSERT INTO billing_search (rowid, notes) VALUES (new.rowno, new.notes);
END;
CREATE TRIGGER billing_search_update AFTER UPDATE OF notes ON billing WHEN old.notes IS NOT new.notes BEGIN
  INSERT INTO billing_search (billing_search, rowid, notes) VALUES ('delete', old.rowno, old.notes);
  INSERT INTO billing_search (rowid, notes) VALUES (new.rowno, new.notes);
END;
CREATE TRIGGER billing_search_delete AFTER DELETE ON billing BEGIN
  INSERT INTO billing_search (billing_search, rowid, notes) VALUES ('delete', old.rowno, old.notes);
END;

CREATE TABLE billing_lines (
  id             TEXT PRIMARY KEY NOT NULL,
  billing_id     TEXT NOT NULL REFERENCES billing (id) ON DELETE CASCADE,
  position       INTEGER NOT NULL,
  service_id     TEXT REFERENCES services (id) ON DELETE RESTRICT,
  description    TEXT NOT NULL,
  quantity_milli INTEGER NOT NULL CHECK (quantity_milli > 0), -- thousandths
  unit_price     INTEGER NOT NULL,
  tax_rate_milli INTEGER, -- thousandths of a percent; null where only the amount is known
  amount         INTEGER NOT NULL,
  tax_amount     INTEGER NOT NULL,
  CONSTRAINT billing_lines_position_unique UNIQUE (billing_id, position)
) STRICT;

CREATE TABLE credit_notes (
  id           TEXT PRIMARY KEY NOT NULL,
  number       TEXT NOT NULL UNIQUE,
  billing_id   TEXT NOT NULL REFERENCES billing (id) ON DELETE RESTRICT,
  note_date    TEXT NOT NULL,
  currency     TEXT NOT NULL,
  amount       INTEGER NOT NULL,
  tax_amount   INTEGER NOT NULL,
  total_amount INTEGER NOT NULL CHECK (total_amount > 0 AND total_amount = amount + tax_amount),
  reason       TEXT NOT NULL,
  snapshot     TEXT NOT NULL,
  created_by   TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at   TEXT NOT NULL
) STRICT;

CREATE TABLE credit_note_lines (
  id             TEXT PRIMARY KEY NOT NULL,
  credit_note_id TEXT NOT NULL REFERENCES credit_notes (id) ON DELETE RESTRICT,
  position       INTEGER NOT NULL,
  description    TEXT NOT NULL,
  quantity_milli INTEGER NOT NULL CHECK (quantity_milli > 0),
  unit_price     INTEGER NOT NULL,
  tax_rate_milli INTEGER,
  amount         INTEGER NOT NULL,
  tax_amount     INTEGER NOT NULL,
  UNIQUE (credit_note_id, position)
) STRICT;

-- What a patient handed over at once; its payments spread it over invoices.
CREATE TABLE receipts (
  id           TEXT PRIMARY KEY NOT NULL,
  patient_id   TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
  currency     TEXT NOT NULL,
  amount       INTEGER NOT NULL CHECK (amount > 0),
  method       TEXT NOT NULL,
  payment_date TEXT NOT NULL,
  reference    TEXT,
  created_by   TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at   TEXT NOT NULL
) STRICT;

-- Never changed, never deleted: a mistake is answered by a row that reverses it.
CREATE TABLE payments (
  rowno          INTEGER PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE,
  billing_id     TEXT NOT NULL REFERENCES billing (id) ON DELETE RESTRICT,
  receipt_id     TEXT REFERENCES receipts (id) ON DELETE RESTRICT,
  kind           TEXT NOT NULL CHECK (kind IN ('PAYMENT', 'REVERSAL', 'REFUND')),
  amount         INTEGER NOT NULL, -- negative for reversals and refunds
  method         TEXT NOT NULL CHECK (method IN ('CASH', 'CREDIT_CARD', 'DEBIT_CARD', 'CHECK', 'BANK_TRANSFER', 'INSURANCE', 'OTHER')),
  payment_date   TEXT NOT NULL,
  reference      TEXT,
  reverses_id    TEXT CONSTRAINT payments_reversed_once UNIQUE REFERENCES payments (id) ON DELETE RESTRICT,
  credit_note_id TEXT REFERENCES credit_notes (id) ON DELETE RESTRICT,
  created_by     TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at     TEXT NOT NULL,
  CONSTRAINT payments_sign CHECK ((kind = 'PAYMENT') = (amount > 0)),
  CONSTRAINT payments_reversal_names_its_payment CHECK ((kind = 'REVERSAL') = (reverses_id IS NOT NULL))
) STRICT;

CREATE TABLE number_series (
  series      TEXT NOT NULL CHECK (series IN ('INV', 'CN')),
  year        INTEGER NOT NULL,
  last_number INTEGER NOT NULL CHECK (last_number >= 0),
  PRIMARY KEY (series, year)
) STRICT, WITHOUT ROWID;

-- Documents: the content apart, so that a list never pages through it ---------------------------

CREATE TABLE documents (
  id                TEXT PRIMARY KEY NOT NULL,
  resource_type     TEXT NOT NULL CHECK (resource_type IN ('patient', 'visit', 'user')),
  resource_id       TEXT NOT NULL,
  document_type     TEXT NOT NULL,
  original_filename TEXT NOT NULL,
  mime_type         TEXT NOT NULL,
  file_size         INTEGER NOT NULL,
  sha256            TEXT NOT NULL,
  title             TEXT,
  description       TEXT,
  created_by        TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_by        TEXT REFERENCES users (id) ON DELETE RESTRICT,
  created_at        TEXT NOT NULL,
  updated_at        TEXT NOT NULL,
  version           INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE document_contents (
  document_id TEXT PRIMARY KEY NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  content     BLOB NOT NULL
) STRICT;

-- The clinic's own facts, and what is half typed ------------------------------------------------

CREATE TABLE settings (
  id                  INTEGER PRIMARY KEY CHECK (id = 1),
  name                TEXT NOT NULL,
  address             TEXT,
  registration_number TEXT,
  time_zone           TEXT NOT NULL,
  currency            TEXT NOT NULL CHECK (length(currency) = 3),
  locale              TEXT NOT NULL,
  invoice_header      TEXT,
  invoice_footer      TEXT,
  tax_exemption_text  TEXT,
  payment_terms_days  INTEGER NOT NULL DEFAULT 30 CHECK (payment_terms_days BETWEEN 0 AND 365),
  updated_by          TEXT REFERENCES users (id) ON DELETE RESTRICT,
  updated_at          TEXT NOT NULL,
  version             INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE drafts (
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  form       TEXT NOT NULL,
  record_id  TEXT NOT NULL,
  body       TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (user_id, form, record_id)
) STRICT, WITHOUT ROWID;

-- A creation that carried its own id: the same request again answers the first result.
CREATE TABLE creations (
  id         TEXT PRIMARY KEY NOT NULL,
  resource   TEXT NOT NULL,
  digest     BLOB NOT NULL,
  user_id    TEXT,
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What an import could not map, word for word.
CREATE TABLE import_notes (
  resource_type TEXT NOT NULL,
  resource_id   TEXT NOT NULL,
  column_name   TEXT NOT NULL,
  value         TEXT,
  note          TEXT NOT NULL,
  created_at    TEXT NOT NULL,
  PRIMARY KEY (resource_type, resource_id, column_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE backup_runs (
  id          TEXT PRIMARY KEY NOT NULL,
  started_at  TEXT NOT NULL,
  finished_at TEXT,
  path        TEXT NOT NULL,
  bytes       INTEGER,
  verified    INTEGER NOT NULL DEFAULT 0 CHECK (verified IN (0, 1)),
  error       TEXT
) STRICT;

-- Audit ----------------------------------------------------------------------------------------
-- Each row's hash covers the row and the hash before it. Old and new values lie apart, behind a
-- salted digest that the hash covers: an erasure may empty them and the chain still verifies.

CREATE TABLE audit_logs (
  seq            INTEGER PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE,
  timestamp      TEXT NOT NULL,
  user_id        TEXT,
  username       TEXT,
  action         TEXT NOT NULL,
  resource_type  TEXT NOT NULL,
  resource_id    TEXT,
  patient_id     TEXT,
  ip_address     TEXT,
  user_agent     TEXT,
  request_method TEXT,
  request_path   TEXT,
  values_digest  BLOB,
  status         TEXT NOT NULL CHECK (status IN ('SUCCESS', 'FAILURE', 'ERROR')),
  severity       TEXT NOT NULL CHECK (severity IN ('INFO', 'WARN', 'ERROR', 'CRITICAL')),
  error_message  TEXT,
  session_id     TEXT,
  api_key_id     TEXT,
  imported       INTEGER NOT NULL DEFAULT 0 CHECK (imported IN (0, 1)),
  prev_hash      BLOB NOT NULL CHECK (length(prev_hash) = 32),
  hash           BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE audit_values (
  seq  INTEGER PRIMARY KEY REFERENCES audit_logs (seq) ON DELETE RESTRICT,
  salt BLOB NOT NULL, -- 16 random bytes; empty once erased, or short values could still be guessed
  body TEXT           -- JSON; null once erased
) STRICT;

-- The newest link, apart from the rows: rows cut off the end are missed too.
CREATE TABLE audit_head (
  id   INTEGER PRIMARY KEY CHECK (id = 1),
  seq  INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, zeroblob(32));

CREATE TRIGGER audit_logs_never_change BEFORE UPDATE ON audit_logs BEGIN
  SELECT RAISE(ABORT, 'audit rows are never changed');
END;
CREATE TRIGGER audit_logs_never_go BEFORE DELETE ON audit_logs BEGIN
  SELECT RAISE(ABORT, 'audit rows are never deleted');
END;
CREATE TRIGGER audit_values_only_erase BEFORE UPDATE ON audit_values
WHEN new.body IS NOT NULL OR new.salt IS NOT x'' OR new.seq IS NOT old.seq BEGIN
  SELECT RAISE(ABORT, 'audit values are never changed: an erasure sets body to null and salt to x''''');
END;
CREATE TRIGGER audit_values_never_go BEFORE DELETE ON audit_values BEGIN
  SELECT RAISE(ABORT, 'audit values are never deleted');
END;
CREATE TRIGGER payments_never_change BEFORE UPDATE ON payments BEGIN
  SELECT RAISE(ABORT, 'payments are never changed: record a reversal');
END;
CREATE TRIGGER payments_never_go BEFORE DELETE ON payments BEGIN
  SELECT RAISE(ABORT, 'payments are never deleted: record a reversal');
END;

CREATE VIRTUAL TABLE audit_search USING fts5 (
  username, action, resource_type, request_path, error_message,
  content = 'audit_logs', content_rowid = 'seq', tokenize = 'unicode61 remove_diacritics 2',
  detail = 'none', columnsize = 0
);
CREATE TRIGGER audit_search_insert AFTER INSERT ON audit_logs BEGIN
  INSERT INTO audit_search (rowid, username, action, resource_type, request_path, error_message)
  VALUES (new.seq, new.username, new.action, new.resource_type, new.request_path, new.error_message);
END;
