//! `plumbline`: see `plumbline --help`.

fn main() -> std::process::ExitCode {
    plumbline::main()
}
