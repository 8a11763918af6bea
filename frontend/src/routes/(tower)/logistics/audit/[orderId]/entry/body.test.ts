/** Bodies for reading: what stands beside what, and JSON within JSON that is laid out only where nothing is lost by it. */
import { expect, it } from 'vitest';
import { laidOut, panesOf } from './body.ts';

it('puts a request beside its answer, and what is around them below', () => {
  const panes = panesOf({ attempt: 2, request: { path: '/x' }, response: { status: 200, body: '{"a":1}' } });
  expect(panes.map(({ title }) => title)).toEqual(['Request', 'Answer', 'Around it']);
  expect(panes[1]?.text).toBe('{\n  "status": 200,\n  "body": {\n    "a": 1\n  }\n}');
  expect(panesOf({ request: 1 }).map(({ title }) => title)).toEqual(['All of it']);
  expect([panesOf(null), panesOf(undefined)]).toEqual([[], []]);
  expect(panesOf([])).toHaveLength(1);
});

it('leaves texts alone that would be read as something else', () => {
  expect(laidOut({ raw: '{"n":12345678901234567890}' })).toBe('{\n  "raw": "{\\"n\\":12345678901234567890}"\n}');
  expect(laidOut({ raw: '{"a":1,"a":2}' })).toContain('\\"a\\":2');
  expect(laidOut('{"n":12345678901234567890}')).toBe('{\n  "n": 12345678901234567890\n}');
  expect(laidOut({ text: '[not json' })).toBe('{\n  "text": "[not json"\n}');
  expect(laidOut('plain')).toBe('plain');
});

it('lays out no deeper than anybody reads, whatever is nested', () => {
  let deep: unknown = 'end';
  for (let i = 0; i < 500; i++) deep = [deep];
  expect(laidOut(deep)).toContain('end');
});
