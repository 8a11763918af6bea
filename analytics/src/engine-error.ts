/**
 * What the engine did not do, told apart by code: rows that it can make nothing of are the fault of the events they come
 * from; everything else (away, full, overloaded, a table that is missing) is waited out.
 */
import { ClickHouseError } from '@clickhouse/client';

/** Codes about the values of an insert: they cannot be parsed, converted or held by their column. */
const aboutValues = new Set(
  [6, 25, 26, 27, 32, 33, 38, 41, 53, 69, 70, 72, 117, 130, 131, 321, 349, 376, 407, 441, 467, 628].map(String),
);

/** Thrown by every call of the client. `code` is ClickHouse's or the socket's; `store` and `fault` are what the kernel judges by. */
export class EngineError extends Error {
  readonly code: string | undefined;
  readonly store = 'clickhouse';
  readonly fault: 'values' | 'engine';
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'EngineError';
    this.code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    this.fault = cause instanceof ClickHouseError && aboutValues.has(cause.code) ? 'values' : 'engine';
  }
}

/** True when trying again with the same events cannot help: their fold threw, or the engine can make nothing of their rows. */
export const isFaultOfEvents = (error: unknown): boolean => !(error instanceof EngineError) || error.fault === 'values';

/** The answer of the engine, or an `EngineError`. */
export const answered = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    throw new EngineError(error);
  }
};
