//! The limits of a worker. Memory is limited by the system where it can (Linux), otherwise by the allocator; either
//! way an allocation beyond it ends the worker. Processor time is watched by a thread, which works everywhere.

use crate::book::Refusal;
#[cfg(not(target_family = "wasm"))]
use cpu_time::ProcessTime;
use std::io;
use std::process::ExitStatus;
use std::sync::Mutex;
use std::thread::{self, Builder};
use std::time::Duration;

/// The exit status of a worker that took too long.
const TOO_SLOW: i32 = 82;
/// Processor time for one file.
const PROCESSOR: Duration = Duration::from_secs(10);
/// Bytes of memory.
const MEMORY: u64 = 2 << 30;
/// Processor time after which a worker says that it goes on.
const BEAT: Duration = Duration::from_millis(50);
/// How often the time is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// The processor time at which the file under way was begun.
static BEGUN: Mutex<Option<Duration>> = Mutex::new(None);

/// Puts this process under its limits. `beat` is called while a file is worked on and takes processor time: a worker
/// that the system gives little of it is slow, but does not hang.
///
/// # Errors
/// Where the system has no thread to give.
pub(super) fn begin(beat: impl Fn() + Send + 'static) -> io::Result<()> {
    limit_memory();
    if cfg!(target_family = "wasm") {
        // whoever has started the worker watches it
        return Ok(());
    }
    let watch = move || {
        let mut last = now();
        loop {
            thread::sleep(LOOK);
            let begun = BEGUN.lock().map_or(None, |begun| *begun);
            let (Some(begun), now) = (begun, now()) else {
                continue;
            };
            if is_over(begun, now) {
                std::process::exit(TOO_SLOW);
            }
            if now.saturating_sub(last) > BEAT {
                last = now;
                beat();
            }
        }
    };
    Builder::new().spawn(watch).map(drop)
}

/// What the end of a worker says of the file that it read. A process that has no memory left aborts; whoever kills one
/// sends another signal.
pub(super) fn refusal(status: ExitStatus) -> Refusal {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        const ABORTED: i32 = 6;
        if status.signal() == Some(ABORTED) {
            return Refusal::TooMuchMemory;
        }
    }
    match status.code() {
        Some(TOO_SLOW) => Refusal::TooMuchTime,
        _ => Refusal::BroughtDown,
    }
}

/// Whether a file that was begun at one processor time has had its share at another.
fn is_over(begun: Duration, now: Duration) -> bool {
    now.saturating_sub(begun) > PROCESSOR
}

/// Works on one file; its time counts from here.
pub(super) fn file<T>(work: impl FnOnce() -> T) -> T {
    let set = |time| {
        if let Ok(mut begun) = BEGUN.lock() {
            *begun = time;
        }
    };
    set(Some(now()));
    let done = work();
    set(None);
    done
}

/// There are no workers.
#[cfg(target_family = "wasm")]
fn now() -> Duration {
    Duration::ZERO
}

#[cfg(not(target_family = "wasm"))]
fn now() -> Duration {
    ProcessTime::try_now().map_or(Duration::ZERO, |time| time.as_duration())
}

#[cfg(target_os = "linux")]
fn limit_memory() {
    // where the system refuses, the limits of the reader and the clock remain
    let _ = rlimit::setrlimit(rlimit::Resource::AS, MEMORY, MEMORY);
}

/// Counts what is set aside, in all processes; only a worker has a limit.
#[cfg(not(any(target_os = "linux", target_family = "wasm")))]
#[global_allocator]
static ALLOCATOR: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);

#[cfg(not(any(target_os = "linux", target_family = "wasm")))]
fn limit_memory() {
    let _ = ALLOCATOR.set_limit(usize::try_from(MEMORY).unwrap_or(usize::MAX));
}

/// The module has its own limit.
#[cfg(target_family = "wasm")]
fn limit_memory() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_ten_seconds_of_its_own() {
        let begun = Duration::from_secs(7);
        assert!(!is_over(begun, Duration::from_secs(17)));
        assert!(is_over(
            begun,
            Duration::from_secs(17) + Duration::from_nanos(1)
        ));
        assert!(!is_over(begun, Duration::ZERO));
    }

    #[test]
    fn processor_time_goes_on() {
        let begun = now();
        while now() == begun {
            std::hint::spin_loop();
        }
        assert!(now() > begun);
    }
}
