import type { Clientele } from "clientele/workspace";
import { order, visit } from "./world.js";

/** One call of the scenario. */
export interface Step {
  readonly name: string;
  readonly day: number;
  run(clientele: Clientele): Promise<unknown>;
}

/** Steps that together write everything that a workspace can write. */
export const scenario: readonly Step[] = [
  { name: "track", day: 1, run: (clientele) => clientele.track([order("ada", 0, 60_00), visit("ada", 1)]) },
  { name: "track late", day: 2, run: (clientele) => clientele.track(order("ada", -3)) },
  {
    name: "identify",
    day: 3,
    run: (clientele) =>
      clientele.identify({
        customerId: "ada",
        identities: [{ namespace: "email", value: "a@example.com" }],
        update: { name: { given: "Ada" } },
      }),
  },
  { name: "update", day: 4, run: (clientele) => clientele.update("ada", { tags: ["vip"] }) },
  { name: "track another", day: 5, run: (clientele) => clientele.track(order("old", 4)) },
  { name: "merge", day: 6, run: (clientele) => clientele.merge({ fromId: "old", intoId: "ada" }) },
  { name: "view", day: 7, run: (clientele) => clientele.view("ada") },
  { name: "tick", day: 100, run: (clientele) => clientele.tick() },
  { name: "refresh", day: 101, run: (clientele) => clientele.refresh() },
  { name: "export", day: 102, run: (clientele) => clientele.export("ada") },
  {
    name: "track several",
    day: 102,
    run: (clientele) =>
      clientele.track([order("kim", 101), order("ada", 101), order("bob", 101), order("ada", -5), visit("kim", 99)]),
  },
  { name: "track a third", day: 103, run: (clientele) => clientele.track(order("bob", 102)) },
  { name: "erase", day: 104, run: (clientele) => clientele.erase("ada") },
];
