import { describe, expect, it } from 'vitest';
import { concerns } from './record.ts';

const key = { id: 'key_1', name: 'desk', kind: 'api', merchants: ['acme'] } as const;
const nobody = { id: 'anonymous', name: 'anonymous', kind: 'anonymous', merchants: [] } as const;

describe('an entry of the access log', () => {
  it('concerns all whom its doer and its subject serve', () => {
    expect(concerns({ by: key })).toEqual(['acme']);
    expect(concerns({ by: key, about: { id: 'key_2', name: 'till', merchants: ['main', 'acme'] } })).toEqual([
      'acme',
      'main',
    ]);
  });
  it('is the operator’s where either serves all, and where nobody is known', () => {
    expect(concerns({ by: key, about: { id: 'key_2', name: 'till', merchants: '*' } })).toBe('*');
    expect(concerns({ by: { ...key, merchants: '*' } })).toBe('*');
    expect(concerns({ by: nobody })).toBe('*');
  });
  it('of a stranger at somebody’s door concerns whom that person serves', () => {
    expect(concerns({ by: nobody, about: { id: 'prs_1', name: '', merchants: ['acme'] } })).toEqual(['acme']);
  });
});
