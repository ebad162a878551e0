//! Who works in the demo clinic.

use super::calendar::Calendar;
use super::model::{Member, Staff};
use super::random::Random;
use super::store;
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::Result;

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
        let registration_number =
            (role == "DIETITIAN").then(|| format!("RPPS {:011}", 99_900_000_000 + place));
        let id = random.id(hired);
        let member =
            Member { id, username, role, first_name, last_name, locale, registration_number };
        let creator = members.first().map(|admin: &Member| admin.id);
        store::insert_user(tx, &member, password_hash, hired, last_login, creator)?;
        members.push(member);
    }
    Ok(Staff { members })
}
