import { CompiledQuery } from "kysely";
import { isClienteleError } from "../../kernel/index.js";
import type { Customer } from "../../models/index.js";
import { clienteleLayout, type Expression, type Rule, type SqlMapping, type SqlStatement, ruleToSql } from "../../rules/index.js";
import type { StorageContext } from "../context.js";
import { encodeCursor } from "../cursor.js";
import type { RuleRequest } from "../customer-store.js";
import { requirePositiveInteger } from "../request-checks.js";
import { decodeStorable } from "../storable-text.js";
import type { Page, Stored } from "../stored.js";
import { readCursor } from "./keyset.js";
import { DEEPEST_PUSHED } from "./pushed-json.js";
import type { SqlAccess } from "./sql-access.js";
import type { SqlExecutor } from "./tables.js";

/** Every kind but `state`: timelines are not in these tables. */
export const PUSHED_KINDS: readonly Expression["kind"][] = [
  "all",
  "any",
  "not",
  "atLeast",
  "attribute",
  "metric",
  "sequence",
  "absence",
];

/** The layout without timelines. */
const LAYOUT: SqlMapping = {
  subjects: clienteleLayout.subjects,
  ...(clienteleLayout.interactions && { interactions: clienteleLayout.interactions }),
};

/** The customers for whom a rule holds, found by the database; `null` for a rule that it cannot do faithfully. */
export async function findCustomersByRule(
  access: SqlAccess,
  context: StorageContext,
  rule: Rule,
  request: RuleRequest,
): Promise<Page<Stored<Customer>> | null> {
  const { tenantId, run } = access.open(context);
  const limit = requirePositiveInteger(request.limit, "limit");
  const [after] = readCursor("audience", request.cursor, ["text"]) ?? [""];
  const condition = conditionOf(access, rule, request);
  if (condition === null) return null;
  return run(async (executor) => {
    const { rows } = await executor.executeQuery(pageStatement(access, executor, tenantId, condition, after, limit + 1));
    const ids = rows.map(({ id }) => id);
    const next = ids.length > limit ? encodeCursor("audience", [ids[limit - 1]!]) : null;
    const found = await executor
      .selectFrom("clientele_customer")
      .select(["version", "record"])
      .where("tenant_id", "=", tenantId)
      .where("id", "in", ids.length === 0 ? [""] : ids.slice(0, limit))
      .orderBy("id")
      .execute();
    return { items: found.map(({ version, record }) => ({ value: decodeStorable(record) as Customer, version })), next };
  });
}

/** The rule over tables of `clienteleLayout`; `null` when the dialect has no faithful form of it. */
function conditionOf({ dialect }: SqlAccess, rule: Rule, { asOf, catalog }: RuleRequest): SqlStatement | null {
  if (readsDeeper(rule)) return null;
  try {
    return ruleToSql(rule, { dialect: dialect.name, asOf, schema: catalog, mapping: LAYOUT });
  } catch (error) {
    if (isClienteleError(error) && (error.code === "unsupported_in_dialect" || error.code === "inexact_sum")) return null;
    throw error;
  }
}

/**
 * One page of the audience. The tables of the layout are given to the rule as named queries over our own, limited to the
 * tenant and, for customers, to what lies behind the cursor; the database takes them apart again and uses the indexes.
 */
function pageStatement(
  { dialect }: SqlAccess,
  executor: SqlExecutor,
  tenantId: string,
  rule: SqlStatement,
  after: string,
  limit: number,
): CompiledQuery<{ id: string }> {
  const subjects = executor
    .selectFrom("clientele_customer")
    .select(["id", "document"])
    .where("tenant_id", "=", tenantId)
    .where("id", ">", after)
    .compile();
  const interactions = executor
    .selectFrom("clientele_interaction")
    .select(["customer_id as subject_id", "id", "type", "happened_at", "channel", "properties"])
    .where("tenant_id", "=", tenantId)
    .compile();
  // Postgres and SQLite would write out a query that is named twice; MySQL and MariaDB have no such words and merge it.
  const as = dialect.name === "mysql" ? "as" : "as not materialized";
  const parts = [rule, subjects, interactions].map((part) =>
    "sql" in part ? { text: part.sql, parameters: part.parameters } : part,
  );
  const texts = dialect.name === "postgres" ? renumbered(parts) : parts.map(({ text }) => text);
  const [of, subject, interaction] = texts;
  const text = `with subject ${as} (${subject}), interaction ${as} (${interaction}) select found.id as id from (${of}) as found order by found.id limit ${limit}`;
  // Without numbers, parameters stand in the order of the text.
  const order = dialect.name === "postgres" ? [0, 1, 2] : [1, 2, 0];
  return CompiledQuery.raw(
    text,
    order.flatMap((index) => [...parts[index]!.parameters]),
  );
}

/** Texts whose `$1`, `$2` … go on counting from one to the next. */
function renumbered(parts: readonly { readonly text: string; readonly parameters: readonly unknown[] }[]): string[] {
  let before = 0;
  return parts.map(({ text, parameters }, index) => {
    const shift = before;
    before += parameters.length;
    // The first keeps its numbers, and so whatever its literals hold; the others are ours and hold none.
    return index === 0 ? text : text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + shift}`);
  });
}

/** Whether a rule may read deeper than the pushed JSON goes: any text of it that could be such a path counts. */
function readsDeeper(rule: Rule): boolean {
  let deeper = false;
  JSON.stringify(rule, (_, value: unknown) => {
    deeper ||= typeof value === "string" && value.split(".").length >= DEEPEST_PUSHED;
    return value;
  });
  return deeper;
}
