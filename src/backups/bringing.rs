//! The one place for a file that is brought from elsewhere: it may fill what is free of the disk, so one
//! comes at a time. Whoever sends too little keeps the place only until somebody else asks for it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::sync::Notify;

/// Whoever has sent nothing for so long makes room for the next, …
const PATIENCE: Duration = Duration::from_secs(10);
/// … and whoever sends less than this in a millisecond: the slowest lines upwards send more.
const BYTES_A_MS: u64 = 32;

/// The place, and who has it.
#[derive(Default)]
pub(super) struct Bringing(Mutex<Option<Arc<Arrival>>>);

/// A file on its way in.
struct Arrival {
    /// Until then enough of it has come; none when all has.
    enough_until: Mutex<Option<Instant>>,
    /// Somebody else has the place now.
    is_ended: Notify,
}

impl Arrival {
    fn is_slow(&self, now: Instant) -> bool {
        self.enough_until.lock().is_some_and(|until| until < now)
    }

    fn came(&self, bytes: usize, now: Instant) {
        if let Some(until) = self.enough_until.lock().as_mut() {
            let earned = Duration::from_millis(bytes as u64 / BYTES_A_MS);
            *until = (*until).max(now).checked_add(earned).unwrap_or(now).min(now + PATIENCE);
        }
    }
}

impl Bringing {
    /// The place, if nobody has it or who has it sends too little.
    fn begin(&self, now: Instant) -> Option<Arc<Arrival>> {
        let mut holder = self.0.lock();
        if let Some(before) = holder.as_ref() {
            if !before.is_slow(now) {
                return None;
            }
            before.is_ended.notify_one();
        }
        let enough_until = Mutex::new(Some(now + PATIENCE));
        let arrival = Arc::new(Arrival { enough_until, is_ended: Notify::new() });
        *holder = Some(Arc::clone(&arrival));
        Some(arrival)
    }

    fn end(&self, arrival: &Arc<Arrival>) {
        let mut holder = self.0.lock();
        if holder.as_ref().is_some_and(|now| Arc::ptr_eq(now, arrival)) {
            *holder = None;
        }
    }
}

/// The turn to bring a file, given back at the end.
pub struct UploadPermit {
    bringing: Arc<Bringing>,
    arrival: Arc<Arrival>,
}

impl UploadPermit {
    pub(super) fn of(bringing: &Arc<Bringing>) -> Option<Self> {
        let arrival = bringing.begin(Instant::now())?;
        Some(Self { bringing: Arc::clone(bringing), arrival })
    }

    /// So much more has come.
    pub fn came(&self, bytes: usize) {
        self.arrival.came(bytes, Instant::now());
    }

    /// All has come: what the disk takes to store it is nobody's slowness.
    pub fn arrived(&self) {
        *self.arrival.enough_until.lock() = None;
    }

    /// What is done while the file comes; none when somebody else has got the place meanwhile. What
    /// is done with it afterwards takes its time.
    pub async fn hold<T>(&self, coming: impl Future<Output = T>) -> Option<T> {
        let came = tokio::select! {
            biased;
            () = self.arrival.is_ended.notified() => None,
            came = coming => Some(came),
        };
        self.arrived();
        came
    }
}

impl Drop for UploadPermit {
    fn drop(&mut self) {
        self.bringing.end(&self.arrival);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn whoever_sends_enough_keeps_the_place_and_whoever_dribbles_makes_room_for_the_next() {
        let (bringing, mut now) = (Bringing::default(), Instant::now());
        let steady = bringing.begin(now).unwrap();
        for _ in 0..600 {
            now += SECOND;
            steady.came(64_000, now);
            assert!(bringing.begin(now).is_none(), "64 kB a second");
        }
        // What was sent fast does not earn minutes of silence.
        steady.came(1 << 40, now);
        assert!(bringing.begin(now + 9 * SECOND).is_none());
        now += 11 * SECOND;
        let dribble = bringing.begin(now).unwrap();
        bringing.end(&steady);
        for _ in 0..30 {
            now += SECOND;
            dribble.came(9_000, now);
        }
        now += SECOND;
        let next = bringing.begin(now).expect("9 kB a second keep no place");
        bringing.end(&dribble);
        assert!(bringing.begin(now).is_none(), "the one who gave it up does not give it away");
        bringing.end(&next);
        assert!(bringing.begin(now).is_some());
    }
}
