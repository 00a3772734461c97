//! `plumbline typeset`: renders in a process of its own, so that a page without end harms no other process.

use std::process::ExitCode;

pub(super) fn run() -> ExitCode {
    typeset::main_stdin()
}
