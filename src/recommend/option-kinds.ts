import { anInteger, type OptionKind } from "../kernel/internal.js";

/** An integer of at least 1. */
export const aCount: OptionKind = anInteger({ min: 1 });

/** A share that leaves something over. */
export const aShareBelowOne: OptionKind = {
  expected: "a number of at least 0 and below 1",
  accepts: (value) => typeof value === "number" && value >= 0 && value < 1,
};

/** Which of the customer's items an answer holds. */
export const MODES = ["all", "discovery", "repeat"] as const;
