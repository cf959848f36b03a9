import { defineSeasonalClock, fitSeasonalIndex, type SeasonalActivity, type SeasonalClock } from "clientele/value";
import { RETAIL_ZONE } from "./retail-line.js";

/**
 * Of the customers whom the same shop first saw in a month, how many there were, and the percentage who bought in each
 * of the next six months of 2010. The file of the demo begins in December 2010; these come from the year before.
 *
 * Source: Online Retail II, Chen (2019), UCI Machine Learning Repository, CC BY 4.0 (customer known, quantity and price
 * above 0, no cancellations): its cohort table as several public analyses state it alike, by a tenth of a percent for the
 * first five rows and by whole percents for the others. January 2011 and later are left out: only the year 2010 counts.
 */
const cohorts2010: Readonly<Record<string, readonly [customers: number, ...percent: number[]]>> = {
  "2009-12": [955, 35.3, 33.4, 42.5, 38.0, 35.9, 37.7],
  "2010-01": [383, 20.6, 31.1, 30.5, 26.4, 30.0, 25.8],
  "2010-02": [374, 23.7, 22.3, 29.0, 24.5, 19.9, 19.1],
  "2010-03": [443, 19.0, 23.0, 24.2, 23.3, 20.3, 24.6],
  "2010-04": [294, 19.4, 19.4, 16.3, 18.4, 22.4, 27.6],
  "2010-05": [254, 16, 17, 17, 18, 26, 21],
  "2010-06": [270, 17, 19, 20, 23, 29, 13],
  "2010-07": [186, 16, 18, 30, 29, 14],
  "2010-08": [162, 20, 30, 32, 17],
  "2010-09": [243, 23, 23, 12],
  "2010-10": [377, 26, 15],
  "2010-11": [325, 18],
};

/**
 * The shop's seasonal clock as it could be known on any day of 2011. A share p who bought stands for −ln(1 − p) purchases
 * a customer: several purchases within a month are one buyer.
 */
export function retailSeason(): SeasonalClock {
  return defineSeasonalClock({ zone: RETAIL_ZONE, index: fitSeasonalIndex(activity()) });
}

function activity(): SeasonalActivity[] {
  return Object.entries(cohorts2010).flatMap(([group, [customers, ...percents]]) =>
    percents.map((percent, after) => ({
      group,
      month: monthAfter(group, after + 1),
      purchases: -customers * Math.log1p(-percent / 100),
    })),
  );
}

function monthAfter(month: string, later: number): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + later)).toISOString().slice(0, 7);
}
