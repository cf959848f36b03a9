/**
 * What the types cost a consumer: type instantiations of programs that use the built package, beside the same program with Zod
 * alone. Counts do not depend on the speed of the machine. A step of `npm run check` and of CI, since it needs a compiler.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { root } from "./modules.js";

/** A program and its ceiling. */
interface Budget {
  readonly name: string;
  readonly file: string;
  readonly skipLibCheck: boolean;
  /** Instantiations at most; with `above`, more than those of the other program. */
  readonly max: number;
  readonly above?: string;
}

const folder = "test/package/type-budget";

const budgets: readonly Budget[] = [
  { name: "a schema with own interactions and 10 rules", file: "own-schema.ts", skipLibCheck: true, max: 30_000 },
  { name: "a schema with all standard interactions and 7 rules", file: "standard-schema.ts", skipLibCheck: true, max: 45_000 },
  {
    name: "the same as the first, declarations of libraries checked, above Zod alone",
    file: "own-schema.ts",
    skipLibCheck: false,
    max: 60_000,
    above: "zod-alone.ts",
  },
];

/** Instantiations and errors of checking one program against the built package. */
export function instantiationsOf(
  file: string,
  skipLibCheck: boolean,
): { readonly count: number; readonly errors: readonly string[] } {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
    skipLibCheck,
    paths: { clientele: [join(root, "dist/index.d.ts")], "clientele/*": [join(root, "dist/*/index.d.ts")] },
  };
  const program = ts.createProgram([file], options);
  const diagnostics = ts.getPreEmitDiagnostics(program);
  return {
    count: (program as unknown as { getInstantiationCount(): number }).getInstantiationCount(),
    errors: diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " ")),
  };
}

/** Measures every budget; returns a line for each, and whether all are kept. */
export function checkTypeBudgets(list: readonly Budget[] = budgets): { readonly lines: readonly string[]; readonly ok: boolean } {
  const known = new Map<string, number>();
  const measure = (file: string, skipLibCheck: boolean): number => {
    const key = `${file} ${skipLibCheck}`;
    if (!known.has(key)) {
      const { count, errors } = instantiationsOf(join(root, folder, file), skipLibCheck);
      if (errors.length > 0) throw new Error(`${file} does not compile: ${errors.join("; ")}`);
      known.set(key, count);
    }
    return known.get(key)!;
  };
  const rows = list.map(({ name, file, skipLibCheck, max, above }) => {
    const count = measure(file, skipLibCheck) - (above === undefined ? 0 : measure(above, skipLibCheck));
    return { ok: count <= max, line: `${count <= max ? "ok    " : "FAILED"} ${count} of ${max} instantiations: ${name}` };
  });
  return { lines: rows.map(({ line }) => line), ok: rows.every(({ ok }) => ok) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!existsSync(join(root, "dist/index.d.ts"))) {
    console.error("There is no dist: run npm run build first.");
    process.exit(1);
  }
  const { lines, ok } = checkTypeBudgets();
  for (const line of lines) console.log(line);
  // A budget that nothing can break proves nothing.
  const planted = checkTypeBudgets([{ name: "planted breach", file: "own-schema.ts", skipLibCheck: true, max: 1_000 }]);
  console.log(planted.ok ? "FAILED the planted breach was not seen" : "ok     a planted breach is seen");
  process.exit(ok && !planted.ok ? 0 : 1);
}
