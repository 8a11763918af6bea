/** Log lines say what went wrong, and never with what: neither secrets nor what names people. */
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

const logged = (fields: object): string => {
  const lines: string[] = [];
  createLogger('test', 'debug', { write: (line) => void lines.push(line) }).error(fields, 'it failed');
  return lines.join('');
};
const planted = 'Zenobia Quillfeather';

describe('a log line', () => {
  it.each([
    { email: planted },
    { order: { customer: { name: planted } } },
    { shipTo: { name: planted } },
    { event: { payload: { name: planted } } },
    { body: planted },
    { request: { headers: { cookie: planted } } },
    { phone: planted },
    { scan: { description: planted } },
  ])('does not repeat %j', (fields) => {
    expect(logged(fields)).not.toContain(planted);
  });
  it('tells of an error what and where, and none of the fields in which drivers repeat values', () => {
    const error = Object.assign(new TypeError('no such thing'), {
      code: '23505',
      detail: planted,
      parameters: [planted],
    });
    const line = logged({ error });
    expect(line).not.toContain(planted);
    expect(JSON.parse(line).error).toMatchObject({ type: 'TypeError', message: 'no such thing', code: '23505' });
    expect(JSON.parse(line).error.stack).toContain('logger.test.ts');
  });
  it('says everything else', () => {
    expect(JSON.parse(logged({ name: 'orders', seq: 7 }))).toMatchObject({ name: 'orders', seq: 7, msg: 'it failed' });
  });
});
