import { enablePatches, Immer } from "immer";
import * as z from "zod";
import { ClienteleError, compareCodePoints, type InstantInput } from "../../kernel/index.js";
import { sameContent } from "../../kernel/index.js";
import { definedKeys, toMilliseconds, withValueAtPath } from "../../kernel/internal.js";
import { type Customer, customerSchema } from "../schemas/customer.js";
import { requireParsed, safeParseWith } from "../schemas/parse.js";
import { identifierSchema, instantSchema, textSchema } from "../schemas/scalar.js";

enablePatches();
/** Freezes nothing: a host may go on changing what it passed in. */
const { produceWithPatches } = /* @__PURE__ */ new Immer({ autoFreeze: false });

/** One field of a profile that changed. */
export const profileChangeSchema = z.strictObject({
  /** Keys from the customer down to the field; a list is one field. */
  path: z
    .array(textSchema)
    .min(1)
    .refine((keys) => !keys.includes("__proto__"), "Choose another name for the field."),
  /** Value before; absent where the field was. */
  before: z.unknown().optional(),
  /** Value after; absent where the field was removed. */
  after: z.unknown().optional(),
  /** When. */
  at: instantSchema,
  /** Who: staff, the customer, a system. */
  by: textSchema.optional(),
  /** Where it came from: a form, an import, a merge. */
  source: textSchema.optional(),
  /** Version of the customer after the change. */
  version: z.int().min(1),
  /** Whose profile. */
  customerId: identifierSchema,
});

/** One field of a profile that changed: from what to what, when, by whom. */
export interface ProfileChange {
  readonly path: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly at: Date;
  readonly by?: string | undefined;
  readonly source?: string | undefined;
  readonly version: number;
  readonly customerId: string;
}

/** What to change: fields to set (`undefined` removes one, objects go field by field), or a recipe over an Immer draft. */
export type CustomerUpdate<Type extends Customer = Customer> =
  | DeepPartial<Omit<Type, "id" | "version" | "createdAt" | "updatedAt">>
  | ((draft: Type) => void);

/** Every field optional, at every depth; lists and dates whole. */
export type DeepPartial<Value> = Value extends Date | readonly unknown[]
  ? Value
  : Value extends object
    ? { [Key in keyof Value]?: DeepPartial<Value[Key]> | undefined }
    : Value;

const GUARDED = ["id", "version", "createdAt", "updatedAt"];

/**
 * Changes a profile and returns what changed, field by field. The customer passed in is not modified.
 *
 * @param customer - the profile now
 * @param update - fields to set, or a recipe over a draft
 * @param by - who changed it, when, and where the change comes from; `schema`: the host's own, where it extends `customerSchema`
 * @returns the new customer (version one higher) and its changes by path; the same customer and no changes when nothing differs
 * @throws ClienteleError `invalid_change` for a guarded field or an instant before the last change; `invalid_input` when the outcome is not a valid customer
 * @example
 * const { customer, changes } = updateCustomer(parseCustomer({ id: "c1" }), { address: { city: "上海" } }, { at: new Date(0), by: "ada" });
 * customer.version // => 1
 * changes[0]?.path // => ["address", "city"]
 */
export function updateCustomer<Type extends Customer>(
  customer: Type,
  update: CustomerUpdate<Type>,
  by: {
    readonly at: InstantInput;
    readonly by?: string | undefined;
    readonly source?: string | undefined;
    readonly schema?: z.ZodType | undefined;
  },
): { readonly customer: Type; readonly changes: readonly ProfileChange[] } {
  const at = new Date(toMilliseconds(by.at, "at"));
  if (customer.updatedAt !== undefined && customer.updatedAt.getTime() > at.getTime()) {
    throw new ClienteleError(
      "invalid_change",
      "A change cannot come before the last one; apply changes in order.",
      { field: "at" },
      "at",
    );
  }
  const recipe = typeof update === "function" ? update : (draft: Type) => assignDeep(draft, update, "");
  const [edited, patches] = produceWithPatches(customer, (draft) => void recipe(draft as Type));
  const roots = [...new Set(patches.map((patch) => String(patch.path[0])))].sort(compareCodePoints);
  for (const field of GUARDED) {
    if (roots.includes(field))
      throw new ClienteleError("invalid_change", `The field ${field} cannot be changed.`, { field }, field);
  }
  if (roots.length === 0) return { customer, changes: [] };
  const next: Type = { ...edited, version: customer.version + 1, updatedAt: at };
  const parsed = requireParsed(safeParseWith(by.schema ?? customerSchema, next), "customer");
  const leaves: Pick<ProfileChange, "path" | "before" | "after">[] = [];
  for (const root of roots) {
    // As the schema reads it: an instant that came as a text is a Date in the profile.
    const value = own(parsed as object, root);
    if (value === undefined) delete next[root as never];
    else next[root as keyof Type] = value as Type[keyof Type];
    collectLeaves(own(customer, root), value, [root], leaves);
  }
  if (leaves.length === 0) return { customer, changes: [] };
  const stamp = {
    at,
    ...(by.by !== undefined && { by: by.by }),
    ...(by.source !== undefined && { source: by.source }),
    version: next.version,
    customerId: customer.id,
  };
  return { customer: next, changes: leaves.map((leaf) => ({ ...leaf, ...stamp })) };
}

