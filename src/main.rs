//! Starts the command line; all work is in the library.

use std::process::ExitCode;

#[cfg(not(target_family = "wasm"))]
fn main() -> ExitCode {
    gouji::cli::run(std::env::args_os())
}

/// A browser takes the library; there is no command line.
#[cfg(target_family = "wasm")]
fn main() -> ExitCode {
    ExitCode::FAILURE
}
