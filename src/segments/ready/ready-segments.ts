import {
  anInteger,
  aNumber,
  aText,
  aZone,
  invalidOption,
  listOf,
  mapOf,
  type OptionShape,
  requireOption,
  requireOptions,
} from "../../kernel/internal.js";
import type { Expression, Rule } from "../../rules/index.js";
import type { SegmentDefinition } from "../set/segment-set.js";

/** Adds the version of the rule language to an expression. */
export const ruleOf = (expression: Expression): Rule => ({ version: 2, ...expression });

/**
 * Returns geographic segments: one per country, by the country of the customer's address.
 *
 * @param countries - ISO 3166-1 codes with their names for people
 * @example
 * geographicSegments({ CN: { en: "China", zh: "中国" } })[0].id // => "country-CN"
 */
export function geographicSegments(
  countries: Readonly<Record<string, { readonly en: string; readonly zh: string }>>,
): SegmentDefinition[] {
  return Object.entries(countries).map(([country, label]) => ({
    id: `country-${country}`,
    label,
    description: { en: `Lives in ${label.en}.`, zh: `居住在${label.zh}。` },
    rule: ruleOf({ kind: "attribute", path: "address.country", test: { is: "equals", value: country } }),
  }));
}

/** Options of {@link demographicSegments}. */
export interface DemographicOptions {
  /** Lowest age of each band, strictly increasing. */
  readonly ages: readonly number[];
  /** Time zone in which birthdays begin. */
  readonly zone: string;
}

const someAges = listOf(anInteger({ min: 0 }));
const DEMOGRAPHIC_OPTIONS: OptionShape<DemographicOptions> = { ages: someAges, zone: aZone };

/**
 * Returns demographic segments: age bands by date of birth. A customer changes band on the birthday.
 *
 * @throws ClienteleError `invalid_option`
 * @example
 * demographicSegments({ ages: [18, 30, 60], zone: "Asia/Shanghai" }).map(({ id }) => id) // => ["age-18-29", "age-30-59", "age-60-up"]
 */
export function demographicSegments(options: DemographicOptions): SegmentDefinition[] {
  const given = requireOptions(options, DEMOGRAPHIC_OPTIONS);
  const ages = requireOption("ages", given.ages, someAges);
  const zone = requireOption("zone", given.zone, aZone);
  if (ages.some((age, index) => index > 0 && age <= ages[index - 1]!)) throw invalidOption("ages", ages, "strictly increasing");
  return ages.map((from, index): SegmentDefinition => {
    const next = ages[index + 1];
    const test =
      next === undefined ? ({ is: "atLeast", value: from } as const) : ({ is: "between", from, to: next - 1 } as const);
    return {
      id: next === undefined ? `age-${from}-up` : `age-${from}-${next - 1}`,
      label:
        next === undefined
          ? { en: `${from} and older`, zh: `${from} 岁及以上` }
          : { en: `Aged ${from} to ${next - 1}`, zh: `${from}–${next - 1} 岁` },
      rule: ruleOf({ kind: "attribute", path: "demographics.birthDate", test: { is: "age", test, zone } }),
    };
  });
}

/** Options of {@link psychographicSegments}. */
export interface PsychographicOptions {
  /** Minimum score of each trait. */
  readonly traits?: Readonly<Record<string, number>> | undefined;
  /** Interests as they stand in `psychographics.interests`. */
  readonly interests?: readonly string[] | undefined;
}

const PSYCHOGRAPHIC_OPTIONS: OptionShape<PsychographicOptions> = { traits: mapOf(aNumber()), interests: listOf(aText) };

/**
 * Returns psychographic segments: customers whose trait score reaches a minimum, read from the timeline `score:<trait>` that
 * the results of `scoreTraits` fill, and customers who named an interest.
 *
 * @throws ClienteleError `invalid_option`
 * @example
 * psychographicSegments({ traits: { adventure: 4 }, interests: ["hiking"] }).map(({ id }) => id) // => ["trait-adventure", "interest-hiking"]
 */
export function psychographicSegments(options: PsychographicOptions): SegmentDefinition[] {
  const { traits = {}, interests = [] } = requireOptions(options, PSYCHOGRAPHIC_OPTIONS);
  return [
    ...Object.entries(traits).map(
      ([trait, value]): SegmentDefinition => ({
        id: `trait-${trait}`,
        label: { en: `High score for ${trait}`, zh: `${trait}得分高` },
        rule: ruleOf({ kind: "state", key: `score:${trait}`, test: { is: "atLeast", value } }),
      }),
    ),
    ...interests.map(
      (interest): SegmentDefinition => ({
        id: `interest-${interest}`,
        label: { en: `Interested in ${interest}`, zh: `对${interest}感兴趣` },
        rule: ruleOf({ kind: "attribute", path: "psychographics.interests", test: { is: "has", value: interest } }),
      }),
    ),
  ];
}
