/** The OpenAPI 3.1 document, made of the very declarations the routes are served from. */
import { type Endpoint, problem } from '@gantry/shared/api/endpoint';
import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi';
import { refusalStatuses } from './statuses.ts';

const refusalWords: Record<number, string> = {
  400: 'The request cannot be read, or a parameter is unknown or not valid; their names are told',
  401: 'No key where one is needed, or a key that is not known',
  403: 'Switched off here, or whoever asks does not hold the area, the vertical, the scope or the merchant; the detail says which. Or a page of another site asks',
  404: 'Not found, or not of a merchant that whoever asks serves',
  405: 'This address is served for other methods',
  409: 'In conflict with what is there by now, or with what came under the same Idempotency-Key',
  413: 'The body is too large',
  415: 'The body is of a type that is not taken here',
  422: 'Fields are not valid; their paths are named',
  429: 'Asked too often',
  502: 'A partner that was asked failed',
  503: 'A store does not answer; nothing was changed that you were not told of',
  507: 'A disk is almost full; nothing was written',
};
const retryAfter = { 'Retry-After': { schema: { type: 'integer' as const }, description: 'Seconds' } };
const text = { schema: { type: 'string' as const } };
const requestId = { 'X-Request-Id': { ...text, description: 'Under which it is found in the log' } };
const refusalHeaders: Record<number, ZodOpenApiResponseObject['headers']> = {
  401: { 'WWW-Authenticate': { ...text, description: 'Bearer; `invalid_token` where the key that was shown is none' } },
  405: { Allow: { ...text, description: 'The methods this address is served for' } },
  429: retryAfter,
  503: retryAfter,
  507: retryAfter,
};

const hasFields = (schema: z.ZodType): boolean =>
  !(schema instanceof z.ZodObject) || Object.keys(schema.shape).length > 0;
const bytes = { type: 'string' as const, format: 'binary' };

const successes = ({ success = 200, alsoAnswers = {}, accepts, produces, raw, reply }: Endpoint) => {
  // A sender of raw messages may be answered in its own format.
  const json = { 'application/json': { schema: reply }, ...(raw && accepts ? { [accepts]: { schema: bytes } } : {}) };
  // A file that is JSON is described by what it says.
  const file = produces === 'application/json' ? reply : bytes;
  const content = produces ? { [produces]: { schema: file } } : json;
  const words: Record<number, string> = { [success]: 'Done', ...alsoAnswers };
  return Object.fromEntries(
    // 304 is the one answer without a body.
    Object.entries(words).map(([status, description]) => [
      status,
      status === '304' ? { description } : { description, content },
    ]),
  );
};

const refusals = (endpoint: Endpoint): Record<string, ZodOpenApiResponseObject> =>
  Object.fromEntries(
    refusalStatuses(endpoint).map((status): [string, ZodOpenApiResponseObject] => {
      const headers = refusalHeaders[status];
      return [
        String(status),
        {
          description: refusalWords[status] ?? 'Problem Details',
          headers: { ...requestId, ...headers },
          content: { 'application/problem+json': { schema: problem } },
        },
      ];
    }),
  );

const chosenMerchant = z.object({
  'Gantry-Merchant': z
    .string()
    .max(40)
    .optional()
    .describe('The merchant this request is for; all one serves when left out'),
});
const idempotencyKey = z.object({
  'Idempotency-Key': z.string().max(200).optional().describe('The same key and body give the same answer for 24 hours'),
});

const headersOf = ({ method, area, raw }: Endpoint): { header?: z.ZodObject } => {
  const merchant = raw || area === 'public' ? {} : chosenMerchant.shape;
  const header = z.object({
    ...merchant,
    ...(raw || method === 'GET' || area === 'public' ? {} : idempotencyKey.shape),
  });
  return hasFields(header) ? { header } : {};
};

const bodyOf = ({ method, body, accepts }: Endpoint): Pick<ZodOpenApiOperationObject, 'requestBody'> => {
  if (method === 'GET') return {};
  if (accepts) return { requestBody: { required: true, content: { [accepts]: { schema: bytes } } } };
  return hasFields(body) ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {};
};

const operation = (endpoint: Endpoint): ZodOpenApiOperationObject => {
  const { area, vertical, operator } = endpoint;
  const scope = area === 'public' ? null : endpoint.scope;
  const needs = [
    `Area: ${area}.`,
    `Vertical: ${vertical}.`,
    ...(scope ? [`Scope: ${scope}.`] : []),
    ...(operator ? ['All merchants.'] : []),
  ].join(' ');
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    description: [endpoint.description, needs].filter(Boolean).join('\n\n'),
    tags: [endpoint.id.split('.')[0] ?? 'other'],
    security: area === 'public' ? [] : [{ key: [] }, { session: [] }],
    'x-area': area,
    'x-vertical': vertical,
    ...(scope ? { 'x-scope': scope } : {}),
    ...(operator ? { 'x-operator': true } : {}),
    requestParams: {
      ...(endpoint.params instanceof z.ZodObject && hasFields(endpoint.params) ? { path: endpoint.params } : {}),
      ...(endpoint.query instanceof z.ZodObject && hasFields(endpoint.query) ? { query: endpoint.query } : {}),
      ...headersOf(endpoint),
    },
    ...bodyOf(endpoint),
    responses: { ...successes(endpoint), ...refusals(endpoint) },
  };
};

/** The document for a list of endpoints; `server` is where the world reaches them. */
export const openApiOf = (
  endpoints: readonly Endpoint[],
  { version, server }: { version: string; server: string },
): object => {
  const paths: ZodOpenApiPathsObject = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Gantry',
      version,
      description:
        'The control tower’s API. Errors are Problem Details (RFC 9457) with the paths of the fields at fault; 500 is a mistake of ours.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: server }],
    components: {
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-gantry',
          description: 'The cookie of a person who signed in; over plain http it is called gantry',
        },
        key: { type: 'http', scheme: 'bearer', description: 'An API key: Authorization: Bearer <key>' },
      },
    },
    paths,
  });
};
