//! The `ascribe` program.

fn main() -> std::io::Result<()> {
    ascribe::cli::analyze_lines()
}
