//! Where the kernel runs the two sides of a conversation.
//!
//! Over one connection client and server take turns. On two processors every turn wakes a sleeping
//! one, which takes longer than the work (in a virtual machine the bare route's 13 µs become 75);
//! on one it does not. The kernel chooses anew for each server and then keeps to it, so that two
//! servers side by side would be compared by its choice. Here both share the first processor.

use rustix::process::Pid;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use crate::served::Served;

/// While this lives, these servers and this program share one processor. Where the system refuses,
/// everything stays as it was.
pub struct OneProcessor {
    threads: Vec<Pid>,
    before: CpuSet,
}

impl OneProcessor {
    pub fn shared_with(servers: &[&Served]) -> Self {
        let before = sched_getaffinity(None).unwrap_or_else(|_| CpuSet::new());
        let mut first = CpuSet::new();
        if let Some(cpu) = (0..CpuSet::MAX_CPU).find(|cpu| before.is_set(*cpu)) {
            first.set(cpu);
        }
        let own = std::process::id();
        let processes = servers.iter().filter_map(|served| served.process()).chain([own]);
        let threads: Vec<Pid> = processes.flat_map(threads_of).collect();
        place(&threads, &first);
        Self { threads, before }
    }
}

impl Drop for OneProcessor {
    fn drop(&mut self) {
        place(&self.threads, &self.before);
    }
}

fn place(threads: &[Pid], processors: &CpuSet) {
    for thread in threads {
        // A thread may have ended meanwhile.
        let _ = sched_setaffinity(Some(*thread), processors);
    }
}

fn threads_of(process: u32) -> Vec<Pid> {
    let Ok(tasks) = std::fs::read_dir(format!("/proc/{process}/task")) else { return vec![] };
    tasks
        .filter_map(|task| task.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(Pid::from_raw)
        .collect()
}
