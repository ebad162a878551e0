//! The days of a report, as the parameters of the lists that its figures lead to.

use jiff::civil::Date;

use crate::clock::parse_day;
use crate::http::Parameters;
use crate::ui::list::Wanted;

/// Which days the figures are of; blank where they are open.
#[derive(Clone, Default)]
pub(super) struct Days {
    pub from: String,
    pub to: String,
}

impl Days {
    /// The days that the address asks for, which has nothing else to ask; what is asked back is left
    /// open.
    pub fn of(wanted: &Wanted) -> Self {
        Self { from: wanted.day("from_date", ""), to: wanted.day("to_date", "") }
    }

    /// The same as they were typed.
    pub fn typed(wanted: &Wanted) -> Self {
        let typed = |name: &str| wanted.get(name).unwrap_or_default().to_owned();
        Self { from: typed("from_date"), to: typed("to_date") }
    }

    /// As the figures are asked for.
    pub fn parameters(&self) -> Parameters {
        let both = [("from_date", &self.from), ("to_date", &self.to)];
        let asked = both.into_iter().filter(|(_, day)| !day.is_empty());
        Parameters::of(asked.map(|(name, day)| (name.to_owned(), day.clone())).collect())
    }

    /// Those of them that are over or are today's; of days to come their first, for which a list
    /// says that there is nothing yet.
    pub fn until(&self, today: Date) -> Self {
        let to = parse_day(&self.to).map_or(today, |to| to.min(today));
        let to = parse_day(&self.from).map_or(to, |from| to.max(from));
        Self { from: self.from.clone(), to: to.to_string() }
    }

    /// The address of a list with these days and some filter.
    pub fn link(&self, list: &str, filter: &str) -> String {
        self.link_by(period_of(list), list, filter)
    }

    /// The list of the patients who came for the first time in these days.
    pub fn new_patients(&self) -> String {
        match self.from.is_empty() && self.to.is_empty() {
            true => "/patients?first_completed_not_null=true".to_owned(),
            false => self.link_by(("first_completed_gte", "first_completed_lte"), "/patients", ""),
        }
    }

    /// Those of them that lie in a month, `2026-11`.
    pub fn within(&self, month: &str) -> Option<Self> {
        let first = parse_day(&format!("{month}-01"))?;
        let (from, to) = (parse_day(&self.from), parse_day(&self.to));
        let from = from.map_or(first, |from| from.max(first));
        let last = first.last_of_month();
        let to = to.map_or(last, |to| to.min(last));
        Some(Self { from: from.to_string(), to: to.to_string() })
    }

    fn link_by(&self, (from, to): (&str, &str), list: &str, filter: &str) -> String {
        let mut parts = Vec::new();
        for (name, day) in [(from, &self.from), (to, &self.to)] {
            if !day.is_empty() {
                parts.push(format!("{name}={day}"));
            }
        }
        if !filter.is_empty() {
            parts.push(filter.to_owned());
        }
        if parts.is_empty() { list.to_owned() } else { format!("{list}?{}", parts.join("&")) }
    }
}

/// What a list calls the ends of a period.
fn period_of(list: &str) -> (&'static str, &'static str) {
    match list {
        "/patients" => ("created_at_gte", "created_at_lte"),
        _ => ("from_date", "to_date"),
    }
}
