import { ClienteleError } from "../../kernel/index.js";
import { anObject, deepFreeze, type OptionShape, problemSummary, requireOptions } from "../../kernel/internal.js";
import { type Calendars, type CatalogSource, standardCatalog } from "../../rules/index.js";
import { someCalendars } from "../../rules/internal.js";
import { checkChurnPolicy } from "./check-churn-policy.js";
import { type AlertRule, type ChurnPolicy, type ChurnPolicyDefinition, defaultBands } from "./churn-policy.js";
import { compilePolicy, type CompiledPolicy } from "./compile-policy.js";

/** Options of {@link defineChurnPolicy}. */
export interface ChurnPolicyOptions {
  /** Schema of the host, or its catalog. Defaults to the standard catalog. */
  readonly schema?: CatalogSource | undefined;
  /** Open hours of the business calendars that the signals name. Define the policy again when they change. */
  readonly calendars?: Calendars | undefined;
}

const POLICY_OPTIONS: OptionShape<ChurnPolicyOptions> = { schema: anObject, calendars: someCalendars };
const DEFAULT_ALERT: AlertRule = { raiseAt: 50, clearBelow: 35 };
const compiledPolicies = new WeakMap<ChurnPolicy, CompiledPolicy>();

/**
 * Checks a churn policy, fills in its defaults and freezes it. The result is plain data; after a round trip through JSON,
 * define it again. Time alone may only raise a severity, or change it in steps (windows), so that the next instant at which a
 * band changes can be computed exactly.
 *
 * @param definition - signals, bands and alert
 * @param options - `schema`, where signals use interactions of the host; `calendars`, where they use business time
 * @throws ClienteleError `invalid_churn_policy` with every problem and its path; `invalid_rule` for a calendar that is not supplied;
 * `invalid_option`
 * @example
 * const policy = defineChurnPolicy({ id: "service", signals: [complaints({ points: 60 }), supportUnresolved({ points: 40 })] });
 * policy.bands.map(({ id }) => id) // => ["low", "watch", "high", "critical"]
 */
export function defineChurnPolicy(definition: ChurnPolicyDefinition, options: ChurnPolicyOptions = {}): ChurnPolicy {
  const { schema = standardCatalog, calendars } = requireOptions(options, POLICY_OPTIONS);
  const problems = checkChurnPolicy(definition, schema);
  if (problems.length > 0)
    throw new ClienteleError("invalid_churn_policy", problemSummary("Invalid churn policy.", problems), { problems });
  const {
    id,
    version = 1,
    signals,
    bands = structuredClone(defaultBands),
    minKnownShare = 0.15,
    alert = { ...DEFAULT_ALERT },
  } = structuredClone(definition);
  const policy: ChurnPolicy = deepFreeze({ id, version, signals, bands, minKnownShare, alert });
  compiledPolicies.set(policy, compilePolicy(policy, { schema, calendars }));
  return policy;
}

/**
 * Returns the compiled form of a defined policy.
 *
 * @throws ClienteleError `undefined_churn_policy`
 */
export function compiledPolicyOf(policy: ChurnPolicy): CompiledPolicy {
  const compiled = compiledPolicies.get(policy);
  if (compiled !== undefined) return compiled;
  throw new ClienteleError("undefined_churn_policy", "Pass the result of defineChurnPolicy itself, not a copy of it.", {
    policy: (policy as { id?: unknown } | null | undefined)?.id,
  });
}
