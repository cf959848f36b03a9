import type {
  AbcInput,
  ActivityInput,
  Cell,
  ChartColumn,
  CohortRetentionInput,
  FrequencyHistogramInput,
  KpiInput,
  ParetoInput,
  RevenueBySegmentInput,
  RfmGridInput,
  RfmMigrationInput,
  StageSizesInput,
  TrackingInput,
} from "clientele/charts";
import type { KpiDefinition } from "clientele/journeys";
import type { LocalizedText } from "clientele/kernel";
import type { GroupAnalyses } from "./group-analyses.js";
import type { RetentionAnalyses } from "./retention-analyses.js";

/** Everything that the report shows: results of the analyses, and a few texts about where they come from. */
export interface ReportInput {
  readonly title: LocalizedText;
  readonly source: ReportSource;
  /** Every row of the file, kept or left out, by reason; `rows` add up to `total`. */
  readonly rowAccount: RowAccount;
  /** The figures on top of the page, in reading order; eight or ten of them. */
  readonly keyFigures: readonly KeyFigure[];
  readonly analyses: ReportAnalyses;
  /** Lists of customers and the like, shown as tables after the charts. */
  readonly lists?: readonly ReportList[];
}

/** Where the data come from. */
export interface ReportSource {
  /** Name of the file or data set. */
  readonly name: string;
  readonly attribution: LocalizedText;
  /** First and last instant in the data; epoch milliseconds or dates. */
  readonly from: number | Date;
  readonly to: number | Date;
  /** The instant at which the report looks. */
  readonly asOf: number | Date;
  /** IANA zone of days and hours. */
  readonly zone: string;
  /** ISO 4217. */
  readonly currency: string;
}

/** What became of every row. */
export interface RowAccount {
  readonly total: number;
  readonly reasons: readonly RowReason[];
}

/** Rows with one fate. */
export interface RowReason {
  readonly id: string;
  readonly label: LocalizedText;
  readonly rows: number;
  /** Whether these rows count in the analyses. */
  readonly kept: boolean;
  /** What the reason means, in a sentence. */
  readonly explanation?: LocalizedText;
}

/** A figure on top of the page. */
export interface KeyFigure {
  /** Any; the ids of `key-figure-texts.ts` get their definition from there. */
  readonly id: string;
  readonly label: LocalizedText;
  /** A fraction of 1 for a share, minor units for money. */
  readonly value: number;
  readonly kind: "count" | "share" | "money" | "number";
  /** Definition of the figure; defaults to the one in `key-figure-texts.ts`. */
  readonly definition?: LocalizedText;
  /** Another definition in use, with the figure that it gives. */
  readonly rival?: { readonly label: LocalizedText; readonly value: number };
  /** How many customers the figure's list holds. */
  readonly customers?: number;
}

/** Results by analysis; one that is absent is left out of the page. */
export interface ReportAnalyses extends GroupAnalyses, RetentionAnalyses {
  readonly pareto?: ParetoInput;
  /** Revenue by RFM class. */
  readonly revenueByRfmClass?: RevenueBySegmentInput;
  readonly abc?: AbcInput;
  /** Revenue by segment of the demo's own segment set (segments may overlap). */
  readonly revenueBySegment?: RevenueBySegmentInput;
  readonly rfmGrid?: RfmGridInput;
  readonly rfmMigration?: RfmMigrationInput;
  readonly stageSizes?: StageSizesInput;
  readonly cohortRetention?: CohortRetentionInput;
  readonly activity?: ActivityInput;
  /** Repeat purchases by month, as a plain model expected them. */
  readonly trackingPlain?: TrackingInput;
  /** The same on the seasonal clock, with a fit for each cohort. */
  readonly trackingSeasonal?: TrackingInput;
  /** Customers by repeat purchases, as they are and as the model sees them. */
  readonly frequencyHistogram?: FrequencyHistogramInput;
  /** Indicators of the catalog over time, each a chart. */
  readonly kpis?: readonly ReportKpi[];
  /** Net revenue by month, in minor units. */
  readonly revenueOverTime?: KpiInput["series"];
  /** Orders by month. */
  readonly ordersOverTime?: KpiInput["series"];
}

/** An indicator over time; its definition and its rivals come with it. */
export interface ReportKpi extends KpiInput {
  /** Of `kpiCatalog`, or made by `defineKpi`. */
  readonly kpi: KpiDefinition;
}

/** A table of its own: the customers to call first, say. */
export interface ReportList {
  readonly id: string;
  readonly title: LocalizedText;
  /** What the list is for and how it was made. */
  readonly explanation: LocalizedText;
  readonly columns: readonly (Omit<ChartColumn, "title"> & { readonly title: LocalizedText })[];
  readonly rows: readonly Readonly<Record<string, Cell | LocalizedText>>[];
  /** How many rows there are in all, when these are the first of more. */
  readonly total?: number;
}
