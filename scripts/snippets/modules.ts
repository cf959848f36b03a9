/**
 * Turns snippets into modules under `.cache/snippets` that vitest runs and tsc checks. A line of a module is the same
 * line of the page it came from, so that every message points to the right place.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { root } from "../modules.js";
import { compileExpected } from "./expected.js";
import { exampleSnippets, guideSnippets, type Snippet } from "./extract.js";
import { implicitImports } from "./scope.js";

export interface SnippetModule {
  /** `docs/guides/x.md:12`: where the snippet begins. */
  readonly place: string;
  /** Path of the generated module. */
  readonly path: string;
  readonly text: string;
  readonly runs: boolean;
  readonly kind: Snippet["kind"];
  /** What is wrong with the snippet itself; it does not run with any. */
  readonly problems: readonly string[];
}

export const snippetsFolder = join(root, ".cache/snippets");

/** All modules of the documentation, in the order of the pages. */
export function snippetModules(): SnippetModule[] {
  const chains: Snippet[][] = [];
  for (const snippet of [...guideSnippets(), ...exampleSnippets()]) {
    const last = chains.at(-1);
    if (snippet.continues && last !== undefined && last[0]!.file === snippet.file) last.push(snippet);
    else chains.push([snippet]);
  }
  return chains.map(moduleOf);
}

/** Files that no page has any more stay this long: another test run may be about to import them. */
const STALE_AFTER = 10 * 60_000;

/** Writes the modules that changed and removes those that are long gone. Safe to call from several processes at once. */
export function writeSnippetModules(modules: readonly SnippetModule[]): void {
  const wanted = new Set(modules.map(({ path }) => path));
  modules.forEach(writeSnippetModule);
  if (!existsSync(snippetsFolder)) return;
  for (const file of readdirSync(snippetsFolder, { recursive: true, encoding: "utf8" })) {
    const path = join(snippetsFolder, file);
    if (!/line-\d+\.ts[^/]*$/.test(file) || wanted.has(path)) continue;
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > STALE_AFTER) rmSync(path, { force: true });
  }
}

