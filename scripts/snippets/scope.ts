/** Which names an `@example` sees without importing them: those of its module, its own file, and the modules below. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import ts from "typescript";
import { architecture, root } from "../modules.js";

interface Name {
  /** True for an interface or a type alias: imported with `type`. */
  readonly isType: boolean;
}

type Names = ReadonlyMap<string, Name>;

const cache = new Map<string, Names>();

/** Names that a source file exports, read from its syntax alone (no program, hence fast). */
export function exportsOf(file: string): Names {
  const known = cache.get(file);
  if (known !== undefined) return known;
  const names = new Map<string, Name>();
  cache.set(file, names);
  if (!existsSync(join(root, file))) return names;
  const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest);
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement)) addReExports(names, statement, file);
    else if (isExported(statement)) for (const [name, kind] of declaredNames(statement)) names.set(name, kind);
  }
  return names;
}

function addReExports(names: Map<string, Name>, statement: ts.ExportDeclaration, file: string): void {
  const { exportClause, moduleSpecifier, isTypeOnly } = statement;
  if (exportClause !== undefined && ts.isNamedExports(exportClause)) {
    for (const element of exportClause.elements) names.set(element.name.text, { isType: isTypeOnly || element.isTypeOnly });
  } else if (exportClause === undefined && moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier)) {
    const target = posix.join(posix.dirname(file), moduleSpecifier.text.replace(/\.js$/, ".ts"));
    for (const [name, { isType }] of exportsOf(target)) names.set(name, { isType: isType || isTypeOnly });
  }
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

/** Names that a statement declares at its own level. */
export function declaredNames(statement: ts.Statement): [string, Name][] {
  const names: [string, Name][] = [];
  const add = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) names.push([name.text, { isType: false }]);
    else for (const element of name.elements) if (!ts.isOmittedExpression(element)) add(element.name);
  };
  if (ts.isVariableStatement(statement)) for (const { name } of statement.declarationList.declarations) add(name);
  else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
    names.push([statement.name.text, { isType: true }]);
  else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name !== undefined)
    names.push([statement.name.text, { isType: false }]);
  return names;
}

/** Names that the snippet declares or imports itself. */
function ownNames(source: ts.SourceFile): Set<string> {
  const own = new Set<string>();
  for (const statement of source.statements) {
    for (const [name] of declaredNames(statement)) own.add(name);
    if (!ts.isImportDeclaration(statement)) continue;
    const clause = statement.importClause;
    if (clause?.name !== undefined) own.add(clause.name.text);
    if (clause?.namedBindings === undefined) continue;
    if (ts.isNamespaceImport(clause.namedBindings)) own.add(clause.namedBindings.name.text);
    else for (const element of clause.namedBindings.elements) own.add(element.name.text);
  }
  return own;
}

/** Modules on the layers under a module, the nearest layer first: what its examples may build upon. */
function modulesBelow(module: string): string[] {
  const layer = architecture.layers.findIndex((modules) => modules.includes(module));
  return architecture.layers.slice(0, Math.max(layer, 0)).reverse().flat();
}

/** Import statements, on one line, for the names that an example of `file` uses and does not declare. */
export function implicitImports(file: string, snippet: ts.SourceFile, moduleFolder: string): string {
  const module = file.split("/")[1] ?? "";
  const nested = existsSync(join(root, dirname(file), "index.ts")) ? dirname(file).slice("src/".length) : module;
  const pathTo = (target: string): string =>
    relative(moduleFolder, join(root, target)).replaceAll("\\", "/").replace(/\.ts$/, ".js");
  const entriesOf = (name: string): [string, Names][] => [
    [`clientele/${name}`, exportsOf(`src/${name}/index.ts`)],
    [pathTo(`src/${name}/internal.ts`), exportsOf(`src/${name}/internal.ts`)],
  ];
  const sources: [specifier: string, names: Names][] = [
    ...entriesOf(nested),
    ...entriesOf(module),
    [pathTo(file), exportsOf(file)],
    ...["models", "kernel", ...modulesBelow(module)].flatMap(entriesOf),
  ];
  const taken = ownNames(snippet);
  const wanted = new Map<string, string[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !taken.has(node.text)) {
      const source = sources.find(([, names]) => names.has(node.text));
      if (source !== undefined) {
        taken.add(node.text);
        const [specifier, names] = source;
        const text = names.get(node.text)!.isType ? `type ${node.text}` : node.text;
        wanted.set(specifier, [...(wanted.get(specifier) ?? []), text]);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(snippet);
  return [...wanted].map(([specifier, names]) => `import { ${names.join(", ")} } from "${specifier}";`).join(" ");
}
