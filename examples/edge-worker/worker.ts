/**
 * A worker at the edge that only scores: no storage, no fit, no validator. The model is a JSON file that a refresh or a
 * notebook has fitted; the bundle is this file, the formulas of the models, and the RFM thresholds.
 *
 *   POST / { "frequency": 2, "recency": 30.43, "age": 38.86, "sinceLast": 8.43, "transactions": 3, "revenue": 8450 }
 */
import { isClienteleError } from "clientele/kernel";
import { expectedTransactions, probabilityAlive, rfmScore } from "clientele/value";
import { model, thresholds } from "./model.js";

/** Weeks ahead for which purchases are expected. */
const HORIZON = 12;

/** A worker in the form that Cloudflare, Deno Deploy, Bun and Vercel take. */
export default {
  async fetch(request: Request): Promise<Response> {
    if (request.method !== "POST") return Response.json({ error: "Post a summary." }, { status: 405 });
    try {
      const summary = (await request.json()) as Summary;
      return Response.json({
        probabilityAlive: probabilityAlive(model, summary),
        expectedPurchases: expectedTransactions(model, summary, { horizon: HORIZON }),
        rfm: rfmScore({ ...summary, sinceLast: summary.sinceLast * 7 }, thresholds),
      });
    } catch (error) {
      const message = isClienteleError(error) ? `${error.code}: ${error.message}` : "Invalid JSON.";
      return Response.json({ error: message }, { status: 400 });
    }
  },
};

/** What the caller knows of a customer; weeks, and minor units. */
interface Summary {
  readonly frequency: number;
  readonly recency: number;
  readonly age: number;
  readonly sinceLast: number;
  readonly transactions: number;
  readonly revenue: number;
}
