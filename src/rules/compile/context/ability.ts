import type { BoundTime, Calendars } from "../../language/business-time.js";
import type { CatalogField, ValueType } from "../../language/catalog.js";
import type { ElapsedTest } from "../../language/elapsed-limits.js";
import type {
  AttributeOperand,
  FigureComparison,
  Measure,
  Metric,
  PeriodsSpec,
  Test,
  TestName,
  Where,
  WindowSpec,
} from "../../language/expression.js";
import type { NodeTable } from "../../language/node-table.js";
import type { RuleFields } from "../../language/rule-fields.js";
import type { ValueReader } from "../../language/value-reading.js";
import type { ZonedLeaf } from "../../language/zoned-rule.js";
import type { CompiledNode } from "../subject/compiled-node.js";
import type {
  CompiledMetric,
  CompiledPeriods,
  CompiledTest,
  CompiledWhere,
  CompiledWindow,
  TimedTest,
  ValueOf,
} from "./compiled.js";

/**
 * A part of the rule language that an evaluator has. Each ability is an export of its own, so that a bundle holds only those
 * that are passed in.
 */
export interface Ability {
  /** Its name, which is that of the export. */
  readonly name: string;
}

/** The functions of an ability, each under the name that it compiles. */
export interface AbilityTables extends Ability {
  readonly nodes?: Partial<NodeTable<[context: CompileContext], CompiledNode>> & {
    readonly zoned?: (node: ZonedLeaf, context: CompileContext) => CompiledNode;
  };
  readonly tests?: { readonly [Is in TestName]?: (test: TestOf<Is>, on: TestedValue) => CompiledTest };
  readonly measures?: { readonly [Name in Measure]?: (metric: Metric, parts: MetricParts) => CompiledMetric };
  readonly windows?: {
    readonly [Kind in WindowSpec["kind"]]?: (spec: Extract<WindowSpec, { kind: Kind }>) => CompiledWindow;
  };
  readonly forms?: Partial<Forms>;
  /** Gives the business durations of a rule the open hours of their calendars. */
  readonly bind?: <Part>(part: Part, calendars: Calendars | undefined) => BoundTime<Part>;
}

/** Forms of a test or a measure that need more than its other forms. */
interface Forms {
  /** `withinLast` and `withinNext` of a date, in local days. */
  readonly withinDays: (test: TestOf<"withinLast">) => TimedTest;
  /** Periods of `fewestPerPeriod` that are calendar units. */
  readonly calendarPeriods: (spec: Extract<PeriodsSpec, { unit: unknown }>) => CompiledPeriods;
  /** A comparison with another attribute of the subject. */
  readonly attributeOperand: (is: FigureComparison, operand: AttributeOperand, on: TestedValue) => CompiledTest["passes"];
  /** Whether a text contains a long one. */
  readonly containsLong: (wanted: string) => (text: string) => boolean;
  /** Conditions on interactions of some types. */
  readonly where: (where: Where, types: readonly string[], context: CompileContext) => CompiledWhere;
  /** A test of a length of time against business time. */
  readonly elapsed: (test: ElapsedTest) => CompiledTest;
}

/** The tests that may have a name. */
export type TestOf<Is extends TestName> = Test extends infer Each
  ? Each extends { readonly is: infer Name }
    ? Is extends Name
      ? Each
      : never
    : never
  : never;

/** The value that a test is compiled for. */
export interface TestedValue {
  readonly type: ValueType;
  /** Reads a raw value as a value of the type. */
  readonly read: ValueReader;
  /** Fields of the items, if it is a list of objects. */
  readonly items: Readonly<Record<string, CatalogField>>;
  readonly context: CompileContext;
}

/** Compiled parts of a metric; `read` and `field` are there when the metric has a property. */
export interface MetricParts {
  readonly types: readonly string[];
  readonly window: CompiledWindow;
  readonly where: CompiledWhere | null;
  readonly read: ValueOf | undefined;
  readonly field: CatalogField | undefined;
  readonly context: CompileContext;
}

/** What a rule is compiled with. */
export interface CompileContext {
  readonly fields: RuleFields;
  readonly abilities: readonly AbilityTables[];
}

type TableName = "nodes" | "tests" | "measures" | "windows" | "forms";
type Tables = { readonly [Kind in TableName]: Required<NonNullable<AbilityTables[Kind]>> };
type Table<Kind extends TableName> = Tables[Kind];

/** Returns the function that compiles a part of a rule, from the first ability that has it. */
export function compilerOf<Kind extends TableName, Name extends keyof Table<Kind>>(
  { abilities }: CompileContext,
  kind: Kind,
  name: Name,
): Table<Kind>[Name] {
  for (const ability of abilities) {
    const table = ability[kind] as Table<Kind> | undefined;
    if (table !== undefined && Object.hasOwn(table, name)) return table[name];
  }
  throw new TypeError(`No ability compiles ${String(name)}.`);
}
