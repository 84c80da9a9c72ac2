//! The tables of one object.
//!
//! An object that holds nothing has no tables either: asking it writes nothing (R13). Each batch costs one row of `state`
//! and one of `log`; everything else is written only when it changes.
//!
//! **Out of scope:** what the rows mean; the texts in them are written and read by `turn`, `log` and `outbox`.

use super::ledger::Record;
use super::memory::Memory;
use std::cell::Cell;
use std::rc::Rc;
use wenk_engine::State;
use wenk_wire::{Millis, SendId, ShopId};
use worker::js_sys::{Date, Number};
use worker::{Error, Result, ScheduledTime, SqlStorage, SqlStorageValue, State as Context, Storage};

/// Version of the tables below; a later one adds, it never removes.
const TABLES_VERSION: i64 = 1;
/// The tables, created with the first state. Keys of text are `WITHOUT ROWID`: one row written, not two.
const TABLES: [&str; 6] = [
    "CREATE TABLE IF NOT EXISTS tables (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL,
       shop TEXT NOT NULL, object TEXT NOT NULL, next INTEGER, log_bytes INTEGER NOT NULL,
       erasing INTEGER NOT NULL DEFAULT 0, json TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, batch TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS effect (id INTEGER PRIMARY KEY, json TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS frozen (send TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS ledger (seq INTEGER PRIMARY KEY, prev TEXT NOT NULL, json TEXT NOT NULL, hash TEXT NOT NULL)",
];

/// What an object knows of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Counts the writes: a turn that finds another number starts over (R6).
    pub(crate) version: i64,
    /// The shop.
    pub(crate) shop: ShopId,
    /// The object's name in that shop.
    pub(crate) object: String,
    /// When the engine wants to be asked again.
    pub(crate) next: Option<Millis>,
    /// Bytes in the log.
    pub(crate) log_bytes: i64,
    /// The person asked to be erased, and rows in D1 may be left.
    pub(crate) erasing: bool,
    /// The state.
    pub(crate) state: State,
}

/// Everything that one turn writes, at once or not at all.
#[derive(Clone, Debug)]
pub(crate) struct Commit {
    /// The version that the turn started from; 0 where there was no state.
    pub(crate) from_version: i64,
    /// What the object keeps from now on.
    pub(crate) kept: Kept,
    /// The new row of the log.
    pub(crate) log: (Millis, String),
    /// Rows of the log up to and with this number are dropped.
    pub(crate) drop_log_to: Option<i64>,
    /// What is to be carried out elsewhere.
    pub(crate) effects: Option<String>,
    /// Bytes frozen for a mail (R3).
    pub(crate) frozen: Option<(SendId, Vec<u8>)>,
    /// Mails that are not over yet, where one of them changed; the bytes of all others go.
    pub(crate) open_sends: Option<Vec<SendId>>,
    /// New records of the ledger.
    pub(crate) ledger: Vec<Record>,
    /// Wake the object then, by the wall clock, unless it wakes earlier anyway.
    pub(crate) alarm: Option<i64>,
}

/// A row of the log as stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub(crate) struct LogRow {
    /// Its number.
    pub(crate) seq: i64,
    /// When it was written.
    pub(crate) at: i64,
    /// What it says.
    pub(crate) batch: String,
}

/// The tables of one object.
pub(crate) struct Store<'a> {
    context: &'a Context,
    memory: &'a Memory,
}

impl<'a> Store<'a> {
    /// The tables of this object.
    pub(crate) const fn new(context: &'a Context, memory: &'a Memory) -> Self {
        Self { context, memory }
    }

    /// What the object keeps; `None` where it holds nothing.
    pub(crate) fn load(&self) -> Result<Option<Rc<Kept>>> {
        if let Some(kept) = self.memory.kept() {
            return Ok(kept);
        }
        let kept = read(&self.context.storage().sql())?.map(Rc::new);
        self.memory.keeps(kept.clone());
        Ok(kept)
    }

    /// Writes a turn. Answers `false`, with nothing written, when the state moved meanwhile.
    ///
    /// State, claims and alarm are one transaction: nothing but storage is awaited in it (R6).
    pub(crate) async fn commit(&self, commit: Commit) -> Result<bool> {
        let alarm = self.earlier(commit.alarm).await?;
        let storage = self.context.storage();
        let kept = Rc::new(commit.kept.clone());
        let effects = commit.effects.is_some();
        let written = Rc::new(Cell::new(false));
        let (inside, tells) = (self.context.storage(), Rc::clone(&written));
        let transaction = storage.transaction(move |_| async move {
            let sql = inside.sql();
            if commit.from_version == 0 && !has_tables(&sql)? {
                create_tables(&sql)?;
            }
            if version(&sql)? != commit.from_version {
                return Ok(());
            }
            for (query, values) in statements(&commit)? {
                sql.exec(query, values)?;
            }
            if let Some(at) = alarm {
                set_alarm(&inside, at).await?;
            }
            tells.set(true);
            Ok(())
        });
        // Until it is known what stands there, nothing is remembered.
        let settled = self.memory.is_settled();
        let armed = self.memory.alarm();
        self.memory.forget();
        transaction.await?;
        if written.get() {
            self.memory.keeps(Some(kept));
            self.memory.settle(settled && !effects);
            self.memory.armed(alarm.or(armed.flatten()));
        }
        Ok(written.get())
    }

