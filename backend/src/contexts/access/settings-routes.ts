/** The endpoints of settings: every context's groups, to whoever may set them. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import * as api from '@gantry/shared/api/settings';
import { type Caller, may } from '@gantry/shared/caller';
import { Refusal } from '../../kernel/errors.ts';
import { insist } from '../../platform/http/admission.ts';
import { type Route, serve } from '../../platform/http/serve.ts';
import { jsonSchemaOf, type SettingsGroup } from '../../platform/settings/group.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import { inForceAt, plannedAfter } from '../../platform/settings/versions.ts';

type Shown = ReplyOf<typeof api.readSettings>;

const shown = (settings: Settings, group: SettingsGroup, at: Date): Shown => {
  const versions = settings.versions(group);
  return {
    group: group.name,
    about: group.about,
    schema: jsonSchemaOf(group),
    defaults: group.defaults,
    values: settings.asOf(group, at),
    versionInForce: inForceAt(versions, at)?.version ?? 0,
    version: versions.at(-1)?.version ?? 0,
    planned: plannedAfter(versions, at).map(({ version, values, validFrom, note }) => ({
      version,
      values: { ...values },
      validFrom,
      note,
    })),
    asOf: at.toISOString(),
  };
};

/** The routes over the settings of a process; the groups may be declared later than the routes are made. */
export const settingsRoutes = (settings: Settings): Route[] => {
  const named = (name: string, caller: Caller): SettingsGroup => {
    const group = settings.groups().find((one) => one.name === name);
    if (!group) throw new Refusal('missing', 'no_such_group', `No settings are called ${name}`);
    insist(caller, group.need);
    return group;
  };
  return [
    serve(api.listSettings, async ({ platform, caller }) => {
      await settings.refresh();
      const visible = settings.groups().filter(({ need }) => may(caller, need));
      return { items: visible.map((group) => shown(settings, group, platform.clock.now())) };
    }),
    serve(api.readSettings, async ({ platform, caller, params, query }) => {
      const group = named(params.group, caller);
      await settings.refresh();
      return shown(settings, group, query.asOf === undefined ? platform.clock.now() : new Date(query.asOf));
    }),
    serve(api.changeSettings, async ({ platform, caller, params, body, thread }) => {
      const group = named(params.group, caller);
      await settings.change(group, body, thread(group.name));
      return shown(settings, group, platform.clock.now());
    }),
    serve(api.settingsHistory, async ({ caller, params }) => {
      const versions = await settings.history(named(params.group, caller));
      return { items: versions.map((version) => ({ ...version, values: { ...version.values } })) };
    }),
    serve(api.undoSettings, async ({ platform, caller, params, body, thread }) => {
      const group = named(params.group, caller);
      await settings.undo(group, body, thread(group.name));
      return shown(settings, group, platform.clock.now());
    }),
  ];
};
