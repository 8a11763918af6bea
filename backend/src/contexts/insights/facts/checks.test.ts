import { expect, it } from 'vitest';
import { verificationsOf } from './checks.ts';

it('shows every table: those that agree, those that differ, and those that nobody compared yet', () => {
  const at = new Date('2026-11-28T14:00:00Z');
  const checks = [
    { name: 'event_facts', at, through: 9, rows: 9, differences: 0, examples: [] },
    { name: 'scan_facts', at, through: 9, rows: 1_500, differences: 2, examples: ['a', 'b'] },
  ];
  expect(verificationsOf(['event_facts', 'eta_facts', 'scan_facts'], checks)).toEqual([
    { name: 'facts.event_facts', at: at.toISOString(), equal: true, detail: '' },
    { name: 'facts.eta_facts', at: null, equal: null, detail: '' },
    {
      name: 'facts.scan_facts',
      at: at.toISOString(),
      equal: false,
      detail: '2 of 1,500 rows differ from the log, such as a, b; gantry analytics rebuild scan_facts',
    },
  ]);
});
