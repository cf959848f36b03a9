import { type InstantInput, toMilliseconds } from "../../kernel/index.js";
import type { Customer, Interaction, Timelines } from "../../models/index.js";
import { type CompiledRule, compileRule, type Expression, prepareSubject, type Rule } from "../../rules/index.js";
import type { Page, PageRequest, StorageContext, Stored } from "../../storage/index.js";
import { appendAudit } from "../access/audit.js";
import { readHistory } from "../persistence/load-customer.js";
import { decideCustomer } from "../decisions/decide-customer.js";
import { filterFields, type RegisteredField } from "../access/inventory.js";
import { assertMayAll, type CallOptions, contextOf, outcomeOf, requestOf, type Shell, transact } from "../workspace-context.js";
import { type Standing, WORKSPACE_KINDS } from "../persistence/customer-state.js";

/** Which audience, and how to read it. */
export interface AudienceOptions extends CallOptions {
  /** The instant of the question; the present unless told. */
  readonly asOf?: InstantInput | undefined;
  /** Customers read at a time; 200 unless told. */
  readonly batch?: number | undefined;
}

/** A customer for whom a rule holds. */
export interface AudienceMember {
  readonly customerId: string;
  /** The fields of the profile that the actor may see. */
  readonly profile: Readonly<Record<string, unknown>>;
}

/** Streams the customers for whom a rule holds; see `Clientele.audience`. */
export async function* audience(shell: Shell, rule: Rule, options: AudienceOptions): AsyncGenerator<AudienceMember, void, void> {
  assertMayAll(shell, "audience", options);
  const compiled = compileRule(rule, shell.schema);
  const now = shell.clock().getTime();
  const asOf = options.asOf === undefined ? now : toMilliseconds(options.asOf, "asOf");
  const request = requestOf(shell, "audience", options);
  await transact(shell, "", options, (context) =>
    outcomeOf(() =>
      appendAudit(shell, context, request.actor, {
        action: "audience",
        customerId: null,
        details: { rule, asOf: new Date(asOf) },
      }),
    ),
  );
  const fields = shell.inventory.filter(({ section }) => section === "profile");
  const maySee = (field: object) => shell.access.maySee(request, field as RegisteredField);
  const context = contextOf(shell, options);
  for await (const customer of matching(shell, context, compiled, { asOf, isPast: asOf < now, batch: options.batch ?? 200 })) {
    const { value: profile } = filterFields(customer, fields, maySee);
    yield { customerId: customer.id, profile };
  }
}

interface Question {
  readonly asOf: number;
  readonly isPast: boolean;
  readonly batch: number;
}

async function* matching(
  shell: Shell,
  context: StorageContext,
  compiled: CompiledRule,
  question: Question,
): AsyncGenerator<Customer, void, void> {
  const { customers, capabilities } = shell.storage;
  const kinds = new Set<string>(capabilities.ruleKinds ?? []);
  // A database knows profiles as they are now; what they were is for the library to say.
  const isPushable =
    customers.findByRule !== undefined &&
    kindsOf(compiled.rule).every((kind) => kinds.has(kind)) &&
    !(question.isPast && compiled.reads.attributes.length > 0);
  let read = (request: PageRequest): Promise<Page<Stored<Customer>> | null> => customers.page(context, request);
  let isFound = false;
  if (isPushable) {
    const asOf = new Date(question.asOf);
    const find = (request: PageRequest) =>
      customers.findByRule!(context, compiled.rule, { ...request, asOf, catalog: shell.schema });
    const first = await find({ limit: question.batch });
    if (first !== null) {
      isFound = true;
      read = (request) => (request.cursor === undefined ? Promise.resolve(first) : find(request));
    }
  }
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page: Page<Stored<Customer>> | null = await read({ limit: question.batch, ...(cursor !== undefined && { cursor }) });
    if (page === null) return;
    const found = page.items.map(({ value }) => value);
    for (const customer of isFound ? found : await holdsFor(shell, context, compiled, found, question)) yield customer;
    cursor = page.next;
  }
}

/** Those of some customers for whom a rule holds, asked in memory. */
async function holdsFor(
  shell: Shell,
  context: StorageContext,
  { matches, reads }: CompiledRule,
  customers: readonly Customer[],
  { asOf }: Question,
): Promise<Customer[]> {
  const { documents } = shell.storage;
  const ids = customers.map(({ id }) => id);
  const stored = await documents.getMany(context, WORKSPACE_KINDS.standing, ids);
  const found: Customer[] = [];
  for (const [position, customer] of customers.entries()) {
    const standing = (stored[position]?.value.value as Standing | undefined) ?? null;
    const isBehavioral = reads.interactions.length > 0 || reads.anyInteraction || reads.states.length > 0;
    const history = isBehavioral ? await readHistory(shell, context, customer.id) : [];
    const timelines = reads.states.length === 0 ? {} : await timelinesAt(shell, context, { customer, history, standing, asOf });
    const subject = prepareSubject({
      id: customer.id,
      attributes: { ...customer },
      history,
      changes: standing?.changes ?? [],
      timelines,
    });
    if (matches(subject, asOf)) found.push(customer);
  }
  return found;
}

/** A customer's timelines up to an instant: as they were decided, and on from there where time has made something due. */
async function timelinesAt(
  shell: Shell,
  context: StorageContext,
  about: {
    readonly customer: Customer;
    readonly history: readonly Interaction[];
    readonly standing: Standing | null;
    readonly asOf: number;
  },
): Promise<Timelines> {
  const { standing, asOf } = about;
  if (standing !== null && (asOf <= standing.asOf || standing.dueAt === null || asOf < standing.dueAt)) return standing.timelines;
  const models = await shell.models.current(context, standing);
  return decideCustomer(shell.rooms, { ...about, changes: standing?.changes ?? [], models }).standing.timelines;
}

/** The kinds of all expressions in a rule. */
function kindsOf(expression: Expression): string[] {
  switch (expression.kind) {
    case "all":
    case "any":
    case "atLeast":
      return [expression.kind, ...expression.of.flatMap(kindsOf)];
    case "not":
      return [expression.kind, ...kindsOf(expression.of)];
    default:
      return [expression.kind];
  }
}
