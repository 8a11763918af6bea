/** What people set: each change is a whole new version of its group, from an instant on. */
import { z } from 'zod';
import { define, type FactOf, instant } from './define.ts';

export const settingValues = z.record(z.string(), z.unknown());
export const groupChanged = define(
  'settings.group_changed',
  z.object({
    group: z.string(),
    version: z.int().min(1),
    values: settingValues,
    validFrom: instant.describe('From when on the values are in force'),
    note: z.string().describe('Why, in the words of whoever changed it'),
    withdraws: z.int().optional().describe('A planned version that will not come into force'),
  }),
);
export const settingsEvents = [groupChanged] as const;
export type SettingsEvent = FactOf<(typeof settingsEvents)[number]>;
