/** The clock of MySQL in epoch milliseconds: one instant per statement. Time zones do not affect it. */
export const NOW = "(timestampdiff(microsecond, '1970-01-01', utc_timestamp(3)) div 1000)";
