/** A request to the analysts’ door, read the way ClickHouse’s HTTP interface reads it: statement, credentials, parameters, settings. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { clientSettings, limits } from '@gantry/analytics/sql/limits';
import { SqlRefused } from '@gantry/analytics/sql/refused';

export type Credentials = { user: string; password: string };

const headerOf = (headers: IncomingHttpHeaders, name: string): string | undefined => [headers[name]].flat()[0];

/** User and password, from wherever clients put them; undefined where none are shown. */
export const credentialsOf = (url: URL, headers: IncomingHttpHeaders): Credentials | undefined => {
  const [user, password] = [headerOf(headers, 'x-clickhouse-user'), headerOf(headers, 'x-clickhouse-key')];
  if (user !== undefined || password !== undefined) return { user: user ?? '', password: password ?? '' };
  const basic = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (basic) {
    const [name = '', ...rest] = Buffer.from(basic, 'base64').toString().split(':');
    return { user: name, password: rest.join(':') };
  }
  if (!url.searchParams.has('user') && !url.searchParams.has('password')) return undefined;
  return { user: url.searchParams.get('user') ?? '', password: url.searchParams.get('password') ?? '' };
};

/** What clients say of the way an answer travels, which has no meaning here, and what is read elsewhere. */
const passedOver = new Set(
  `query query_id database default_format user password quota_key stacktrace client_protocol_version close_session wait_end_of_query buffer_size
  send_progress_in_http_headers http_headers_progress_interval_ms http_response_buffer_size enable_http_compression http_zlib_compression_level
  http_response_compression_method add_http_cors_header cancel_http_readonly_queries_on_client_close log_queries log_comment readonly
  max_execution_time max_result_rows max_result_bytes result_overflow_mode max_block_size max_threads`.split(/\s+/),
);
const unsupported = new Set(['session_id', 'session_timeout', 'session_check', 'role', 'compress', 'decompress']);

/** A statement and as much around it: a form repeats what a URL holds. */
const mostBytes = limits.statementBytes + 64_000;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new SqlRefused('NOT_IMPLEMENTED', 'Send the statement without compression');
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > mostBytes)
      throw new SqlRefused('QUERY_IS_TOO_LARGE', `A statement has at most ${limits.statementBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};

/** The fields of a form; long parameters are sent this way. */
const formIn = async (type: string, body: string): Promise<[string, string][]> => {
  const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch(() => undefined);
  if (!form) throw new SqlRefused('SYNTAX_ERROR', 'The form cannot be read');
  return [...form].flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []));
};

export type SqlRequest = {
  text: string;
  format: string;
  parameters: Map<string, string>;
  settings: Record<string, string>;
};

const settingsIn = (search: URLSearchParams): Record<string, string> => {
  const settings: Record<string, string> = {};
  for (const [name, value] of search) {
    if (unsupported.has(name) && value !== '0' && value !== '')
      throw new SqlRefused('NOT_IMPLEMENTED', `The parameter ${name.slice(0, 40)} is not available to analysts`);
    if (name.startsWith('param_') || passedOver.has(name) || unsupported.has(name)) continue;
    if (!clientSettings.has(name)) throw new SqlRefused('READONLY', `Analysts cannot set ${name.slice(0, 60)}`);
    settings[name] = value;
  }
  return settings;
};

const parametersIn = (pairs: Iterable<[string, string]>): Map<string, string> => {
  const named = [...pairs].flatMap(([name, value]): [string, string][] => {
    if (!name.startsWith('param_')) return [];
    const parameter = name.slice('param_'.length);
    if (!/^[A-Za-z_]\w{0,60}$/.test(parameter))
      throw new SqlRefused('SYNTAX_ERROR', 'A parameter is named by letters, digits and underscores');
    return [[parameter, value]];
  });
  return new Map(named);
};

/** Reads what is asked. Throws a SqlRefused for what is more than a statement, its parameters and how its answer is written. */
export const readSqlRequest = async (
  request: IncomingMessage,
  url: URL,
  databases: ReadonlySet<string>,
): Promise<SqlRequest> => {
  const { headers, method } = request;
  if (method !== 'GET' && method !== 'POST') throw new SqlRefused('NOT_IMPLEMENTED', 'GET and POST are answered here');
  const search = url.searchParams;
  const database = search.get('database') || headerOf(headers, 'x-clickhouse-database') || undefined;
  if (database !== undefined && !databases.has(database))
    throw new SqlRefused('UNKNOWN_DATABASE', `There is no database ${database.slice(0, 60)} for analysts`);
  const settings = settingsIn(search);
  const body = await bodyOf(request);
  const type = headers['content-type'] ?? '';
  const fields = type.startsWith('multipart/form-data') ? await formIn(type, body) : undefined;
  const said = fields ? fields.find(([name]) => name === 'query')?.[1] : body;
  return {
    text: [search.get('query'), said].filter(Boolean).join('\n'),
    format: search.get('default_format') || headerOf(headers, 'x-clickhouse-format') || 'TabSeparated',
    parameters: parametersIn([...search, ...(fields ?? [])]),
    settings,
  };
};
