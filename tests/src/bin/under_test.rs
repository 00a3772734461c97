//! The program under test: `plumbline` built with fail points.

fn main() -> std::process::ExitCode {
    plumbline::main()
}
