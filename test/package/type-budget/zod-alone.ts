/** What own-schema.ts costs with Zod alone. */
import * as z from "zod";
export const s = z.object({
  plan: z.enum(["free", "pro"]),
  tags: z.array(z.string()),
  seats: z.number().int(),
  renewsAt: z.date(),
});
export const i = {
  "workshop.joined": z.object({ topic: z.string(), price: z.number().int() }),
  "order.placed": z.object({ total: z.number().int(), currency: z.string() }),
  "doc.viewed": z.object({ id: z.string() }),
};
