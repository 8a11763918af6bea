/** The audit in its address: what is asked, what of it is left out, and how it is changed bit by bit. */
import { expect, it } from 'vitest';
import { isNarrowed, queryOf, readQuestion, toggled, withoutFilters, withQuestion } from './audit-address.ts';

it('asks for what the address says, without kinds that there are none of', () => {
  const question = readQuestion('?kind=call,nonsense,view,call&actor=prs_1&q=%20late%20&first=newest&other=1');
  expect(question).toEqual({ kinds: ['call', 'view'], first: 'newest', filters: { actor: 'prs_1', q: 'late' } });
  expect(queryOf(question)).toEqual({ kind: 'call,view', first: 'newest', actor: 'prs_1', q: 'late' });
  expect(isNarrowed(question)).toBe(true);
  expect(isNarrowed(readQuestion('?first=newest'))).toBe(false);
  expect(queryOf(readQuestion(''))).toEqual({ first: 'oldest' });
});

it('changes one thing and keeps the others', () => {
  expect(withQuestion('?kind=call&first=newest', { kind: 'view' })).toBe('?kind=view&first=newest');
  expect(withQuestion('?kind=call', { kind: '' })).toBe('');
  expect(withoutFilters('?kind=call&q=x&first=newest')).toBe('?first=newest');
  expect([toggled(['call', 'view'], 'call'), toggled(['view'], 'call'), toggled(['call'], 'call')]).toEqual([
    'view',
    'view,call',
    '',
  ]);
});
