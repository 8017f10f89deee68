//! Scripts that complete commands in a shell, and the manual page; the only door to clap_complete and clap_mangen.

use super::ShellName;
use crate::command::{ExitOutcome, console};
use clap::Command;
use clap_complete::Shell;

/// Prints the script of a shell, or the manual page.
pub(super) fn print(mut command: Command, shell: ShellName) -> ExitOutcome {
    let mut bytes = Vec::new();
    let shell = match shell {
        ShellName::Bash => Shell::Bash,
        ShellName::Zsh => Shell::Zsh,
        ShellName::Fish => Shell::Fish,
        ShellName::Powershell => Shell::PowerShell,
        ShellName::Elvish => Shell::Elvish,
        ShellName::Man => {
            let made = clap_mangen::Man::new(command).render(&mut bytes);
            return match made {
                Ok(()) => printed(&bytes),
                Err(_) => ExitOutcome::Failed,
            };
        }
    };
    clap_complete::generate(shell, &mut command, "gouji", &mut bytes);
    printed(&bytes)
}

fn printed(bytes: &[u8]) -> ExitOutcome {
    let text = String::from_utf8_lossy(bytes);
    console::print_data(&text).map_or_else(|failed| failed, |()| ExitOutcome::Clean)
}
