import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type SnippetModule, snippetModules, writeSnippetModules } from "../../scripts/snippets/modules.js";

/** One test a snippet: its module is imported, which runs it and its assertions. */
export function runSnippets(kind: SnippetModule["kind"]): void {
  const modules = snippetModules();
  writeSnippetModules(modules);
  // What a snippet prints is for its reader.
  beforeEach(() => {
    vi.spyOn(console, "log").mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  for (const { place, path, runs, problems } of modules.filter((module) => module.kind === kind)) {
    test(`${place} ${runs ? "does what it says" : "is well formed"}`, async () => {
      expect(problems).toEqual([]);
      if (!runs) return;
      await import(/* @vite-ignore */ path).catch((error: unknown) => {
        throw error instanceof Error ? placed(error, place) : error;
      });
    });
  }
}

function placed(error: Error, place: string): Error {
  if (!error.message.includes(place.slice(0, place.lastIndexOf(":")))) error.message = `${place}: ${error.message}`;
  return error;
}
