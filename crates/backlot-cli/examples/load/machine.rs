//! Facts about the machine: its name, a process's time and memory, and the processor of a process.

use std::fs;
use std::process::Command;

use crate::Failure;

/// The resources that a process has used so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    /// User and system time, in seconds.
    pub(crate) cpu: f64,
    /// Resident memory, in bytes.
    pub(crate) resident: f64,
}

/// The ticks of the kernel's clock in a second, the same on every Linux.
const TICKS: f64 = 100.0;

/// Reads the resources that a process has used so far, from `/proc`.
pub(crate) fn usage(process: u32) -> Result<Usage, Failure> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name in parentheses may hold any character. The numbers follow it, with user and system time as 12th and 13th.
    let (_, numbers) = stat.rsplit_once(')').ok_or("no process name")?;
    let ticks = numbers.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    let cpu = ticks.sum::<Result<f64, _>>()? / TICKS;
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no resident memory")?;
    let kibibytes: f64 = line.split_whitespace().next().ok_or("no number")?.parse()?;
    Ok(Usage { cpu, resident: kibibytes * 1024.0 })
}

/// Binds this process to one processor. Returns `true` if `taskset` could do it.
pub(crate) fn pin(processor: usize) -> bool {
    let list = ["-a", "-c", "-p", &processor.to_string(), &std::process::id().to_string()];
    Command::new("taskset").args(list).output().is_ok_and(|output| output.status.success())
}

/// Returns the processor's name and the number of processors.
pub(crate) fn name() -> String {
    let all = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = all.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let count = all.lines().filter(|line| line.starts_with("processor")).count();
    format!("{} × {count}", model.map_or("unknown processor", |(_, name)| name))
}

/// Returns the compiler's name.
pub(crate) fn compiler() -> String {
    let output = Command::new("rustc").arg("--version").output();
    output.map_or_else(
        |_| "rustc".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}
