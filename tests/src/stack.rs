//! The start-up sequence of a whole Wenk: the Worker, a shop in it, and the demo shop's server beside it.
//!
//! `cargo xtask dev` and every end-to-end test start here, so what is tested is what a person sees.
//!
//! Out of scope: what the shop is filled with (see [`crate::content`]).
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! use wenk_tests::stack::{Options, Stack};
//! let mut stack = Stack::start(Options::for_test("lost-mail")?).await?;
//! stack.edge.kill();
//! stack.edge.restart().await?;
//! stack.stop().await;
//! # Ok(())
//! # }
//! ```

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::admin::{Admin, Keys};
use crate::clock::Clock;
use crate::content::Content;
use crate::edge::{Edge, EdgeOptions, free_port, wait_for};
use crate::parts::Parts;
use crate::process::Group;
use crate::secrets::{Secrets, random};
use crate::shopper::{Server, Shopper};

/// The id of the demo shop.
pub const SHOP: &str = "spaak";

/// How to start a stack.
#[derive(Debug, Clone)]
pub struct Options {
    /// The built parts.
    pub parts: Parts,
    /// Where everything that it writes is kept.
    pub dir: PathBuf,
    /// The Worker's port on 127.0.0.1.
    pub edge_port: u16,
    /// The demo shop's port on 127.0.0.1.
    pub shop_port: u16,
    /// How many times faster than the wall's its clock runs.
    pub speed: i64,
    /// Further variables of the Worker.
    pub vars: Vec<(String, String)>,
    /// Further secrets of the Worker.
    pub secrets: Vec<(String, String)>,
    /// Whether the demo shop's server is started as well.
    pub demo_shop: bool,
    /// The shop's configuration; the demo's addresses in it become this stack's.
    pub configuration: String,
}

impl Options {
    /// A stack of its own for one test: free ports, an empty directory, no demo shop, a clock 240 times as fast.
    ///
    /// # Errors
    /// When the parts are not built, or there is no port or directory.
    pub fn for_test(name: &str) -> anyhow::Result<Options> {
        let dir = std::env::temp_dir().join(format!("wenk-{name}-{}", random()?));
        fs::create_dir_all(&dir)?;
        Ok(Options {
            parts: Parts::find()?,
            dir,
            edge_port: free_port()?,
            shop_port: free_port()?,
            speed: 240,
            vars: Vec::new(),
            secrets: Vec::new(),
            demo_shop: false,
            configuration: wenk_shop::CONFIGURATION.to_owned(),
        })
    }
}

/// A running Wenk.
#[derive(Debug)]
pub struct Stack {
    /// The Worker.
    pub edge: Edge,
    /// A client of the admin API with the shop's token.
    pub admin: Admin,
    /// The shop's admin token and secret.
    pub keys: Keys,
    /// The clock that everything lives by.
    pub clock: Clock,
    shop: Option<Group>,
    options: Options,
}

impl Stack {
    /// Starts the Worker, makes the shop if it is not there, loads its content, and starts the demo shop.
    ///
    /// # Errors
    /// When any of it fails; what it had started by then is ended.
    pub async fn start(options: Options) -> anyhow::Result<Stack> {
        fs::create_dir_all(&options.dir).with_context(|| format!("cannot make {}", options.dir.display()))?;
        let file = options.dir.join("secrets.json");
        let mut secrets = Secrets::open(&file)?;
        let clock = Clock::open(&options.dir.join("clock.json"), options.speed)?;
        let edge = Edge::start(&options.parts, edge_options(&options, &secrets, clock)).await?;
        let is_new = secrets.keys.is_none();
        let keys = match secrets.keys.clone() {
            Some(keys) => keys,
            None => Admin::create_shop(edge.url(), SHOP, &secrets.operator_token).await?,
        };
        secrets.keys = Some(keys.clone());
        secrets.keep(&file)?;
        fs::write(options.dir.join("edge.url"), edge.url())?;
        let admin = Admin::new(edge.url(), SHOP, &keys.admin_token);
        let mut stack = Stack { edge, admin, keys, clock, shop: None, options };
        stack.load(is_new).await?;
        if stack.options.demo_shop {
            stack.shop = Some(stack.start_shop().await?);
        }
        Ok(stack)
    }

