import { defineLifecycle, retailLifecycle, type RetailStage } from "clientele/lifecycle";
import type { Customer } from "clientele/models";
import { defineSchema } from "clientele/rules";
import { memoryStorage } from "clientele/storage";
import {
  type Actor,
  type CallOptions,
  type Clientele,
  type CommandRequest,
  createClientele,
  type CustomerView,
  type PluginView,
  riskPlugin,
  segmentsPlugin,
  stagePlugin,
  valuePlugin,
  type ViewFact,
  type WorkspacePlugin,
} from "clientele/workspace";
import { retailChurnPolicy } from "clientele/churn";
import { describe, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { punchCardPlugin } from "./punch-card-plugin.js";
import { stampCardPlugin } from "./stamp-card-plugin.js";
import { HOST, shopSchema, shopSegments } from "./world.js";

const schema = defineSchema({ attributes: z.object({ plan: z.enum(["free", "pro"]), seats: z.int().optional() }) });

const clientele = createClientele({
  storage: memoryStorage(),
  schema,
  actor: HOST,
  plugins: [
    stagePlugin(retailLifecycle()),
    valuePlugin({ currency: "EUR", zone: "UTC" }),
    segmentsPlugin(shopSegments, { schema: shopSchema }),
    riskPlugin(retailChurnPolicy({ currency: "EUR" })),
  ],
});
type View = NonNullable<Awaited<ReturnType<typeof clientele.view>>>;
type Fact = View["plugins"][number]["facts"][number];
type FactOf<Key extends string> = Extract<Fact, { readonly key: Key }>;

describe("the types of a workspace", () => {
  test("give views and audiences the attributes of the schema, each possibly withheld", () => {
    type Attributes = NonNullable<View["profile"]["attributes"]>;
    expectTypeOf<Attributes["plan"]>().toEqualTypeOf<"free" | "pro" | undefined>();
    expectTypeOf<Attributes["seats"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<View["profile"]["tags"]>().toEqualTypeOf<string[] | undefined>();
    type Member = ReturnType<typeof clientele.audience> extends AsyncGenerator<infer Found> ? Found : never;
    expectTypeOf<Member["profile"]>().toEqualTypeOf<View["profile"]>();
  });

  test("give a view the standard profile without a schema", () => {
    const plain = createClientele({ storage: memoryStorage(), plugins: [], actor: HOST });
    expectTypeOf(plain).toEqualTypeOf<Clientele<Customer, never>>();
  });

  test("give facts their keys and values, and stages their names", () => {
    expectTypeOf<FactOf<"stage">["value"]>().toEqualTypeOf<RetailStage>();
    expectTypeOf<FactOf<"net-revenue">["value"]>().toEqualTypeOf<number>();
    expectTypeOf<FactOf<"rfm-class">["value"]>().toEqualTypeOf<string | null>();
    expectTypeOf<FactOf<"risk">["value"]>().toEqualTypeOf<number | null>();
    expectTypeOf<Fact["key"]>().toEqualTypeOf<"stage" | "net-revenue" | "rfm-class" | "risk" | `segment:${string}`>();
  });

  test("narrow the plugins of a view by id, and facts by key", () => {
    const check = (view: View): void => {
      const value = view.plugins.find((plugin) => plugin.id === "value");
      expectTypeOf(value?.facts[0]?.key).toEqualTypeOf<"net-revenue" | "rfm-class" | undefined>();
      for (const plugin of view.plugins) {
        if (plugin.id === "stage:retail") expectTypeOf(plugin.facts[0]!.value).toEqualTypeOf<RetailStage>();
        for (const fact of plugin.facts) {
          if (fact.key === "stage") expectTypeOf(fact.value).toEqualTypeOf<RetailStage>();
          if (fact.key === "risk") expectTypeOf(fact.value).toEqualTypeOf<number | null>();
        }
      }
    };
    expectTypeOf(check).toBeFunction();
  });

  test("know the keys of the timelines that plugins write", () => {
    const value = valuePlugin({ currency: "EUR", zone: "UTC" });
    expectTypeOf(value.writes[0]).toEqualTypeOf<"score:net-revenue">();
    expectTypeOf(stagePlugin(retailLifecycle()).writes).toEqualTypeOf<readonly [`stage:${string}`]>();
    const lifecycle = defineLifecycle({ id: "x", initial: "a", states: { a: {}, b: {} }, transitions: [] }, { schema });
    expectTypeOf(stagePlugin(lifecycle)).toExtend<
      WorkspacePlugin<unknown, unknown, unknown, string, ViewFact<"stage", "a" | "b">>
    >();
  });

  test("widen to the plain workspace and view, and take plugins of a host", () => {
    expectTypeOf(clientele).toExtend<Clientele>();
    expectTypeOf<View>().toExtend<CustomerView>();
    const own = createClientele({ storage: memoryStorage(), plugins: [punchCardPlugin()], actor: HOST });
    expectTypeOf(own.view).returns.resolves.exclude<null>().toHaveProperty("plugins").items.toEqualTypeOf<PluginView>();
    const list: WorkspacePlugin[] = [punchCardPlugin()];
    expectTypeOf(createClientele({ storage: memoryStorage(), plugins: list, actor: HOST })).toEqualTypeOf<Clientele>();
  });

  test("know the commands of plugins, their names and inputs", () => {
    const own = () =>
      createClientele({
        storage: memoryStorage(),
        plugins: [stampCardPlugin(), valuePlugin({ currency: "EUR", zone: "UTC" })],
        actor: HOST,
      });
    type Request = Parameters<ReturnType<typeof own>["execute"]>[1];
    expectTypeOf(own).toBeFunction();
    expectTypeOf<Request["plugin"]>().toEqualTypeOf<"stamp-card">();
    expectTypeOf<Request["command"]>().toEqualTypeOf<"claim">();
    expectTypeOf<Request["input"]>().toEqualTypeOf<{ readonly gift: string }>();
    // Without commands there is nothing to execute; with plugins of unknown types, anything may be asked.
    expectTypeOf<Parameters<typeof clientele.execute>[1]>().toEqualTypeOf<never>();
    expectTypeOf<Parameters<Clientele["execute"]>[1]>().toEqualTypeOf<CommandRequest>();
  });

  test("take an actor or none", () => {
    expectTypeOf<Required<CallOptions>["actor"]>().toEqualTypeOf<Actor>();
  });
});
