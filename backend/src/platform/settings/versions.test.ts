import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stateAfter } from '../../kernel/decider.ts';
import { Refusal } from '../../kernel/errors.ts';
import { jsonSchemaOf, settingsGroup, storedValues, wantedValues } from './group.ts';
import { changeGroup, evolve, inForceAt, plannedAfter, type SettingsHistory, undoGroup } from './versions.ts';

const ground = { name: 'test.colours', defaults: { colour: 'grey' } };
const at = (day: number): Date => new Date(Date.UTC(2026, 1, day));

/** A group that is written to on days of one month. */
const given = () => {
  let state: SettingsHistory | undefined;
  const run = (decide: ReturnType<typeof changeGroup>) => {
    const facts = decide(state);
    state = stateAfter(evolve, state, { facts, now: at(1).toISOString() });
    return facts.length;
  };
  const newest = () => state?.versions.at(-1)?.version ?? 0;
  return {
    set: (colour: string, on: number, from?: number, expectedVersion = newest()) =>
      run(
        changeGroup(
          ground,
          { values: { colour }, note: '', validFrom: from ? at(from).toISOString() : undefined, expectedVersion },
          at(on),
        ),
      ),
    undo: (on: number, to?: number) => run(undoGroup(ground, { note: '', to, expectedVersion: newest() }, at(on))),
    on: (day: number) => (inForceAt(state?.versions ?? [], at(day))?.values ?? ground.defaults).colour,
    planned: (day: number) => plannedAfter(state?.versions ?? [], at(day)).map(({ version }) => version),
    newest,
  };
};
const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error);
  }
  return undefined;
};

describe('a group of settings', () => {
  it('has its defaults until somebody sets it, and says what was in force when', () => {
    const group = given();
    expect(group.on(1)).toBe('grey');
    group.set('red', 2);
    group.set('blue', 4);
    expect([1, 2, 3, 4, 9].map(group.on)).toEqual(['grey', 'red', 'red', 'blue', 'blue']);
  });
  it('changes at a later instant', () => {
    const group = given();
    group.set('red', 2);
    group.set('blue', 3, 10);
    group.set('green', 4);
    expect([3, 4, 9, 10].map(group.on)).toEqual(['red', 'green', 'green', 'blue']);
    expect([group.planned(5), group.planned(10)]).toEqual([[2], []]);
  });
  it('of two plans for one instant keeps the later one', () => {
    const group = given();
    group.set('blue', 3, 10);
    group.set('green', 4, 10);
    expect([group.on(10), group.planned(5)]).toEqual(['green', [2]]);
  });
  it('takes the newest version back, and that again', () => {
    const group = given();
    group.set('red', 2);
    group.set('blue', 3);
    group.undo(4);
    expect([3, 4].map(group.on)).toEqual(['blue', 'red']);
    group.undo(5);
    expect(group.on(5)).toBe('blue');
    group.undo(6, 0);
    expect([5, 6].map(group.on)).toEqual(['blue', 'grey']);
    expect(group.newest()).toBe(5);
  });
  it('withdraws a plan, and what is set afterwards stays', () => {
    const group = given();
    group.set('red', 2);
    group.set('blue', 3, 10);
    group.undo(4);
    expect([4, 10].map(group.on)).toEqual(['red', 'red']);
    expect(group.planned(4)).toEqual([]);
    group.set('green', 5);
    expect(group.on(10)).toBe('green');
  });
  it('records nothing when nothing changes', () => {
    const group = given();
    expect([group.set('grey', 1), group.set('red', 2), group.set('red', 3)]).toEqual([0, 1, 0]);
    group.set('blue', 4, 10);
    expect(group.set('red', 5)).toBe(1);
  });
  it('refuses whoever has not seen the newest version, a past instant, and undoing nothing', () => {
    const group = given();
    expect(codeOf(() => group.undo(1))).toBe('nothing_to_undo');
    group.set('red', 2);
    expect(codeOf(() => group.set('blue', 3, undefined, 0))).toBe('stale_version');
    expect(codeOf(() => group.set('blue', 3, 2))).toBe('invalid');
    expect(codeOf(() => group.undo(3, 7))).toBe('invalid');
    expect(group.newest()).toBe(1);
  });
});

describe('a declared group', () => {
  const group = settingsGroup({
    name: 'test.limits',
    about: 'Limits',
    schema: z.object({ most: z.int().min(1), label: z.string().max(5) }),
    defaults: { most: 3, label: 'x' },
    fields: { most: 'How many', label: 'What it is called' },
  });
  it('takes whole and valid values only, and names the fields at fault', () => {
    expect(wantedValues(group, { most: 5, label: 'y' })).toEqual({ most: 5, label: 'y' });
    try {
      wantedValues(group, { most: 0, other: 1 });
      expect.unreachable();
    } catch (error) {
      expect((error as Refusal).errors.map(({ path }) => path).sort()).toEqual([
        'values.label',
        'values.most',
        'values.other',
      ]);
    }
  });
  it('reads what was set before a field came or went, and nothing that it cannot read', () => {
    expect(storedValues(group, { most: 9, gone: true })).toEqual({ most: 9, label: 'x' });
    expect(storedValues(group, { most: 'many' })).toBeUndefined();
  });
  it('describes itself for a form', () => {
    expect(jsonSchemaOf(group)).toMatchObject({
      additionalProperties: false,
      properties: { most: { type: 'integer', minimum: 1, description: 'How many', default: 3 } },
    });
  });
  it('cannot have defaults that could not be set, nor a name of one word', () => {
    const declared = { about: '', schema: z.object({ n: z.int() }), fields: { n: '' } };
    expect(() => settingsGroup({ ...declared, name: 'test.n', defaults: { n: 1.5 } })).toThrow('defaults');
    expect(() => settingsGroup({ ...declared, name: 'n', defaults: { n: 1 } })).toThrow('context.name');
  });
});
