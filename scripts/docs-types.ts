/** Type-checks every `ts` block of the guides and every `@example`. A step, since it needs a compiler: no time limit applies. */
import { snippetModules, writeSnippetModules } from "./snippets/modules.js";
import { typeErrors } from "./snippets/type-check.js";

const modules = snippetModules();
writeSnippetModules(modules);
const errors = await typeErrors(modules);
for (const error of errors) console.log(error);
console.log(`${modules.length} snippets, ${errors.length} type errors`);
process.exit(errors.length === 0 ? 0 : 1);
