import type { LocalizedText } from "./locale.js";

/** Names of the months in English, January first. */
export const MONTH_NAMES: readonly string[] = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** Names of the weekdays, Monday first. */
export const WEEKDAY_NAMES: readonly LocalizedText[] = [
  { en: "Monday", zh: "周一" },
  { en: "Tuesday", zh: "周二" },
  { en: "Wednesday", zh: "周三" },
  { en: "Thursday", zh: "周四" },
  { en: "Friday", zh: "周五" },
  { en: "Saturday", zh: "周六" },
  { en: "Sunday", zh: "周日" },
];
