import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { architecture, root } from "../../scripts/modules.js";

/** What the language gives, whatever the machine, the hour and the runtime. Everything else is an outside world. */
const PURE_GLOBALS = new Set(
  [
    "undefined NaN Infinity Object Array String Number Boolean BigInt Symbol Function Error TypeError RangeError SyntaxError",
    "Map Set WeakMap WeakSet RegExp JSON Promise Reflect Proxy Iterator ArrayBuffer DataView Float32Array Float64Array",
    "Int8Array Int16Array Int32Array Uint8Array Uint16Array Uint32Array Uint8ClampedArray BigInt64Array BigUint64Array",
    "isNaN isFinite parseInt parseFloat encodeURIComponent decodeURIComponent structuredClone TextEncoder TextDecoder",
    "atob btoa Date Math Intl crypto arguments",
  ]
    .join(" ")
    .split(" "),
);

/** Methods whose answer depends on the machine's zone or language, or on chance. */
const IMPURE_MEMBERS = new Set(
  [
    "localeCompare toLocaleString toLocaleDateString toLocaleTimeString toLocaleUpperCase toLocaleLowerCase",
    "getFullYear getMonth getDate getDay getHours getMinutes getSeconds getTimezoneOffset toDateString toTimeString",
    "setFullYear setMonth setDate setHours setMinutes setSeconds getRandomValues randomUUID",
  ]
    .join(" ")
    .split(" "),
);

const PURE_DATE_MEMBERS = new Set(["UTC", "parse", "prototype"]);

/** What a file of the pure modules does that it must not, as `src/module/file.ts:12: what`. */
export function impurities(file: string, text = readFileSync(join(root, file), "utf8")): string[] {
  const options: ts.CompilerOptions = { noLib: true, noResolve: true, target: ts.ScriptTarget.Latest, types: [] };
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(options),
    getSourceFile: (name) => (name === file ? source : undefined),
    fileExists: (name) => name === file,
    readFile: () => undefined,
  };
  const checker = ts.createProgram([file], options, host).getTypeChecker();
  const found: string[] = [];
  const report = (node: ts.Node, what: string): void => {
    found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) checkImport(node, report);
    else if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    else if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) report(node, "import()");
    else if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) report(node, "import.meta");
    else if (ts.isPropertyAccessExpression(node) && IMPURE_MEMBERS.has(node.name.text)) report(node, `.${node.name.text}`);
    else if (ts.isStringLiteral(node) && ts.isElementAccessExpression(node.parent) && IMPURE_MEMBERS.has(node.text))
      report(node, `["${node.text}"]`);
    else if (isFreeName(node, checker)) checkGlobal(node, report);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

type Report = (node: ts.Node, what: string) => void;

function checkImport(node: ts.ImportDeclaration | ts.ExportDeclaration, report: Report): void {
  if (node.moduleSpecifier === undefined || !ts.isStringLiteral(node.moduleSpecifier)) return;
  const { text } = node.moduleSpecifier;
  const isOurs =
    text.startsWith(".") ||
    [...architecture.runtimeDependencies, ...architecture.bundledDependencies].some(
      (name) => text === name || text.startsWith(`${name}/`),
    );
  if (!isOurs) report(node, `import of ${text}`);
}

/** An identifier that is read as a value and that the file neither declares nor imports. */
function isFreeName(node: ts.Node, checker: ts.TypeChecker): node is ts.Identifier {
  if (!ts.isIdentifier(node)) return false;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  if (ts.isBindingElement(parent) && parent.propertyName === node) return false;
  if (ts.isShorthandPropertyAssignment(parent)) return checker.getShorthandAssignmentValueSymbol(parent) === undefined;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false;
  if (ts.isBreakOrContinueStatement(parent) || ts.isLabeledStatement(parent)) return false;
  if ((ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isAccessor(parent)) && parent.name === node)
    return false;
  // The compiler has a symbol of its own for globalThis.
  return node.text === "globalThis" || checker.getSymbolAtLocation(node) === undefined;
}

function checkGlobal(node: ts.Identifier, report: Report): void {
  const { parent, text } = node;
  if (!PURE_GLOBALS.has(text)) report(node, `the global ${text}`);
  const member = ts.isPropertyAccessExpression(parent) && parent.expression === node ? parent.name.text : null;
  if (text === "Math" && (member === null || member === "random"))
    report(node, member === null ? "Math as a value" : "Math.random");
  if (text === "crypto" && member !== "subtle") report(node, "crypto other than crypto.subtle");
  if (text === "Function" && (ts.isNewExpression(parent) || ts.isCallExpression(parent))) report(node, "code from text");
  if (text === "Date") checkDate(node, member, report);
  if (text === "Intl" && member !== null) checkIntl(parent, member, report);
}

function checkDate(node: ts.Identifier, member: string | null, report: Report): void {
  const { parent } = node;
  if (member !== null) {
    if (!PURE_DATE_MEMBERS.has(member)) report(node, `Date.${member}`);
  } else if (ts.isNewExpression(parent)) {
    const given = parent.arguments?.length ?? 0;
    if (given !== 1) report(node, given === 0 ? "new Date(), the clock" : "new Date(year, month, …), the machine's time zone");
  } else if (!(ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword)) {
    if (!isDateOfOneValue(parent.parent.parent)) report(node, "Date as a function or a value");
  }
}

/** Whether a class calls the constructor that it extends with one value: without any, it would give the clock. */
function isDateOfOneValue(node: ts.Node): boolean {
  if (!ts.isClassDeclaration(node)) return false;
  const constructor = node.members.find(ts.isConstructorDeclaration);
  const [statement, ...others] = constructor?.body?.statements ?? [];
  if (statement === undefined || others.length > 0 || !ts.isExpressionStatement(statement)) return false;
  const { expression } = statement;
  if (!ts.isCallExpression(expression) || expression.expression.kind !== ts.SyntaxKind.SuperKeyword) return false;
  const [given, ...rest] = expression.arguments;
  return given !== undefined && rest.length === 0 && !ts.isSpreadElement(given);
}

/** A formatter without a locale, or of dates without a time zone, takes the machine's. */
function checkIntl(access: ts.Node, member: string, report: Report): void {
  const call = access.parent;
  if (!(ts.isNewExpression(call) || ts.isCallExpression(call)) || call.expression !== access) return;
  const given = call.arguments ?? [];
  if (given.length === 0 || given[0]!.getText() === "undefined") report(call, `Intl.${member} without a locale`);
  if (member === "DateTimeFormat" && !/timeZone/.test(given[1]?.getText() ?? ""))
    report(call, "Intl.DateTimeFormat without a time zone");
}
