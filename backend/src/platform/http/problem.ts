/** Errors as Problem Details (RFC 9457): the one place where what was thrown becomes what is answered. */
import type { Problem } from '@gantry/shared/api/endpoint';
import { type FieldError, Refusal, Upstream } from '../../kernel/errors.ts';
import { isOutage } from '../../kernel/outage.ts';

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Key needed',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Not valid',
  429: 'Too many requests',
  500: 'Our mistake',
  502: 'A partner failed',
  503: 'Not ready',
  507: 'Out of room',
};

const problemOf = (status: number, code: string, rest: { detail?: string; errors?: FieldError[] } = {}): Problem => ({
  type: `urn:gantry:problem:${code}`,
  title: titles[status] ?? 'Error',
  status,
  code,
  ...(rest.detail ? { detail: rest.detail } : {}),
  ...(rest.errors && rest.errors.length > 0 ? { errors: rest.errors } : {}),
});

/** What to answer to what was thrown. Bugs say nothing about themselves; the log has them. */
export const toProblem = (thrown: unknown): Problem => {
  if (thrown instanceof Refusal)
    return problemOf(thrown.status, thrown.code, { detail: thrown.message, errors: thrown.errors });
  if (thrown instanceof Upstream) return problemOf(502, 'upstream_failed', { detail: thrown.message });
  if (isOutage(thrown))
    return problemOf(503, 'unavailable', {
      detail: 'A store we need does not answer. Nothing was changed that you were not told of. Try again.',
    });
  const status = (thrown as { status?: unknown } | null)?.status;
  const type = (thrown as { type?: unknown } | null)?.type;
  if (type === 'entity.too.large')
    return problemOf(413, 'too_large', { detail: 'The body is larger than this endpoint takes.' });
  if (type === 'encoding.unsupported')
    return problemOf(415, 'unknown_encoding', { detail: 'Send the body as it is, or with gzip, deflate or br.' });
  if (typeof status === 'number' && status >= 400 && status < 500)
    return problemOf(status, 'bad_request', { detail: 'The request cannot be read.' });
  return problemOf(500, 'internal', {
    detail: 'Something went wrong on our side. It is in the log under the request id.',
  });
};
