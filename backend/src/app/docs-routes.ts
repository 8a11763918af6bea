/** The API reference at /docs: Scalar's page with its script from our own address, so that it works without the internet. */

import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Endpoint } from '@gantry/shared/api/endpoint';
import { apiReference } from '@scalar/express-api-reference';
import type { Express, RequestHandler } from 'express';
import { otherMethods } from '../platform/http/methods.ts';
import { openApiOf } from '../platform/http/openapi.ts';

const script = (): string => {
  const root = dirname(createRequire(import.meta.url).resolve('@scalar/api-reference'));
  return join(
    root.slice(0, root.lastIndexOf(`${join('api-reference')}`) + 'api-reference'.length),
    'dist/browser/standalone.js',
  );
};

const documents = ['/openapi.json', '/docs/reference.js', '/docs'];

/** Mounts /openapi.json and /docs. */
export const mountDocs = (
  app: Express,
  endpoints: readonly Endpoint[],
  about: { version: string; server: string },
): void => {
  const document = JSON.stringify(openApiOf(endpoints, about));
  app.get('/openapi.json', (_request, response) => {
    response.type('application/json').send(document);
  });
  // Installed packages lie under a folder whose name begins with a dot.
  app.get('/docs/reference.js', (_request, response) => {
    response.set('Cache-Control', 'public, max-age=86400').sendFile(script(), { dotfiles: 'allow' });
  });
  app.get('/docs', (request, response, next) => {
    const nonce = randomBytes(16).toString('base64');
    response.set({
      'Content-Security-Policy': `default-src 'self'; script-src 'self' 'nonce-${nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'`,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    });
    const page: RequestHandler = apiReference({
      url: '/openapi.json',
      cdn: '/docs/reference.js',
      pageTitle: 'Gantry API',
      nonce,
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      showDeveloperTools: 'never',
      agent: { disabled: true },
      mcp: { disabled: true },
      authentication: { preferredSecurityScheme: 'key' },
    } as Parameters<typeof apiReference>[0]) as unknown as RequestHandler;
    page(request, response, next);
  });
  app.use(otherMethods(documents.map((path) => ({ method: 'GET', path }))));
};
