import type { Where } from "../language/expression.js";
import type { FieldAt, FieldPath } from "./field-paths.js";
import type { KnownName, NameOf } from "./known-name.js";
import { type TestsOf, testsFor, type TextTests } from "./tests.js";

/** Builds conditions on one interaction: on its properties and its channel. */
export interface WhereBuilder<Properties> {
  /** A property, by path. */
  <const Path extends NameOf<FieldPath<Properties>>>(
    path: KnownName<Path, FieldPath<Properties>>,
  ): TestsOf<FieldAt<Properties, Path>, Where>;
  /** The channel of the interaction. */
  channel(): TextTests<string, Where>;
  all(...of: readonly Where[]): Where;
  any(...of: readonly Where[]): Where;
  not(of: Where): Where;
}

/** Conditions on the properties of an interaction. */
export type WhereClause<Properties> = (property: WhereBuilder<Properties>) => Where;

const builder = Object.assign((path: string) => testsFor((test): Where => ({ kind: "property", path, test })), {
  channel: () => testsFor((test): Where => ({ kind: "channel", test })),
  all: (...of: readonly Where[]): Where => ({ kind: "all", of }),
  any: (...of: readonly Where[]): Where => ({ kind: "any", of }),
  not: (of: Where): Where => ({ kind: "not", of }),
});

/** Builds the conditions of a clause. */
export function buildWhere<Properties>(clause: WhereClause<Properties>): Where {
  return clause(builder as unknown as WhereBuilder<Properties>);
}
