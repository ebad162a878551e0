//! What was done, and to which kinds of records.

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Create,
    Read,
    /// Names were seen in a list.
    List,
    Update,
    Delete,
    Restore,
    /// A record went over to another patient: the row that the one before keeps.
    Transfer,
    /// A note was signed.
    Sign,
    /// A signed note was opened again.
    Amend,
    Login,
    Logout,
    FailedLogin,
    Refresh,
    PasswordChange,
    Activate,
    Deactivate,
    Export,
    PermissionCheck,
    Demo,
    Import,
    Backup,
    /// Reads happened that could not be written (a full disk); says how many.
    AuditGap,
}

/// The kinds of records that rows are about.
pub const KINDS: [&str; 40] = [
    "absence",
    "api",
    "api_key",
    "audit_log",
    "auth",
    "backup",
    "backup_plan",
    "billing",
    "consent",
    "consent_text",
    "contact",
    "database",
    "document",
    "energy_prescription",
    "exchange_system",
    "export",
    "food",
    "food_frequency",
    "food_source",
    "goal",
    "intake",
    "meal_plan",
    "measurement",
    "note_template",
    "opening_hours",
    "page",
    "patient",
    "payment",
    "recipe",
    "report",
    "role",
    "service",
    "session",
    "settings",
    "system",
    "target_set",
    "user",
    "visit",
    "visit_type",
    "waiting_entry",
];

impl Action {
    /// Every one.
    pub const ALL: [Self; 22] = [
        Self::Create,
        Self::Read,
        Self::List,
        Self::Update,
        Self::Delete,
        Self::Restore,
        Self::Transfer,
        Self::Sign,
        Self::Amend,
        Self::Login,
        Self::Logout,
        Self::FailedLogin,
        Self::Refresh,
        Self::PasswordChange,
        Self::Activate,
        Self::Deactivate,
        Self::Export,
        Self::PermissionCheck,
        Self::Demo,
        Self::Import,
        Self::Backup,
        Self::AuditGap,
    ];

    /// The name in the `action` column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "CREATE",
            Self::Read => "READ",
            Self::List => "LIST",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
            Self::Restore => "RESTORE",
            Self::Transfer => "TRANSFER",
            Self::Sign => "SIGN",
            Self::Amend => "AMEND",
            Self::Login => "LOGIN",
            Self::Logout => "LOGOUT",
            Self::FailedLogin => "FAILED_LOGIN",
            Self::Refresh => "REFRESH",
            Self::PasswordChange => "PASSWORD_CHANGE",
            Self::Activate => "ACTIVATE",
            Self::Deactivate => "DEACTIVATE",
            Self::Export => "EXPORT",
            Self::PermissionCheck => "PERMISSION_CHECK",
            Self::Demo => "DEMO",
            Self::Import => "IMPORT",
            Self::Backup => "BACKUP",
            Self::AuditGap => "AUDIT_GAP",
        }
    }
}
