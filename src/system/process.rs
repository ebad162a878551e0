//! This process as the kernel counts it; nothing where there is no /proc.

use serde::Serialize;

/// What the process takes of the machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Process {
    /// Memory in use, bytes.
    pub resident_bytes: Option<u64>,
    /// Processor time since the start, all threads together, seconds.
    pub cpu_seconds: Option<f64>,
    pub open_files: Option<usize>,
    pub threads: Option<u64>,
}

impl Process {
    /// The figures at this moment.
    pub fn now() -> Self {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let number = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        };
        Self {
            resident_bytes: number("VmRSS:").map(|kib| kib * 1024),
            cpu_seconds: cpu_seconds(),
            open_files: std::fs::read_dir("/proc/self/fd").ok().map(Iterator::count),
            threads: number("Threads:"),
        }
    }
}

/// User and system time from the 14th and 15th field of /proc/self/stat (proc_pid_stat(5)).
pub(super) fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name in parentheses may hold spaces: fields are counted from behind it.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    let (user, system) = (ticks()?, ticks()?);
    Some((user + system) as f64 / rustix::param::clock_ticks_per_second() as f64)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_tells_of_this_process() {
        let process = Process::now();
        assert!(process.resident_bytes > Some(1_000_000), "{process:?}");
        assert!(process.cpu_seconds.is_some() && process.threads >= Some(1), "{process:?}");
        assert!(process.open_files > Some(2), "{process:?}");
    }
}
