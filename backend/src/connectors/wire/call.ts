/** The door out as a connector sees it: the call is made by the platform's exchange and handed in, so nothing here opens a connection. */

/** A call out, as the platform's exchange makes it: deadline, limit, breaker and record are its business. */
export type OutsideCall = {
  operation: string;
  url: string;
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  headers?: Record<string, string>;
  body?: string;
};
export type OutsideAnswer = { status: number; headers: Record<string, string>; body: string };
/** Throws an Upstream for every status from 400 on that is not in `accept`, and when nobody answers. */
export type Ask = (call: OutsideCall, accept?: readonly number[]) => Promise<OutsideAnswer>;
