/** The pages, where they have been built; a tower without them still serves its API and says so. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Express, RequestHandler } from 'express';
import helmet from 'helmet';

const pagesBuild = join(import.meta.dirname, '../../../frontend/build/handler.js');

/** What the pages take in one form: five photos of a phone. All other forms are bounded by the pages' own hooks. */
const mostForm = '26M';

const notBuilt: RequestHandler = (request, response, next) => {
  if (request.path !== '/') return next();
  response.type('text/plain').send('Gantry: the pages are not built; run `pnpm --filter @gantry/frontend build`.\n');
};

const notLoaded: RequestHandler = (_request, response) => {
  response
    .status(503)
    .set({ 'Retry-After': '1', 'Cache-Control': 'no-store' })
    .type('text/plain')
    .send('Gantry is starting. Ask again in a moment.\n');
};

/** Mounts the pages; what it answers loads them, once it is known at which origin they reach the API. */
export const mountPages = (app: Express): ((origin: string) => Promise<void>) => {
  let pages = notLoaded;
  // Built files are sent without the pages' own hooks, so what holds for every answer is said here; the CSP is the pages'.
  // So is who may frame a page: one of them may be framed.
  app.use(helmet({ contentSecurityPolicy: false, xFrameOptions: false }));
  app.use((request, response, next) => pages(request, response, next));
  return async (origin) => {
    process.env.GANTRY_INTERNAL_ORIGIN = origin;
    process.env.BODY_SIZE_LIMIT = mostForm;
    pages = existsSync(pagesBuild) ? ((await import(pagesBuild)) as { handler: RequestHandler }).handler : notBuilt;
  };
};
