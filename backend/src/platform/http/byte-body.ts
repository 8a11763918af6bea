/**
 * Bodies that are bytes and no JSON, read when whoever serves the endpoint asks for them: not before it is known that they are
 * wanted and there is room. They are read as they come; packed ones are refused, since nobody knows what they unfold to.
 */
import type { UnreadBytes } from '@gantry/shared/api/endpoint';
import express, { type Request } from 'express';
import { Refusal } from '../../kernel/errors.ts';

const anyBytes = 'application/octet-stream';

/** `image/*` takes every picture's type; bytes without a name are taken everywhere, since what they are is read from themselves. */
const isAccepted = (given: string, accepts: string): boolean => {
  const [type = ''] = given.toLowerCase().split(';');
  return type.trim() === anyBytes || type.trim().startsWith(accepts.replace(/\*$/, ''));
};

const whole = (request: Request, most: number): Promise<Uint8Array> => {
  const read = express.raw({ type: () => true, limit: most, inflate: false });
  const { res: response } = request;
  if (!response) throw new Error('a request that is served has a response');
  return new Promise((done, fail) =>
    read(request, response, (error) => {
      if (error) fail(error);
      else done(Buffer.isBuffer(request.body) ? request.body : new Uint8Array());
    }),
  );
};

/** The body of a request for an endpoint that `accepts` this type. To read it throws a Refusal for another type. */
export const unreadBytesOf =
  (request: Request, accepts: string): UnreadBytes =>
  async (most) => {
    const given = request.get('content-type') ?? '';
    if (!isAccepted(given, accepts))
      throw new Refusal('unsupported', 'other_type', `Send ${accepts}, not ${given || 'a body without a type'}`);
    return whole(request, most);
  };
