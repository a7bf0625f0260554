//! What a process takes, as Linux counts it.

use std::{fs, time::Duration};

/// How long a tick of the processor's accounts is: `sysconf(_SC_CLK_TCK)`, a hundredth of a second wherever Linux runs.
const TICK: Duration = Duration::from_millis(10);

/// Resident memory, in KiB.
pub fn resident(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the process is gone");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("Linux tells");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// Time on the processor so far.
pub fn processor(pid: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("the process is gone");
    // What stands before is the name, in brackets, whatever is in it.
    let fields: Vec<&str> = stat.rsplit_once(')').expect("a name").1.split_whitespace().collect();
    let ticks: u32 = fields[11..13].iter().map(|field| field.parse::<u32>().expect("a number")).sum();
    TICK * ticks
}
