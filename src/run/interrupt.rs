//! Ctrl-C: the first asks the run to come to an orderly end, the second ends it at once. The only door to ctrlc.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit status of a run that was ended by Ctrl-C.
pub(crate) const STATUS: u8 = 130;

/// A process has one Ctrl-C, so this is one for the process.
static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C asks for an orderly end.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let handler = || {
            if ASKED.swap(true, Ordering::SeqCst) {
                std::process::exit(i32::from(STATUS));
            }
        };
        // where the system will not have it, Ctrl-C ends the program as ever
        let _ = ctrlc::set_handler(handler);
    });
}

/// Whether the run was asked to end.
pub(crate) fn is_asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}
