-- The shop's tables. A person is a keyed hash of the address (`object`) or a random id (`profile`), never an address;
-- `outbox` and `dead_letter` alone hold more. Times are milliseconds of the deployment's clock. Keys of text stand WITHOUT
-- ROWID: such a row is written once, not twice.

CREATE TABLE shop (
  shop TEXT PRIMARY KEY, secret TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0, paused INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE admin_token (hash TEXT PRIMARY KEY, shop TEXT NOT NULL, scope TEXT NOT NULL, created_at INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE config (
  shop TEXT NOT NULL, version INTEGER NOT NULL, source TEXT NOT NULL, config TEXT NOT NULL, applied_at INTEGER NOT NULL,
  PRIMARY KEY (shop, version)
) WITHOUT ROWID;

CREATE TABLE template (
  shop TEXT NOT NULL, name TEXT NOT NULL, language TEXT NOT NULL, compiled TEXT NOT NULL, stored_at INTEGER NOT NULL,
  PRIMARY KEY (shop, name, language)
) WITHOUT ROWID;

CREATE TABLE paused_flow (shop TEXT NOT NULL, flow TEXT NOT NULL, PRIMARY KEY (shop, flow)) WITHOUT ROWID;

CREATE TABLE product (
  shop TEXT NOT NULL, feed TEXT NOT NULL, product TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (shop, feed, product)
) WITHOUT ROWID;

-- The ids under which pages may name a product (R33).
CREATE TABLE product_key (
  shop TEXT NOT NULL, feed TEXT NOT NULL, page_id TEXT NOT NULL, product TEXT NOT NULL, PRIMARY KEY (shop, feed, page_id)
) WITHOUT ROWID;

CREATE TABLE price (
  shop TEXT NOT NULL, product TEXT NOT NULL, at INTEGER NOT NULL, minor INTEGER NOT NULL, currency TEXT NOT NULL,
  PRIMARY KEY (shop, product, at)
) WITHOUT ROWID;

CREATE TABLE watch (
  shop TEXT NOT NULL, page_id TEXT NOT NULL, object TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (shop, page_id, object)
) WITHOUT ROWID;

CREATE TABLE suppression (
  shop TEXT NOT NULL, object TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (shop, object)
) WITHOUT ROWID;

-- Which object a cart, checkout, order, customer or device leads to (R14).
CREATE TABLE identity (
  shop TEXT NOT NULL, kind TEXT NOT NULL, key_hash TEXT NOT NULL, object TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (shop, kind, key_hash)
) WITHOUT ROWID;

-- Orders seen, kept 30 days; written before an order is acknowledged (R14).
CREATE TABLE ordered (
  shop TEXT NOT NULL, kind TEXT NOT NULL, key_hash TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (shop, kind, key_hash)
) WITHOUT ROWID;

CREATE TABLE profile (
  shop TEXT NOT NULL, profile TEXT NOT NULL, object TEXT NOT NULL, topics TEXT NOT NULL, language TEXT,
  PRIMARY KEY (shop, profile)
) WITHOUT ROWID;

-- Routes a webhook back to the person's object (R4).
CREATE TABLE send (send TEXT PRIMARY KEY, shop TEXT NOT NULL, object TEXT NOT NULL) WITHOUT ROWID;

-- What the embedded provider `outbox` "sent".
CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY, send TEXT NOT NULL UNIQUE, shop TEXT NOT NULL, at INTEGER NOT NULL, email TEXT NOT NULL
);

CREATE TABLE dead_letter (
  id INTEGER PRIMARY KEY, queue TEXT NOT NULL, shop TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL,
  replayed_at INTEGER
);

-- Imports that wait for an admin's approval (R32).
CREATE TABLE held_import (
  shop TEXT NOT NULL, import TEXT NOT NULL, feed TEXT NOT NULL, body TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (shop, import)
) WITHOUT ROWID;

-- Products whose price fell and whose watchers have not all been told yet.
CREATE TABLE fanout (
  shop TEXT NOT NULL, import TEXT NOT NULL, product TEXT NOT NULL, keys TEXT NOT NULL, PRIMARY KEY (shop, import, product)
) WITHOUT ROWID;

-- Ids that count once: events of servers and webhooks, JWTs.
CREATE TABLE used_id (
  shop TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (shop, kind, id)
) WITHOUT ROWID;

-- Confirmation mails asked for, by keyed hash of the IP prefix (R18).
CREATE TABLE asked (
  shop TEXT NOT NULL, key_hash TEXT NOT NULL, window INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (shop, key_hash, window)
) WITHOUT ROWID;

-- Product ids of pages that the catalogue does not know (R33).
CREATE TABLE unmatched (
  shop TEXT NOT NULL, page_id TEXT NOT NULL, count INTEGER NOT NULL, last_at INTEGER NOT NULL, PRIMARY KEY (shop, page_id)
) WITHOUT ROWID;

CREATE TABLE audit (id INTEGER PRIMARY KEY, shop TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL, what TEXT NOT NULL);

-- What survives an erasure: the proof of permissions, sealed, for three years (R25).
CREATE TABLE sealed_proof (
  shop TEXT NOT NULL, object TEXT NOT NULL, at INTEGER NOT NULL, sealed TEXT NOT NULL, PRIMARY KEY (shop, object, at)
) WITHOUT ROWID;
