//! Who works in the demo clinic.

use super::calendar::Calendar;
use super::random::Random;
use super::store;
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;

/// One who may log in.
pub struct Member {
    pub id: Id,
    pub username: &'static str,
    pub role: &'static str,
    pub first_name: &'static str,
    pub last_name: &'static str,
    pub locale: Option<&'static str>,
}

/// Places in [`Staff::members`].
pub const ADMIN: usize = 0;
pub const ASSISTANT: usize = 2;
pub const VIEWER: usize = 3;

/// Login, role, first name, last name, language of the screen.
const MEMBERS: [(&str, &str, &str, &str, Option<&str>); 16] = [
    ("admin", "ADMIN", "Hélène", "Marchand", None),
    ("dietitian", "DIETITIAN", "Chloé", "Besançon", None),
    ("assistant", "ASSISTANT", "Yannick", "Le Bihan", Some("fr")),
    ("viewer", "VIEWER", "Nadia", "Cherkaoui", None),
    ("zoe.lefevre", "DIETITIAN", "Zoé", "Lefèvre", Some("fr")),
    ("s.obrien", "DIETITIAN", "Siobhán", "O'Brien", Some("en")),
    ("maria.munoz", "DIETITIAN", "María José", "Muñoz Ibáñez", None),
    ("k-h.gross", "DIETITIAN", "Karl-Heinz", "Groß", Some("en")),
    ("joao.magalhaes", "DIETITIAN", "João", "Magalhães", Some("fr")),
    ("m.wojcik", "DIETITIAN", "Małgorzata", "Wójcik", None),
    ("ayse_ozturk", "DIETITIAN", "Ayşe", "Öztürk", None),
    ("linh.nguyen", "DIETITIAN", "Mỹ Linh", "Nguyễn", Some("fr")),
    ("yamada", "DIETITIAN", "花子", "山田", Some("en")),
    ("n.haddad", "DIETITIAN", "نور", "الحداد", Some("fr")),
    ("eleni.p", "DIETITIAN", "Ελένη", "Παπαδοπούλου", None),
    ("anne-marie", "DIETITIAN", "Anne-Marie", "d'Aubigné-Roux", Some("fr")),
];

/// Everybody, in a fixed order.
pub struct Staff {
    pub members: Vec<Member>,
}

impl Staff {
    /// The id of the member in that place.
    pub fn id(&self, place: usize) -> Id {
        self.members[place].id
    }
}

/// The places of those who treat patients.
pub fn dietitians() -> Vec<usize> {
    (0..MEMBERS.len()).filter(|place| MEMBERS[*place].1 == "DIETITIAN").collect()
}

/// Hires everybody, each with this password's hash, on the day before the clinic opened.
///
/// # Errors
/// What SQLite says.
pub fn hire(
    tx: &Tx<'_>,
    random: &mut Random,
    calendar: &Calendar,
    opened: Moment,
    password_hash: &str,
) -> Result<Staff> {
    let mut members = Vec::with_capacity(MEMBERS.len());
    for (place, (username, role, first_name, last_name, locale)) in MEMBERS.into_iter().enumerate()
    {
        let hired = opened.plus_minutes(10 * i64::try_from(place).unwrap_or(0));
        let last_login =
            calendar.recorded(calendar.midnight.plus_minutes(-random.between(360, 2000)));
        let member = Member { id: random.id(hired), username, role, first_name, last_name, locale };
        let creator = members.first().map(|admin: &Member| admin.id);
        store::insert_user(tx, &member, password_hash, hired, last_login, creator)?;
        members.push(member);
    }
    Ok(Staff { members })
}
