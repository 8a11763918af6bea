/** The OpenAPI 3.1 document, made of the very declarations the routes are served from. */
import { type Endpoint, problem } from '@gantry/shared/api/endpoint';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';

const problems = (endpoint: Endpoint): number[] => [
  ...(endpoint.area === 'public' ? [] : [401, 403]),
  ...(endpoint.path.includes(':') ? [404] : []),
  ...(endpoint.method === 'GET' ? [] : [409]),
  422,
];

const hasFields = (schema: z.ZodType): boolean =>
  !(schema instanceof z.ZodObject) || Object.keys(schema.shape).length > 0;

const operation = (endpoint: Endpoint): ZodOpenApiOperationObject => {
  const headers =
    endpoint.method === 'GET'
      ? {}
      : {
          header: z.object({
            'Idempotency-Key': z
              .string()
              .max(200)
              .optional()
              .describe('The same key and body give the same answer for 24 hours'),
          }),
        };
  const failures = problems(endpoint).map((status) => [
    String(status),
    { description: 'Problem Details', content: { 'application/problem+json': { schema: problem } } },
  ]);
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    description: [endpoint.description, `Area: ${endpoint.area}.`].filter(Boolean).join('\n\n'),
    tags: [endpoint.id.split('.')[0] ?? 'other'],
    security: endpoint.area === 'public' ? [] : [{ key: [] }],
    requestParams: {
      ...(endpoint.params instanceof z.ZodObject && hasFields(endpoint.params) ? { path: endpoint.params } : {}),
      ...(endpoint.query instanceof z.ZodObject && hasFields(endpoint.query) ? { query: endpoint.query } : {}),
      ...headers,
    },
    ...(hasFields(endpoint.body) && endpoint.method !== 'GET'
      ? { requestBody: { required: true, content: { 'application/json': { schema: endpoint.body } } } }
      : {}),
    responses: {
      [String(endpoint.success ?? 200)]: {
        description: 'Done',
        content: { 'application/json': { schema: endpoint.reply } },
      },
      ...Object.fromEntries(failures),
    },
  };
};

/** The document for a list of endpoints. */
export const openApiOf = (endpoints: readonly Endpoint[], version: string): object => {
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
        'The control tower’s API. Errors are Problem Details (RFC 9457) with the paths of the fields at fault.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key: Authorization: Bearer <key>' },
      },
    },
    paths,
  });
};
