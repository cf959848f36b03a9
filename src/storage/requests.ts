import {
  anArray,
  anInstant,
  anInteger,
  anyText,
  anything,
  listOf,
  oneOf,
  type OptionKind,
  type OptionShape,
  requireOption,
  requireOptions,
} from "../kernel/internal.js";
import type { RuleRequest } from "./customer-store.js";
import type { DocumentRequest, DueRequest } from "./document-store.js";
import type { HistoryRequest } from "./interaction-log.js";
import type { Acknowledgement, ClaimRequest } from "./outbox.js";
import type { HistoryStart, ReadRequest } from "./read-request.js";
import { requirePositiveInteger } from "./request-checks.js";
import type { PageRequest } from "./stored.js";

const aCount = anInteger({ min: 1 });

// A cursor has an error code of its own, so its reader checks it.
const PAGE: OptionShape<PageRequest> = { limit: aCount, cursor: anything };

const DOCUMENTS: OptionShape<DocumentRequest> = { ...PAGE, kind: anyText, customerId: anyText };

const DUE: OptionShape<DueRequest> = { ...PAGE, kind: anyText };

const HISTORY: OptionShape<HistoryRequest> = {
  ...PAGE,
  from: anInstant,
  to: anInstant,
  types: listOf(anyText),
  direction: oneOf(["oldest-first", "newest-first"]),
};

const AUDIENCE: OptionShape<RuleRequest> = { ...PAGE, asOf: anInstant, schema: anything, calendars: anything };

const CLAIM: OptionShape<ClaimRequest> = { leaseMilliseconds: aCount, limit: aCount };

/** Checks a request for a page, and returns it. @throws ClienteleError `invalid_option` */
export const pageRequest = (request: PageRequest): PageRequest => withLimit(request, PAGE);

/** Checks a request for documents, and returns it. @throws ClienteleError `invalid_option` */
export const documentRequest = (request: DocumentRequest): DocumentRequest => withLimit(request, DOCUMENTS);

/** Checks a request for due documents, and returns it. @throws ClienteleError `invalid_option` */
export const dueRequest = (request: DueRequest): DueRequest => withLimit(request, DUE);

/** Checks a request for a history, and returns it. @throws ClienteleError `invalid_option` */
export const historyRequest = (request: HistoryRequest): HistoryRequest => withLimit(request, HISTORY);

/** Checks a request for an audience, and returns it. @throws ClienteleError `invalid_option` */
export const ruleRequest = (request: RuleRequest): RuleRequest => withLimit(request, AUDIENCE);

/** Checks a request for a claim, and returns it. @throws ClienteleError `invalid_option` */
export function claimRequest(request: ClaimRequest): ClaimRequest {
  const checked = withLimit(request, CLAIM);
  requirePositiveInteger(checked.leaseMilliseconds, "leaseMilliseconds");
  return checked;
}

const aKey: OptionKind = {
  expected: "an object with `kind` and `id`",
  accepts: (value) => typeof value === "object" && value !== null && "kind" in value && "id" in value,
};

const START: OptionShape<HistoryStart> = { customerId: anyText, from: anInstant, limit: aCount };

const aStart: OptionKind = {
  expected: "an object with `customerId` and `limit`",
  accepts: (value) => typeof value === "object" && value !== null && "customerId" in value && "limit" in value,
  inside: (value: HistoryStart, path: string) => void requireOptions(value, START, { path }),
};

const READ: OptionShape<ReadRequest> = {
  customers: listOf(anyText),
  documents: listOf(aKey),
  interactions: listOf(anyText),
  histories: listOf(aStart),
};

/** Checks a request of `StorageAdapter.read`, and returns it with every list. @throws ClienteleError `invalid_option` */
export function readRequest(request: ReadRequest): Required<{ [Name in keyof ReadRequest]: NonNullable<ReadRequest[Name]> }> {
  const { customers = [], documents = [], interactions = [], histories = [] } = requireOptions(request, READ);
  return { customers, documents, interactions, histories };
}

const ACKNOWLEDGEMENT: OptionShape<Acknowledgement> = { subject: anyText, lease: anyText, through: anInteger() };

/** Checks acknowledgements, and returns them. @throws ClienteleError `invalid_option` */
export function acknowledgeRequest(list: readonly Acknowledgement[]): readonly Acknowledgement[] {
  for (const [index, each] of requireOption("acknowledgements", list, anArray).entries()) {
    requireOptions(each, ACKNOWLEDGEMENT, { path: `acknowledgements[${index}]`, mandatory: ["subject", "lease", "through"] });
  }
  return list;
}

/** Checks the options of a request, and that it has a limit. */
function withLimit<Request extends { readonly limit: number }>(request: Request, shape: OptionShape<Request>): Request {
  const { limit } = requireOptions(request, shape);
  requirePositiveInteger(limit as number, "limit");
  return request;
}
