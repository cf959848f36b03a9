/**
 * Writes `docs/api/<module>.txt`: every name that a module exports, sorted, as its declaration reads, so that a change of the
 * public API shows in the difference of these files. `--check` fails until they are current (`npm run api` writes them).
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { hasRootEntry, root, modules } from "./modules.js";

export const apiFolder = join(root, "docs/api");

/** File name → text of the report, for every module that exists. */
export function apiReports(): Map<string, string> {
  const entries = modules().map((module) => [
    `${module.replace("/", "-")}.txt`,
    `clientele/${module}`,
    join(root, "src", module, "index.ts"),
  ]);
  if (hasRootEntry()) entries.push(["clientele.txt", "clientele", join(root, "src/index.ts")]);
  const { config } = ts.readConfigFile(join(root, "tsconfig.build.json"), (path) => readFileSync(path, "utf8")) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(
    entries.map(([, , path]) => path!),
    { ...options, removeComments: true },
  );
  const checker = program.getTypeChecker();
  const declarations = declarationsOf(program);
  return new Map(
    entries.map(([file, specifier, path]) => {
      const entry = checker.getSymbolAtLocation(program.getSourceFile(path!)!);
      const symbols = entry === undefined ? [] : checker.getExportsOfModule(entry);
      const lines = symbols.map((symbol) => {
        const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
        const source = target.declarations?.[0]?.getSourceFile().fileName ?? "";
        const text = declarations(source).get(target.name) ?? `${target.name} (see ${source})`;
        return [symbol.name, symbol.name === target.name ? text : `${symbol.name} = ${text}`] as const;
      });
      lines.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      return [file!, `${specifier}\n\n${lines.map(([, text]) => text).join("\n\n")}\n`] as const;
    }),
  );
}

/** For a source file: exported name → its declaration, as the compiler would write it to a `.d.ts`. */
function declarationsOf(program: ts.Program): (file: string) => ReadonlyMap<string, string> {
  const cache = new Map<string, ReadonlyMap<string, string>>();
  return (file) => {
    const known = cache.get(file);
    if (known !== undefined) return known;
    const names = new Map<string, string>();
    cache.set(file, names);
    const source = program.getSourceFile(file);
    if (source === undefined) return names;
    let emitted = "";
    program.emit(source, (_, text) => (emitted = text), undefined, true);
    const add = (name: string, text: string): void => {
      names.set(name, names.has(name) ? `${names.get(name)}\n${text}` : text);
    };
    const parsed = ts.createSourceFile("declarations.d.ts", emitted, ts.ScriptTarget.Latest, true);
    for (const statement of parsed.statements) {
      const text = statement.getText().replace(/^export (declare )?/, "");
      if (ts.isVariableStatement(statement)) {
        for (const declaration of statement.declarationList.declarations)
          add(declaration.name.getText(), `const ${declaration.getText()};`);
      } else if ("name" in statement && statement.name !== undefined) {
        add((statement.name as ts.Identifier).text, text);
      }
    }
    return names;
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const reports = apiReports();
  if (process.argv.includes("--check")) {
    const stale = [...reports].filter(
      ([file, text]) => !existsSync(join(apiFolder, file)) || readFileSync(join(apiFolder, file), "utf8") !== text,
    );
    const gone = readdirSync(apiFolder).filter((file) => !reports.has(file));
    for (const file of [...stale.map(([name]) => name), ...gone]) console.log(`docs/api/${file} does not show the public API.`);
    if (stale.length + gone.length > 0) console.error("Run npm run api.");
    process.exit(stale.length + gone.length === 0 ? 0 : 1);
  }
  if (!existsSync(apiFolder)) mkdirSync(apiFolder, { recursive: true });
  for (const file of readdirSync(apiFolder)) if (!reports.has(file)) rmSync(join(apiFolder, file));
  for (const [file, text] of reports) writeFileSync(join(apiFolder, file), text);
  console.log(`docs/api: ${[...reports.keys()].join(", ")}`);
}
