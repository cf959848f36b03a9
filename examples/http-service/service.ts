/** The shop as a small HTTP service that tracks, scores and serves views. */
import { isClienteleError, localize } from "clientele/kernel";
import type { Actor, Clientele, CustomerView } from "clientele/workspace";
import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** What the middleware adds to a request. */
interface Environment {
  Variables: { readonly actor: Actor };
}

/** HTTP status of each error code; any other error of the caller is 400. */
const STATUS: Readonly<Record<string, ContentfulStatusCode>> = {
  access_denied: 403,
  unknown_customer: 404,
  erased_customer: 410,
  conflicting_interaction: 409,
  version_conflict: 503,
  plugin_failed: 500,
  invalid_plugin: 500,
};

/**
 * Returns the routes over a workspace. They run wherever Hono does: Node, Bun, Deno, workers.
 *
 * @param actors - bearer token → actor
 */
export function service(clientele: Clientele, actors: ReadonlyMap<string, Actor>): Hono<Environment> {
  const app = new Hono<Environment>();

  app.use(async (context, next) => {
    const token = /^Bearer (.+)$/.exec(context.req.header("authorization") ?? "")?.[1];
    const actor = token === undefined ? undefined : actors.get(token);
    if (actor === undefined) return context.json({ error: "unauthorized" }, 401);
    context.set("actor", actor);
    return next();
  });

  app.onError((error, context) => {
    if (!isClienteleError(error)) throw error;
    return context.json({ error: error.code, message: error.message }, STATUS[error.code] ?? 400);
  });

  // One interaction or a list. Sent twice, it is recorded once.
  app.post("/interactions", async (context) =>
    context.json(await clientele.track(await context.req.json(), callOf(context)), 202),
  );
  app.post("/identities", async (context) => context.json(await clientele.identify(await context.req.json(), callOf(context))));
  app.get("/customers/:id", async (context) => {
    const locale = context.req.header("accept-language")?.split(",")[0] ?? "en";
    const view = await clientele.view(context.req.param("id"), { ...callOf(context), locale });
    return view === null ? context.json({ error: "unknown_customer" }, 404) : context.json(onScreen(view, locale));
  });
  app.patch("/customers/:id", async (context) =>
    context.json(await clientele.update(context.req.param("id"), await context.req.json(), callOf(context))),
  );
  app.get("/customers/:id/export", async (context) =>
    context.json(await clientele.export(context.req.param("id"), callOf(context))),
  );
  app.delete("/customers/:id", async (context) =>
    context.json(await clientele.erase(context.req.param("id"), { ...callOf(context), reason: "requested-by-customer" })),
  );
  // One line per customer as it is found, because the list may not fit in memory.
  app.post("/audiences", async (context) => {
    const members = clientele.audience(await context.req.json(), callOf(context));
    const first = await members.next();
    const encoder = new TextEncoder();
    const line = (member: unknown): Uint8Array => encoder.encode(`${JSON.stringify(member)}\n`);
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => (first.done ? controller.close() : controller.enqueue(line(first.value))),
      async pull(controller) {
        const { done, value } = await members.next();
        if (done) controller.close();
        else controller.enqueue(line(value));
      },
      cancel: async () => void (await members.return()),
    });
    return context.body(body, 200, { "content-type": "application/x-ndjson" });
  });
  return app;
}

function callOf(context: Context<Environment>) {
  return { actor: context.get("actor"), signal: context.req.raw.signal };
}

/** Returns a view in one language, as a screen shows it. */
function onScreen({ plugins, ...view }: CustomerView, locale: string) {
  return {
    ...view,
    plugins: plugins.map(({ id, label, facts }) => ({
      id,
      label: localize(label, { locale }),
      facts: facts.map((fact) => ({
        ...fact,
        label: localize(fact.label, { locale }),
        text: localize(fact.text, { locale }),
        reasons: fact.reasons.map((reason) => localize(reason, { locale })),
        ...(fact.advice && { advice: localize(fact.advice, { locale }) }),
      })),
    })),
  };
}
