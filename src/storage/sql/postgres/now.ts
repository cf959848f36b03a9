/** The clock of PostgreSQL in epoch milliseconds: one instant per statement, so that an index can search for it. */
export const NOW = "trunc(extract(epoch from statement_timestamp()) * 1000)::bigint";
