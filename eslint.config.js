// @ts-check
import { readFileSync } from "node:fs";
import tseslint from "typescript-eslint";

/** @type {{ layers: string[][], firstImpureLayer: number }} */
const { layers, firstImpureLayer } = JSON.parse(readFileSync(new URL("./scripts/layers.json", import.meta.url), "utf8"));

/** Modules below storage, where nothing may reach the world outside. */
const pureModules = layers.slice(0, firstImpureLayer).flat().join(",");

const why = "Below storage nothing reads the clock, randomness or the environment: take asOf, a seed, or an option.";

/** Globals that would make a result depend on something other than the input. */
const impureGlobals = [
  ...["process", "Buffer", "require", "__dirname", "__filename", "global", "window", "document", "navigator", "localStorage"],
  ...["fetch", "XMLHttpRequest", "WebSocket", "performance", "console", "alert"],
  ...["setTimeout", "setInterval", "setImmediate", "requestAnimationFrame", "queueMicrotask", "eval", "Function"],
];

export default tseslint.config(
  { ignores: ["dist/", "coverage/", "site/", "out/", ".cache/", "**/node_modules/", "bench/", "docs/"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // The architecture style (CONTRIBUTING.md): `array[index]!` where the loop bounds the index.
      "@typescript-eslint/no-non-null-assertion": "off",
      // `interface Customer extends z.output<…> {}` gives a type a name that people see.
      "@typescript-eslint/no-empty-object-type": ["error", { allowInterfaces: "with-single-extends" }],
      // Numbers and booleans read well in messages.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // Type parameters that appear once still name a thing and narrow what callers see.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // Input that crossed a type boundary is checked again at run time, on purpose.
      "@typescript-eslint/no-unnecessary-condition": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true, ignoreVoidOperator: true }],
      "@typescript-eslint/no-meaningless-void-operator": "off",
      // A method of an asynchronous interface is async, that a throw inside becomes a rejection.
      "@typescript-eslint/require-await": "off",
      // Plain objects have no `this`, and lose fields by delete.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-dynamic-delete": "off",
      eqeqeq: ["error", "always"],
      "no-restricted-syntax": [
        "error",
        { selector: "TSEnumDeclaration", message: "Use a union of texts: plain data survives JSON." },
        { selector: "ForInStatement", message: "Use Object.keys: for…in reads inherited names." },
      ],
    },
  },
  {
    files: [`src/{${pureModules}}/**/*.ts`],
    rules: {
      "no-restricted-globals": ["error", ...impureGlobals.map((name) => ({ name, message: why }))],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: why },
        { object: "Math", property: "random", message: why },
        ...["process", "performance", "fetch", "setTimeout", "setInterval", "navigator"].map((property) => ({
          object: "globalThis",
          property,
          message: why,
        })),
        // Ciphers and digests of WebCrypto are functions of their input; its random numbers are not.
        { property: "getRandomValues", message: why },
        { property: "randomUUID", message: why },
        ...["localeCompare", "toLocaleString", "toLocaleDateString", "toLocaleTimeString"].map((property) => ({
          property,
          message: "The answer depends on the runtime's locale and time zone: use compareCodePoints, or format by an option.",
        })),
        ...["getFullYear", "getMonth", "getDate", "getDay", "getHours", "getMinutes", "getTimezoneOffset"].map((property) => ({
          property,
          message: "The answer depends on the machine's time zone: use the kernel's zone and calendar functions.",
        })),
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "TSEnumDeclaration", message: "Use a union of texts: plain data survives JSON." },
        { selector: "ForInStatement", message: "Use Object.keys: for…in reads inherited names." },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: why },
        { selector: "CallExpression[callee.name='Date']", message: why },
        {
          selector: "NewExpression[callee.name='Date'][arguments.length>1]",
          message: "Reads the machine's time zone: use Date.UTC, or the kernel's calendar.",
        },
        { selector: "ImportDeclaration[source.value=/^node:/]", message: why },
        { selector: "ImportExpression", message: "No loading at run time below storage." },
        { selector: "MemberExpression[object.type='MetaProperty']", message: why },
      ],
    },
  },
  {
    files: ["test/**/*.ts", "scripts/**/*.ts", "examples/**/*.ts", "*.ts"],
    rules: {
      // Tests hand wrong input to functions on purpose, and read JSON whose shape they assert next.
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-base-to-string": "off",
      "@typescript-eslint/no-misused-spread": "off",
      "@typescript-eslint/no-unnecessary-type-assertion": "off",
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/use-unknown-in-catch-callback-variable": "off",
      "@typescript-eslint/no-deprecated": "off",
      "@typescript-eslint/restrict-template-expressions": "off",
    },
  },
  { files: ["**/*.js", "**/*.cjs", "**/*.mjs"], extends: [tseslint.configs.disableTypeChecked] },
);
