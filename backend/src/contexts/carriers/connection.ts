/** A carrier connection: state, fold, and what may be configured. Pure; what it keeps secret is no part of it. */
import { isDeepStrictEqual } from 'node:util';
import {
  type Connection,
  type ConnectionEvent,
  connectionConfigured,
  signatureScheme,
} from '@gantry/shared/events/connections';
import { isTimeZone } from '@gantry/shared/values/time-zone';
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import { fold } from '../../kernel/decider.ts';
import { type FieldError, Refusal } from '../../kernel/errors.ts';

export const evolve = fold<Connection, ConnectionEvent>({
  'tracking.connection_configured': { begin: (connection) => connection },
});

/** What a person says of a connection; what is left out stays as it is. */
export type Configuration = {
  name: string;
  adapter: Connection['adapter'];
  label?: string | undefined;
  mapping?: Connection['mapping'] | undefined;
  signature?: Connection['signature'] | undefined;
  settings?: Connection['settings'] | undefined;
  secret?: string | undefined;
  credentials?: Record<string, string> | undefined;
};

const zoneErrors = (path: string, zone: string | undefined): FieldError[] =>
  zone === undefined || isTimeZone(zone) ? [] : [{ path, message: 'not an IANA time zone' }];

/** What is wrong with a configuration, by field. */
const faultsOf = (said: Configuration, state: Connection | undefined): FieldError[] => {
  const generic = said.adapter === 'generic';
  const pushes = carrierFacts[said.adapter].push;
  return [
    ...(generic && !said.mapping && !state?.mapping
      ? [{ path: 'mapping', message: 'needed by the generic adapter' }]
      : []),
    ...(!generic && said.mapping
      ? [{ path: 'mapping', message: `the ${said.adapter} adapter knows its carrier’s format` }]
      : []),
    ...(pushes && !state && said.secret === undefined ? [{ path: 'secret', message: 'needed the first time' }] : []),
    ...(state && state.adapter !== said.adapter
      ? [{ path: 'adapter', message: `this connection is ${state.adapter}; give another one a name of its own` }]
      : []),
    ...zoneErrors('mapping.timeZone', said.mapping?.timeZone),
    ...zoneErrors('settings.timeZone', said.settings?.timeZone),
  ];
};

const nextOf = (said: Configuration, state: Connection | undefined): Connection => {
  const mapping = said.adapter === 'generic' ? (said.mapping ?? state?.mapping ?? null) : null;
  const same = state !== undefined && isDeepStrictEqual(state.mapping, mapping);
  return connectionConfigured.payload.parse({
    name: said.name,
    adapter: said.adapter,
    label: said.label ?? state?.label ?? (said.adapter === 'generic' ? said.name : carrierFacts[said.adapter].label),
    mapping,
    // The other adapters know their carrier's signature; a scheme given stands above it, where its text is not settled.
    signature: said.signature ?? state?.signature ?? (said.adapter === 'generic' ? signatureScheme.parse({}) : null),
    settings: said.settings ?? state?.settings ?? {},
    mappingVersion: (state?.mappingVersion ?? 0) + (same ? 0 : 1),
  });
};

/** Configures a connection; the same again changes nothing. Throws a Refusal naming the fields that do not go together. */
export const configureConnection =
  (said: Configuration) =>
  (state: Connection | undefined): ConnectionEvent[] => {
    const faults = faultsOf(said, state);
    if (faults.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', faults);
    const next = nextOf(said, state);
    return state && isDeepStrictEqual(state, next) ? [] : [connectionConfigured(next)];
  };
