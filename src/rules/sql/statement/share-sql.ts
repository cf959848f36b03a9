import { FNV_PRIME, MIX_STEPS, type MixStep } from "../../../kernel/internal.js";
import type { ShareExpression } from "../../language/expression.js";
import { shareEnd, shareStart } from "../../language/share.js";
import type { SqlDialectName } from "../dialects/dialect.js";
import { type Fragment, integer, raw, sql } from "../dialects/fragment.js";
import type { HistoryContext } from "../history/history-sql.js";
import { columnOfAlias, tableName } from "../mapping/mapping.js";

/**
 * Returns the condition that a subject is in a random share. Databases have no FNV-1a, so the statement goes over the bytes
 * of the identifier: the state after the salt is bound, and every product stays below 2^63. Never NULL.
 */
export function shareSql(context: HistoryContext, expression: ShareExpression): Fragment {
  const start = sql`${integer(shareStart(expression))}`;
  const end = sql`${integer(shareEnd(expression))}`;
  return hashes[context.dialect.name](context, start, end);
}

const hashes: Readonly<Record<SqlDialectName, (context: HistoryContext, start: Fragment, end: Fragment) => Fragment>> = {
  postgres: postgresShare,
  mysql: mysqlShare,
  sqlite: sqliteShare,
  duckdb: duckdbShare,
  clickhouse: clickhouseShare,
};

/** 2^32 − 1, which keeps the lower 32 bits. */
const LOW = "4294967295";
/** Bytes that one step of a recursive query takes: fewer steps, and none too many for the limits of MySQL and MariaDB. */
const BYTES = 8;

type Xor = (left: string, right: string) => string;
const hashSign: Xor = (left, right) => `(${left} # ${right})`;
const caret: Xor = (left, right) => `(${left} ^ ${right})`;
const xorFunction: Xor = (left, right) => `xor(${left}, ${right})`;
/** SQLite has no operator for it. */
const orMinusAnd: Xor = (left, right) => `((${left} | ${right}) - (${left} & ${right}))`;

/** Multiplies modulo 2^32 by the upper and the lower half of a factor, since the whole product does not fit 63 bits. */
function times(value: string, factor: number): string {
  if (factor === 1) return value;
  return `((((${value} * ${factor >>> 16}) & 65535) * 65536 + ${value} * ${factor & 65535}) & ${LOW})`;
}

function mixStep(xor: Xor, { shift, factor }: MixStep): string {
  return times(xor("h", `(h >> ${shift})`), factor);
}

/** Returns the mixed hash of the last row of a recursive query, as a table: each step needs the one before several times. */
function mixed(xor: Xor, last: Fragment, others = ""): Fragment {
  return MIX_STEPS.reduce(
    (from, step, index) => sql`(SELECT ${raw(`${others}${mixStep(xor, step)}`)} AS h FROM ${from}) ${raw(`AS m${index}`)}`,
    sql`(SELECT ${raw(others)}h FROM f WHERE ${last}) AS m`,
  );
}

/** Returns the hash after some bytes; after the end of the identifier, the byte 0 and the factor 1 leave it as it is. */
function afterBytes(xor: Xor, byte: (index: number) => string, isInside: (index: number) => string): string {
  let hash = "h";
  for (let index = 0; index < BYTES; index++)
    hash = `((${xor(hash, byte(index))} * CASE WHEN ${isInside(index)} THEN ${FNV_PRIME} ELSE 1 END) & ${LOW})`;
  return hash;
}

function postgresShare({ subjectId }: HistoryContext, start: Fragment, end: Fragment): Fragment {
  const step = afterBytes(
    hashSign,
    (index) => `get_byte(b, n + ${index})`,
    (index) => `n + ${index} < size`,
  );
  const bytes = sql`convert_to(${subjectId}::text, 'UTF8')`;
  const padding = raw(`'\\x${"00".repeat(BYTES)}'::bytea`);
  const rows = sql`SELECT ${bytes} || ${padding}, octet_length(${bytes}), 0, ${start} UNION ALL SELECT b, size, n + ${raw(String(BYTES))}, ${raw(step)} FROM f WHERE n < size`;
  return sql`((WITH RECURSIVE f(b, size, n, h) AS (${rows}) SELECT h FROM ${mixed(hashSign, raw("n >= size"))}) < ${end})`;
}

/**
 * MariaDB has no subquery in FROM that reads the outer row, so the share is computed once for all subjects, and looked up by
 * the identifier as it is: a converted one would be too long for a temporary key.
 */
