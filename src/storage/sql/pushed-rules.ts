import { CompiledQuery } from "kysely";
import { isClienteleError } from "../../kernel/index.js";
import type { Customer } from "../../models/index.js";
import { clienteleLayout, type Expression, type Rule, type SqlMapping, type SqlStatement, ruleToSql } from "../../rules/index.js";
import type { StorageContext } from "../context.js";
import { encodeCursor } from "../cursor.js";
import type { RuleRequest } from "../customer-store.js";
import { ruleRequest } from "../requests.js";
import type { Page, Stored } from "../stored.js";
import { readCursor } from "./keyset.js";
import { MAX_PUSHED_DEPTH } from "./pushed-json.js";
import type { SqlAccess } from "./sql-access.js";
import { storedCustomer } from "./stored-rows.js";

/** Every kind except `state`, because the tables hold no timelines. */
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

/** Finds the customers that a rule selects; returns `null` for a rule that the database cannot evaluate exactly. */
export async function findCustomersByRule(
  access: SqlAccess,
  context: StorageContext,
  rule: Rule,
  request: RuleRequest,
): Promise<Page<Stored<Customer>> | null> {
  const tenant = access.open(context);
  const { limit, cursor } = ruleRequest(request);
  const [after] = readCursor("audience", cursor, ["text"]) ?? [""];
  const condition = conditionOf(access, rule, request);
  if (condition === null) return null;
  return access.persistently(async () => {
    const { rows } = await access.run(pageStatement(access, tenant, condition, after, limit + 1));
    const ids = rows.map(({ id }) => id);
    const next = ids.length > limit ? encodeCursor("audience", [ids[limit - 1]!]) : null;
    const found = await access.executor
      .selectFrom("clientele_customer")
      .select(["version", "record"])
      .where("tenant_id", "=", tenant)
      .where("id", "in", ids.length === 0 ? [""] : ids.slice(0, limit))
      .orderBy("id")
      .execute();
    return { items: found.map(storedCustomer), next };
  });
}

/** Compiles a rule over the tables of `clienteleLayout`; returns `null` if the dialect has no exact form of it. */
function conditionOf({ dialect }: SqlAccess, rule: Rule, { asOf, schema, calendars }: RuleRequest): SqlStatement | null {
  if (readsDeeper(rule)) return null;
  try {
    return ruleToSql(rule, { dialect: dialect.name, asOf, schema, calendars, mapping: LAYOUT });
  } catch (error) {
    if (isClienteleError(error) && (error.code === "unsupported_in_dialect" || error.code === "inexact_sum")) return null;
    throw error;
  }
}

/**
 * Builds the query for one page of the audience. The rule reads the tables of the layout as named queries over our own tables,
 * limited to the tenant and to the customers after the cursor. The database inlines these queries and uses the indexes.
 */
function pageStatement(
  { dialect, executor }: SqlAccess,
  tenant: string,
  rule: SqlStatement,
  after: string,
  limit: number,
): CompiledQuery<{ id: string }> {
  const subjects = executor
    .selectFrom("clientele_customer")
    .select(["id", "document"])
    .where("tenant_id", "=", tenant)
    .where("id", ">", after)
    .compile();
  const interactions = executor
    .selectFrom("clientele_interaction")
    .select(["customer_id as subject_id", "id", "type", "happened_at", "channel", "properties"])
    .where("tenant_id", "=", tenant)
    .compile();
  // PostgreSQL and SQLite would materialize a query that is used twice; MySQL and MariaDB inline it and lack the keywords.
  const as = dialect.name === "mysql" ? "as" : "as not materialized";
  const parts = [rule, subjects, interactions].map((part) =>
    "sql" in part ? { text: part.sql, parameters: part.parameters } : part,
  );
  const texts = dialect.name === "postgres" ? renumbered(parts) : parts.map(({ text }) => text);
  const [of, subject, interaction] = texts;
  const text = `with subject ${as} (${subject}), interaction ${as} (${interaction}) select found.id as id from (${of}) as found order by found.id limit ${limit}`;
  // Without numbers, parameters are in the order of the text.
  const order = dialect.name === "postgres" ? [0, 1, 2] : [1, 2, 0];
  return CompiledQuery.raw(
    text,
    order.flatMap((index) => [...parts[index]!.parameters]),
  );
}

/** Renumbers `$1`, `$2` … so that each text continues the numbers of the one before it. */
function renumbered(parts: readonly { readonly text: string; readonly parameters: readonly unknown[] }[]): string[] {
  let before = 0;
  return parts.map(({ text, parameters }, index) => {
    const shift = before;
    before += parameters.length;
    // The first text keeps its numbers, because its literals may contain such texts; the others are ours and have no literals.
    return index === 0 ? text : text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + shift}`);
  });
}

/** Tells whether a rule may read deeper than the pushed JSON: any text in it may be such a path. */
function readsDeeper(rule: Rule): boolean {
  let deeper = false;
  JSON.stringify(rule, (_, value: unknown) => {
    deeper ||= typeof value === "string" && value.split(".").length >= MAX_PUSHED_DEPTH;
    return value;
  });
  return deeper;
}
