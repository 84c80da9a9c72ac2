//! What ingest costs: requests per second against nothing and against a floor, rows written, and dollars (R42, R43).
//!
//! Out of scope: one decision natively, which the engine's own benchmark measures.
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! let figures = wenk_tests::bench::run(wenk_tests::parts::Parts::find()?).await?;
//! println!("{}", figures.text());
//! # Ok(())
//! # }
//! ```

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::edge::{free_port, wait_for, wrangler};
use crate::figures::Figures;
use crate::parts::Parts;
use crate::price::Prices;
use crate::process::Group;
use crate::shopper::Shopper;
use crate::stack::{Options, Stack};

/// Warm objects that take turns (R42).
const PEOPLE: usize = 200;
/// Signals in a batch, as the tag sends them.
const SIGNALS: usize = 5;
const ROUNDS: usize = 3;
const REQUESTS: usize = 1_000;
/// Requests in flight at once.
const AT_ONCE: usize = 8;

/// Measures everything in one run, in alternation, so that the ratios hold on a busy machine too.
///
/// # Errors
/// When the stack does not start, or a request is not answered with success.
pub async fn run(parts: Parts) -> anyhow::Result<Figures> {
    let mut options = Options::for_test("bench")?;
    options.parts = parts.clone();
    options.speed = 1;
    let dir = options.dir.clone();
    let floor = Floor::start(&parts, &dir).await?;
    let mut stack = Stack::start(options).await?;
    let mut people = known(&stack).await?;
    let objects = dir.join("state/v3/do/wenk-ProfileObject");
    stack.edge.kill();
    let before = rows(&parts, &objects)?;
    stack.edge.restart().await?;
    let cpu = stack.edge.cpu_seconds();
    let rates = rates(&stack, &floor, &mut people).await?;
    let cpu = stack.edge.cpu_seconds() - cpu;
    stack.edge.kill();
    let written = rows(&parts, &objects)? - before;
    stack.remove().await?;
    Ok(figures(&rates, written, cpu))
}

/// Requests per second of each round.
#[derive(Debug, Default)]
struct Rates {
    noop: Vec<f64>,
    floor: Vec<f64>,
    ingest: Vec<f64>,
}

async fn rates(stack: &Stack, floor: &Floor, people: &mut [Shopper]) -> anyhow::Result<Rates> {
    let http = Client::new();
    let (noop, ingest) = (format!("{}/healthz", stack.edge_url()), format!("{}/v1/signals", stack.edge_url()));
    let mut rates = Rates::default();
    for _ in 0..ROUNDS {
        let batches = batches(people);
        rates.noop.push(rate(batches.iter().map(|_| http.get(&noop)).collect()).await?);
        let rows = batches.iter().enumerate();
        let rows = rows.map(|(at, body)| http.post(format!("{}/floor/{}", floor.url, at % PEOPLE)).body(body.clone()));
        rates.floor.push(rate(rows.collect()).await?);
        let posts = batches.iter().map(|body| http.post(&ingest).header("origin", stack.shop_url()).body(body.clone()));
        rates.ingest.push(rate(posts.collect()).await?);
    }
    Ok(rates)
}

fn batches(people: &mut [Shopper]) -> Vec<String> {
    let turns = (0..REQUESTS).map(|at| at % PEOPLE);
    turns.filter_map(|at| people.get_mut(at).map(|person| person.batch(signals()).to_string())).collect()
}

/// What a visit is made of: mostly looking, now and then the cart.
fn signals() -> Vec<Value> {
    let looks = ["singel", "singel-step", "bel"].map(|product| json!({ "kind": "product_viewed", "product": product }));
    let cart = json!({ "kind": "cart_updated", "lines": [{ "product": "singel", "quantity": 1 }] });
    let all: Vec<Value> = looks.into_iter().chain([json!({ "kind": "wish_added", "product": "bel" }), cart]).collect();
    debug_assert_eq!(all.len(), SIGNALS);
    all
}

