/** A person: what they may, and whether they may come in at all. State and its fold; who they are lies in their profile. */
import type { PersonRights } from '@gantry/shared/api/access/people';
import type { Merchants } from '@gantry/shared/caller';
import type { PersonEvent } from '@gantry/shared/events/access/people';
import { type Area, groundVertical, type Vertical, verticals } from '@gantry/shared/vocabulary/areas';
import { fold } from '../../../kernel/decider.ts';

export type Rights = {
  area: PersonRights['area'];
  /** `*`: all there are, also those that come later. */
  verticals: '*' | readonly Vertical[];
  merchants: Merchants;
};

export type Person = Rights & {
  personId: string;
  state: 'invited' | 'active' | 'disabled';
  invitedAt: string;
  joinedAt: string | null;
  disabledAt: string | null;
  /** When what they may was last another. */
  changedAt: string;
};

const areaOf = (area: Area): Rights['area'] => (area === 'public' ? 'personal' : area);

export const evolve = fold<Person, PersonEvent>({
  'access.person_invited': {
    begin: ({ area, ...invited }, { occurredAt: at }) => ({
      ...invited,
      area: areaOf(area),
      state: 'invited',
      invitedAt: at,
      joinedAt: null,
      disabledAt: null,
      changedAt: at,
    }),
  },
  'access.person_joined': (person, _, { occurredAt: at }) => ({ ...person, state: 'active', joinedAt: at }),
  'access.person_rights_changed': (person, { area, verticals: held, merchants }, { occurredAt: at }) => ({
    ...person,
    area: areaOf(area),
    verticals: held,
    merchants,
    changedAt: at,
  }),
  'access.person_disabled': (person, _, { occurredAt: at }) => ({
    ...person,
    state: 'disabled',
    disabledAt: at,
    changedAt: at,
  }),
  'access.person_enabled': (person, _, { occurredAt: at }) => ({
    ...person,
    state: person.joinedAt === null ? 'invited' : 'active',
    disabledAt: null,
    changedAt: at,
  }),
});

/** The verticals that are held, switched on here or not. Logistics is the ground, so it is always among them. */
export const verticalsHeld = ({ verticals: held }: Pick<Rights, 'verticals'>): Vertical[] =>
  verticals.filter((vertical) => held === '*' || held.includes(vertical) || vertical === groundVertical);

/** True for whoever can look after the whole installation. */
export const isFullManager = ({ area, merchants, state }: Person): boolean =>
  state === 'active' && area === 'manager' && merchants === '*';
