import type { ErrorDetails } from "./error-codes.js";

/** Every stable code that a {@link ClienteleError} can bear. The generated page `docs/errors.md` lists cause and remedy. */
export type ErrorCode = keyof ErrorDetails;

/**
 * The only error that Clientele throws on purpose. Its `code` is stable, its `details` depend on the code, its
 * message says what to do. Recognize it by {@link isClienteleError}, never by `instanceof`: two copies of the
 * package (ESM beside CJS, say) have two classes.
 *
 * @typeParam Code - one of {@link ErrorCode}
 */
export class ClienteleError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "ClienteleError";
  /** Stable, for programs. */
  readonly code: Code;
  /** Where in the input, `""` for the whole of it. */
  readonly path: string;
  /** What a program may need to react; plain data. */
  readonly details: ErrorDetails[Code];

  /**
   * @param cause - error of another program that led to this one, such as that of a database
   */
  constructor(code: Code, message: string, details: ErrorDetails[Code], path = "", cause?: unknown) {
    super(
      path === "" || message.startsWith(`\`${path}\``) ? message : `${path}: ${message}`,
      cause === undefined ? undefined : { cause },
    );
    this.code = code;
    this.details = details;
    this.path = path;
  }
}

/**
 * Whether an unknown thrown value is a {@link ClienteleError}, of one code if you name it; narrows `details`.
 *
 * @param error - anything that was caught
 * @param code - accept only this code
 * @example
 * const caught: unknown = new ClienteleError("invalid_currency", "Use an ISO 4217 code.", { currency: "EURO" });
 * isClienteleError(caught, "invalid_currency") // => true
 * isClienteleError(new Error("other")) // => false
 */
export function isClienteleError<Code extends ErrorCode>(error: unknown, code: Code): error is ClienteleError<Code>;
export function isClienteleError(error: unknown): error is ClienteleError;
export function isClienteleError(error: unknown, code?: ErrorCode): boolean {
  if (!(error instanceof Error) && (typeof error !== "object" || error === null)) return false;
  const { name, code: actual } = error as { name?: unknown; code?: unknown };
  return name === "ClienteleError" && typeof actual === "string" && (code === undefined || actual === code);
}

/**
 * Joins a parent path and a key or a position as {@link Problem.path} writes them.
 *
 * @example
 * joinPath("of", 1) // => "of[1]"
 * joinPath("of[1]", "test") // => "of[1].test"
 */
export function joinPath(parent: string, key: string | number): string {
  if (typeof key === "number") return `${parent}[${key}]`;
  return parent === "" ? key : `${parent}.${key}`;
}