    /// The Worker's address, without a slash at the end.
    #[must_use]
    pub fn edge_url(&self) -> &str {
        self.edge.url()
    }

    /// The demo shop's address, without a slash at the end.
    #[must_use]
    pub fn shop_url(&self) -> String {
        shop_url(&self.options)
    }

    /// The copy of the feed that this stack works with.
    #[must_use]
    pub fn feed_file(&self) -> PathBuf {
        self.options.dir.join("feed.xml")
    }

    /// A browser that has never been seen, on a page of the shop.
    #[must_use]
    pub fn shopper(&self) -> Shopper {
        Shopper::new(self.edge_url(), &self.shop_url(), SHOP)
    }

    /// The shop's own server.
    #[must_use]
    pub fn server(&self) -> Server {
        Server::new(self.edge_url(), SHOP, &self.keys.shop_secret)
    }

    /// The last lines of a program that ended by itself; nothing while both run.
    pub fn ended(&mut self) -> Option<String> {
        let groups = self.edge.group_mut().into_iter().chain(self.shop.as_mut());
        groups.filter_map(|group| (!group.runs()).then(|| group.tail(30))).next()
    }

    /// Ends both programs in order and removes all that they wrote.
    ///
    /// # Errors
    /// When the directory cannot be removed.
    pub async fn remove(self) -> anyhow::Result<()> {
        let dir = self.options.dir.clone();
        self.stop().await;
        fs::remove_dir_all(&dir).with_context(|| format!("cannot remove {}", dir.display()))
    }

    /// Ends both programs in order; the state is kept.
    pub async fn stop(self) {
        if let Some(shop) = self.shop {
            shop.stop().await;
        }
        self.edge.stop().await;
    }

    async fn load(&self, is_new: bool) -> anyhow::Result<()> {
        let shop_url = self.shop_url();
        wenk_shop::feed_file::working_copy(&self.feed_file(), &shop_url)?;
        let content = Content::new(&self.options.configuration, self.edge_url(), &shop_url);
        self.admin.configure(&content.configuration).await?;
        self.admin.templates(&content.templates).await?;
        let feed = wenk_shop::feed_file::read(&self.feed_file())?;
        if is_new {
            let now = u64::try_from(self.clock.now())?;
            self.admin.prices(&serde_json::to_value(wenk_shop::price_history(&feed, now)?)?).await?;
        }
        self.admin.feed(feed.into_bytes()).await?;
        Ok(())
    }

    async fn start_shop(&self) -> anyhow::Result<Group> {
        let mut command = Command::new(&self.options.parts.shop);
        command.current_dir(&self.options.parts.root);
        command.args(["--port", &self.options.shop_port.to_string(), "--edge", self.edge_url(), "--shop", SHOP]);
        command.arg("--feed").arg(self.feed_file());
        command.env("WENK_SHOP_SECRET", &self.keys.shop_secret);
        let mut group = Group::start(&mut command, &self.options.dir.join("shop.log"))?;
        wait_for(&self.shop_url(), &mut group).await?;
        Ok(group)
    }
}

/// A client of the admin API of the stack that keeps its state there and runs now.
///
/// # Errors
/// When no stack was started there.
pub fn admin_of(dir: &Path) -> anyhow::Result<Admin> {
    let nothing = || format!("no stack was started in {}; start one with `cargo xtask dev`", dir.display());
    let url = fs::read_to_string(dir.join("edge.url")).with_context(nothing)?;
    let keys = Secrets::open(&dir.join("secrets.json"))?.keys.with_context(nothing)?;
    Ok(Admin::new(&url, SHOP, &keys.admin_token))
}

fn shop_url(options: &Options) -> String {
    format!("http://127.0.0.1:{}", options.shop_port)
}

fn edge_options(options: &Options, secrets: &Secrets, clock: Clock) -> EdgeOptions {
    let mut all = vec![
        ("WENK_MASTER_KEY".to_owned(), secrets.master_key.clone()),
        ("WENK_OPERATOR_TOKEN".to_owned(), secrets.operator_token.clone()),
    ];
    all.extend(options.secrets.iter().cloned());
    EdgeOptions { dir: options.dir.clone(), port: options.edge_port, clock, vars: options.vars.clone(), secrets: all }
}
