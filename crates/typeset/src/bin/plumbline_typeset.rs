//! Renders one report: a request in JSON on standard input, the PDF on standard output.

fn main() -> std::process::ExitCode {
    typeset::main_stdin()
}
