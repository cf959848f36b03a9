import { ClienteleError } from "../../../kernel/index.js";
import type { SqlDialect } from "./dialect.js";

/** Returns the error for what a dialect or a mapping cannot evaluate exactly. */
export function unsupported(dialect: SqlDialect, operator: string, message: string): ClienteleError<"unsupported_in_dialect"> {
  return new ClienteleError("unsupported_in_dialect", message, { dialect: dialect.name, operator });
}
