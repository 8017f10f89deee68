//! Trying again where another program holds a file for a moment: a scanner that looks at what was just written, Excel
//! that is about to close.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

/// How long it is tried.
const PATIENCE: Duration = Duration::from_secs(1);
/// What lies between two trials.
const PAUSE: Duration = Duration::from_millis(50);

/// What Windows says of a file that another program holds: access denied, a sharing violation, a lock.
const HELD: [i32; 3] = [5, 32, 33];

/// Replaces, moves or removes a file, for a second where another program holds it.
///
/// # Errors
/// What the system says in the end.
pub(crate) fn patiently<T>(act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    let is_held = |error: &io::Error| {
        cfg!(windows)
            && error
                .raw_os_error()
                .is_some_and(|code| HELD.contains(&code))
    };
    retried(act, is_held, PATIENCE)
}

fn retried<T>(
    mut act: impl FnMut() -> io::Result<T>,
    is_momentary: impl Fn(&io::Error) -> bool,
    patience: Duration,
) -> io::Result<T> {
    let begun = Instant::now();
    loop {
        match act() {
            Err(error) if is_momentary(&error) && begun.elapsed() < patience => {
                thread::sleep(PAUSE);
            }
            done => return done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held_for(times: usize) -> impl FnMut() -> io::Result<usize> {
        let mut tried = 0;
        move || {
            tried += 1;
            if tried <= times {
                Err(io::ErrorKind::ResourceBusy.into())
            } else {
                Ok(tried)
            }
        }
    }

    #[test]
    fn a_file_that_is_held_for_a_moment_is_tried_again() {
        let is_busy = |error: &io::Error| error.kind() == io::ErrorKind::ResourceBusy;
        assert_eq!(retried(held_for(2), is_busy, PATIENCE).ok(), Some(3));
        let never = retried(held_for(usize::MAX), is_busy, PAUSE * 2);
        assert!(never.is_err_and(|error| is_busy(&error)));
    }

    #[test]
    fn what_does_not_pass_is_said_at_once() {
        let mut tried = 0;
        let refused = retried(
            || -> io::Result<()> {
                tried += 1;
                Err(io::ErrorKind::PermissionDenied.into())
            },
            |_| false,
            PATIENCE,
        );
        assert!(refused.is_err());
        assert_eq!(tried, 1);
    }
}
