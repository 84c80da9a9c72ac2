// The floor of ingest (R42): the least that a Worker with an object per person can do with a batch.
import { DurableObject } from "cloudflare:workers";

export class Floor extends DurableObject {
  constructor(context, env) {
    super(context, env);
    this.sql = context.storage.sql;
    this.sql.exec("CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, batch TEXT NOT NULL)");
  }

  async fetch(request) {
    this.sql.exec("INSERT INTO log (at, batch) VALUES (?, ?)", Date.now(), await request.text());
    return new Response('{"accepted":5}', { status: 202 });
  }
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    const person = pathname.split("/floor/")[1];
    if (person === undefined) return new Response("ok");
    const stub = env.FLOOR.get(env.FLOOR.idFromName(person));
    return stub.fetch("http://floor/", { method: "POST", body: await request.text() });
  },
};
