//! Starts the command line; all work is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    gouji::cli::run(std::env::args_os())
}
