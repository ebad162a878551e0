# The audit in sentences: who did what to what, and whose it is. The key of a sentence is the action,
# then what tells it apart: the kind of record, or how much of it (of: of a known person; self: one's
# own; many: a set; rows: a file of so many rows).
audit-who-nobody = somebody unknown
audit-who-server = the server
audit-who-command-line = the command line
# "elides" is "yes" where a language shortens its "of" before the name.
audit-whose = of { $whom }

audit-one-absence = an absence
audit-one-api = the API
audit-one-api_key = an API key
audit-one-audit_log = the audit trail
audit-one-auth = the login
audit-one-backup = a backup copy
audit-one-backup_plan = the plan of the backups
audit-one-billing = an invoice
audit-one-consent = a consent
audit-one-consent_text = a consent text
audit-one-contact = a contact of a patient
audit-one-database = the database
audit-one-document = a document
audit-one-energy_prescription = an energy prescription
audit-one-exchange_system = an exchange system
audit-one-export = an export
audit-one-food = a food
audit-one-food_frequency = what is eaten how often
audit-one-food_source = a table of foods
audit-one-goal = a goal
audit-one-measurement = measurements
audit-one-note_template = a template of notes
audit-one-target_set = a set of targets
audit-one-opening_hours = opening hours
audit-one-page = a page
audit-one-patient = a patient's file
audit-one-payment = a payment
audit-one-intake = a record of what was eaten
audit-one-meal_plan = a meal plan
audit-one-recipe = a recipe
audit-one-report = a report
audit-one-role = a role
audit-one-service = an entry of the price list
audit-one-session = a session
audit-one-settings = the settings
audit-one-system = the system
audit-one-user = an account
audit-one-visit = a consultation
audit-one-visit_type = an appointment type
audit-one-waiting_entry = an entry of the waiting list
audit-one-other = { $kind }

audit-of-api_key = an API key { audit-whose }
audit-of-auth = the login { audit-whose }
audit-of-billing = an invoice { audit-whose }
audit-of-consent = a consent { audit-whose }
audit-of-contact = a contact { audit-whose }
audit-of-document = a document { audit-whose }
audit-of-energy_prescription = an energy prescription { audit-whose }
audit-of-goal = a goal { audit-whose }
audit-of-measurement = measurements { audit-whose }
audit-of-patient = the file { audit-whose }
audit-of-payment = a payment { audit-whose }
audit-of-intake = a record of what was eaten, { audit-whose }
audit-of-food_frequency = what is eaten how often, { audit-whose }
audit-of-meal_plan = a meal plan { audit-whose }
audit-of-session = a session { audit-whose }
audit-of-user = the account { audit-whose }
audit-of-visit = a consultation { audit-whose }
audit-of-waiting_entry = an entry of the waiting list { audit-whose }

audit-self-api_key = an API key of their own
audit-self-auth = their own login
audit-self-session = a session of their own
audit-self-user = their own account

audit-many-billing = { $count } { $count ->
     [one] invoice
    *[other] invoices
}
audit-many-document = { $count } { $count ->
     [one] document
    *[other] documents
}
audit-many-patient = { $count } { $count ->
     [one] patient
    *[other] patients
}
audit-many-payment = { $count } { $count ->
     [one] payment
    *[other] payments
}
audit-many-goal = { $count } { $count ->
     [one] goal
    *[other] goals
}
audit-many-food_frequency = { $count } { $count ->
     [one] answer to how often what is eaten
    *[other] answers to how often what is eaten
}
audit-many-intake = { $count } { $count ->
     [one] record of what was eaten
    *[other] records of what was eaten
}
audit-many-meal_plan = { $count } { $count ->
     [one] meal plan
    *[other] meal plans
}
audit-many-visit = { $count } { $count ->
     [one] consultation
    *[other] consultations
}
audit-many-other = { $count } { $count ->
     [one] record
    *[other] records
}

audit-list-billing = invoices
audit-list-patient = patients
audit-list-payment = payments
audit-list-intake = records of what was eaten
audit-list-food_frequency = answers to how often what is eaten
audit-list-goal = goals
audit-list-meal_plan = meal plans
audit-list-visit = consultations
audit-list-other = records

