//! Starting other programs: a line before, the whole command named when it fails.
//!
//! Out of scope: programs that stay (wrangler, the demo shop): those belong to `wenk_tests::stack`.
//!
//! ```text
//! run::step("packages from npm");
//! run::status(Command::new("npm").arg("ci"))?;
//! ```

use std::process::{Command, Stdio};

use anyhow::{Context, bail};

/// Tells the person what is going on now.
pub(crate) fn step(what: &str) {
    eprintln!("==> {what}");
}

/// Runs the command with our output; an error names it so that it can be repeated by hand.
pub(crate) fn status(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("cannot start: {}", shown(command)))?;
    if !status.success() {
        bail!("failed ({status}); to repeat it: {}", shown(command));
    }
    Ok(())
}

/// Runs the command and returns what it printed.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let done = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start: {}", shown(command)))?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        bail!("failed ({}); to repeat it: {}\n{said}", done.status, shown(command));
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// The command as one would type it, without the environment.
pub(crate) fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| quoted(&arg.to_string_lossy())));
    words.join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@+".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{word}'") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_is_shown_so_that_it_can_be_pasted() {
        let mut command = Command::new("false");
        command.args(["--exact", "two words"]);
        assert_eq!(shown(&command), "false --exact 'two words'");
        let error = status(&mut command).unwrap_err().to_string();
        assert!(error.ends_with("to repeat it: false --exact 'two words'"), "{error}");
    }
}
