/**
 * What the engine did not do, told apart by code: rows that it can make nothing of are the fault of the events they come
 * from; everything else (away, full, overloaded, a table that is missing) is waited out.
 */
import { ClickHouseError } from '@clickhouse/client';

/**
 * Codes that say: this value, as it stands in the rows of an insert, cannot be read or held by its column. Not among them
 * are those that a body cut short gives as well (ATTEMPT_TO_READ_AFTER_EOF 32, CANNOT_READ_ALL_DATA 33) and all that are
 * about tables, columns or the machine.
 */
const aboutValues: ReadonlySet<string> = new Set([
  '6', // CANNOT_PARSE_TEXT
  '25', // CANNOT_PARSE_ESCAPE_SEQUENCE
  '26', // CANNOT_PARSE_QUOTED_STRING
  '27', // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  '38', // CANNOT_PARSE_DATE
  '41', // CANNOT_PARSE_DATETIME
  '53', // TYPE_MISMATCH
  '69', // ARGUMENT_OUT_OF_BOUND
  '70', // CANNOT_CONVERT_TYPE
  '72', // CANNOT_PARSE_NUMBER
  '117', // INCORRECT_DATA
  '128', // TOO_LARGE_ARRAY_SIZE
  '130', // CANNOT_READ_ARRAY_FROM_TEXT
  '131', // TOO_LARGE_STRING_SIZE
  '321', // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  '349', // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  '376', // CANNOT_PARSE_UUID
  '407', // DECIMAL_OVERFLOW
  '441', // CANNOT_PARSE_DOMAIN_VALUE_FROM_STRING
  '467', // CANNOT_PARSE_BOOL
  '469', // VIOLATED_CONSTRAINT
]);

type Fault = 'values' | 'engine';

/** Thrown by every call of the client. `code` is ClickHouse's or the socket's; `store` and `fault` are what the kernel judges by. */
export class EngineError extends Error {
  readonly code: string | undefined;
  readonly store = 'clickhouse';
  readonly fault: Fault;
  constructor(cause: unknown, fault: Fault = 'engine') {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'EngineError';
    this.code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    this.fault = fault;
  }
}

/** True when the engine can make nothing of the rows it was sent. */
export const refusesValues = (error: unknown): boolean => error instanceof EngineError && error.fault === 'values';

/** The answer of the engine, or an `EngineError`. */
export const answered = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    throw new EngineError(error);
  }
};

/** That the engine stored what it was sent. Only here can the values be at fault: what cannot be read is the engine's own. */
export const stored = async (call: Promise<unknown>): Promise<void> => {
  try {
    await call;
  } catch (error) {
    throw new EngineError(error, error instanceof ClickHouseError && aboutValues.has(error.code) ? 'values' : 'engine');
  }
};