    /// Wakes the object then, by the wall clock, unless it wakes earlier anyway.
    pub(crate) async fn wake_at(&self, wall: i64) -> Result<()> {
        match self.earlier(Some(wall)).await? {
            Some(at) => self.arm(at).await,
            None => Ok(()),
        }
    }

    /// Notes that everything is to go, and wakes the object then, not earlier, should it not come to an end now.
    pub(crate) async fn begin_erasure(&self, wall: i64) -> Result<()> {
        self.memory.forget();
        let sql = self.context.storage().sql();
        sql.exec("UPDATE state SET erasing = 1, version = version + 1", None)?;
        self.arm(wall).await
    }

    /// Deletes everything this object holds, its alarm too.
    pub(crate) async fn erase(&self) -> Result<()> {
        self.memory.forget();
        let storage = self.context.storage();
        storage.delete_alarm().await?;
        storage.delete_all().await?;
        self.memory.forget();
        Ok(())
    }

    /// The moment, if the object would otherwise wake later or not at all.
    async fn earlier(&self, wanted: Option<i64>) -> Result<Option<i64>> {
        let armed = match self.memory.alarm() {
            Some(armed) => armed,
            None => {
                let armed = self.context.storage().get_alarm().await?;
                self.memory.armed(armed);
                armed
            }
        };
        Ok(wanted.filter(|wanted| armed.is_none_or(|armed| armed > *wanted)))
    }

    async fn arm(&self, wall: i64) -> Result<()> {
        set_alarm(&self.context.storage(), wall).await?;
        self.memory.armed(Some(wall));
        Ok(())
    }

    /// The frozen bytes of a mail.
    pub(crate) fn frozen(&self, send: &SendId) -> Result<Option<Vec<u8>>> {
        let sql = self.context.storage().sql();
        let cursor = sql.exec("SELECT bytes FROM frozen WHERE send = ?", vec![send.as_str().into()])?;
        let first = cursor.raw().next().transpose()?.and_then(|row| row.into_iter().next());
        match first {
            Some(SqlStorageValue::Blob(bytes)) => Ok(Some(bytes)),
            _ => Ok(None),
        }
    }

    /// Effects to be carried out, in order.
    pub(crate) fn effects(&self) -> Result<Vec<(i64, String)>> {
        #[derive(serde::Deserialize)]
        struct Row {
            id: i64,
            json: String,
        }
        let sql = self.context.storage().sql();
        let rows: Vec<Row> = sql.exec("SELECT id, json FROM effect ORDER BY id", None)?.to_array()?;
        Ok(rows.into_iter().map(|row| (row.id, row.json)).collect())
    }

    /// Effects up to and with this one were carried out.
    pub(crate) fn effects_done(&self, id: i64) -> Result<()> {
        self.context.storage().sql().exec("DELETE FROM effect WHERE id <= ?", vec![id.into()])?;
        Ok(())
    }

    /// The log, oldest first, with the size of each row.
    pub(crate) fn log(&self) -> Result<Vec<LogRow>> {
        self.context.storage().sql().exec("SELECT seq, at, batch FROM log ORDER BY seq", None)?.to_array()
    }

    /// Number, time and size of the rows of the log, oldest first.
    pub(crate) fn log_sizes(&self) -> Result<Vec<(i64, Millis, i64)>> {
        #[derive(serde::Deserialize)]
        struct Row {
            seq: i64,
            at: i64,
            bytes: i64,
        }
        let query = "SELECT seq, at, length(CAST(batch AS BLOB)) AS bytes FROM log ORDER BY seq";
        let rows: Vec<Row> = self.context.storage().sql().exec(query, None)?.to_array()?;
        Ok(rows.into_iter().map(|row| (row.seq, Millis(row.at), row.bytes)).collect())
    }

    /// When the oldest row of the log was written.
    pub(crate) fn oldest_log(&self) -> Result<Option<Millis>> {
        let sql = self.context.storage().sql();
        let cursor = sql.exec("SELECT at FROM log ORDER BY seq LIMIT 1", None)?;
        match cursor.raw().next().transpose()?.and_then(|row| row.into_iter().next()) {
            Some(SqlStorageValue::Integer(at)) => Ok(Some(Millis(at))),
            _ => Ok(None),
        }
    }

