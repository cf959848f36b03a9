import { sameContent } from "clientele/kernel";
import {
  type Outcome,
  type Page,
  type PageRequest,
  type StorageAdapter,
  scanPages,
  type TransactionContext,
} from "clientele/storage";
import { customerOf, interactionOf } from "clientele/testing";

export const context = { tenantId: "shop" };
const FOREVER = new Date(8.64e15);
const NOON = Date.UTC(2026, 0, 1, 12);

/** What one decision writes: into every store, so that half of it would show. */
async function write(
  storage: StorageAdapter,
  inside: TransactionContext,
  customerId: string,
  id: string,
): Promise<Outcome<number>> {
  const found = await storage.customers.get(inside, customerId);
  const count = ((found?.value.attributes?.["count"] as number | undefined) ?? 0) + 1;
  await storage.interactions.append(inside, [interactionOf({ id, customerId, at: new Date(NOON + count) })]);
  const ledger = await storage.documents.get(inside, "ledger", customerId);
  const document = { kind: "ledger", id: customerId, customerId, value: { points: count * 10 } };
  const booked = await storage.documents.save(inside, document, ledger?.version ?? null);
  if (!booked.ok) return booked;
  await storage.outbox.enqueue(inside, [{ id, type: "counted", at: new Date(NOON + count), payload: { customerId, count } }]);
  await storage.schedule.set(inside, customerId, new Date(NOON + count));
  const customer = customerOf({ id: customerId, attributes: { count } });
  const saved = await storage.customers.save(inside, customer, found?.version ?? null);
  return saved.ok ? { ok: true, value: count } : saved;
}

/** Takes one decision about a customer, again as long as somebody else is first. */
export async function decide(storage: StorageAdapter, customerId: string, id: string): Promise<void> {
  for (let attempt = 1; attempt <= 1_000; attempt++) {
    if ((await storage.unitOfWork.run(context, (inside) => write(storage, inside, customerId, id))).ok) return;
  }
  throw new Error(`${id} met a conflict 1,000 times.`);
}

/** What the stores say of each customer, when nobody writes any more. They agree, or half a decision was kept. */
export async function accountOf(storage: StorageAdapter) {
  // A server may still be busy with the last commit of a client that is gone.
  for (let before = await readAccount(storage); ; ) {
    const now = await readAccount(storage);
    if (sameContent(before.account, now.account) && before.facts === now.facts) return now;
    before = now;
  }
}

async function readPages<Item>(read: (request: PageRequest) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of scanPages(read, { limit: 100 })) items.push(item);
  return items;
}

async function readAccount(storage: StorageAdapter) {
  const customers = await readPages((request) => storage.customers.page(context, request));
  const messages = await readPages((request) => storage.outbox.page(context, request));
  const schedule = await readPages((request) => storage.schedule.due(context, FOREVER, request));
  const account: Record<string, Readonly<Record<string, number>>> = {};
  const ids = new Set<string>();
  for (const { value: customer } of customers) {
    const history = await readPages((request) => storage.interactions.history(context, customer.id, request));
    for (const { id } of history) ids.add(id);
    const ledger = (await storage.documents.get(context, "ledger", customer.id))?.value.value as { points: number } | undefined;
    account[customer.id] = {
      count: customer.attributes!["count"] as number,
      facts: history.length,
      points: (ledger?.points ?? 0) / 10,
      messages: messages.filter(({ payload }) => (payload as { customerId: string }).customerId === customer.id).length,
      next: (schedule.find(({ key }) => key === customer.id)?.at.getTime() ?? NOON) - NOON,
    };
  }
  const total = await readPages((request) => storage.interactions.page(context, request));
  return { account, ids, facts: total.length };
}
