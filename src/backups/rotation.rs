//! Which of the schedule's copies go. Only good ones of the schedule itself are ever counted or
//! deleted, and never the newest of them.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Plan;
use crate::clock::{Moment, Zone};

/// The copies to delete, as indexes into `made`: when each copy was made, in any order. What stays
/// is the last copy of each of the newest days, weeks and months that have any.
pub(super) fn superfluous(made: &[Moment], plan: &Plan, zone: &Zone) -> Vec<usize> {
    let mut newest_first: Vec<usize> = (0..made.len()).collect();
    newest_first.sort_by_key(|at| std::cmp::Reverse(made[*at]));
    let days: Vec<Date> = made.iter().map(|at| zone.day_of(*at)).collect();
    let mut kept: BTreeSet<usize> = newest_first.first().copied().into_iter().collect();
    let mut keep = |count: i64, period: &dyn Fn(Date) -> (i16, i8, i8)| {
        let mut seen = BTreeSet::new();
        for at in &newest_first {
            if seen.len() as i64 >= count {
                break;
            }
            if seen.insert(period(days[*at])) {
                kept.insert(*at);
            }
        }
    };
    keep(plan.keep_daily, &|day| (day.year(), day.month(), day.day()));
    keep(plan.keep_weekly, &|day| {
        let week = day.iso_week_date();
        (week.year(), week.week(), 0)
    });
    keep(plan.keep_monthly, &|day| (day.year(), day.month(), 0));
    (0..made.len()).filter(|at| !kept.contains(at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(keep_daily: i64, keep_weekly: i64, keep_monthly: i64) -> Plan {
        Plan {
            is_on: true,
            hour: 1,
            keep_daily,
            keep_weekly,
            keep_monthly,
            second_folder: None,
            second_disk: None,
            since: Moment::from_ms(0),
            version: 1,
        }
    }

    /// The days that stay of a copy a day in 2026, one a morning.
    fn staying(days: i64, plan: &Plan) -> Vec<String> {
        let first: Moment = "2026-01-01T01:00:00Z".parse().unwrap();
        let made: Vec<Moment> =
            (0..days).map(|day| first.plus_ms(day * 24 * 3600 * 1000)).collect();
        let gone = superfluous(&made, plan, &Zone::utc());
        let stay = made.iter().enumerate().filter(|(at, _)| !gone.contains(at));
        stay.map(|(_, at)| at.to_string()[..10].to_owned()).collect()
    }

    #[test]
    fn the_newest_days_the_last_of_each_week_and_of_each_month_stay() {
        let stay = staying(90, &plan(3, 2, 3));
        // 31 March 2026 is a Tuesday; 29 March a Sunday.
        let days = ["2026-01-31", "2026-02-28", "2026-03-29", "2026-03-30", "2026-03-31"];
        assert_eq!(stay, days);
    }

    #[test]
    fn a_year_of_days_leaves_days_weeks_and_months_and_not_more() {
        let stay = staying(365, &plan(7, 5, 12));
        assert!((20..=24).contains(&stay.len()), "{stay:?}");
        assert!(stay.contains(&"2026-01-31".to_owned()) && stay.contains(&"2026-12-31".to_owned()));
    }

    #[test]
    fn the_newest_stays_even_of_a_clock_that_jumped_and_two_of_a_day_leave_the_later() {
        let at = |text: &str| text.parse::<Moment>().unwrap();
        let made =
            [at("2026-05-02T01:00:00Z"), at("2026-05-02T09:00:00Z"), at("2026-05-01T01:00:00Z")];
        assert_eq!(superfluous(&made, &plan(2, 0, 0), &Zone::utc()), [0]);
        assert_eq!(superfluous(&made, &plan(1, 0, 0), &Zone::utc()), [0, 2]);
        assert!(superfluous(&[], &plan(1, 1, 1), &Zone::utc()).is_empty());
    }
}
