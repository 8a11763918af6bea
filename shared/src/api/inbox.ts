/** Where senders of raw messages (carriers, marketplaces, partners) push, and what they are answered unless their own format says otherwise. */
import { z } from 'zod';
import type { Vertical } from '../vocabulary/areas.ts';
import { type Endpoint, endpoint } from './endpoint.ts';

export const messageReply = z.object({
  outcome: z.enum(['recorded', 'trashed', 'deferred']),
  recorded: z.number().describe('Parts of the message that were new'),
  duplicates: z.number().describe('Parts already known'),
  waiting: z.number().describe('Parts about something not known yet: kept, and recorded when it comes'),
  trashed: z.number().describe('Parts that could not be understood'),
});
export type MessageReply = z.infer<typeof messageReply>;

/** The addresses of a receiver. `path` has one parameter, the connection's name, which `connection` describes. */
export type PushAddress = {
  id: string;
  path: string;
  vertical: Vertical;
  summary: string;
  description: string;
  connection: string;
};

const described = ({ id, path, connection, ...address }: PushAddress, method: 'GET' | 'POST', secret: boolean) => {
  const name = /:([A-Za-z]+)/.exec(path)?.[1];
  return endpoint({
    ...address,
    id: `${id}${method === 'GET' ? '_query' : ''}${secret ? '_at_secret' : ''}`,
    method,
    path: `${path}${secret ? '/:pathSecret' : ''}`,
    area: 'public',
    params: z.object({
      ...(name === undefined ? {} : { [name]: z.string().describe(connection) }),
      ...(secret ? { pathSecret: z.string().describe('For senders that can carry their secret nowhere else') } : {}),
    }),
    raw: true,
    accepts: '*/*',
    body: z.unknown(),
    alsoAnswers: { 202: 'Proved, but it cannot be read and lies in the Trash, or is worked through later' },
    refusals: [401],
    reply: z.union([messageReply, z.unknown().describe('What the sender wants to read, where its format says so')]),
  });
};

/** By POST, and by GET for senders that push in the query; each also with the secret as one more part of the path. */
export const pushEndpoints = (address: PushAddress): Endpoint[] => [
  described(address, 'POST', false),
  described(address, 'GET', false),
  described(address, 'POST', true),
  described(address, 'GET', true),
];
