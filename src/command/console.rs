//! What is printed, and in which encoding: the only way to standard output and standard error.

use super::{ExitOutcome, dress, progress};
use encoding_rs::GBK;
use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// How text is written that goes to a file or another program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// With a byte order mark on Windows, whose programs take text without one for GBK.
    Utf8,
    /// What older programs on Chinese Windows read.
    Gbk,
}

/// What the command line asks for; a program has one standard output.
static ENCODING: OnceLock<Encoding> = OnceLock::new();
static IS_BEGUN: AtomicBool = AtomicBool::new(false);

/// Chooses the encoding of all that is printed from now on.
pub(crate) fn choose(encoding: Encoding) {
    // the first choice is the command line's
    let _ = ENCODING.set(encoding);
}

/// Prints text for people to standard output. A reader that has gone away ends the printing, not the work.
///
/// # Errors
/// Where the text cannot be written, the run has failed.
pub(super) fn print(text: &str) -> Result<(), ExitOutcome> {
    let is_terminal = io::stdout().is_terminal();
    let text = &dress::dressed(text, is_terminal);
    let bytes = encoded(text, ENCODING.get().copied(), is_terminal);
    let needs_mark = cfg!(windows) && !is_terminal && ENCODING.get().is_none() && !text.is_empty();
    if needs_mark && !IS_BEGUN.swap(true, Ordering::Relaxed) {
        write("\u{feff}".as_bytes())?;
    }
    write(&bytes)
}

/// Prints text for programs, which is UTF-8 without a mark.
///
/// # Errors
/// As for text.
pub(crate) fn print_data(text: &str) -> Result<(), ExitOutcome> {
    write(text.as_bytes())
}

/// Prints to standard error.
pub(crate) fn print_error(text: &str) {
    let is_terminal = io::stderr().is_terminal();
    let text = &dress::dressed(text, is_terminal);
    let bytes = encoded(text, ENCODING.get().copied(), is_terminal);
    progress::aside(|| {
        // the message has no place to go
        let _ = io::stderr().lock().write_all(&bytes);
    });
}

fn encoded(text: &str, encoding: Option<Encoding>, is_terminal: bool) -> Vec<u8> {
    match encoding {
        Some(Encoding::Gbk) if !is_terminal => GBK.encode(text).0.into_owned(),
        _ => text.as_bytes().to_vec(),
    }
}

fn write(bytes: &[u8]) -> Result<(), ExitOutcome> {
    let write = || {
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush())
    };
    match progress::aside(write) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            print_error(&format!("{error}\n"));
            Err(ExitOutcome::Failed)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_its_own_encoding() {
        let gbk = Some(Encoding::Gbk);
        assert_eq!(encoded("平", gbk, false), [0xc6, 0xbd]);
        assert_eq!(encoded("平", gbk, true), "平".as_bytes());
        assert_eq!(encoded("平", None, false), "平".as_bytes());
    }
}
