import { ClienteleError, type Problem } from "../kernel/index.js";
import { problemSummary } from "../kernel/internal.js";

/**
 * Texts that broken tracking code sends where an identifier belongs, in lower case. Without blocking them, everybody whose
 * identifier was missing would become one customer. The list follows those of PostHog and Segment.
 */
export const STANDARD_BLOCKED: readonly string[] = [
  "null",
  "undefined",
  "nan",
  "none",
  "n/a",
  "nil",
  "true",
  "false",
  "0",
  "-1",
  "id",
  "email",
  "distinct_id",
  "distinctid",
  "anonymous",
  "guest",
  "unknown",
  "not_authenticated",
  "[object object]",
  "00000000-0000-0000-0000-000000000000",
];

/** Tells whether a text is blocked: letter case and surrounding spaces do not count. */
export type IsBlocked = (identifier: string) => boolean;

/** Prepares a list of blocked identifiers. */
export function blockedBy(identifiers: readonly string[]): IsBlocked {
  const blocked = new Set(identifiers.map(comparable));
  return (identifier) => blocked.has(comparable(identifier));
}

/** Returns the problem of a blocked identifier. */
export function blockedProblem(path: string, identifier: string): Problem {
  return {
    path,
    message: `${JSON.stringify(identifier)} stands for a missing identifier. Leave such interactions out, or change \`blockedIdentifiers\`.`,
  };
}

/**
 * Throws if one of some identifiers is blocked.
 *
 * @param identifiers - by path
 * @throws ClienteleError `invalid_input`
 */
export function requireUnblocked(isBlocked: IsBlocked, identifiers: Readonly<Record<string, string | undefined>>): void {
  const problems = Object.entries(identifiers).flatMap(([path, identifier]) =>
    identifier !== undefined && isBlocked(identifier) ? [blockedProblem(path, identifier)] : [],
  );
  if (problems.length > 0)
    throw new ClienteleError("invalid_input", problemSummary("Invalid identifier.", problems), { problems });
}

function comparable(identifier: string): string {
  return identifier.trim().toLowerCase();
}
