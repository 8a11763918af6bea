/**
 * Secrets that a carrier gives back as they are, because it signs nothing: compared so that neither the time nor the length
 * tells anything of them, and the sender's address beside them where a connection names the allowed ones.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { ConnectionSettings } from '@gantry/shared/events/connections';
import type { RawRequest } from '../../kernel/raw-request.ts';
import type { Headers } from '../../kernel/signature.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** True when `sent` is the secret; an empty secret is nobody's. */
export const isSecret = (sent: string, secret: string): boolean =>
  secret !== '' && timingSafeEqual(digest(sent), digest(secret));

/** A header's text, sent once; undefined when it is absent or empty. */
export const headerText = (headers: Headers, name: string): string | undefined => {
  const sent = headers[name];
  const text = (Array.isArray(sent) ? sent[0] : sent)?.trim();
  return text === '' ? undefined : text;
};

/** The token of an `Authorization` header, with its scheme (`Bearer`) or without. */
export const bearerOf = (authorization: string): string => authorization.replace(/^Bearer\s+/i, '');

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').toLowerCase();

/** True when the connection names no addresses, or the sender's among them. */
export const mayPush = ({ address }: Pick<RawRequest, 'address'>, settings: ConnectionSettings): boolean => {
  const { sourceAddresses = [] } = settings;
  if (sourceAddresses.length === 0) return true;
  return address !== undefined && sourceAddresses.map(plain).includes(plain(address));
};
