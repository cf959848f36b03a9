import type * as z from "zod";
import { ClienteleError, type Problem } from "../../kernel/index.js";
import { joinPath, pathKeys } from "../../kernel/internal.js";
import type { CatalogField, FieldType } from "../language/catalog.js";

/** What is read of a schema's definition; the schema's own library is not needed for it. */
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
  /** On schemas of numbers. */
  readonly isInt?: boolean;
  meta?(): { readonly clientele?: Partial<CatalogField> } | undefined;
}

/**
 * Reads the fields of an object schema into catalog fields by path.
 *
 * @throws ClienteleError `unsupported_schema` with every field that has no faithful meaning
 */
export function readFields(schema: z.core.$ZodType, prefix = ""): Record<string, CatalogField> {
  const fields: Record<string, CatalogField> = {};
  const problems: Problem[] = [];
  readInto(schema as unknown as Schema, prefix, fields, problems);
  if (problems.length > 0) {
    const listed = problems.map(({ path, message }) => `${path}: ${message}`).join("; ");
    throw new ClienteleError("unsupported_schema", `The schema cannot be used in rules. ${listed}`, { problems });
  }
  return fields;
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
          message: "A key with a dot, and __proto__, constructor, prototype, cannot be part of a path.",
        });
      } else readInto(child, childPath, fields, problems);
    }
    return;
  }
  const field = scalarField(definition, isInteger) ?? listField(definition);
  if (field === undefined) {
    problems.push({
      path,
      message: `A ${definition.type} has no faithful meaning in a rule.`,
      hint: 'Declare one with .meta({ clientele: { type: "text" } }) or leave the field out.',
    });
  } else fields[path] = { ...field, ...meta };
}

/** Steps through optional, nullable, default and the like, which change nothing about a value that is there. */
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

/** A field's currency stands beside it, in the same object. */
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

function listField(definition: Definition): CatalogField | undefined {
  if (definition.type === "array" && definition.element !== undefined) {
    const { definition: element, isInteger } = unwrap(definition.element);
    const inner = scalarField(element, isInteger);
    const type: FieldType =
      inner?.type === "text" ? "texts" : inner?.type === "number" || inner?.type === "integer" ? "numbers" : "opaque";
    return { type, ...(type === "texts" && inner?.values && { values: inner.values }) };
  }
  return definition.type === "record" || definition.type === "tuple" ? { type: "opaque" } : undefined;
}
