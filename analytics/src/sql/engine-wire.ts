/**
 * The way from the analysts’ door to the engine: one statement with its session’s settings, and the answer as the bytes that
 * the engine sends, since they go to the analyst as they are. The tower’s own questions go through `client.ts`.
 */
import { randomBytes } from 'node:crypto';
import { SqlRefused } from './refused.ts';

export type Sent = {
  sql: string;
  format: string;
  database?: string | undefined;
  settings: Readonly<Record<string, string>>;
  /** Values of `{name:Type}`, written as ClickHouse has them in a URL. */
  parameters?: ReadonlyMap<string, string> | undefined;
  signal?: AbortSignal | undefined;
};

export type Wire = {
  /** The engine's answer, its body not read yet. Throws when the engine is away. */
  send(sent: Sent): Promise<Response>;
};

/** A form, since a URL may not be as long as a statement. Its values are sent as they are: no line end in them is changed. */
const formOf = (fields: readonly (readonly [string, string])[]): { type: string; body: string } => {
  const mark = `gantry-${randomBytes(18).toString('hex')}`;
  const parts = fields.map(
    ([name, value]) => `--${mark}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return { type: `multipart/form-data; boundary=${mark}`, body: `${parts.join('')}--${mark}--\r\n` };
};

/** The wire to `http://user:password@host:port/`. */
export const openWire = (clickhouseUrl: string): Wire => {
  const { username, password, protocol, host } = new URL(clickhouseUrl);
  const headers = {
    'X-ClickHouse-User': decodeURIComponent(username),
    'X-ClickHouse-Key': decodeURIComponent(password),
  };
  return {
    async send({ sql, format, database, settings, parameters = new Map(), signal }) {
      const url = new URL('/', `${protocol}//${host}`);
      // The answer is whole before its first byte is sent, so a failure always has its status; nothing is computed on the engine's own thread.
      const search = {
        wait_end_of_query: '1',
        default_format: format,
        ...(database === undefined ? {} : { database }),
        ...settings,
      };
      url.search = new URLSearchParams(search).toString();
      const { type, body } = formOf([
        ['query', sql],
        ...[...parameters].map(([name, value]) => [`param_${name}`, value] as const),
      ]);
      try {
        return await fetch(url, {
          method: 'POST',
          headers: { ...headers, 'Content-Type': type },
          body,
          ...(signal ? { signal } : {}),
        });
      } catch {
        if (signal?.aborted) throw signal.reason;
        throw new SqlRefused('NETWORK_ERROR', 'ClickHouse is away; ask again in a moment');
      }
    },
  };
};
