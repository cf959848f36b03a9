import type { LocalizedText } from "../../kernel/index.js";

/** How much harm a field can do in the wrong hands, from none to most. */
export type Sensitivity = "public" | "internal" | "personal" | "sensitive";

/** Sensitivities, the least first. */
export const SENSITIVITIES: readonly Sensitivity[] = ["public", "internal", "personal", "sensitive"];

/** One field that is kept about a customer: what access, export and erasure go by. */
export interface InventoryField {
  /** Keys joined by dots; what lies under a path has its sensitivity, unless a longer path says otherwise. */
  readonly path: string;
  readonly label: LocalizedText;
  readonly sensitivity: Sensitivity;
  /** Given by the customer or by staff, observed as it happened, or derived from the rest. */
  readonly origin: "given" | "observed" | "derived";
}

/** A field, and whose: the profile's, the history's, or a plugin's. */
export interface RegisteredField extends InventoryField {
  /** `"profile"`, `"history"`, `"changes"`, `"audit"`, or `"plugin:<id>"`. */
  readonly section: string;
}

const given = (path: string, en: string, zh: string, sensitivity: Sensitivity): InventoryField => ({
  path,
  label: { en, zh },
  sensitivity,
  origin: "given",
});

/**
 * Every field of a profile. A host that keeps something harmless or something delicate under `attributes` says so by its
 * own `inventory`.
 */
export const profileInventory: readonly InventoryField[] = [
  given("id", "Identifier", "标识", "internal"),
  given("kind", "Person or organization", "个人或组织", "public"),
  given("name", "Names", "姓名", "personal"),
  given("emails", "E-mail addresses", "邮箱", "personal"),
  given("phones", "Phone numbers", "电话", "personal"),
  given("address", "Address", "地址", "personal"),
  given("otherAddresses", "Further addresses", "其他地址", "personal"),
  given("demographics", "Demographics", "人口属性", "sensitive"),
  given("psychographics", "Attitudes and life style", "心理与生活方式", "sensitive"),
  given("preferences", "Wishes about contact", "联系偏好", "personal"),
  given("identities", "Identifiers in other systems", "其他系统标识", "personal"),
  given("tags", "Tags", "标签", "internal"),
  given("ownerId", "Staff member in charge", "负责人", "internal"),
  given("teamId", "Team in charge", "负责团队", "internal"),
  given("partnerId", "Partner", "中介渠道", "internal"),
  given("source", "Where the customer came from", "来源", "internal"),
  given("attributes", "The host's own fields", "自定义字段", "personal"),
  given("version", "Version of the profile", "档案版本", "internal"),
  given("createdAt", "Known since", "建档时间", "internal"),
  given("updatedAt", "Last changed", "最近更新", "internal"),
];

/** What is kept beside the profile and the plugins. */
export const otherInventory: readonly RegisteredField[] = [
  {
    section: "history",
    path: "",
    label: { en: "What happened", zh: "互动记录" },
    sensitivity: "personal",
    origin: "observed",
  },
  {
    section: "changes",
    path: "",
    label: { en: "Changes of the profile", zh: "档案变更" },
    sensitivity: "personal",
    origin: "observed",
  },
  {
    section: "audit",
    path: "",
    label: { en: "Who saw or changed what", zh: "访问与变更审计" },
    sensitivity: "internal",
    origin: "observed",
  },
];

/** The field that speaks for a path: the one with the longest path at or above it. */
export function fieldFor(fields: readonly InventoryField[], path: string): InventoryField | undefined {
  let found: InventoryField | undefined;
  for (const field of fields) {
    const covers = field.path === "" || field.path === path || path.startsWith(`${field.path}.`);
    if (covers && field.path.length >= (found?.path.length ?? 0)) found = field;
  }
  return found;
}

/** What one actor may see of a value, and what was withheld. */
export interface FilteredValue {
  readonly value: Readonly<Record<string, unknown>>;
  /** Paths that are there and were withheld. */
  readonly withheld: readonly string[];
}

/**
 * Takes out what an actor may not see, field by field. A field that no inventory names is withheld: what nobody
 * classified is nobody's to see.
 */
export function filterFields(
  value: object,
  fields: readonly InventoryField[],
  maySee: (field: InventoryField) => boolean,
): FilteredValue {
  const withheld: string[] = [];
  const filter = (source: object, parent: string): Record<string, unknown> => {
    const seen: Record<string, unknown> = {};
    for (const [key, part] of Object.entries(source)) {
      if (part === undefined) continue;
      const path = parent === "" ? key : `${parent}.${key}`;
      const field = fieldFor(fields, path);
      const isDivided = fields.some((other) => other.path.startsWith(`${path}.`));
      if (isDivided && isPlain(part)) seen[key] = filter(part, path);
      else if (field !== undefined && maySee(field)) seen[key] = part;
      else withheld.push(path);
    }
    return seen;
  };
  return { value: filter(value, ""), withheld };
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
