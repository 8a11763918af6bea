/** Settings over HTTP: what can be set, what is in force, what was, what is planned. */
import { z } from 'zod';
import { instant } from '../events/define.ts';
import { settingValues } from '../events/settings.ts';
import { endpoint } from './endpoint.ts';
import { givenInstant } from './given-time.ts';

export const settingsGroupName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/, 'a group, context.name')
  .max(80);
const note = z.string().trim().max(300).default('');
const expectedVersion = z
  .int()
  .min(0)
  .describe('The newest version the caller has seen; another one by now answers 409');

const versionOfGroup = z.object({
  version: z.int(),
  values: settingValues,
  validFrom: instant,
  note: z.string(),
  withdraws: z.int().nullable().describe('The planned version it took back'),
  changedAt: instant,
  changedBy: z.string().describe('Who changed it: the id of a key'),
});
export type SettingsVersionShown = z.infer<typeof versionOfGroup>;

export const settingsGroupShown = z.object({
  group: settingsGroupName,
  about: z.string(),
  schema: z.record(z.string(), z.unknown()).describe('JSON Schema of the values, with what each field is for'),
  defaults: settingValues,
  values: settingValues.describe('In force at `asOf`'),
  versionInForce: z.int().describe('0 while the defaults are in force'),
  version: z.int().describe('The newest version, planned ones included'),
  planned: z.array(versionOfGroup.pick({ version: true, values: true, validFrom: true, note: true })),
  asOf: instant,
});

export const listSettings = endpoint({
  id: 'settings.list',
  operator: true,
  method: 'GET',
  path: '/api/logistics/settings',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Everything that can be set here, with the values in force',
  reply: z.object({ items: z.array(settingsGroupShown) }),
});
export const readSettings = endpoint({
  id: 'settings.get',
  operator: true,
  method: 'GET',
  path: '/api/logistics/settings/:group',
  area: 'manager',
  vertical: 'logistics',
  summary: 'One group of settings, now or as of an instant',
  params: z.object({ group: settingsGroupName }),
  query: z.object({ asOf: givenInstant.optional() }),
  reply: settingsGroupShown,
});
export const changeSettings = endpoint({
  id: 'settings.change',
  operator: true,
  method: 'PUT',
  path: '/api/logistics/settings/:group',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Set a group: all its values, from now or from a later instant on',
  params: z.object({ group: settingsGroupName }),
  body: z.strictObject({
    values: settingValues,
    note,
    validFrom: givenInstant.optional().describe('Now when left out; not in the past'),
    expectedVersion,
  }),
  refusals: [404],
  reply: settingsGroupShown,
});
export const settingsHistory = endpoint({
  id: 'settings.history',
  operator: true,
  method: 'GET',
  path: '/api/logistics/settings/:group/history',
  area: 'manager',
  vertical: 'logistics',
  summary: 'All versions of a group, newest first',
  params: z.object({ group: settingsGroupName }),
  reply: z.object({ items: z.array(versionOfGroup) }),
});
export const undoSettings = endpoint({
  id: 'settings.undo',
  operator: true,
  method: 'POST',
  path: '/api/logistics/settings/:group/undo',
  area: 'manager',
  vertical: 'logistics',
  summary:
    'Take the newest version back, by a new one with the values before it; or go back to a version that is named',
  params: z.object({ group: settingsGroupName }),
  body: z.strictObject({
    expectedVersion,
    to: z.int().min(0).optional().describe('The version whose values to take again; 0 for the defaults'),
    note,
  }),
  reply: settingsGroupShown,
});
