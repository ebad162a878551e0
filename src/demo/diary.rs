//! Who comes when: visits laid into the dietitians' days so that none overlaps another.

use super::calendar::{Calendar, WorkingDay};
use super::random::Random;
use crate::clock::Moment;

/// Two years and the weeks ahead.
const WINDOW: usize = 660;
/// Minutes after midnight at which a visit may begin, and whether the next slot follows at once.
const SLOTS: [(i64, bool); 11] = [
    (510, true),
    (555, true),
    (600, true),
    (645, true),
    (690, false),
    (840, true),
    (885, true),
    (930, true),
    (975, true),
    (1020, true),
    (1065, false),
];
const SATURDAY_SLOTS: usize = 4;
const SLOT_MINUTES: i64 = 45;
/// Fewer than the slots of an average day: Saturdays are short.
const VISITS_A_DAY: usize = 9;
/// A patient is not seen again before that many days have passed, if that can be helped.
const REST_DAYS: i64 = 6;

/// A visit before anybody wrote anything about it.
pub struct Appointment {
    /// The patient's number.
    pub patient: usize,
    /// The dietitian's place among the staff.
    pub dietitian: usize,
    pub begins: Moment,
    pub minutes: i64,
    /// Whether it is the patient's first.
    pub is_first: bool,
}

/// The patients of one dietitian, in the order in which they came to the clinic.
pub struct Panel {
    pub dietitian: usize,
    pub patients: Vec<usize>,
}

/// Plans exactly that many visits, in order of time. Each dietitian's share is that of their
/// patients; what does not fit into two years goes further back.
pub fn plan(
    random: &mut Random,
    calendar: &Calendar,
    panels: &[Panel],
    visits: usize,
) -> Vec<Appointment> {
    let patients: usize = panels.iter().map(|panel| panel.patients.len()).sum();
    let mut planned = Vec::with_capacity(visits);
    if patients == 0 {
        return planned;
    }
    let mut through = 0;
    for panel in panels {
        let before = visits * through / patients;
        through += panel.patients.len();
        let quota = visits * through / patients - before;
        fill_diary(random, calendar, panel, quota, &mut planned);
    }
    planned.sort_by_key(|appointment| (appointment.begins, appointment.dietitian));
    planned
}

fn fill_diary(
    random: &mut Random,
    calendar: &Calendar,
    panel: &Panel,
    quota: usize,
    planned: &mut Vec<Appointment>,
) {
    let days = calendar.working_days(WINDOW.max(quota / VISITS_A_DAY + 7));
    let mut guests = Guests::new(panel, quota);
    let counts = visits_a_day(random, calendar, &days, quota);
    for (day, count) in days.iter().zip(counts) {
        let taken = choose_slots(random, slots_of(day), count);
        for (place, slot) in taken.iter().enumerate() {
            let (patient, is_first) = guests.next(random, day.start);
            let (minute, has_next) = SLOTS[*slot];
            let next_is_free =
                has_next && *slot + 1 < slots_of(day) && taken.get(place + 1) != Some(&(slot + 1));
            let minutes = match (is_first, next_is_free) {
                (true, true) => 60,
                (true, false) => SLOT_MINUTES,
                (false, _) => [20, 30, 30, 30, 45][random.below(5)],
            };
            let begins = day.start.plus_minutes(minute);
            let dietitian = panel.dietitian;
            planned.push(Appointment { patient, dietitian, begins, minutes, is_first });
        }
    }
}

fn slots_of(day: &WorkingDay) -> usize {
    if day.is_short() { SATURDAY_SLOTS } else { SLOTS.len() }
}

/// Spreads the quota over the days, more of it over the later ones: the clinic grows. A small
/// quota gathers around today, or today's page would be empty.
fn visits_a_day(
    random: &mut Random,
    calendar: &Calendar,
    days: &[WorkingDay],
    quota: usize,
) -> Vec<usize> {
    let is_small = quota < days.len() / 2;
    let weight = |place: usize| {
        let along = (place + 1) as f64 / days.len() as f64;
        let is_ahead = days[place].date > calendar.today;
        match (is_small, is_ahead) {
            (true, true) => 2.0,
            (true, false) => 0.1 + along * along * along,
            (false, _) => 1.0 + along,
        }
    };
    let mut weight_left: f64 = (0..days.len()).map(weight).sum();
    let mut room_left: usize = days.iter().map(slots_of).sum();
    let mut left = quota;
    let mut counts = Vec::with_capacity(days.len());
    for (place, day) in days.iter().enumerate() {
        let mean = left as f64 * weight(place) / weight_left.max(f64::MIN_POSITIVE);
        let mut count = (mean + random.unit()) as usize;
        if day.date == calendar.today {
            count = count.max(quota.min(60) / 12);
        }
        room_left -= slots_of(day);
        count = count.max(left.saturating_sub(room_left)).min(left).min(slots_of(day));
        left -= count;
        weight_left -= weight(place);
        counts.push(count);
    }
    counts
}

/// So many different slots of a day, in order.
fn choose_slots(random: &mut Random, slots: usize, count: usize) -> Vec<usize> {
    let mut wanted = count;
    (0..slots)
        .filter(|slot| {
            let chosen = random.below(slots - slot) < wanted;
            wanted -= usize::from(chosen);
            chosen
        })
        .collect()
}

/// Decides who takes the next slot: a patient who is new now and then, else one who came lately.
struct Guests<'a> {
    patients: &'a [usize],
    last_seen: Vec<Moment>,
    joined: usize,
    served: usize,
    quota: usize,
}

impl<'a> Guests<'a> {
    fn new(panel: &'a Panel, quota: usize) -> Self {
        let never = Moment::from_ms(Moment::MIN_MS);
        Self {
            patients: &panel.patients,
            last_seen: vec![never; panel.patients.len()],
            joined: 0,
            served: 0,
            quota,
        }
    }

    /// The patient's number, and whether this is the first visit.
    fn next(&mut self, random: &mut Random, day: Moment) -> (usize, bool) {
        self.served += 1;
        // All have come once when 95 of 100 visits are laid.
        let due = (self.patients.len() * self.served * 20).div_ceil(self.quota * 19);
        let is_first = self.joined < due.min(self.patients.len());
        let place = if is_first {
            self.joined += 1;
            self.joined - 1
        } else {
            self.returning(random, day)
        };
        self.last_seen[place] = day;
        (self.patients[place], is_first)
    }

    fn returning(&self, random: &mut Random, day: Moment) -> usize {
        let stay = (self.patients.len() * 3 / 5).max(12).min(self.joined);
        let rested = day.plus_minutes(-REST_DAYS * 1440);
        let mut place = 0;
        for _ in 0..5 {
            place = self.joined - 1 - random.below(stay);
            if self.last_seen[place] <= rested {
                break;
            }
        }
        place
    }
}
