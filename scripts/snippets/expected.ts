/** Compiles the literal after `// =>` to JavaScript that the assertion compares with; numbers to the digits written. */
import ts from "typescript";

const PLAIN_NAMES = new Set(["undefined", "NaN", "Infinity"]);
const CONSTRUCTORS =
  /^(Date|Map|Set|Float64Array|Float32Array|Int32Array|Uint32Array|Int16Array|Uint16Array|Int8Array|Uint8Array|BigInt64Array)$/;

/** Marks `...` at the end of an object or an array: there is more, which the example does not show. */
const REST = "__rest";

/** JavaScript for the expected value, or `null` when the text is no literal (or not yet a whole one). */
export function compileExpected(text: string): string | null {
  const marked = text.replace(/(?:\.\.\.|…)(\s*[\]}])/g, `...${REST}$1`);
  const source = ts.createSourceFile("expected.ts", `(${marked}\n)`, ts.ScriptTarget.Latest, true);
  const { parseDiagnostics } = source as unknown as { parseDiagnostics: readonly unknown[] };
  const statement = source.statements[0];
  if (parseDiagnostics.length > 0 || source.statements.length !== 1 || !statement || !ts.isExpressionStatement(statement))
    return null;
  return ts.isParenthesizedExpression(statement.expression) ? compile(statement.expression.expression) : null;
}

function compile(node: ts.Expression): string | null {
  if (ts.isNumericLiteral(node)) return compileNumber(node.getText(), "");
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const { operand } = node;
    if (ts.isNumericLiteral(operand)) return compileNumber(operand.getText(), "-");
    const inner = compile(operand);
    return inner === null ? null : `-${inner}`;
  }
  if (ts.isStringLiteralLike(node) || ts.isBigIntLiteral(node)) return node.getText();
  if ([ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(node.kind))
    return node.getText();
  if (ts.isIdentifier(node)) return PLAIN_NAMES.has(node.text) ? node.text : null;
  if (ts.isArrayLiteralExpression(node)) return compileArray(node);
  if (ts.isObjectLiteralExpression(node)) return compileObject(node);
  if (ts.isNewExpression(node) && CONSTRUCTORS.test(node.expression.getText())) {
    // A date's time stamp and a typed array's members are exact: a matcher cannot stand inside them.
    return node.getText();
  }
  return null;
}

/** An integer is exact; a number with decimals or an exponent holds to half a unit of its last digit. */
function compileNumber(text: string, sign: "" | "-"): string {
  const digits = /^(\d[\d_]*)?(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text);
  if (digits === null || (digits[2] === undefined && digits[3] === undefined)) return `${sign}${text}`;
  const exponent = Number(digits[3] ?? 0) - (digits[2]?.length ?? 0);
  return `__near(${sign}${text}, 0.5e${exponent})`;
}

function compileArray(node: ts.ArrayLiteralExpression): string | null {
  const rest = node.elements.some(isRest);
  const elements = node.elements.filter((element) => !isRest(element)).map(compile);
  if (elements.includes(null)) return null;
  return rest ? `__startsWith([${elements.join(", ")}])` : `[${elements.join(", ")}]`;
}

function compileObject(node: ts.ObjectLiteralExpression): string | null {
  let rest = false;
  const properties: string[] = [];
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property) && property.expression.getText() === REST) rest = true;
    else if (ts.isPropertyAssignment(property)) {
      const value = compile(property.initializer);
      if (value === null) return null;
      const name = property.name.getText();
      properties.push(`${name === "__proto__" ? '["__proto__"]' : name}: ${value}`);
    } else return null;
  }
  const object = `{ ${properties.join(", ")} }`;
  return rest ? `__contains(${object})` : object;
}

function isRest(node: ts.Expression): boolean {
  return ts.isSpreadElement(node) && node.expression.getText() === REST;
}
