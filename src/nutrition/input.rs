//! Lists of objects in bodies: each read field by field, its bad fields named by its place.

use serde_json::Value;

use crate::http::{Field, Fields};
use crate::message::message;

/// Reads a list of at most so many objects.
pub(super) fn each<T>(
    fields: &mut Fields,
    name: &str,
    most: usize,
    mut read: impl FnMut(&mut Fields) -> T,
) -> Field<Vec<T>> {
    let given = match fields.raw(name) {
        None => return Field::Absent,
        Some(Value::Null) => return Field::Null,
        Some(Value::Array(given)) if given.len() <= most => given.clone(),
        Some(_) => {
            let must = message("entries-range", "must be a list of at most {most} entries");
            fields.refuse(name, must.count("most", most));
            return Field::Absent;
        }
    };
    let mut all = Vec::with_capacity(given.len());
    for (place, one) in given.into_iter().enumerate() {
        let part = format!("{name}[{place}]");
        match one {
            Value::Object(map) => {
                let mut inner = Fields::of(map);
                all.push(read(&mut inner));
                fields.absorb(&part, inner);
            }
            _ => fields.refuse(&part, message("is-object", "must be an object")),
        }
    }
    Field::Set(all)
}

/// An entry names exactly one of these fields.
pub(super) fn exactly_one(fields: &mut Fields, names: &[&str], are_given: usize) {
    if are_given != 1 && names.iter().all(|name| !fields.is_refused(name)) {
        let wording = format!("is required, or exactly one of {}", names.join(", "));
        fields.refuse(names[0], message("exactly-one", "").worded(wording));
    }
}
