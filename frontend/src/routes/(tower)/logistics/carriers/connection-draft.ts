/** The form of a connection as it is typed, and the request it becomes. Everything is text until it is sent. */
import type { configureConnection, listConnections } from '@gantry/shared/api/carriers';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { CarrierAdapterName } from '@gantry/shared/vocabulary/carriers';
import type { CallInput } from '#lib/api.ts';

export type Connection = ReplyOf<typeof listConnections>['items'][number];
export type Body = NonNullable<CallInput<typeof configureConnection>['body']>;
export type Draft = {
  name: string;
  label: string;
  adapter: CarrierAdapterName;
  mapping: string;
  signature: {
    algorithm: string;
    encoding: string;
    header: string;
    prefix: string;
    timestampHeader: string;
    toleranceSeconds: string;
  };
  settings: {
    environment: string;
    baseUrl: string;
    header: string;
    sourceAddresses: string;
    timeZone: string;
    pollEveryHours: string;
    pollPerDay: string;
    pollPerSecond: string;
  };
  secret: string;
  /** As it is sent: a name left out keeps what is set, an empty text removes it. */
  credentials: Record<string, string>;
};

const mappingToStartFrom = {
  events: 'events',
  trackingNumber: 'trackingNumber',
  code: 'code',
  occurredAt: 'occurredAt',
  description: 'description',
  place: { city: 'city', country: 'country' },
  statuses: { PICKED: { status: 'picked_up' }, TRANSIT: { status: 'in_transit' }, DONE: { status: 'delivered' } },
};
const typed = (value: string | number | undefined): string => (value === undefined ? '' : String(value));

/** The form of an existing connection, or of a new one. Secrets come back from nowhere. */
export const draftOf = (held: Connection | null): Draft => ({
  name: held?.name ?? '',
  label: held?.label ?? '',
  adapter: held?.adapter ?? 'generic',
  mapping: JSON.stringify(held ? held.mapping : mappingToStartFrom, null, 2),
  signature: {
    algorithm: held?.signature?.algorithm ?? 'sha256',
    encoding: held?.signature?.encoding ?? 'hex',
    header: held?.signature?.header ?? 'x-signature',
    prefix: held?.signature?.prefix ?? '',
    timestampHeader: held?.signature?.timestampHeader ?? '',
    toleranceSeconds: typed(held?.signature?.toleranceSeconds ?? 300),
  },
  settings: {
    environment: held?.settings.environment ?? 'live',
    baseUrl: held?.settings.baseUrl ?? '',
    header: held?.settings.header ?? '',
    sourceAddresses: (held?.settings.sourceAddresses ?? []).join('\n'),
    timeZone: held?.settings.timeZone ?? '',
    pollEveryHours: typed(held?.settings.pollEveryHours),
    pollPerDay: typed(held?.settings.pollPerDay),
    pollPerSecond: typed(held?.settings.pollPerSecond),
  },
  secret: '',
  credentials: {},
});

/** Fields that were left empty are left out; numbers that are none go as they are, so that the server says what it takes. */
const filled = (fields: Record<string, string>, numbers: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, text]) => {
      const value = text.trim();
      if (value === '') return [];
      return [[name, numbers.includes(name) && !Number.isNaN(Number(value)) ? Number(value) : value]];
    }),
  );

const addresses = (text: string): { sourceAddresses?: string[] } => {
  const lines = text.split(/[\s,]+/).filter(Boolean);
  return lines.length === 0 ? {} : { sourceAddresses: lines };
};

/** The request of a form whose mapping is JSON. Throws SyntaxError when it is not. */
export const bodyOf = (draft: Draft): Body => {
  const { sourceAddresses, ...settings } = draft.settings;
  const generic = draft.adapter === 'generic';
  return {
    adapter: draft.adapter,
    ...(draft.label.trim() ? { label: draft.label.trim() } : {}),
    ...(generic
      ? { mapping: JSON.parse(draft.mapping), signature: filled(draft.signature, ['toleranceSeconds']) }
      : {}),
    settings: { ...filled(settings, ['pollEveryHours', 'pollPerDay', 'pollPerSecond']), ...addresses(sourceAddresses) },
    ...(draft.secret ? { secret: draft.secret } : {}),
    ...(Object.keys(draft.credentials).length > 0 ? { credentials: { ...draft.credentials } } : {}),
  } as Body;
};
