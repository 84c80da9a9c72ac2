// Prints how many rows the objects of a stopped Worker have written since they were made: one number.
//
// Read from what is stored: the state counts its versions, the others are numbered. A row that was deleted again counts
// twice, as it is billed; an alarm is at most one row for each version.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const [directory] = process.argv.slice(2);
let rows = 0;
for (const file of readdirSync(directory).filter((name) => name.endsWith(".sqlite"))) {
  const database = new DatabaseSync(join(directory, file), { readOnly: true });
  const one = (query) => Object.values(database.prepare(query).get() ?? {})[0] ?? 0;
  const tables = new Set(database.prepare("SELECT name FROM sqlite_master").all().map((row) => row.name));
  if (tables.has("state")) {
    const versions = one("SELECT max(version) FROM state");
    rows += 2 * versions + one("SELECT max(seq) FROM log") + one("SELECT max(seq) FROM ledger");
  }
  database.close();
}
console.log(rows);
