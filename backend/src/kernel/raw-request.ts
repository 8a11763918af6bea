/** A message from outside as it came in, and an answer to one in its sender's own format: what receivers and connectors speak of. */
import type { Headers } from './signature.ts';

/** Header names in lower case; `query` is the raw text after `?`, empty when there is none. */
export type RawRequest = {
  method: 'GET' | 'POST';
  headers: Headers;
  /** For a GET push, the bytes of the query: what is kept and read is always `rawBody`. */
  rawBody: Buffer;
  query: string;
  /** The part of the path after the connection's name: some senders can carry a secret nowhere else. */
  pathSecret: string | undefined;
  /** The sender's address. */
  address: string | undefined;
};

/** An HTTP answer to a push. */
export type RawAnswer = { status: number; contentType: string; body: string };
