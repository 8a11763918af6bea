/** Reads a request's URL and headers the way ClickHouse's HTTP interface does: what is a setting, a parameter, a credential. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { refuse } from './errors.ts';

export type Parameters = {
  /** The `query` of the URL; the body, if any, follows it. */
  query: string | undefined;
  queryId: string | undefined;
  database: string | undefined;
  /** The format of a result whose query names none. */
  defaultFormat: string;
  settings: Map<string, string>;
  parameters: Map<string, string>;
  /** Hold the answer back until the query has ended, so an error always has its status. */
  waitForEnd: boolean;
  /** The client allows a compressed answer. */
  compress: boolean;
};

/** Settings of the HTTP layer itself: the engine does not know them. */
const HTTP_ONLY = new Set([
  'wait_end_of_query',
  'buffer_size',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'http_response_buffer_size',
  'enable_http_compression',
  'http_zlib_compression_level',
  'http_response_compression_method',
  'http_native_compression_disable_checksumming_on_decompress',
  'add_http_cors_header',
  'cancel_http_readonly_queries_on_client_close',
]);
const NOT_SETTINGS = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'user',
  'password',
  'quota_key',
  'stacktrace',
  'client_protocol_version',
  'close_session',
]);
const UNSUPPORTED = new Set(['session_id', 'session_timeout', 'session_check', 'role', 'compress', 'decompress']);
const NAME = /^[A-Za-z_]\w*$/;

/** Sorts URL and headers. Throws code 48 for what the embedded engine cannot do, 36 for a name that is none. */
export function readParameters(url: URL, headers: IncomingHttpHeaders, method: string): Parameters {
  const search = url.searchParams;
  const result: Parameters = {
    query: search.get('query') ?? undefined,
    queryId: search.get('query_id') ?? undefined,
    database: search.get('database') ?? header(headers, 'x-clickhouse-database'),
    defaultFormat: search.get('default_format') ?? header(headers, 'x-clickhouse-format') ?? 'TabSeparated',
    settings: new Map(),
    parameters: new Map(),
    waitForEnd: isOn(search.get('wait_end_of_query')),
    compress: isOn(search.get('enable_http_compression')),
  };
  if (method === 'GET') result.settings.set('readonly', '2');
  for (const [name, value] of search) {
    if (UNSUPPORTED.has(name) && value !== '0') {
      throw refuse(48, 'NOT_IMPLEMENTED', `The embedded engine does not know the URL parameter ${name}`);
    }
    if (NOT_SETTINGS.has(name) || HTTP_ONLY.has(name) || UNSUPPORTED.has(name)) continue;
    if (name.startsWith('param_')) addParameter(result.parameters, name, value);
    else result.settings.set(checkedName(name), value);
  }
  return result;
}

/** Adds a `param_name` from the URL or from a form field. */
export function addParameter(parameters: Map<string, string>, name: string, value: string): void {
  parameters.set(checkedName(name.slice('param_'.length)), value);
}

function checkedName(name: string): string {
  if (NAME.test(name)) return name;
  throw refuse(36, 'BAD_ARGUMENTS', `Not a name of a setting or parameter: ${JSON.stringify(name)}`);
}

function isOn(value: string | null): boolean {
  return value === '1' || value === 'true';
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Checks user and password, from wherever they come (header pair, basic auth, URL). Throws code 516. */
export function authenticate(url: URL, headers: IncomingHttpHeaders, password: string): void {
  const [user, given] = credentials(url, headers);
  const expected = Buffer.from(password);
  const actual = Buffer.from(given);
  const right = actual.length === expected.length && timingSafeEqual(actual, expected);
  if (user === 'default' && right) return;
  const text = `${user}: Authentication failed: password is incorrect, or there is no user with such name.`;
  throw refuse(516, 'AUTHENTICATION_FAILED', text);
}

function credentials(url: URL, headers: IncomingHttpHeaders): [user: string, password: string] {
  const user = header(headers, 'x-clickhouse-user');
  const key = header(headers, 'x-clickhouse-key');
  if (user !== undefined || key !== undefined) return [user ?? 'default', key ?? ''];
  const basic = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (basic) {
    const text = Buffer.from(basic, 'base64').toString();
    const colon = text.indexOf(':');
    return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
  }
  return [url.searchParams.get('user') ?? 'default', url.searchParams.get('password') ?? ''];
}
