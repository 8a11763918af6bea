/** What analysts are told when a question is not asked for them: ClickHouse’s own codes, so that clients know what to make of it. */

/** The codes that are used, by name. */
export const refusalCodes = {
  UNKNOWN_TABLE: 60,
  SYNTAX_ERROR: 62,
  UNKNOWN_FUNCTION: 46,
  UNKNOWN_FORMAT: 73,
  UNKNOWN_DATABASE: 81,
  ILLEGAL_PATTERN: 36,
  NOT_IMPLEMENTED: 48,
  TIMEOUT_EXCEEDED: 159,
  READONLY: 164,
  QUERY_IS_TOO_LARGE: 307,
  TOO_MANY_SIMULTANEOUS_QUERIES: 202,
  ACCESS_DENIED: 497,
  AUTHENTICATION_FAILED: 516,
  NETWORK_ERROR: 210,
} as const;
export type RefusalName = keyof typeof refusalCodes;

/** A question that is not asked, and why, in words for its analyst. */
export class SqlRefused extends Error {
  readonly refusal: RefusalName;
  constructor(refusal: RefusalName, text: string) {
    super(text);
    this.name = 'SqlRefused';
    this.refusal = refusal;
  }
}
