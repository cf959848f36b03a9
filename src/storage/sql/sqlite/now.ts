/** The clock of SQLite in epoch milliseconds: one instant per statement. */
export const NOW = "cast(round((julianday('now') - 2440587.5) * 86400000) as integer)";
