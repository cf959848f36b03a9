import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Type instantiations and errors of checking one file with the project's settings. */
function check(file: string): { readonly instantiations: number; readonly errors: number } {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile) as { config: { compilerOptions: object } };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [file] }, ts.sys, root);
  const program = ts.createProgram([file], options);
  const source = program.getSourceFile(file);
  const errors = program.getSemanticDiagnostics(source).length;
  return { instantiations: (program as unknown as { getInstantiationCount(): number }).getInstantiationCount(), errors };
}

it("a schema and a rule of seven parts stay within a budget of type instantiations", { timeout: 120_000 }, () => {
  const { instantiations, errors } = check(`${root}test/rules/fixtures/builder-use.ts`);
  expect(errors).toBe(0);
  console.info(`${instantiations.toLocaleString("en")} type instantiations`);
  expect(instantiations).toBeLessThan(165_000);
});
