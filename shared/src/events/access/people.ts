/** People and what they may. No name, address or secret is ever part of an event: those lie beside, and can be taken away. */
import { z } from 'zod';
import { areas, verticals } from '../../vocabulary/areas.ts';
import { define, type FactOf } from '../define.ts';

const whom = { personId: z.string() };
/** What a person may; `*` stands for all there are, also those that come later. */
const rights = {
  area: z.enum(areas),
  verticals: z.union([z.literal('*'), z.array(z.enum(verticals))]),
  merchants: z.union([z.literal('*'), z.array(z.string())]),
};

export const personInvited = define('access.person_invited', z.object({ ...whom, ...rights }));
export const personJoined = define('access.person_joined', z.object(whom));
export const personRightsChanged = define('access.person_rights_changed', z.object({ ...whom, ...rights }));
export const personDisabled = define('access.person_disabled', z.object(whom));
export const personEnabled = define('access.person_enabled', z.object(whom));

export const personEvents = [personInvited, personJoined, personRightsChanged, personDisabled, personEnabled] as const;
export type PersonEvent = FactOf<(typeof personEvents)[number]>;
