/** What may be done to a person: pure decisions. */
import * as events from '@gantry/shared/events/access/people';
import { Refusal } from '../../../kernel/errors.ts';
import { isFullManager, type Person, type Rights } from './person.ts';

type Decision = (person: Person | undefined) => events.PersonEvent[];

export const noSuchPerson = (): Refusal => new Refusal('missing', 'no_such_person', 'There is no such person');

const known = (person: Person | undefined): Person => {
  if (!person) throw noSuchPerson();
  return person;
};

const written = ({ area, verticals, merchants }: Rights) => ({
  area,
  verticals: verticals === '*' ? verticals : [...verticals],
  merchants: merchants === '*' ? merchants : [...merchants],
});

const same = (a: Rights, b: Rights): boolean => JSON.stringify(written(a)) === JSON.stringify(written(b));

/** Somebody has to be left who can look after the whole installation; `others`: how many more there are. */
const insistOnManager = (before: Person, after: Person, others: number): void => {
  if (isFullManager(before) && !isFullManager(after) && others === 0)
    throw new Refusal(
      'conflict',
      'last_manager',
      'This is the last manager who serves all merchants: make another one first',
    );
};

/** Invites somebody who is not known yet. */
export const invite =
  (personId: string, rights: Rights): Decision =>
  (person) => {
    if (person) throw new Refusal('conflict', 'person_known', 'This person was invited before');
    return [events.personInvited({ personId, ...written(rights) })];
  };

/** Accepts an invitation. */
export const join: Decision = (found) => {
  const person = known(found);
  if (person.state !== 'invited') throw new Refusal('missing', 'link_ended', 'This link opens nothing any more');
  return [events.personJoined({ personId: person.personId })];
};

/** Changes what a person may; what is left out stays. */
export const changeRights =
  (wanted: Partial<Rights>, otherManagers: number): Decision =>
  (found) => {
    const person = known(found);
    const after = { ...person, ...wanted };
    insistOnManager(person, after, otherManagers);
    return same(person, after) ? [] : [events.personRightsChanged({ personId: person.personId, ...written(after) })];
  };

/** Lets a person in no more. */
export const disable =
  (otherManagers: number): Decision =>
  (found) => {
    const person = known(found);
    insistOnManager(person, { ...person, state: 'disabled' }, otherManagers);
    return person.state === 'disabled' ? [] : [events.personDisabled({ personId: person.personId })];
  };

/** Lets a person in again. */
export const enable: Decision = (found) => {
  const person = known(found);
  return person.state === 'disabled' ? [events.personEnabled({ personId: person.personId })] : [];
};