function mysqlShare(context: HistoryContext, start: Fragment, end: Fragment): Fragment {
  const { dialect, mapping } = context;
  const alias = context.nextAlias();
  const id = columnOfAlias(dialect, alias, mapping.subjects.id);
  const text = sql`CONVERT(${id} USING utf8mb4)`;
  const step = afterBytes(
    caret,
    (index) => `ASCII(SUBSTRING(b, n + ${index}, 1))`,
    (index) => `n + ${index} <= size`,
  );
  const rows = sql`SELECT ${id}, CAST(${text} AS BINARY), LENGTH(${text}), 1, CAST(${start} AS UNSIGNED) FROM ${tableName(dialect, mapping.subjects.table)} ${raw(alias)} UNION ALL SELECT id, b, size, n + ${raw(String(BYTES))}, ${raw(step)} FROM f WHERE n <= size`;
  return sql`(${context.subjectId} IN (WITH RECURSIVE f(id, b, size, n, h) AS (${rows}) SELECT id FROM ${mixed(caret, raw("n > size"), "id, ")} WHERE h < ${end}))`;
}

/** All bytes in order: the position of a byte is its value, since SQLite has no function for it. */
const BYTE_TABLE = `x'${Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0")).join("")}'`;

function sqliteShare({ subjectId }: HistoryContext, start: Fragment, end: Fragment): Fragment {
  const id = sql`CAST(CAST(${subjectId} AS TEXT) AS BLOB)`;
  const byte = sql`(instr(${raw(BYTE_TABLE)}, substr(${id}, n, 1)) - 1)`;
  const rows = sql`SELECT 1, ${start} UNION ALL SELECT n + 1, (((h | ${byte}) - (h & ${byte})) * ${raw(String(FNV_PRIME))}) & ${raw(LOW)} FROM f WHERE n <= length(${id})`;
  return sql`((WITH RECURSIVE f(n, h) AS (${rows}) SELECT h FROM ${mixed(orMinusAnd, sql`n > length(${id})`)}) < ${end})`;
}

/** Numbers above the bytes stand for the steps of the finalizer in one fold over all of them. */
const MIX_MARKS = MIX_STEPS.map((_, index) => 256 + index);

function duckdbShare({ subjectId }: HistoryContext, start: Fragment, end: Fragment): Fragment {
  const id = sql`CAST(${subjectId} AS VARCHAR)`;
  const digit = (position: string): Fragment => sql`(instr('0123456789ABCDEF', hex(${id})[${raw(position)}]) - 1)`;
  const bytes = sql`list_transform(range(1, strlen(${id}) + 1), lambda n: CAST(${digit("2 * n - 1")} * 16 + ${digit("2 * n")} AS BIGINT))`;
  const step = `CASE WHEN b < 256 THEN (xor(h, b) * ${FNV_PRIME}) & ${LOW} ${MIX_STEPS.map((each, index) => `WHEN b = ${MIX_MARKS[index]} THEN ${mixStep(xorFunction, each)}`).join(" ")} END`;
  return sql`(list_reduce(list_concat([${start}], ${bytes}, [${raw(MIX_MARKS.join(", "))}]), lambda h, b: ${raw(step)}) < ${end})`;
}

function clickhouseShare({ subjectId }: HistoryContext, start: Fragment, end: Fragment): Fragment {
  const id = sql`toString(${subjectId})`;
  const bytes = sql`arrayMap(n -> toUInt64(reinterpretAsUInt8(substring(${id}, n, 1))), range(1, length(${id}) + 1))`;
  // Products wrap modulo 2^64, which keeps the lower 32 bits right.
  const product = (value: string, factor: number): string => `bitAnd(${value} * ${factor}, ${LOW})`;
  const steps = MIX_STEPS.map(
    ({ shift, factor }, index) => `b = ${MIX_MARKS[index]}, ${product(`bitXor(h, bitShiftRight(h, ${shift}))`, factor)}`,
  );
  const step = `multiIf(b < 256, ${product("bitXor(h, b)", FNV_PRIME)}, ${steps.join(", ")}, h)`;
  return sql`(arrayFold((h, b) -> ${raw(step)}, arrayConcat(${bytes}, [${raw(MIX_MARKS.map((mark) => `toUInt64(${mark})`).join(", "))}]), toUInt64(${start})) < ${end})`;
}
