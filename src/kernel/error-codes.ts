import type { ChurnErrors } from "./codes/churn.js";
import type { InteropErrors } from "./codes/interop.js";
import type { JourneyErrors } from "./codes/journeys.js";
import type { KernelErrors } from "./codes/kernel.js";
import type { LifecycleErrors } from "./codes/lifecycle.js";
import type { ModelErrors } from "./codes/models.js";
import type { RecommendErrors } from "./codes/recommend.js";
import type { RuleErrors } from "./codes/rules.js";
import type { SegmentErrors } from "./codes/segments.js";
import type { StatisticsErrors } from "./codes/statistics.js";
import type { StorageErrors } from "./codes/storage.js";
import type { ValueErrors } from "./codes/value.js";
import type { WorkspaceErrors } from "./codes/workspace.js";

/**
 * Code → details, one interface a room (in `codes/`), so that a room's errors are read in one place.
 * Types only: the texts of cause and remedy cost a bundle nothing, and `npm run docs:errors` makes a page of them.
 */
export interface ErrorDetails
  extends ChurnErrors,
    InteropErrors,
    JourneyErrors,
    KernelErrors,
    LifecycleErrors,
    ModelErrors,
    RecommendErrors,
    RuleErrors,
    SegmentErrors,
    StatisticsErrors,
    StorageErrors,
    ValueErrors,
    WorkspaceErrors {}
