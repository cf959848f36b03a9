import type { InstantInput } from "../../kernel/index.js";
import { anInteger, anInstant, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import type { Customer, DeepPartial, Interaction, Timelines } from "../../models/index.js";
import { type CompiledRule, compileRule, type Expression, prepareSubject, type Rule } from "../../rules/index.js";
import { encodeStorable, type Page, type PageRequest, type StorageContext, type Stored } from "../../storage/index.js";
import { addAudit } from "../access/audit.js";
import { noChanges } from "../persistence/changes.js";
import { readHistories } from "../persistence/load-customer.js";
import { presenceIn, presenceKey } from "../persistence/presence.js";
import { digestOf } from "../persistence/stable-id.js";
import { decideCustomer } from "../decisions/decide-customer.js";
import { filterFields, type RegisteredField } from "../plugins/inventory.js";
import {
  assertMayAll,
  CALL_OPTIONS,
  type CallOptions,
  contextOf,
  decideAndCommit,
  type WorkspaceContext,
} from "../workspace-context.js";
import { type CustomerState, readState, WORKSPACE_KINDS } from "../persistence/customer-state.js";

/** Options of `Clientele.audience`. */
export interface AudienceOptions extends CallOptions {
  /** Instant as of which the rule is evaluated. Defaults to the present. */
  readonly asOf?: InstantInput | undefined;
  /** Customers read at a time. Defaults to 200. */
  readonly batch?: number | undefined;
}

const AUDIENCE_OPTIONS: OptionShape<AudienceOptions> = {
  ...CALL_OPTIONS,
  asOf: anInstant,
  batch: anInteger({ min: 1 }),
};

/** A customer for whom a rule holds. */
export interface AudienceMember<Profile = Customer> {
  readonly customerId: string;
  /** The fields of the profile that the actor may see. */
  readonly profile: DeepPartial<Profile>;
}

/** Streams the customers for whom a rule holds; see `Clientele.audience`. */
export async function* audience(
  workspace: WorkspaceContext,
  rule: Rule,
  options: AudienceOptions,
): AsyncGenerator<AudienceMember, void, void> {
  const { batch = 200 } = requireOptions(options, AUDIENCE_OPTIONS);
  const request = assertMayAll(workspace, "audience", options);
  const compiled = compileRule(rule, { schema: workspace.schema.source, calendars: workspace.calendars });
  const now = workspace.clock().getTime();
  const asOf = options.asOf === undefined ? now : toMilliseconds(options.asOf, "asOf");
  // The literals of a rule may name somebody, so that the log has its fingerprint and what it reads.
  const fingerprint = await digestOf(workspace, ["rule", encodeStorable(compiled.rule)]);
  await decideAndCommit(workspace, "", options, async () => {
    const { attributes, interactions, states } = compiled.reads;
    const set = noChanges();
    const isAudited = addAudit(workspace, set, request.actor, {
      action: "audience",
      customerId: null,
      details: { rule: fingerprint, attributes, interactions, states, asOf: new Date(asOf) },
    });
    return { set: isAudited ? set : null, value: null };
  });
  const fields = workspace.inventory.filter(({ section }) => section === "profile");
  const maySee = (field: object) => workspace.access.maySee(request, field as RegisteredField);
  const context = contextOf(workspace, options);
  for await (const customer of matching(workspace, context, compiled, {
    asOf,
    isPast: asOf < now,
    batch,
  })) {
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
  workspace: WorkspaceContext,
  context: StorageContext,
  compiled: CompiledRule,
  question: Question,
): AsyncGenerator<Customer, void, void> {
  const { customers, capabilities } = workspace.storage;
  const kinds = new Set<string>(capabilities.ruleKinds ?? []);
  // A database knows only the present profiles, so a question about past ones is evaluated here.
  const isPushable =
    customers.findByRule !== undefined &&
    kindsOf(compiled.rule).every((kind) => kinds.has(kind)) &&
    !(question.isPast && compiled.reads.attributes.length > 0);
  let read = (request: PageRequest): Promise<Page<Stored<Customer>> | null> => customers.page(context, request);
  let isFound = false;
  if (isPushable) {
    const asOf = new Date(question.asOf);
    const { schema, calendars } = workspace;
    const find = (request: PageRequest) =>
      customers.findByRule!(context, compiled.rule, { ...request, asOf, schema: schema.source, calendars });
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
    const found = await withoutErased(
      workspace,
      context,
      page.items.map(({ value }) => value),
    );
    for (const customer of isFound ? found : await holdsFor(workspace, context, compiled, found, question)) yield customer;
    cursor = page.next;
  }
}

/** Removes customers who were erased: their profiles may have come back from a backup, or through the adapter. */
async function withoutErased(
  workspace: WorkspaceContext,
  context: StorageContext,
  customers: readonly Customer[],
): Promise<readonly Customer[]> {
  if (customers.length === 0) return customers;
  const keys = await Promise.all(customers.map(({ id }) => presenceKey(workspace, id)));
  const { documents } = await workspace.storage.read(context, { documents: keys });
  return customers.filter((_, position) => presenceIn(documents[position]!)?.value.status !== "erased");
}

/** Returns the customers for whom a rule holds, evaluated in memory. */
async function holdsFor(
  workspace: WorkspaceContext,
  context: StorageContext,
  { matches, reads }: CompiledRule,
  customers: readonly Customer[],
  { asOf }: Question,
): Promise<Customer[]> {
  const ids = customers.map(({ id }) => id);
  const { documents: stored } = await workspace.storage.read(context, {
    documents: ids.map((id) => ({ kind: WORKSPACE_KINDS.customerState, id })),
  });
  const isBehavioral = reads.interactions.length > 0 || reads.anyInteraction || reads.states.length > 0;
  const histories = isBehavioral ? await readHistories(workspace, context, ids) : [];
  const found: Customer[] = [];
  for (const [position, customer] of customers.entries()) {
    const document = stored[position] ?? null;
    const customerState = document && (readState(document.value.value) as CustomerState);
    const history = histories[position] ?? [];
    const timelines =
      reads.states.length === 0 ? {} : await timelinesAt(workspace, context, { customer, history, customerState, asOf });
    const subject = prepareSubject({
      id: customer.id,
      attributes: { ...customer },
      history,
      changes: customerState?.changes ?? [],
      timelines,
    });
    if (matches(subject, asOf)) found.push(customer);
  }
  return found;
}

/** Returns the timelines of a customer up to an instant: as decided, and continued if time has made something due since. */
async function timelinesAt(
  workspace: WorkspaceContext,
  context: StorageContext,
  about: {
    readonly customer: Customer;
    readonly history: readonly Interaction[];
    readonly customerState: CustomerState | null;
    readonly asOf: number;
  },
): Promise<Timelines> {
  const { customerState, asOf } = about;
  if (customerState !== null && (asOf <= customerState.asOf || customerState.dueAt === null || asOf < customerState.dueAt))
    return customerState.timelines;
  const models = await workspace.models.current(context, customerState);
  return decideCustomer(workspace.plugins, { ...about, changes: customerState?.changes ?? [], models }).customerState.timelines;
}

/** Returns the kinds of all expressions in a rule. */
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
