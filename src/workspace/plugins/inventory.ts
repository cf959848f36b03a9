import type { LocalizedText } from "../../kernel/index.js";

/** Harm that a field can do in the wrong hands, from none to the most. */
export type Sensitivity = "public" | "internal" | "personal" | "sensitive";

/** Sensitivities in ascending order. */
export const SENSITIVITIES: readonly Sensitivity[] = ["public", "internal", "personal", "sensitive"];

/** One field that is kept about a customer. Access, export and erasure all use the same fields. */
export interface InventoryField {
  /** Keys joined by dots. A path covers everything below it, except where a longer path is named. */
  readonly path: string;
  readonly label: LocalizedText;
  readonly sensitivity: Sensitivity;
  /** Given by the customer or by staff, observed as it happened, or derived from other data. */
  readonly origin: "given" | "observed" | "derived";
}

/** A field with the section that it belongs to. */
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
 * Inventory of the standard profile. A host that keeps harmless or sensitive fields under `attributes` classifies them by the
 * option `inventory`.
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
  given("psychographics", "Attitudes and lifestyle", "心理与生活方式", "sensitive"),
  given("preferences", "Contact preferences", "联系偏好", "personal"),
  given("identities", "Identifiers in other systems", "其他系统标识", "personal"),
  given("tags", "Tags", "标签", "internal"),
  given("ownerId", "Owner", "负责人", "internal"),
  given("teamId", "Team", "负责团队", "internal"),
  given("partnerId", "Partner", "中介渠道", "internal"),
  given("source", "Source", "客户来源", "internal"),
  given("attributes", "Custom fields", "自定义字段", "personal"),
  given("version", "Version of the profile", "档案版本", "internal"),
  given("createdAt", "Created", "建档时间", "internal"),
  given("updatedAt", "Last changed", "最近更新", "internal"),
];

/** Inventory of everything beside the profile and the plugins. */
export const otherInventory: readonly RegisteredField[] = [
  {
    section: "history",
    path: "",
    label: { en: "Interactions", zh: "互动记录" },
    sensitivity: "personal",
    origin: "observed",
  },
  {
    section: "changes",
    path: "",
    label: { en: "Profile changes", zh: "档案变更" },
    sensitivity: "personal",
    origin: "observed",
  },
  {
    section: "audit",
    path: "",
    label: { en: "Audit log", zh: "审计日志" },
    sensitivity: "internal",
    origin: "observed",
  },
];

/** Returns the field that classifies a path: the one with the longest path at or above it. */
export function fieldFor(fields: readonly InventoryField[], path: string): InventoryField | undefined {
  let found: InventoryField | undefined;
  for (const field of fields) {
    const covers = field.path === "" || field.path === path || path.startsWith(`${field.path}.`);
    if (covers && field.path.length >= (found?.path.length ?? 0)) found = field;
  }
  return found;
}

/** Returns the field that classifies what stands in an object without being named; none outside of an object. */
function fieldAround(fields: readonly InventoryField[], parent: string): InventoryField | undefined {
  return parent === "" ? undefined : fieldFor(fields, parent);
}

/** The part of a value that an actor may see, and what was withheld. */
export interface FilteredValue {
  readonly value: Readonly<Record<string, unknown>>;
  /** Paths that exist and were withheld. */
  readonly withheld: readonly string[];
}

/** Removes the fields that an actor may not see. A field that no inventory names is withheld from everybody. */
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
      // A key with a dot looks like the path of another field; it has the classification of what it stands in.
      const isAmbiguous = key.includes(".");
      const field = isAmbiguous ? fieldAround(fields, parent) : fieldFor(fields, path);
      const isDivided = !isAmbiguous && fields.some((other) => other.path.startsWith(`${path}.`));
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
