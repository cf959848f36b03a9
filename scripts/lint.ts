/** `npm run lint`: everything about the sources that needs no test. */
import { lintSteps, runSteps } from "./steps.js";

process.exit(runSteps(lintSteps).length === 0 ? 0 : 1);
