/** Puts one call to ERPNext: what it answers is read, what it refuses or fails at is a value. */
import { z } from 'zod';
import { messageOf, Upstream } from '../../../kernel/errors.ts';
import { readBody } from '../../wire/body.ts';
import type { OutsideCall } from '../../wire/call.ts';
import type { ErpDoor, ErpFault, ErpResult } from '../erp.ts';
import { faultOf, unreadable } from './faults.ts';

/** Statuses with which Frappe says what is wrong with what it was asked; all others are the door's to judge. */
const answered = [400, 401, 403, 404, 409, 413, 415, 417, 422];

/** What the door threw because nobody answered, or somebody who is not well. */
const fromDoor = (error: Upstream): ErpFault => {
  const status = Number(/^http_(\d{3})$/.exec(error.code)?.[1] ?? Number.NaN);
  const said = messageOf(error);
  if (status === 429) return { code: 'erp_throttled', retryable: true, status, said };
  if (status >= 400) return { code: 'erp_failing', retryable: true, status, said };
  // An address that may not be called is the connection's fault, and what waits goes on when it is mended.
  return { code: 'erp_unreachable', retryable: true, status: null, said };
};

/** Puts a call; `data` is what a success holds under that name. */
export const put = async <Value>(
  { ask }: ErpDoor,
  call: OutsideCall,
  data: z.ZodType<Value>,
): Promise<ErpResult<Value>> => {
  try {
    const answer = await ask(call, answered);
    if (answer.status >= 400) return { ok: false, fault: faultOf(answer) };
    const read = readBody(Buffer.from(answer.body));
    const parsed = 'error' in read ? undefined : z.object({ data }).safeParse(read.body);
    return parsed?.success
      ? { ok: true, value: parsed.data.data as Value }
      : { ok: false, fault: unreadable(answer.status) };
  } catch (error) {
    if (error instanceof Upstream) return { ok: false, fault: fromDoor(error) };
    throw error;
  }
};
