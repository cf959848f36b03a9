import { randomInteger, seededRandom } from "clientele/kernel";
import { exportStore, type StorageAdapter, type StorageContext } from "clientele/storage";
import { customerOf, interactionOf, purchaseOf } from "clientele/testing";

/** Whose data it is. */
export const shop = { tenantId: "shop" };

/** Something of everything, more than a page and more than a batch of each. */
export async function fill(storage: StorageAdapter, inside: StorageContext = shop, size = 150): Promise<void> {
  const random = seededRandom("export");
  for (let index = 0; index < size; index++) {
    const id = `${["a", "ﬁ", "😀", "__proto__"][index % 4]}${index}`;
    const at = new Date(Date.UTC(2026, 0, 1) + randomInteger(random, 1_000_000));
    await storage.customers.save(
      inside,
      customerOf({ id, attributes: { at, $date: "x", odd: { $date: 1 }, list: [0.1, null] } }),
      null,
    );
    const facts = [
      purchaseOf({ id: `p${id}`, customerId: id, at }),
      interactionOf({ id: `v${id}`, customerId: `gone ${id}`, at }),
    ];
    await storage.interactions.append(inside, facts);
    await storage.documents.save(inside, { kind: `k${index % 2}`, id, value: [index, at] }, null);
    await storage.documents.save(inside, { kind: "owned", id, customerId: id, value: null }, null);
    await storage.outbox.enqueue(inside, [{ id, type: "t", at, payload: { id } }]);
    await storage.schedule.set(inside, id, at);
  }
}

/** What a tenant has, as an export. */
export async function linesOf(storage: StorageAdapter, inside: StorageContext = shop): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportStore(storage, inside)) lines.push(line);
  return lines;
}
