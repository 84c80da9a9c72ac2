//! The Worker in workerd, through wrangler, with nothing from the network: started, killed, started again on its state.
//!
//! Out of scope: a shop in it (see [`crate::stack`]).
//!
//! ```no_run
//! # async fn example(parts: wenk_tests::parts::Parts, options: wenk_tests::edge::EdgeOptions) -> anyhow::Result<()> {
//! let mut edge = wenk_tests::edge::Edge::start(&parts, options).await?;
//! edge.kill();
//! edge.restart().await?;
//! # Ok(())
//! # }
//! ```

use std::fmt::Write as _;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, bail};

use crate::clock::Clock;
use crate::parts::Parts;
use crate::process::Group;

/// A cold start takes two seconds on an idle machine; a busy one gets a minute.
const START_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(50);

/// How to start the Worker.
#[derive(Debug, Clone)]
pub struct EdgeOptions {
    /// Where its state, its secrets and its log are kept.
    pub dir: PathBuf,
    /// The port on 127.0.0.1.
    pub port: u16,
    /// The clock that it lives by.
    pub clock: Clock,
    /// Further variables.
    pub vars: Vec<(String, String)>,
    /// Secrets; handed over in a file that only the owner reads.
    pub secrets: Vec<(String, String)>,
}

/// A Worker that runs, or was killed and can run again.
#[derive(Debug)]
pub struct Edge {
    parts: Parts,
    options: EdgeOptions,
    group: Option<Group>,
    url: String,
}

impl Edge {
    /// Applies the database's migrations, starts the Worker and waits until it answers.
    ///
    /// # Errors
    /// When a migration fails, or the Worker does not answer within a minute; the message ends with its last lines.
    pub async fn start(parts: &Parts, options: EdgeOptions) -> anyhow::Result<Edge> {
        fs::create_dir_all(&options.dir).with_context(|| format!("cannot make {}", options.dir.display()))?;
        write_secrets(&options)?;
        migrate(parts, &options)?;
        let url = format!("http://127.0.0.1:{}", options.port);
        let mut edge = Edge { parts: parts.clone(), options, group: None, url };
        edge.restart().await?;
        Ok(edge)
    }

    /// Its address, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Kills it with SIGKILL: nothing is flushed, no handler ends.
    pub fn kill(&mut self) {
        if let Some(group) = self.group.take() {
            group.kill();
        }
    }

    /// Starts it again on the same state and waits until it answers.
    ///
    /// # Errors
    /// When it does not answer within a minute.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        self.kill();
        let log = self.options.dir.join("edge.log");
        let mut group = Group::start(&mut self.command(), &log)?;
        let health = format!("{}/healthz", self.url);
        wait_for(&health, &mut group).await?;
        self.group = Some(group);
        Ok(())
    }

    /// Fires a cron trigger, which nothing does by itself on this machine.
    ///
    /// # Errors
    /// When the Worker does not answer with success.
    pub async fn cron(&self, cron: &str) -> anyhow::Result<()> {
        let url = format!("{}/cdn-cgi/local/scheduled?cron={}", self.url, cron.replace(' ', "+"));
        reqwest::get(url).await?.error_for_status()?;
        Ok(())
    }

    /// How many seconds of CPU its workerd has used.
    #[must_use]
    pub fn cpu_seconds(&self) -> f64 {
        self.group.as_ref().map_or(0.0, |group| group.cpu_seconds("workerd"))
    }

    /// Its processes, while it was not killed.
    pub(crate) fn group_mut(&mut self) -> Option<&mut Group> {
        self.group.as_mut()
    }

    /// Ends it in order.
    pub async fn stop(mut self) {
        if let Some(group) = self.group.take() {
            group.stop().await;
        }
    }

    fn command(&self) -> Command {
        let mut command = wrangler(&self.parts, &self.options.dir);
        command.args(["dev", "--ip", "127.0.0.1", "--show-interactive-dev-session=false", "--log-level", "log"]);
        command.args(["--port", &self.options.port.to_string(), "--inspector-port", "0"]);
        command.arg("--persist-to").arg(self.options.dir.join("state"));
        command.arg("--env-file").arg(secrets_file(&self.options));
        let clock = self.options.clock.vars().map(|(name, value)| (name.to_owned(), value));
        // Only on a developer's machine may the outbox be a shop's provider (R37); and workerd has no jurisdictions there.
        let here = [("WENK_ORIGIN", self.url.as_str()), ("WENK_DEV", "1"), ("WENK_JURISDICTION", "none")];
        let here = here.map(|(name, value)| (name.to_owned(), value.to_owned()));
        for (name, value) in clock.iter().chain(&here).chain(&self.options.vars) {
            command.arg("--var").arg(format!("{name}:{value}"));
        }
        command
    }
}

/// A port that was free a moment ago.
///
/// # Errors
/// When the machine has none left.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Waits until the address answers with success; gives up when the program ends or a minute has passed.
///
/// # Errors
/// When it gives up; the message ends with the program's last lines.
pub async fn wait_for(url: &str, group: &mut Group) -> anyhow::Result<()> {
    let http = reqwest::Client::builder().timeout(Duration::from_secs(10)).build()?;
    let mut waited = Duration::ZERO;
    while !http.get(url).send().await.is_ok_and(|answer| answer.status().is_success()) {
        if !group.runs() {
            bail!("the program ended before {url} answered; its last lines:\n{}", group.tail(30));
        }
        if waited > START_LIMIT {
            bail!("{url} does not answer; the last lines of the program:\n{}", group.tail(30));
        }
        tokio::time::sleep(POLL).await;
        waited += POLL;
    }
    Ok(())
}

/// Wrangler with an environment in which it asks nothing of the network and builds nothing.
pub(crate) fn wrangler(parts: &Parts, dir: &Path) -> Command {
    let mut command = Command::new(&parts.node);
    command.arg(&parts.wrangler).current_dir(&parts.root);
    command.env("WENK_BUILT", "1").env("CI", "1").env("WRANGLER_HIDE_BANNER", "true").env("NO_COLOR", "1");
    command.env("WRANGLER_SEND_METRICS", "false").env("WRANGLER_SEND_ERROR_REPORTS", "false");
    command.env("CLOUDFLARE_CF_FETCH_ENABLED", "false");
    command.env("WRANGLER_LOG_PATH", dir.join("wrangler-logs")).env("XDG_CONFIG_HOME", dir.join("wrangler-config"));
    command
}

fn migrate(parts: &Parts, options: &EdgeOptions) -> anyhow::Result<()> {
    let mut command = wrangler(parts, &options.dir);
    command.args(["d1", "migrations", "apply", "DB", "--local", "--persist-to"]).arg(options.dir.join("state"));
    let done = command.output().context("cannot start wrangler")?;
    if !done.status.success() {
        let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        bail!("the database's migrations failed:\n{out}{err}");
    }
    Ok(())
}

fn secrets_file(options: &EdgeOptions) -> PathBuf {
    options.dir.join("secrets.env")
}

fn write_secrets(options: &EdgeOptions) -> anyhow::Result<()> {
    let mut text = String::new();
    for (name, value) in &options.secrets {
        writeln!(text, "{name}=\"{value}\"")?;
    }
    let file = secrets_file(options);
    fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    owner_only(&file)
}

/// Lets nobody but the owner read the file.
///
/// # Errors
/// When the file system does not allow the change.
pub fn owner_only(file: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::set_permissions(file, fs::Permissions::from_mode(0o600))?)
}