    /// The ledger, oldest first.
    pub(crate) fn ledger(&self) -> Result<Vec<Record>> {
        self.context.storage().sql().exec("SELECT prev, json, hash FROM ledger ORDER BY seq", None)?.to_array()
    }

    /// The hash of the ledger's last record; empty where there is none.
    pub(crate) fn ledger_head(&self) -> Result<String> {
        let sql = self.context.storage().sql();
        let cursor = sql.exec("SELECT hash FROM ledger ORDER BY seq DESC LIMIT 1", None)?;
        match cursor.raw().next().transpose()?.and_then(|row| row.into_iter().next()) {
            Some(SqlStorageValue::String(hash)) => Ok(hash),
            _ => Ok(String::new()),
        }
    }
}

fn read(sql: &SqlStorage) -> Result<Option<Kept>> {
    #[derive(serde::Deserialize)]
    struct Row {
        version: i64,
        shop: ShopId,
        object: String,
        next: Option<i64>,
        log_bytes: i64,
        erasing: i64,
        json: String,
    }
    if !has_tables(sql)? {
        return Ok(None);
    }
    let query = "SELECT version, shop, object, next, log_bytes, erasing, json FROM state";
    let rows: Vec<Row> = sql.exec(query, None)?.to_array()?;
    let Some(row) = rows.into_iter().next() else { return Ok(None) };
    Ok(Some(Kept {
        version: row.version,
        shop: row.shop,
        object: row.object,
        next: row.next.map(Millis),
        log_bytes: row.log_bytes,
        erasing: row.erasing != 0,
        state: serde_json::from_str(&row.json)?,
    }))
}

/// An absolute moment: a bare number would be an offset from now.
async fn set_alarm(storage: &Storage, wall: i64) -> Result<()> {
    storage.set_alarm(ScheduledTime::new(Date::new(&Number::from(wall as f64)))).await
}

fn has_tables(sql: &SqlStorage) -> Result<bool> {
    let cursor = sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'state'", None)?;
    Ok(cursor.raw().next().is_some())
}

fn create_tables(sql: &SqlStorage) -> Result<()> {
    for table in TABLES {
        sql.exec(table, None)?;
    }
    sql.exec("INSERT INTO tables (id, version) VALUES (1, ?)", vec![TABLES_VERSION.into()])?;
    Ok(())
}

fn version(sql: &SqlStorage) -> Result<i64> {
    let cursor = sql.exec("SELECT version FROM state", None)?;
    match cursor.raw().next().transpose()?.and_then(|row| row.into_iter().next()) {
        Some(SqlStorageValue::Integer(version)) => Ok(version),
        _ => Ok(0),
    }
}

type Statement = (&'static str, Vec<SqlStorageValue>);

/// What a turn writes, as SQL.
fn statements(commit: &Commit) -> Result<Vec<Statement>> {
    let kept = &commit.kept;
    let mut list: Vec<Statement> = vec![(
        "INSERT INTO state (id, version, shop, object, next, log_bytes, json) VALUES (1, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, next = excluded.next,
           log_bytes = excluded.log_bytes, json = excluded.json",
        vec![
            integer(kept.version)?,
            kept.shop.as_str().into(),
            kept.object.clone().into(),
            kept.next.map(|next| integer(next.0)).transpose()?.into(),
            integer(kept.log_bytes)?,
            serde_json::to_string(&kept.state)?.into(),
        ],
    )];
    if let Some(seq) = commit.drop_log_to {
        list.push(("DELETE FROM log WHERE seq <= ?", vec![integer(seq)?]));
    }
    let (at, batch) = &commit.log;
    list.push(("INSERT INTO log (at, batch) VALUES (?, ?)", vec![integer(at.0)?, batch.clone().into()]));
    if let Some(effects) = &commit.effects {
        list.push(("INSERT INTO effect (json) VALUES (?)", vec![effects.clone().into()]));
    }
    for record in &commit.ledger {
        let values = [&record.prev, &record.json, &record.hash].map(|text| text.clone().into());
        list.push(("INSERT INTO ledger (prev, json, hash) VALUES (?, ?, ?)", values.to_vec()));
    }
    if let Some(open) = &commit.open_sends {
        let open = serde_json::to_string(open)?;
        list.push(("DELETE FROM frozen WHERE send NOT IN (SELECT value FROM json_each(?))", vec![open.into()]));
    }
    if let Some((send, bytes)) = &commit.frozen {
        let values = vec![send.as_str().into(), bytes.clone().into()];
        list.push(("INSERT INTO frozen (send, bytes) VALUES (?, ?) ON CONFLICT (send) DO NOTHING", values));
    }
    Ok(list)
}

/// Numbers travel as doubles; one that would lose a digit is an error, not a wrong row.
fn integer(value: i64) -> Result<SqlStorageValue> {
    SqlStorageValue::try_from_i64(value).map_err(|_| Error::RustError(format!("{value} does not fit into a row")))
}
