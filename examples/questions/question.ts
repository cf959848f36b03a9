import type { Subject } from "clientele/models";
import type { Rule } from "clientele/rules";

/** A question that people ask about customers, as a rule. `npm run docs:questions` makes a guide of them. */
export interface Question {
  /** The question in the words of the trade. */
  readonly en: string;
  readonly zh: string;
  /** The guide shows it as it is written here, so it uses only the names of `schema.ts`. */
  readonly rule: Rule;
  /** A subject that the rule selects. */
  readonly selects: Subject;
  /** A subject that looks alike and that the rule does not select. */
  readonly leavesOut: Subject;
}

/** Questions about one thing. */
export interface Topic {
  readonly en: string;
  readonly zh: string;
  readonly questions: readonly Question[];
}
