/** What the watcher of answers finds: a status, a field, a header or a type that the document does not declare. */
import { describe, expect, it } from 'vitest';
import { type Answer, type Document, judgeOf } from './answers.ts';

const schema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
const said = (status: string, type: string, more = {}) => ({ [status]: { content: { [type]: { schema } }, ...more } });
const document = {
  servers: [],
  components: { schemas: {} },
  paths: {
    '/api/things/{thing}': {
      get: {
        operationId: 'things.get',
        responses: {
          ...said('200', 'application/json'),
          ...said('401', 'application/problem+json', { headers: { 'WWW-Authenticate': {} } }),
        },
      },
    },
    '/api/things/all': { post: { operationId: 'things.all', responses: said('201', 'application/json') } },
  },
} as unknown as Document;

const judge = judgeOf(document);
const answer = (change: Partial<Answer> & { type?: string; header?: Record<string, string> } = {}): Answer => ({
  method: 'GET',
  path: '/api/things/1',
  status: 200,
  headers: new Headers({ 'content-type': change.type ?? 'application/json', ...change.header }),
  text: '{"name":"x"}',
  ...change,
});

describe('an answer', () => {
  it('is good as it is declared', () => {
    expect(judge(answer())).toBeUndefined();
    expect(judge(answer({ method: 'HEAD', text: '' }))).toBeUndefined();
    expect(judge(answer({ method: 'POST', path: '/api/things/all', status: 201 }))).toBeUndefined();
    const challenged = { header: { 'www-authenticate': 'Bearer' }, type: 'application/problem+json' };
    expect(judge(answer({ status: 401, ...challenged }))).toBeUndefined();
    expect(judge(answer({ path: '/api/none', status: 404 }))).toBeUndefined();
    expect(judge(answer({ method: 'PUT', status: 405, header: { allow: 'GET' } }))).toBeUndefined();
    expect(judge(answer({ method: 'OPTIONS', status: 204, header: { allow: 'GET' } }))).toBeUndefined();
  });
  it.each([
    [{ status: 418 }, 'things.get: 418 to GET /api/things/1 is not declared'],
    [{ status: 500 }, '500 to GET /api/things/1 is not declared'],
    [{ status: 401, type: 'application/problem+json' }, 'without WWW-Authenticate'],
    [{ type: 'text/html' }, 'of the type text/html'],
    [{ text: '{"name":1}' }, 'with another body'],
    [{ text: '{"name":"x","secret":"y"}' }, 'with another body'],
    [{ text: '{}' }, 'with another body'],
    [{ method: 'PUT', status: 405 }, 'no 405 with Allow'],
    [{ method: 'PUT', status: 404 }, 'no 405 with Allow, but 404'],
    [{ method: 'OPTIONS', status: 200, header: { allow: 'GET' } }, 'no 204 with Allow'],
    [{ path: '/api/none', status: 200 }, '200 where nothing is declared'],
  ])('%j is not', (change, fault) => expect(judge(answer(change))).toContain(fault));
});