/** Writes one module, at once and whole, unless it is there already. */
export function writeSnippetModule({ path, text }: SnippetModule): void {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

/** One module of one chain of snippets (a snippet and those that continue it). */
export function moduleOf(chain: readonly Snippet[]): SnippetModule {
  const { file, line, kind } = chain[0]!;
  const path = join(snippetsFolder, file, `line-${line}.ts`);
  const problems: string[] = [];
  const lines: string[] = [];
  const code: string[] = [];
  for (const snippet of chain) {
    while (lines.length < snippet.line - 1) lines.push("");
    lines.push(...instrument(snippet, problems).split("\n"));
    code.push(withStatementEnds(snippet.code));
  }
  const assertion = relative(dirname(path), join(root, "scripts/snippets/assertion.js")).replaceAll("\\", "/");
  const names = "equals as __equals, throws as __throws, near as __near, contains as __contains, startsWith as __startsWith";
  const source = ts.createSourceFile(file, code.join("\n"), ts.ScriptTarget.Latest);
  const implied = kind === "example" ? implicitImports(file, source, dirname(path)) : "";
  lines[0] = `import { ${names} } from "${assertion}"; ${implied} ${lines[0] ?? ""}`;
  const runs = chain.every((snippet) => snippet.runs);
  return { place: `${file}:${line}`, path, text: `${lines.join("\n")}\nexport {};\n`, runs, kind, problems };
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface Expectation {
  /** JavaScript of the expected value, or `null`. */
  readonly value: string | null;
  /** Code of the expected error, or `null`. */
  readonly error: string | null;
  readonly text: string;
  readonly comments: number;
}

/** A line with `// =>` ends its statement, also where the next line would go on with it (`[`, `(`, a template). */
function withStatementEnds(code: string): string {
  return code.replace(/^(?!\s*\/\/)(.*[^\s;,{([])(\s*\/\/\s*=>)/gm, "$1;$2");
}

/** Puts an assertion in the place of every statement that bears a `// =>` comment. */
function instrument({ file, line, code: written }: Snippet, problems: string[]): string {
  const code = withStatementEnds(written);
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const placeOf = (position: number): string => `${file}:${line + source.getLineAndCharacterOfPosition(position).line}`;
  const { parseDiagnostics } = source as unknown as { parseDiagnostics: readonly ts.DiagnosticWithLocation[] };
  for (const { start, messageText } of parseDiagnostics)
    problems.push(`${placeOf(start)}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
  const edits: Edit[] = [];
  let attached = 0;
  const visit = (node: ts.Node, inFunction: boolean): void => {
    const inside = inFunction || ts.isFunctionLike(node);
    if (ts.isStatement(node) && !ts.isBlock(node)) {
      const expectation = expectationAfter(code, node.end);
      if (expectation !== null && !hasInnerStatementEndingAt(node, node.end)) {
        attached += expectation.comments;
        const edit = editOf(node, expectation, placeOf(node.getStart()), inside);
        if (typeof edit === "string") problems.push(edit);
        else edits.push(edit);
      }
    }
    ts.forEachChild(node, (child) => {
      visit(child, inside);
    });
  };
  visit(source, false);
  const claims = code.split("\n").filter((text) => /\/\/\s*=>/.test(text)).length;
  if (claims !== attached && problems.length === 0)
    problems.push(`${file}:${line}: ${claims} comments "// =>", but ${attached} stand right behind a statement`);
  let text = code;
  for (const { from, to, text: replacement } of edits.sort((a, b) => b.from - a.from))
    text = text.slice(0, from) + replacement + text.slice(to);
  return text;
}

/** `if (x) f() // => 1` is about the inner statement. */
function hasInnerStatementEndingAt(node: ts.Statement, end: number): boolean {
  let found = false;
  const visit = (child: ts.Node): void => {
    if (ts.isStatement(child) && !ts.isBlock(child) && child.end === end) found = true;
    if (child.end === end) ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return found;
}

function expectationAfter(code: string, end: number): Expectation | null {
  const comments = [...(ts.getTrailingCommentRanges(code, end) ?? []), ...(ts.getLeadingCommentRanges(code, end) ?? [])]
    .filter(
      ({ kind }, n, all) => kind === ts.SyntaxKind.SingleLineCommentTrivia && all.findIndex((c) => c.pos === all[n]!.pos) === n,
    )
    .map(({ pos, end: to }) => code.slice(pos, to));
  const first = /^\/\/\s*=>\s*(.*)$/.exec(comments[0] ?? "");
  if (first === null) return null;
  let text = first[1]!.trim();
  const error = /^throws (\w+)$/.exec(text)?.[1] ?? null;
  if (error !== null) return { value: null, error, text, comments: 1 };
  let value = compileExpected(text);
  for (let next = 1; value === null && next < comments.length && !comments[next]!.includes("=>"); next++) {
    text += `\n${comments[next]!.replace(/^\/\/\s?/, "")}`;
    value = compileExpected(text);
  }
  return { value, error: null, text: first[1]!.trim(), comments: 1 };
}

function editOf(node: ts.Statement, expectation: Expectation, place: string, inFunction: boolean): Edit | string {
  const subject = subjectOf(node);
  if (subject === null) return `${place}: "// =>" stands behind an expression or behind the declaration of one name`;
  const { expression, name } = subject;
  const at = JSON.stringify(place);
  const range = { from: node.getStart(), to: node.end };
  if (expectation.error !== null) {
    const call = `__throws("${expectation.error}", async () => (${expression.getText()}), ${at});`;
    return { ...range, text: inFunction ? call : `await ${call}` };
  }
  if (expectation.value === null) return `${place}: "${expectation.text}" is no literal; write what the value is, nothing else`;
  if (name !== null)
    return { ...range, text: `${node.getText().replace(/;?$/, ";")} __equals(${name}, ${expectation.value}, ${at});` };
  const value = inFunction ? expression.getText() : `await (${expression.getText()})`;
  return { ...range, text: `__equals(${value}, ${expectation.value}, ${at});` };
}

/** The expression that a statement is about: itself, the one argument of `console.log`, or the value of a declared name. */
function subjectOf(node: ts.Statement): { expression: ts.Expression; name: string | null } | null {
  if (ts.isExpressionStatement(node)) {
    const { expression } = node;
    const isLog = ts.isCallExpression(expression) && expression.expression.getText() === "console.log";
    return { expression: isLog && expression.arguments.length === 1 ? expression.arguments[0]! : expression, name: null };
  }
  if (!ts.isVariableStatement(node) || node.declarationList.declarations.length !== 1) return null;
  const { name, initializer } = node.declarationList.declarations[0]!;
  return ts.isIdentifier(name) && initializer !== undefined ? { expression: initializer, name: name.text } : null;
}
