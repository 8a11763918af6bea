/**
 * The second wall: what the engine itself holds a statement of an analyst to. They are set before the statement is read, and
 * `readonly` after them, so nothing in it can change any.
 */

export const limits = {
  /** Of a statement, in bytes of UTF-8. */
  statementBytes: 20_000,
  seconds: 10,
  memoryBytes: 1_000_000_000,
  resultRows: 10_000,
  resultBytes: 50_000_000,
  readRows: 1_000_000_000,
} as const;

/** The settings of a session in which an analyst's statement runs. */
export const limitSettings = (seconds: number, tableFilters: string | undefined): Record<string, string> => ({
  max_execution_time: String(seconds),
  timeout_before_checking_execution_speed: '0',
  timeout_overflow_mode: 'throw',
  max_memory_usage: String(limits.memoryBytes),
  max_temporary_data_on_disk_size_for_query: String(limits.memoryBytes),
  max_result_rows: String(limits.resultRows),
  max_result_bytes: String(limits.resultBytes),
  result_overflow_mode: 'throw',
  max_rows_to_read: String(limits.readRows),
  read_overflow_mode: 'throw',
  max_threads: '1',
  max_block_size: '8192',
  max_query_size: '262144',
  max_subquery_depth: '20',
  max_recursive_cte_evaluation_depth: '100',
  allow_introspection_functions: '0',
  use_query_cache: '0',
  // How much was read tells of rows that the statement itself does not see.
  output_format_write_statistics: '0',
  ...(tableFilters === undefined ? {} : { additional_table_filters: tableFilters }),
  readonly: '1',
});

/** Settings that a client may say itself: how values are written. Everything else is the tower's. */
export const clientSettings: ReadonlySet<string> = new Set([
  'output_format_json_quote_64bit_integers',
  'output_format_json_quote_64bit_floats',
  'output_format_json_quote_denormals',
  'output_format_json_quote_decimals',
  'output_format_json_named_tuples_as_objects',
  'output_format_decimal_trailing_zeros',
  'output_format_native_encode_types_in_binary_format',
  'output_format_parquet_string_as_string',
  'output_format_arrow_string_as_string',
  'date_time_output_format',
  'session_timezone',
  'join_use_nulls',
  'extremes',
]);
