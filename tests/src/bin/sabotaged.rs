//! The program under test, built so that it can be told to break a promise.

fn main() -> std::process::ExitCode {
    plumbline::main()
}
