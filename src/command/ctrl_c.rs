//! Ctrl-C: the first asks the run to come to an orderly end, the second ends it at once. The only door to ctrlc.

use crate::run::Interrupt;

/// The exit status of a run that was ended by Ctrl-C.
pub(crate) const STATUS: u8 = 130;

/// From now on Ctrl-C asks for an orderly end.
pub(super) fn listen(interrupt: &Interrupt) {
    let interrupt = interrupt.clone();
    let handler = move || {
        if interrupt.ask() {
            std::process::exit(i32::from(STATUS));
        }
    };
    // where the system refuses the handler, Ctrl-C ends the program as ever
    let _ = ctrlc::set_handler(handler);
}
