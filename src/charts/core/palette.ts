/**
 * Colors that people with any common color blindness can tell apart and that keep their order in gray print.
 *
 * @see Okabe, Ito (2008), "Color Universal Design"
 */
export const ink = "#1f2933";
/** Color of axis titles, labels and remarks: contrast 7 : 1 on white. */
export const mutedInk = "#4a5663";
/** Color of grid lines. */
export const hairline = "#e3e8ee";
/** Color of a comparison. */
export const shadow = "#b4bfca";
/** Color of a chart with a single series. */
export const primary = "#0072b2";
/** Color that draws attention. */
export const accent = "#d55e00";

/**
 * Colors of stages from the first to the last: gray for prospects, blues and green for buyers, warm colors for warnings, dark
 * gray for lost customers. If there are more stages than colors, the colors repeat.
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

/** Colors from few to many: one hue, from light to dark. */
export const sequential: readonly string[] = ["#eff6fb", "#bdd9ec", "#6aaed6", "#2878b5", "#0b3c6f"];

/** Position on {@link sequential}, from 0 to 1, from which white text is more readable than dark text. */
export const whiteTextFrom = 0.62;
