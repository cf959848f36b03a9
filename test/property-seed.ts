import { configureGlobal } from "fast-check";

/**
 * Every property test starts from one seed, so that a run says the same twice; another seed (or `random`) by PROPERTY_SEED looks
 * for counterexamples elsewhere. fast-check prints the seed of what it finds.
 */
const seed = process.env["PROPERTY_SEED"];
if (seed !== "random") configureGlobal({ seed: Number(seed ?? 20_260_329) });
