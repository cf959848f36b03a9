import type { Customer } from "../../models/index.js";
import type { StorageContext } from "../context.js";
import { encodeCursor } from "../cursor.js";
import type { CustomerStore } from "../customer-store.js";
import { storableCopy } from "../plain-data.js";
import { requireIdentifier } from "../request-checks.js";
import { pageRequest } from "../requests.js";
import { scanPages } from "../scan-pages.js";
import { decodeStorable, storableText } from "../storable-text.js";
import type { PageRequest, Stored } from "../stored.js";
import { chunked, pageOf, readCursor, sought } from "./keyset.js";
import { findCustomersByRule } from "./pushed-rules.js";
import { pushedDocument } from "./pushed-json.js";
import type { SqlAccess } from "./sql-access.js";
import type { SqlExecutor } from "./tables.js";
import { insertOne, removeVersioned, saveVersioned } from "./versioned-rows.js";

/** Creates the customer store of the SQL storage. */
export function sqlCustomers(access: SqlAccess): CustomerStore {
  const select = (executor: SqlExecutor, tenantId: string) =>
    executor.selectFrom("clientele_customer").select(["id", "version", "record"]).where("tenant_id", "=", tenantId);

  const versionOf = (tenantId: string, id: string) => async (executor: SqlExecutor) =>
    (await select(executor, tenantId).where("id", "=", id).executeTakeFirst())?.version ?? null;

  const page = async (context: StorageContext, request: PageRequest) => {
    const { tenantId, run } = access.open(context);
    const { limit, cursor } = pageRequest(request);
    const [after] = readCursor("customers", cursor, ["text"]) ?? [""];
    const rows = await run((executor) =>
      select(executor, tenantId)
        .where("id", ">", after)
        .orderBy("id")
        .limit(limit + 1)
        .execute(),
    );
    return pageOf(rows, limit, storedCustomer, ({ id }) => encodeCursor("customers", [id]));
  };

  const getMany = async (context: StorageContext, customerIds: readonly string[]) => {
    const { tenantId, run } = access.open(context);
    const found = new Map<string, CustomerRow>();
    await run(async (executor) => {
      for (const ids of chunked([...new Set(customerIds.map(sought))])) {
        for (const row of await select(executor, tenantId).where("id", "in", ids).execute()) found.set(row.id, row);
      }
    });
    // Each result is a copy of its own, also for a repeated identifier.
    return customerIds.map((id) => (found.has(id) ? storedCustomer(found.get(id)!) : null));
  };

  return {
    async get(context, customerId) {
      const { tenantId, run } = access.open(context);
      const row = await run((executor) => select(executor, tenantId).where("id", "=", sought(customerId)).executeTakeFirst());
      return row === undefined ? null : storedCustomer(row);
    },
    getMany,
    async save(context, customer, expected) {
      const session = access.open(context);
      const { tenantId } = session;
      const id = requireIdentifier(customer.id, "customer.id");
      const value = storableCopy(customer, "customer");
      const content = { record: storableText(value), document: pushedDocument(value) };
      const row = {
        insert: (executor: SqlExecutor, version: string) =>
          insertOne(
            access.dialect,
            executor.insertInto("clientele_customer").values({ tenant_id: tenantId, id, version, ...content }),
          ),
        update: async (executor: SqlExecutor, version: string, known: string) => {
          const { numUpdatedRows } = await executor
            .updateTable("clientele_customer")
            .set({ version, ...content })
            .where("tenant_id", "=", tenantId)
            .where("id", "=", id)
            .where("version", "=", sought(known))
            .executeTakeFirst();
          return numUpdatedRows > 0;
        },
        versionOf: versionOf(tenantId, id),
      };
      return saveVersioned(access, session, row, expected);
    },
    async remove(context, customerId, expected) {
      const session = access.open(context);
      const { tenantId } = session;
      const remove = async (executor: SqlExecutor): Promise<boolean> => {
        const { numDeletedRows } = await executor
          .deleteFrom("clientele_customer")
          .where("tenant_id", "=", tenantId)
          .where("id", "=", sought(customerId))
          .where("version", "=", sought(expected))
          .executeTakeFirst();
        return numDeletedRows > 0;
      };
      return removeVersioned(session, remove, versionOf(tenantId, sought(customerId)));
    },
    page,
    scan: (context) => scanPages((request) => page(context, request)),
    findByRule: (context, rule, request) => findCustomersByRule(access, context, rule, request),
  };
}

/** Columns read for a customer. */
interface CustomerRow {
  readonly id: string;
  readonly version: string;
  readonly record: string;
}

/** Decodes the row of a customer. */
export function storedCustomer({ version, record }: CustomerRow): Stored<Customer> {
  return { value: decodeStorable(record) as Customer, version };
}
