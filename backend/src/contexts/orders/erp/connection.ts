/** A merchant's connection with its ERP: state, fold, and what may be configured. Pure; the secret is no part of it. */
import { type ErpEvent, erpConfigured } from '@gantry/shared/events/erp';
import type { ErpKind } from '@gantry/shared/vocabulary/systems';
import { fold } from '../../../kernel/decider.ts';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';

export type ErpConnection = {
  merchant: string;
  kind: ErpKind;
  url: string;
  keyName: string;
  company: string;
  enabled: boolean;
  /** From when on orders go there: when it was last switched on. Null while it is off. */
  since: string | null;
};

export const evolve = fold<ErpConnection, ErpEvent>({
  'orders.erp_configured': {
    begin: ({ newSecret: _, ...said }, { occurredAt }, before) => ({
      ...said,
      since: said.enabled ? (before?.since ?? occurredAt) : null,
    }),
  },
});

/** What a person says of a connection. A secret that is left out stays as it is. */
export type Configuration = Omit<ErpConnection, 'since'> & { secret?: string | undefined };

/** The address without slashes at its end, or what is wrong with it. `inside`: origins that may be called without TLS. */
export const addressOf = (given: string, inside: readonly string[]): { url: string } | { fault: string } => {
  const url = new URL(given);
  if (url.username !== '' || url.password !== '') return { fault: 'no user name or password in the address' };
  if (url.search !== '' || url.hash !== '') return { fault: 'the address of the ERP alone, without ? and #' };
  if (url.protocol !== 'https:' && !inside.includes(url.origin)) return { fault: 'only https' };
  return { url: `${url.origin}${url.pathname}`.replace(/\/+$/, '') };
};

const originOf = (url: string): string => new URL(url).origin;

/** Configures a connection; the same again changes nothing. Throws a Refusal naming the fields that do not do. */
export const configureErp =
  ({ secret, ...said }: Configuration, { now, inside }: { now: Date; inside: readonly string[] }) =>
  (state: ErpConnection | undefined): ErpEvent[] => {
    const address = addressOf(said.url, inside);
    const faults: FieldError[] = [
      ...('fault' in address ? [{ path: 'url', message: address.fault }] : []),
      ...(!state && secret === undefined ? [{ path: 'secret', message: 'needed the first time' }] : []),
      ...(state && secret === undefined && 'url' in address && originOf(address.url) !== originOf(state.url)
        ? [{ path: 'secret', message: 'needed again for another address: a secret is told to nobody else' }]
        : []),
    ];
    if ('fault' in address || faults.length > 0)
      throw new Refusal('invalid', 'invalid', 'Some fields are not valid', faults);
    const next = { ...said, url: address.url };
    const { since: _, ...before } = state ?? { since: null };
    const keys = Object.keys(next) as (keyof typeof next)[];
    const same = keys.every((key) => next[key] === (before as Partial<typeof next>)[key]);
    if (same && secret === undefined) return [];
    return [erpConfigured({ ...next, newSecret: secret !== undefined }, { occurredAt: now.toISOString() })];
  };
