import * as z from "zod";
import { isStorableText } from "../../kernel/internal.js";

/** Deeper than any field goes; a value that contains itself reaches it at once. */
const DEEPEST = 100;

/**
 * A record of fields under names of the host's choosing. What cannot be stored and compared everywhere is refused with
 * its path: U+0000 and unpaired surrogates in names and texts, at any depth, and `__proto__` as a name (a plain record
 * schema would drop that field without a word).
 */
export function hostFieldsOf<Value extends z.ZodType>(
  value: Value,
): z.ZodType<Record<string, z.output<Value>>, Record<string, z.input<Value>>> {
  return z
    .preprocess(
      (input, context) => {
        const found = firstUnfit(input, []);
        if (found !== undefined) context.addIssue({ code: "custom", message: found.message, path: found.path, input });
        return input;
      },
      z.record(z.string(), value),
    )
    .meta({ clientele: { type: "opaque" } }) as never;
}

interface Unfit {
  readonly path: PropertyKey[];
  readonly message: string;
}

function firstUnfit(value: unknown, path: PropertyKey[]): Unfit | undefined {
  if (typeof value === "string") {
    return isStorableText(value) ? undefined : { path, message: "Remove U+0000 and unpaired surrogates from the text." };
  }
  if (typeof value !== "object" || value === null || value instanceof Date) return undefined;
  if (path.length === DEEPEST) return { path: [path[0]!], message: `Nest fields at most ${DEEPEST} levels deep.` };
  for (const key of Object.keys(value)) {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    if (key === "__proto__") return { path: place, message: "Choose another name for the field." };
    if (!isStorableText(key))
      return { path: place, message: "Remove U+0000 and unpaired surrogates from the name of the field." };
    const found = firstUnfit(value[key as never], place);
    if (found !== undefined) return found;
  }
  return undefined;
}
