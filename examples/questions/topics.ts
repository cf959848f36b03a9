import { pairs } from "./pairs.js";
import { buying, profile } from "./profile.js";
import type { Topic } from "./question.js";

/** Every topic of the guide, in its order. */
export const topics: readonly Topic[] = [profile, buying, pairs];
