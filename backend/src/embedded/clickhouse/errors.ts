/** Errors of the engine as ClickHouse's HTTP interface reports them: the code in a header, the status chosen by the code. */

/** An error with ClickHouse's own code; `message` is the text sent to the client. */
export class EngineError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.name = 'EngineError';
    this.code = code;
  }
}

const ENGINE_VERSION = '26.7';

/** An error of the interface itself, worded like the engine's. */
export function refuse(code: number, name: string, text: string): EngineError {
  return new EngineError(code, `Code: ${code}. DB::Exception: ${text} (${name}) (version ${ENGINE_VERSION} (chDB))`);
}

/** Reads whatever the engine threw; anything without a code becomes 1002 (UNKNOWN_EXCEPTION). */
export function toEngineError(thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const found = /Code: (\d+)\. DB::Exception: /.exec(text);
  if (!found) return refuse(1002, 'UNKNOWN_EXCEPTION', text);
  const prefix = found[0];
  let rest = text.slice(found.index + prefix.length);
  while (rest.startsWith(prefix)) rest = rest.slice(prefix.length);
  return new EngineError(Number(found[1]), prefix + rest.trim());
}

const STATUS_BY_CODE = new Map<number, number>([
  [194, 401],
  ...[192, 193, 497, 512, 516].map((code): [number, number] => [code, 403]),
  ...[
    6, 8, 15, 25, 26, 27, 36, 38, 41, 44, 53, 62, 72, 117, 130, 131, 167, 168, 223, 224, 225, 321, 376, 427, 441, 675,
    676,
  ].map((code): [number, number] => [code, 400]),
  ...[46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511].map((code): [number, number] => [code, 404]),
  [159, 408],
  [381, 411],
  [307, 413],
  [48, 501],
  [76, 503],
  [209, 503],
  [439, 503],
]);

/** The HTTP status ClickHouse answers an exception code with; 500 for every code it does not single out. */
export function statusOf(code: number): number {
  return STATUS_BY_CODE.get(code) ?? 500;
}
