import { describe, expect, it } from 'vitest';
import type { Readiness } from '../../src/platform/http/health.ts';
import { lackIn } from './until-ready.ts';

const since = '2026-11-28T00:00:00.000Z';

describe('what a tower that is not ready lacks', () => {
  it('is told in its own words, each thing once', () => {
    const body: Readiness = {
      status: 'not_ready',
      reasons: [
        { name: 'store.redis', text: 'redis is away: no answer', since },
        { name: 'worker', text: 'No worker is alive', since },
      ],
      stores: [
        { name: 'postgres', ok: true, ms: 1, error: null },
        { name: 'redis', ok: false, ms: 2_000, error: 'no answer' },
      ],
    };
    expect(lackIn(body).text).toBe('store.redis: redis is away: no answer; worker: No worker is alive');
  });
  it('is not known of an answer that names nothing', () => {
    expect(lackIn(null).text).toBe('not ready yet');
    expect(lackIn({ status: 'stopping', reasons: [], stores: [] }).text).toBe('not ready yet');
  });
});
