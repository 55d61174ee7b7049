//! The `ascribe` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    ascribe::cli::run()
}
