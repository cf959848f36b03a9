import { behavior } from "./behavior.js";
import { memberships } from "./memberships.js";
import { buying } from "./buying.js";
import { businessTime } from "./business-time.js";
import { contact } from "./contact.js";
import { dates } from "./dates.js";
import { figures } from "./figures.js";
import { items } from "./items.js";
import { pairs } from "./pairs.js";
import { profile } from "./profile.js";
import type { Topic } from "./question.js";
import { randomShares } from "./random-shares.js";

/** Every topic of the guide, in its order. */
export const topics: readonly Topic[] = [
  profile,
  buying,
  behavior,
  figures,
  items,
  dates,
  contact,
  pairs,
  businessTime,
  memberships,
  randomShares,
];
