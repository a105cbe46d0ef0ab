//! `backlot completions` and `backlot man`.

use clap::CommandFactory as _;

use crate::command_line::Arguments;
use crate::output::print;

/// Prints the completions for a shell.
pub(crate) fn completions(shell: clap_complete::Shell) {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "backlot", &mut text);
    print(&String::from_utf8_lossy(&text));
}

/// Prints the manual page of the whole, or of one command.
pub(crate) fn page(name: Option<&str>) -> Result<(), String> {
    let mut all = Arguments::command();
    all.build();
    let command = match name {
        None => all,
        Some(name) => all
            .find_subcommand(name)
            .ok_or_else(|| format!("there is no command `{name}`; `backlot --help` lists them"))?
            .clone(),
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text).map_err(|error| error.to_string())?;
    print(&String::from_utf8_lossy(&text));
    Ok(())
}