async fn rate(requests: Vec<RequestBuilder>) -> anyhow::Result<f64> {
    let count = f64::from(u32::try_from(requests.len())?);
    let mut waiting = requests.into_iter();
    let mut running = JoinSet::new();
    let start = tokio::time::Instant::now();
    for request in waiting.by_ref().take(AT_ONCE) {
        running.spawn(answered(request));
    }
    while let Some(done) = running.join_next().await {
        done??;
        if let Some(request) = waiting.next() {
            running.spawn(answered(request));
        }
    }
    Ok(count / start.elapsed().as_secs_f64())
}

async fn answered(request: RequestBuilder) -> anyhow::Result<()> {
    let reply = request.send().await?;
    let status = reply.status();
    let text = reply.text().await?;
    if !status.is_success() {
        bail!("answered {status}: {text}");
    }
    Ok(())
}

async fn known(stack: &Stack) -> anyhow::Result<Vec<Shopper>> {
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        let mut shopper = stack.shopper();
        let customer = format!("customer-{number}");
        let identity = stack.server().identity(&customer, &format!("{customer}@example.com"), &["cart"])?;
        shopper.identify(&identity).await?;
        people.push(shopper);
    }
    Ok(people)
}

fn rows(parts: &Parts, objects: &Path) -> anyhow::Result<u64> {
    let done = Command::new(&parts.node).arg(parts.root.join("tests/rows.mjs")).arg(objects).output()?;
    let text = String::from_utf8_lossy(&done.stdout);
    text.trim().parse().with_context(|| format!("no count of rows: {}", String::from_utf8_lossy(&done.stderr)))
}

fn figures(rates: &Rates, rows_written: u64, cpu_seconds: f64) -> Figures {
    let batches = u32::try_from(ROUNDS * REQUESTS).unwrap_or(u32::MAX);
    let thousands = f64::from(batches) * SIGNALS as f64 / 1_000.0;
    let rows = u32::try_from(rows_written).unwrap_or(u32::MAX);
    let (noop, floor, ingest) = (median(&rates.noop), median(&rates.floor), median(&rates.ingest));
    let mut figures = Figures::default();
    figures.add_ratio("noop_requests_per_second", noop);
    figures.add_ratio("floor_requests_per_second", floor);
    figures.add_ratio("ingest_requests_per_second", ingest);
    figures.add_ratio("ingest_vs_noop_ratio", ingest / noop);
    figures.add_ratio("ingest_vs_floor_ratio", ingest / floor);
    figures.add_ratio("rows_written_per_1000_signals", f64::from(rows) / thousands);
    figures.add_ratio("object_requests_per_1000_signals", f64::from(batches) / thousands);
    // The noop rounds burn a part of it, so this is an upper bound.
    let cpu_ms = cpu_seconds * 1_000.0 / f64::from(batches);
    figures.add_ratio("cpu_ms_per_batch", cpu_ms);
    let usd = Prices::LIST.per_million_signals(SIGNALS as f64, f64::from(rows) / f64::from(batches), cpu_ms);
    figures.add_ratio("usd_per_million_ingested_signals", usd);
    figures.add_ratio("on_device_share_assumed", Prices::ON_DEVICE_SHARE);
    figures.add_ratio("usd_per_million_produced_signals", usd * (1.0 - Prices::ON_DEVICE_SHARE));
    figures
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The Worker that does the least.
struct Floor {
    url: String,
    _group: Group,
}

impl Floor {
    async fn start(parts: &Parts, dir: &Path) -> anyhow::Result<Floor> {
        fs::create_dir_all(dir)?;
        let port = free_port()?;
        let mut command = wrangler(parts, dir);
        command.args(["dev", "--ip", "127.0.0.1", "--show-interactive-dev-session=false", "--inspector-port", "0"]);
        command.args(["--port", &port.to_string()]).arg("--config").arg(parts.root.join("tests/floor/wrangler.toml"));
        command.arg("--persist-to").arg(dir.join("floor"));
        let mut group = Group::start(&mut command, &dir.join("floor.log"))?;
        let url = format!("http://127.0.0.1:{port}");
        wait_for(&url, &mut group).await?;
        Ok(Floor { url, _group: group })
    }
}
