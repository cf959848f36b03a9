/**
 * Colors that people with any common color blindness can tell apart and that keep their order in gray print.
 *
 * @see Okabe, Ito (2008), "Color Universal Design"
 */
export const ink = "#1f2933";
/** Axis titles, labels and remarks: still 7 : 1 on white. */
export const mutedInk = "#4a5663";
/** Grid lines. */
export const hairline = "#e3e8ee";
/** What stands beside the thing that is shown. */
export const shadow = "#b4bfca";
/** The one color of a chart with a single series. */
export const primary = "#0072b2";
/** What a reader should look at. */
export const accent = "#d55e00";

/**
 * Stages from the first to the last: gray for who has not bought, blues and green on the way up, warm colors for
 * warnings, dark gray for who is gone. More stages than colors repeat them.
 */
export const stageColors: readonly string[] = [
  "#c5ced6",
  "#56b4e9",
  "#0072b2",
  "#009e73",
  "#e69f00",
  "#d55e00",
  "#5f6b78",
  "#cc79a7",
];

/** From few to many: one hue, from light to dark. */
export const sequential: readonly string[] = ["#eff6fb", "#bdd9ec", "#6aaed6", "#2878b5", "#0b3c6f"];

/**
 * The place on {@link sequential} (a fraction of 1) from which white text reads better than dark.
 */
export const whiteTextFrom = 0.62;
