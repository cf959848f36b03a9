import { CompiledQuery } from "kysely";

/** A name in the text of a statement. A cast of PostgreSQL (`::text`) is none. */
const NAME = /(?<!:):([a-z]\w*)/gi;

/**
 * Compiles a statement whose text names its parameters (`where tenant_id = :tenant`). The text does not depend on the values,
 * so that a driver can prepare it once.
 *
 * @param style - `numbered`: `$1`, where a repeated name is the same parameter; `positional`: `?`, a parameter at every place
 * @returns a function of the values
 */
export function namedStatement<Row, Values extends object>(
  style: "numbered" | "positional",
  text: string,
): (values: Values) => CompiledQuery<Row> {
  const names: (keyof Values)[] = [];
  const compiled = text.trim().replace(NAME, (_, name: string) => {
    const key = name as keyof Values;
    const known = style === "numbered" ? names.indexOf(key) : -1;
    if (known === -1) names.push(key);
    if (style === "positional") return "?";
    return `$${known === -1 ? names.length : known + 1}`;
  });
  return (values) =>
    CompiledQuery.raw(
      compiled,
      names.map((name) => valueOf(values, name)),
    );
}

/** A missing value would be null in the database, and a missing list empty. */
function valueOf<Values extends object>(values: Values, name: keyof Values): unknown {
  if (!(name in values)) throw new Error(`The statement has no value for the parameter ${String(name)}.`);
  return values[name];
}
