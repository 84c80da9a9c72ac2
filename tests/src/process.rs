//! A program that stays, with all that it starts itself, in a process group of its own.
//!
//! Dropping the handle ends the whole group, so a failing test leaves nothing behind.
//!
//! Out of scope: programs that end by themselves.
//!
//! ```no_run
//! # use std::process::Command;
//! # fn main() -> anyhow::Result<()> {
//! let log = std::env::temp_dir().join("sleep.log");
//! let sleeper = wenk_tests::process::Group::start(Command::new("sleep").arg("60"), &log)?;
//! sleeper.kill();
//! # Ok(())
//! # }
//! ```

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;
use nix::errno::Errno;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

/// How long a program may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(3);
const POLL: Duration = Duration::from_millis(20);
/// Linux tells CPU times in hundredths of a second on every machine.
const TICKS_PER_SECOND: f64 = 100.0;

/// A running program and everything that it started.
#[derive(Debug)]
pub struct Group {
    child: Child,
    log: PathBuf,
}

impl Group {
    /// Starts the program; what it prints goes to the end of `log`.
    ///
    /// # Errors
    /// When the log cannot be opened or the program cannot be started.
    pub fn start(command: &mut Command, log: &Path) -> anyhow::Result<Group> {
        if let Some(dir) = log.parent() {
            fs::create_dir_all(dir)?;
        }
        let out = File::options().create(true).append(true).open(log)?;
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        Ok(Group { child, log: log.to_owned() })
    }

    /// Whether the program itself still runs.
    pub fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends the group at once, with SIGKILL, as a crash of the machine would.
    pub fn kill(mut self) {
        self.end();
    }

    /// Asks the group to end, and kills what is left after a grace of three seconds.
    pub async fn stop(mut self) {
        self.signal(Signal::SIGTERM);
        let mut waited = Duration::ZERO;
        while self.runs() && waited < GRACE {
            tokio::time::sleep(POLL).await;
            waited += POLL;
        }
        self.end();
    }

    /// The last lines of what the program printed, for an error message.
    #[must_use]
    pub fn tail(&self, lines: usize) -> String {
        let text = fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let all: Vec<&str> = text.lines().collect();
        all.iter().skip(all.len().saturating_sub(lines)).copied().collect::<Vec<_>>().join("\n")
    }

    /// How many seconds of CPU the programs of this name in the group have used.
    #[must_use]
    pub fn cpu_seconds(&self, name: &str) -> f64 {
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        let stats = processes.filter_map(|process| fs::read_to_string(process.path().join("stat")).ok());
        let ticks: u32 = stats.filter_map(|stat| ticks_of(&stat, name, self.child.id())).sum();
        f64::from(ticks) / TICKS_PER_SECOND
    }

    fn end(&mut self) {
        self.signal(Signal::SIGKILL);
        // An error here means that the program has been waited for already: it is gone either way.
        drop(self.child.wait());
    }

    fn signal(&self, signal: Signal) {
        let Ok(id) = i32::try_from(self.child.id()) else { return };
        match killpg(Pid::from_raw(id), signal) {
            Ok(()) | Err(Errno::ESRCH) => {}
            Err(error) => eprintln!("cannot signal process group {id}: {error}"),
        }
    }
}

/// The CPU ticks of a process, by its line in `/proc`, if it is of that name and group.
fn ticks_of(stat: &str, name: &str, group: u32) -> Option<u32> {
    let (head, rest) = stat.rsplit_once(") ")?;
    // After the name: state, parent, group, …, and as the 12th and 13th the time in user mode and in the kernel.
    let fields: Vec<&str> = rest.split(' ').collect();
    let number = |at: usize| fields.get(at).and_then(|field| field.parse::<u32>().ok());
    let is_meant = head.ends_with(&format!("({name}")) && number(2) == Some(group);
    is_meant.then(|| number(11).unwrap_or(0) + number(12).unwrap_or(0))
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_process_is_read_by_name_and_group() {
        let stat = "7 (work (er) d) S 1 42 42 0 -1 4 9 9 9 9 250 50 0 0 20 0 8";
        assert_eq!(ticks_of(stat, "work (er) d", 42), Some(300));
        assert_eq!(ticks_of(stat, "work (er) d", 43), None);
        assert_eq!(ticks_of(stat, "other", 42), None);
    }

    #[tokio::test]
    async fn a_group_takes_its_children_along() {
        let log = std::env::temp_dir().join(format!("wenk-group-{}.log", std::process::id()));
        let mut group = Group::start(Command::new("sh").args(["-c", "sleep 60 & echo $!; wait"]), &log).unwrap();
        assert!(group.runs());
        let child = loop {
            if let Ok(child) = group.tail(1).trim().parse::<u32>() {
                break child;
            }
            tokio::time::sleep(POLL).await;
        };
        group.stop().await;
        let gone = || !fs::read_to_string(format!("/proc/{child}/stat")).is_ok_and(|stat| !stat.contains(") Z "));
        while !gone() {
            tokio::time::sleep(POLL).await;
        }
        fs::remove_file(&log).unwrap();
    }
}