audit-act-CREATE = creation
audit-act-READ = opening
audit-act-LIST = list
audit-act-UPDATE = change
audit-act-DELETE = deletion
audit-act-RESTORE = bringing back
audit-act-SIGN = signature
audit-act-TRANSFER = transfer
audit-act-AMEND = amendment
audit-act-LOGIN = login
audit-act-LOGOUT = logout
audit-act-FAILED_LOGIN = refused login
audit-act-REFRESH = staying logged in
audit-act-PASSWORD_CHANGE = change of a password
audit-act-ACTIVATE = activation
audit-act-DEACTIVATE = deactivation
audit-act-EXPORT = export
audit-act-PERMISSION_CHECK = access
audit-act-DEMO = demo clinic
audit-act-IMPORT = import
audit-act-BACKUP = backup
audit-act-AUDIT_GAP = gap

audit-ACTIVATE = { $who } activated { $what }
audit-ACTIVATE-patient = { $who } brought { $what } back from the archive
audit-AUDIT_GAP = What was opened could not be written down for a while
audit-BACKUP = { $who } made a backup copy
audit-BACKUP-failed = A backup copy ordered by { $who } failed
audit-CREATE = { $who } created { $what }
audit-CREATE-document = { $who } added { $what }
audit-CREATE-measurement = { $who } noted { $what }
audit-CREATE-payment = { $who } booked { $what }
audit-CREATE-one-visit = { $who } booked an appointment
audit-CREATE-of-visit = { $who } booked an appointment for { $whom }
audit-CREATE-of-waiting_entry = { $who } put { $whom } on the waiting list
audit-DEACTIVATE = { $who } deactivated { $what }
audit-DEACTIVATE-patient = { $who } archived { $what }
audit-DELETE = { $who } deleted { $what }
audit-DELETE-api_key = { $who } ended { $what }
audit-DELETE-session = { $who } ended { $what }
audit-DELETE-of-waiting_entry = { $who } took { $whom } off the waiting list
audit-DEMO = { $who } made the demo clinic
audit-EXPORT = { $who } exported { $what }
audit-EXPORT-backup = { $who } downloaded { $what }
audit-EXPORT-many = { $who } exported a file that names { $what }
audit-EXPORT-of-patient = { $who } exported data { audit-whose }
audit-EXPORT-rows = { $who } exported a file of { $count } { $count ->
     [one] row
    *[other] rows
}: { $list }
audit-FAILED_LOGIN = A login as { $who } was refused
audit-FAILED_LOGIN-nobody = A login was refused
audit-FAILED_LOGIN-rows = { $count } more { $count ->
     [one] login was
    *[other] logins were
} refused
audit-IMPORT = { $who } took over the data of another program
audit-LIST = { $who } saw { $what } in a list
audit-LIST-of-patient = { $who } saw the name { audit-whose } in a list
audit-LOGIN = { $who } logged in
audit-LOGOUT = { $who } logged out
audit-LOGOUT-of = { $who } ended the sessions { audit-whose }
audit-PASSWORD_CHANGE = { $who } changed the password of an account
audit-PASSWORD_CHANGE-of = { $who } changed the password { audit-whose }
audit-PASSWORD_CHANGE-self = { $who } changed their own password
audit-PERMISSION_CHECK = { $who } asked for { $what }
audit-PERMISSION_CHECK-refused = { $who } was refused access to { $what }
audit-READ = { $who } opened { $what }
audit-READ-backup = { $who } checked { $what }
audit-READ-many = { $who } read { $what } in a list
audit-READ-asked = { $who } asked whether somebody is a patient already
audit-REFRESH = { $who } stayed logged in
audit-REFRESH-refused = { $who } was refused to stay logged in
audit-RESTORE = { $who } brought back { $what }
audit-RESTORE-database = { $who } restored the database from a backup copy
audit-SIGN = { $who } signed the note of { $what }
audit-SIGN-one-visit = { $who } signed the note of a consultation
audit-SIGN-of-visit = { $who } signed the note of the consultation { audit-whose }
audit-TRANSFER = { $who } moved { $what } to another patient
audit-AMEND = { $who } opened the signed note of { $what } again
audit-AMEND-one-visit = { $who } opened the signed note of a consultation again
audit-AMEND-of-visit = { $who } opened the signed note of the consultation { audit-whose } again
audit-UPDATE = { $who } changed { $what }
audit-other = { $who }: { $act }, { $what }
audit-refused = { $who } was refused ({ $act }): { $what }
audit-failed = What { $who } asked for failed ({ $act }): { $what }
