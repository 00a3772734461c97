//! `plumbline typeset`: the renderer's own process, so that a page that runs wild harms nothing else.

use std::process::ExitCode;

pub(super) fn run() -> ExitCode {
    typeset::main_stdin()
}
