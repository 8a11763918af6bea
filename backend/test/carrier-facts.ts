/**
 * What the product says of its carriers, counted from the registries: which carriers there are, what each can do, and that
 * adapter, vocabulary, fake and folder agree.
 */
import { readdirSync } from 'node:fs';
import { type CarrierAdapterName, carrierAdapterNames, carrierFacts } from '@gantry/shared/vocabulary/carriers';
import { describe, expect, it } from 'vitest';
import type { CarrierAdapter } from '../src/connectors/carriers/carrier.ts';
import { adapterOf, carrierAdapters } from '../src/connectors/carriers/registry.ts';
import { carrierSandboxes } from '../src/connectors/carriers/sandboxes.ts';
import { connectionOf } from './carrier-proofs.ts';

/** The eight carrier clients of the product's text, which are asked through an account. */
const clients: readonly CarrierAdapterName[] = ['fedex', 'ups', 'dhl', 'usps', 'dpd', 'correos', 'postnl', 'aramex'];
/** Those whose webhooks it names; the others publish none, and come in by the generic adapter or the poll. */
const pushing: readonly CarrierAdapterName[] = ['fedex', 'ups', 'dhl', 'usps', 'dpd', 'glovo', 'rappi', 'generic'];

const canTrack = ({ account, track }: CarrierAdapter): boolean => account !== undefined && track !== undefined;
const namesOf = (adapters: readonly CarrierAdapter[]): string[] => adapters.map(({ name }) => name).sort();

/** The carriers that can be asked for parcels, and those that push: what the registry has, not what a text says. */
export const carrierCapabilities = (): { track: string[]; webhook: string[] } => ({
  track: namesOf(carrierAdapters.filter(canTrack)),
  webhook: namesOf(carrierAdapters.filter(({ webhook }) => webhook !== undefined)),
});

const folders = (): string[] =>
  readdirSync(new URL('../src/connectors/carriers', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

/** An account that could be asked: two https hosts, a quota above nought, and the credentials that the form draws. */
const checkAccount = ({ name, account }: CarrierAdapter): void => {
  if (!account) return;
  for (const host of Object.values(account.hosts)) expect(new URL(host).protocol, name).toBe('https:');
  expect(account.quota.perSecond, name).toBeGreaterThan(0);
  expect(account.quota.perDay, name).toBeGreaterThan(0);
  expect(account.credentials, name).toBe(carrierFacts[name].credentials);
  expect(account.credentials.length, name).toBeGreaterThan(0);
};

/** Proves the product's sentences about carriers. */
export const proveCarrierFacts = (): void => {
  describe('carriers, counted from the registry', () => {
    it('eight carrier clients or more, asked through an account', () => {
      const { track } = carrierCapabilities();
      expect(track.length).toBeGreaterThanOrEqual(8);
      expect(track).toEqual(expect.arrayContaining([...clients]));
    });
    it('the webhooks that the product names', () => {
      expect(carrierCapabilities().webhook).toEqual(expect.arrayContaining([...pushing]));
    });
    it('every carrier of the vocabulary has an adapter and a folder, and the other way round', () => {
      expect(namesOf(carrierAdapters)).toEqual([...carrierAdapterNames].sort());
      expect(folders()).toEqual([...carrierAdapterNames].sort());
    });
    it.each(carrierAdapterNames)('%s does what the vocabulary says, with codes of its own', (name) => {
      const adapter = adapterOf({ adapter: name });
      expect({ push: adapter.webhook !== undefined, track: canTrack(adapter) }).toEqual({
        push: carrierFacts[name].push,
        track: carrierFacts[name].track,
      });
      expect(adapter.track === undefined || adapter.account !== undefined).toBe(true);
      expect(adapter.statuses(connectionOf(name)).length).toBeGreaterThan(0);
      checkAccount(adapter);
    });
    it.each(carrierAdapterNames.filter((name) => name !== 'generic'))('%s has a fake that does the same', (name) => {
      const fake = carrierSandboxes.find((one) => one.name === name);
      expect({ push: fake?.push !== undefined, track: fake?.answer !== undefined }).toEqual({
        push: carrierFacts[name].push,
        track: carrierFacts[name].track,
      });
    });
  });
};
