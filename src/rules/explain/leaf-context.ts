import type { PreparedSubject } from "../compile/subject/prepared-subject.js";
import type { Catalog } from "../language/catalog.js";
import type { Wording } from "../wording/wording.js";
import type { SeenValue } from "./explained.js";

/** What the explanation of a leaf needs. */
export interface LeafContext {
  readonly wording: Wording;
  readonly catalog: Catalog;
  /** At the instant of the explanation. */
  readonly subject: PreparedSubject;
  readonly asOf: number;
}

/**
 * The value that a leaf saw, and what it requires; `unwanted` is what would make it false, and `unwantedSentence` is its
 * sentence below a `not`.
 */
export interface ExplainedLeaf {
  readonly seen: SeenValue;
  readonly wanted: string;
  readonly unwanted: string;
  readonly sentence: string;
  readonly unwantedSentence: string;
}
