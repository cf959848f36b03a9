import type * as z from "zod";
import { ClienteleError, type Problem } from "../../kernel/index.js";
import { joinPath, pathKeys, problemSummary } from "../../kernel/internal.js";
import type { CatalogField, FieldType } from "../language/catalog.js";

/** The part of a schema's definition that is read; its library is not needed for that. */
interface Definition {
  readonly type: string;
  readonly innerType?: Schema | undefined;
  readonly element?: Schema | undefined;
  readonly shape?: Readonly<Record<string, Schema>> | undefined;
  readonly entries?: Readonly<Record<string, string | number>> | undefined;
  readonly values?: readonly unknown[] | undefined;
  readonly format?: string | undefined;
}
interface Schema {
  readonly def: Definition;
  /** Only on schemas of numbers. */
  readonly isInt?: boolean;
  meta?(): { readonly clientele?: Partial<CatalogField> } | undefined;
}

/**
 * Reads the fields of an object schema as catalog fields, by path.
 *
 * @throws ClienteleError `unsupported_schema` with every field that rules cannot represent
 */
export function readFields(schema: z.core.$ZodType, prefix = ""): Record<string, CatalogField> {
  const fields: Record<string, CatalogField> = {};
  const problems: Problem[] = [];
  readInto(schema as unknown as Schema, prefix, fields, problems);
  requireSupported(problems);
  return fields;
}

/** Throws `unsupported_schema` if there are problems. */
export function requireSupported(problems: readonly Problem[]): void {
  if (problems.length > 0)
    throw new ClienteleError("unsupported_schema", problemSummary("Unsupported schema.", problems), { problems });
}

function readInto(schema: Schema, path: string, fields: Record<string, CatalogField>, problems: Problem[]): void {
  const { definition, meta: declared, isInteger } = unwrap(schema);
  const meta = declared?.currency === undefined ? declared : { ...declared, currency: siblingPath(path, declared.currency) };
  if (meta?.type !== undefined) {
    fields[path] = { ...meta, type: meta.type };
    return;
  }
  if (definition.type === "object") {
    for (const [key, child] of Object.entries(definition.shape ?? {})) {
      const childPath = joinPath(path, key);
      if (key.includes(".") || pathKeys(key) === undefined) {
        problems.push({
          path: childPath,
          message: "A key with a dot, __proto__, constructor or prototype cannot be part of a path.",
        });
      } else readInto(child, childPath, fields, problems);
    }
    return;
  }
  const field = scalarField(definition, isInteger) ?? listField(definition);
  if (field === undefined) {
    problems.push({
      path,
      message: `Rules cannot represent a field of type ${definition.type}.`,
      hint: 'Declare its type with .meta({ clientele: { type: "text" } }), or leave the field out.',
    });
  } else fields[path] = { ...field, ...meta };
}

/** Removes optional, nullable, default and the like, which do not change a value that is present. */
function unwrap(schema: Schema): { definition: Definition; meta: Partial<CatalogField> | undefined; isInteger: boolean } {
  let current = schema;
  let meta = current.meta?.()?.clientele;
  while (
    ["optional", "nullable", "default", "prefault", "nonoptional", "readonly", "catch"].includes(current.def.type) &&
    current.def.innerType !== undefined
  ) {
    current = current.def.innerType;
    meta ??= current.meta?.()?.clientele;
  }
  return { definition: current.def, meta, isInteger: current.isInt === true };
}

/** Returns the path of a field beside another, in the same object. */
function siblingPath(path: string, key: string): string {
  const end = path.lastIndexOf(".");
  return end < 0 ? key : `${path.slice(0, end)}.${key}`;
}

function scalarField(definition: Definition, isInteger: boolean): CatalogField | undefined {
  switch (definition.type) {
    case "string":
      return { type: definition.format === "date" ? "date" : "text" };
    case "boolean":
      return { type: "boolean" };
    case "date":
      return { type: "instant" };
    case "number":
      return isInteger ? { type: "integer", decimals: 0 } : { type: "number" };
    case "enum": {
      const values = Object.values(definition.entries ?? {});
      return values.every((value) => typeof value === "string") ? { type: "text", values } : undefined;
    }
    case "literal":
      return definition.values?.every((value) => typeof value === "string")
        ? { type: "text", values: definition.values }
        : undefined;
    default:
      return undefined;
  }
}

/** Returns a list of objects with the fields that conditions on an item can read; other fields and lists in it are left out. */
function itemsField(element: Schema): CatalogField {
  const fields: Record<string, CatalogField> = {};
  readInto(element, "", fields, []);
  const { "": _, ...items } = Object.fromEntries(Object.entries(fields).map(([path, { items: __, ...field }]) => [path, field]));
  return { type: "opaque", ...(Object.keys(items).length > 0 && { items }) };
}

function listField(definition: Definition): CatalogField | undefined {
  if (definition.type === "array" && definition.element !== undefined) {
    const { definition: element, isInteger } = unwrap(definition.element);
    const inner = scalarField(element, isInteger);
    const type: FieldType =
      inner?.type === "text" ? "texts" : inner?.type === "number" || inner?.type === "integer" ? "numbers" : "opaque";
    if (element.type === "object") return itemsField(definition.element);
    return { type, ...(type === "texts" && inner?.values && { values: inner.values }) };
  }
  return definition.type === "record" || definition.type === "tuple" ? { type: "opaque" } : undefined;
}