/**
 * Returns the profile as it was at an instant: undoes later changes, newest first. Without any changes the profile counts as
 * constant.
 *
 * @param customer - the profile now
 * @param changes - its changes, in any order
 * @throws ClienteleError `unknown_past` when the customer did not exist yet, or a version between then and now is not
 * among the changes; `foreign_change` when one is another customer's
 * @example
 * const before = parseCustomer({ id: "c1", tags: ["new"] });
 * const { customer, changes } = updateCustomer(before, { tags: ["vip"] }, { at: 1000 });
 * customerAt(customer, changes, { asOf: 999 }).tags // => ["new"]
 */
export function customerAt<Type extends Customer>(
  customer: Type,
  changes: readonly ProfileChange[],
  { asOf }: { readonly asOf: InstantInput },
): Type {
  const at = toMilliseconds(asOf, "asOf");
  if (customer.createdAt !== undefined && at < customer.createdAt.getTime())
    throw unknownPast(customer, at, "The customer did not exist yet.");
  requireOwnChanges(customer, changes);
  const undone = changes.filter((change) => change.at.getTime() > at).sort((left, right) => right.version - left.version);
  const earlier = changes.filter((change) => change.at.getTime() <= at);
  if (undone.length === 0) return customer;
  const version = undone.at(-1)!.version - 1;
  const isComplete =
    new Set(undone.map((change) => change.version)).size === customer.version - version &&
    (version === 0 || earlier.some((change) => change.version === version));
  if (!isComplete) throw unknownPast(customer, at, "The changes do not reach back to that instant without a gap.");
  let past = customer as Record<string, unknown>;
  for (const { path, before } of undone) past = withValueAtPath(past, path, before);
  const updatedAt = earlier.reduce<Date | undefined>(
    (latest, change) => (latest === undefined || change.at > latest ? change.at : latest),
    undefined,
  );
  const { updatedAt: _, ...rest } = past;
  return { ...rest, version, ...(updatedAt && { updatedAt }) } as unknown as Type;
}

function unknownPast({ id }: Customer, at: number, message: string): ClienteleError {
  return new ClienteleError("unknown_past", message, { customerId: id, at });
}

/** Refuses changes of another customer, which would be undone in the wrong profile. */
export function requireOwnChanges({ id }: Customer, changes: readonly ProfileChange[]): void {
  const foreign = changes.find(({ customerId }) => customerId !== id);
  if (foreign !== undefined) {
    throw new ClienteleError("foreign_change", "A change belongs to another customer; pass only the changes of this one.", {
      customerId: id,
      changedCustomerId: foreign.customerId,
    });
  }
}

/**
 * Returns the changes of one field, oldest first; a change of an object around it counts too.
 *
 * @param path - keys joined by dots (`address.city`)
 * @example
 * const { changes } = updateCustomer(parseCustomer({ id: "c1" }), { address: { city: "上海" } }, { at: 0 });
 * historyOf(changes, "address.city").map((change) => change.after) // => ["上海"]
 */
export function historyOf(changes: readonly ProfileChange[], path: string): ProfileChange[] {
  const keys = path.split(".");
  return changes
    .filter((change) => change.path.every((key, index) => index >= keys.length || key === keys[index]))
    .sort((left, right) => left.version - right.version || compareCodePoints(left.path.join("."), right.path.join(".")));
}

function assignDeep(target: Record<string, unknown>, update: Record<string, unknown>, path: string): void {
  for (const [key, value] of Object.entries(update)) {
    if (key === "__proto__")
      throw new ClienteleError("invalid_change", "Choose another name for the field.", { field: `${path}${key}` });
    const before = own(target, key);
    if (value === undefined) delete target[key];
    else if (isPlainObject(value) && isPlainObject(before)) assignDeep(before, value, `${path}${key}.`);
    else target[key] = copyOf(value);
  }
}

/** Copies a value, so that the profile does not change when the host goes on changing what it passed in. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isPlainObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    if (key === "__proto__") throw new ClienteleError("invalid_change", "Choose another name for the field.", { field: key });
    if (field !== undefined) copy[key] = copyOf(field);
  }
  return copy;
}

/** Fields that differ, down to leaves; lists, dates and objects that are or become empty are leaves. */
function collectLeaves(
  before: unknown,
  after: unknown,
  path: readonly string[],
  found: Pick<ProfileChange, "path" | "before" | "after">[],
): void {
  if (sameContent(before, after)) return;
  const left = isPlainObject(before) ? definedKeys(before) : undefined;
  const right = isPlainObject(after) ? definedKeys(after) : undefined;
  // Undoing a leaf leaves no empty object behind, so that one that was there must be told as a whole.
  const isInner =
    left?.length !== 0 &&
    right?.length !== 0 &&
    (left !== undefined || before === undefined) &&
    (right !== undefined || after === undefined);
  if (!isInner) {
    found.push({ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
    return;
  }
  for (const key of [...new Set([...(left ?? []), ...(right ?? [])])].sort(compareCodePoints))
    collectLeaves(left && own(before as object, key), right && own(after as object, key), [...path, key], found);
}

function own(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key as never] : undefined;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
