import { describe } from "vitest";
import { runSnippets } from "./run-snippets.js";

describe("every @example of the sources", () => {
  runSnippets("example");
});
