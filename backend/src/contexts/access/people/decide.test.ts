import { describe, expect, it } from 'vitest';
import { stateAfter } from '../../../kernel/decider.ts';
import { changeRights, disable, enable, invite, join } from './decide.ts';
import { evolve, type Person, type Rights, verticalsHeld } from './person.ts';

const now = '2026-11-28T10:00:00.000Z';
const manager: Rights = { area: 'manager', verticals: '*', merchants: '*' };
type Decision = ReturnType<typeof invite>;
const after = (...decisions: Decision[]): Person => {
  const person = decisions.reduce<Person | undefined>(
    (state, decision) => stateAfter(evolve, state, { facts: decision(state), now }),
    undefined,
  );
  if (!person) throw new Error('there is a person');
  return person;
};
const active = (rights: Rights = manager): Person => after(invite('prs_1', rights), join);

describe('a person', () => {
  it('is invited, joins, is disabled and let in again', () => {
    expect(after(invite('prs_1', manager)).state).toBe('invited');
    expect(active()).toMatchObject({ state: 'active', joinedAt: now, ...manager });
    expect(after(invite('prs_1', manager), disable(1)).state).toBe('disabled');
    expect(after(invite('prs_1', manager), disable(1), enable).state).toBe('invited');
    expect(after(invite('prs_1', manager), join, disable(1), enable).state).toBe('active');
  });
  it('joins once, and only who was invited', () => {
    expect(() => join(undefined)).toThrow(expect.objectContaining({ code: 'no_such_person' }));
    expect(() => join(active())).toThrow(expect.objectContaining({ code: 'link_ended' }));
  });
  it('is told nothing new by the same rights', () => {
    expect(changeRights({ ...manager }, 0)(active())).toEqual([]);
  });
  it('who is the last manager of all merchants stays one', () => {
    for (const lower of [changeRights({ area: 'staff' }, 0), changeRights({ merchants: ['main'] }, 0), disable(0)])
      expect(() => lower(active())).toThrow(expect.objectContaining({ code: 'last_manager' }));
    for (const lower of [changeRights({ area: 'staff' }, 1), changeRights({ merchants: ['main'] }, 1), disable(1)])
      expect(lower(active())).toHaveLength(1);
    expect(disable(0)(active({ ...manager, merchants: ['main'] }))).toHaveLength(1);
    expect(disable(0)(after(invite('prs_1', manager)))).toHaveLength(1);
  });
  it('holds logistics whatever else', () => {
    expect(verticalsHeld({ verticals: ['feeds'] })).toEqual(['logistics', 'feeds']);
  });
});
