//! The free times of a week as a form offers them.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::schedule::input::{Days, Wanted};
use crate::schedule::{Stretch, store};
use crate::ui::language::Language;
use crate::ui::words::input_moment;

/// Times of a day that are shown at first, spread over it.
const FIRST_TIMES: usize = 5;
/// Times of a day that are shown at most.
const MOST_TIMES: usize = 24;
/// Days that are searched for the first free time.
const SEARCHED_DAYS: i32 = 60;

/// A day with its free times.
pub(super) struct FreeDay {
    pub title: String,
    pub times: Vec<FreeTime>,
    /// The others of the day.
    pub more: Vec<FreeTime>,
}

/// A time that can be chosen.
pub(super) struct FreeTime {
    /// As the field of the form has it.
    pub value: String,
    pub label: String,
    pub is_chosen: bool,
}

/// When appointments of so many minutes can begin, from `first` to `last`, on half hours (quarters
/// for short ones) and at the beginning of a free stretch.
pub(super) fn starts(
    sql: &Sql<'_>,
    (dietitian, minutes): (Id, i64),
    (first, last): (Date, Date),
    zone: &Zone,
    now: Moment,
) -> Result<Vec<Moment>> {
    let days = Days { dietitian_id: Some(dietitian), first, last };
    let wanted = Wanted { dietitian_id: dietitian, days, minutes };
    let free = store::free_times(sql, &wanted, zone)?;
    let step = if minutes < 30 { 15 } else { 30 };
    let starts = free.into_iter().flat_map(|free| within(free, minutes, step, zone));
    Ok(starts.filter(|at| *at >= now).collect())
}

fn within(free: Stretch, minutes: i64, step: i64, zone: &Zone) -> Vec<Moment> {
    let clock = zone.wall_clock(free.from);
    let past = (i64::from(clock.hour()) * 60 + i64::from(clock.minute())) % step;
    let mut next = free.from.plus_minutes(if past == 0 { 0 } else { step - past });
    let mut all = Vec::new();
    if past != 0 {
        all.push(free.from);
    }
    while next.plus_minutes(minutes) <= free.to {
        all.push(next);
        next = next.plus_minutes(step);
    }
    all.retain(|at| at.plus_minutes(minutes) <= free.to);
    all
}

/// The first free time from that instant on.
pub(super) fn first_free(
    sql: &Sql<'_>,
    whose: (Id, i64),
    from: Moment,
    zone: &Zone,
) -> Result<Option<Moment>> {
    let day = zone.day_of(from);
    let last = day.saturating_add(SEARCHED_DAYS.days());
    Ok(starts(sql, whose, (day, last), zone, from)?.into_iter().next())
}

/// The free times of seven days.
pub(super) fn week(
    sql: &Sql<'_>,
    whose: (Id, i64),
    first: Date,
    (zone, now, chosen): (&Zone, Moment, Moment),
    language: Language,
) -> Result<Vec<FreeDay>> {
    let last = first.saturating_add(6.days());
    let mut days: Vec<(Date, Vec<FreeTime>)> = Vec::new();
    for at in starts(sql, whose, (first, last), zone, now)? {
        let time = FreeTime {
            value: input_moment(at, zone),
            label: zone.wall_clock(at).strftime("%H:%M").to_string(),
            is_chosen: at == chosen,
        };
        let day = zone.day_of(at);
        match days.last_mut() {
            Some((same, times)) if *same == day => times.push(time),
            _ => days.push((day, vec![time])),
        }
    }
    let shown = |(day, mut times): (Date, Vec<FreeTime>)| {
        times.truncate(MOST_TIMES);
        let (times, more) = spread(times);
        FreeDay { title: language.short_weekday(day), times, more }
    };
    Ok(days.into_iter().map(shown).collect())
}

/// A few times of a day from its first to its last, with the one that is chosen, and the others.
fn spread(times: Vec<FreeTime>) -> (Vec<FreeTime>, Vec<FreeTime>) {
    let last = times.len().saturating_sub(1);
    let is_among = |place: usize| {
        times.len() <= FIRST_TIMES
            || (0..FIRST_TIMES).any(|step| step * last / (FIRST_TIMES - 1) == place)
    };
    let among: Vec<bool> = (0..times.len()).map(is_among).collect();
    let (mut first, mut more) = (Vec::new(), Vec::new());
    for (time, is_among) in times.into_iter().zip(among) {
        match is_among || time.is_chosen {
            true => first.push(time),
            false => more.push(time),
        }
    }
    (first, more)
}

#[cfg(test)]
mod tests {
    use super::{FreeTime, spread};

    fn day(count: usize, chosen: usize) -> Vec<FreeTime> {
        let time = |place: usize| FreeTime {
            value: place.to_string(),
            label: String::new(),
            is_chosen: place == chosen,
        };
        (0..count).map(time).collect()
    }

    fn values(times: &[FreeTime]) -> Vec<&str> {
        times.iter().map(|time| time.value.as_str()).collect()
    }

    #[test]
    fn a_full_day_shows_five_times_from_its_first_to_its_last_and_the_chosen_one() {
        let (first, more) = spread(day(17, 3));
        assert_eq!(values(&first), ["0", "3", "4", "8", "12", "16"]);
        assert_eq!(first.len() + more.len(), 17);
        let (first, more) = spread(day(4, 9));
        assert_eq!(values(&first), ["0", "1", "2", "3"]);
        assert!(more.is_empty());
        assert!(spread(Vec::new()).0.is_empty());
    }
}
