//! Starts the command line, or in a browser the engine of the page; all work is in the library.

use std::process::ExitCode;

#[cfg(not(target_family = "wasm"))]
fn main() -> ExitCode {
    gouji::cli::run(std::env::args_os())
}

#[cfg(target_family = "wasm")]
fn main() -> ExitCode {
    gouji::browser::run(std::env::args())
}
