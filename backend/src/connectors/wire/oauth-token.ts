/** The token in the answer to an OAuth login, as most partners send it: JSON with `access_token` and its life in seconds. */
import { Upstream } from '../../kernel/errors.ts';
import { readBody } from './body.ts';
import type { OutsideAnswer } from './call.ts';
import { field, firstText } from './json.ts';

/** Who answered, under which names it sends the token, and how long a token is good when it does not say so. */
export type TokenSource = { partner: string; label: string; names?: readonly string[]; seconds: number };

/**
 * Reads the token, and the body for what else a partner says in it. A life may be sent as text. Throws an Upstream when
 * there is no token.
 */
export const tokenIn = (
  answer: OutsideAnswer,
  { partner, label, names = ['access_token'], seconds }: TokenSource,
): { token: string; expiresInSeconds: number } => {
  const read = readBody(Buffer.from(answer.body));
  const body = 'body' in read ? read.body : null;
  const token = firstText(...names.map((name) => field(body, name)));
  if (token === undefined) throw new Upstream(partner, 'no_token', `${label} answered the login without a token`, true);
  const life = Number(firstText(field(body, 'expires_in'), field(body, 'expiresIn')));
  return { token, expiresInSeconds: Number.isFinite(life) && life > 0 ? life : seconds };
};
