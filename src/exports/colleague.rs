//! Dietitians in a file: the name, and for people how its bearer stands.

use super::reader::Reader;
use crate::users::store::Standing;

/// What the columns that name a dietitian are called.
pub(super) const NAME: &str = "dietitian";
/// Between a name and how its bearer stands; no name has a control character.
const MARK: char = '\u{1f}';

/// The name of the user whose id this column has, then whether they are active, and whether their
/// role treats patients.
macro_rules! dietitian {
    ($id:literal) => {
        concat!(
            "(SELECT d.first_name || ' ' || d.last_name || char(31) || d.is_active \
             || (r.name IN ('DIETITIAN', 'ADMIN')) FROM users d JOIN roles r ON r.id = d.role_id \
             WHERE d.id = ",
            $id,
            ")"
        )
    };
}
pub(super) use dietitian;

/// What such a column says to this reader.
pub(super) fn said(stored: &str, reader: &dyn Reader) -> String {
    match stored.rsplit_once(MARK) {
        Some((name, signs)) => {
            let is = |place| signs.as_bytes().get(place) == Some(&b'1');
            reader.colleague(name, Standing::of(is(0), is(1)))
        }
        None => stored.to_owned(),
    }
}
