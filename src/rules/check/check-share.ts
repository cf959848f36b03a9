import { isStorableText, joinPath } from "../../kernel/internal.js";
import type { ShareHash } from "../language/expression.js";
import { SHARE_HASHES } from "../language/share.js";
import { report, reportWrong, type RuleCheck, suggestion } from "./rule-check.js";

/** Checks the salt, the share and the hash of a random share. */
export function checkShare(check: RuleCheck, { salt, share, hash }: Record<string, unknown>, path: string): void {
  if (typeof salt !== "string" || salt === "" || !isStorableText(salt))
    reportWrong(check, joinPath(path, "salt"), "text that names the draw, without U+0000 and unpaired surrogates", salt);
  if (typeof share !== "number" || !(share >= 0 && share <= 1))
    reportWrong(check, joinPath(path, "share"), "a number from 0 (nobody) to 1 (everybody)", share);
  if (!SHARE_HASHES.includes(hash as ShareHash))
    report(check, joinPath(path, "hash"), "Unknown hash.", suggestion(hash, SHARE_HASHES));
}
