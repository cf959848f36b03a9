import type { CommitRows } from "../commit-rows.js";
import { portionsOf } from "../keyset.js";
import type { RunStatement } from "../sql-access.js";
import type { TableNames } from "../tables.js";
import { byKind } from "./by-kind.js";
import { NOW } from "./now.js";
import { compiled, joined, listOf, part, raw, type StatementPart } from "./statement-text.js";

/** Maximum number of rows per statement. */
const MAX_ROWS = 500;

/** Maximum length of the stored texts per statement, far below the smallest `max_allowed_packet`. */
const MAX_LENGTH = 2_000_000;

/**
 * Returns a function that writes all rows, by one statement for each list that is not empty. The queue comes before the
 * messages, as in an acknowledgement, so that both lock in one order.
 */
export function rowWriter(tables: TableNames): (run: RunStatement, tenant: string, rows: CommitRows) => Promise<void> {
  const remove = rowRemover(tables);
  return async (run, tenant, rows) => {
    const { interactions, messages } = rows;
    const customers = rows.customers.filter(({ record }) => record !== null);
    const documents = rows.documents.filter(({ record }) => record !== null);
    await remove(run, tenant, rows);
    await upsert(
      run,
      part`insert into ${raw(tables.customer)} (tenant_id, id, version, record, document) values `,
      customers.map((row) => ({ ...row, values: listOf([tenant, row.id, row.version, row.record, row.document]) })),
      raw(" on duplicate key update version = values(version), record = values(record), document = values(document)"),
    );
    await upsert(
      run,
      part`insert into ${raw(tables.document)} (tenant_id, kind, id, customer_id, due_at, version, record) values `,
      documents.map((row) => {
        const { kind, id, customerId, dueAt, version, record } = row;
        return { ...row, values: listOf([tenant, kind, id, customerId, dueAt, version, record]) };
      }),
      raw(` on duplicate key update customer_id = values(customer_id), due_at = values(due_at), version = values(version),
record = values(record)`),
    );
    await insert(
      run,
      part`insert into ${raw(tables.interaction)} (tenant_id, id, customer_id, type, happened_at, channel, record, properties) values `,
      interactions.map((row) => {
        const { id, customerId, type, at, channel, record, properties } = row;
        return { record, values: listOf([tenant, id, customerId, type, at, channel, record, properties]) };
      }),
    );
    await insert(
      run,
      part`insert into ${raw(tables.queue)} (tenant_id, subject, last_sequence, ready_at, lease, attempts) values `,
      [...lastSequences(messages)].map(([subject, sequence]) => ({
        record: null,
        values: part`${tenant}, ${subject}, ${sequence}, ${raw(NOW)}, null, 0`,
      })),
      raw(" on duplicate key update last_sequence = greatest(last_sequence, values(last_sequence))"),
    );
    await insert(
      run,
      part`insert into ${raw(tables.message)} (tenant_id, subject, sequence, part, id, record) values `,
      messages.map(({ subject, sequence, part: number, id, record }) => ({
        record,
        values: listOf([tenant, subject, sequence, number, id, record]),
      })),
    );
  };
}

/** A row to insert: its values, and the text that makes it long. */
interface NewRow {
  readonly record: string | null;
  readonly values: StatementPart;
}

/** Inserts rows, and returns how many rows were affected. */
async function insert(
  run: RunStatement,
  into: StatementPart,
  rows: readonly NewRow[],
  end: StatementPart = raw(""),
): Promise<number> {
  let affected = 0;
  for (const portion of bySize(rows)) {
    const values = joined(
      portion.map((row) => part`(${row.values})`),
      ", ",
    );
    const { numAffectedRows = 0n } = await run(compiled(joined([into, values, end], "")));
    affected += Number(numAffectedRows);
  }
  return affected;
}

/**
 * Inserts new rows and replaces known ones in one statement. The database counts one affected row for an insert and two for a
 * replacement, so that the count tells whether a row that should be new has replaced another one.
 */
async function upsert(
  run: RunStatement,
  into: StatementPart,
  rows: readonly (NewRow & { readonly expected: string | null })[],
  end: StatementPart,
): Promise<void> {
  const affected = await insert(run, into, rows, end);
  const intended = rows.reduce((sum, { expected }) => sum + (expected === null ? 1 : 2), 0);
  if (affected !== intended) throw Object.assign(new Error("A key exists that should be new."), { errno: DUPLICATE_KEY });
}

const DUPLICATE_KEY = 1062;

/** Splits rows into portions for one statement each. */
function bySize(rows: readonly NewRow[]): readonly NewRow[][] {
  const portions: NewRow[][] = [];
  let length = 0;
  for (const row of rows) {
    const last = portions.at(-1);
    const own = row.record?.length ?? 0;
    if (last === undefined || last.length === MAX_ROWS || length + own > MAX_LENGTH) {
      portions.push([row]);
      length = own;
    } else {
      last.push(row);
      length += own;
    }
  }
  return portions;
}

/** Returns the highest sequence of each subject, by subject. */
function lastSequences(messages: CommitRows["messages"]): Map<string, number> {
  // The messages are sorted by subject and sequence.
  return new Map(messages.map(({ subject, sequence }) => [subject, sequence]));
}

/** Returns a function that removes customers, documents and histories. */
function rowRemover({ customer, document, interaction }: TableNames) {
  return async (run: RunStatement, tenant: string, { customers, documents, histories }: CommitRows): Promise<void> => {
    const oldCustomers = customers.filter(({ record }) => record === null);
    for (const portion of portionsOf(oldCustomers, MAX_ROWS)) {
      const ids = listOf(portion.map(({ id }) => id));
      await run(compiled(part`delete from ${raw(customer)} where tenant_id = ${tenant} and id in (${ids})`));
    }
    const oldDocuments = documents.filter(({ record, checked }) => record === null && !checked);
    for (const portion of portionsOf(byKind(oldDocuments, MAX_ROWS), MAX_ROWS)) {
      const keys = portion.map(({ kind, ids }) => part`kind = ${kind} and id in (${listOf(ids)})`);
      await run(compiled(part`delete from ${raw(document)} where tenant_id = ${tenant} and (${joined(keys, " or ")})`));
    }
    for (const portion of portionsOf(histories, MAX_ROWS)) {
      const ids = listOf(portion.map(({ customerId }) => customerId));
      await run(compiled(part`delete from ${raw(interaction)} where tenant_id = ${tenant} and customer_id in (${ids})`));
    }
  };
}
