/** The credentials of the vocabulary are ones that a connection can be told. */
import { describe, expect, it } from 'vitest';
import { configureConnection } from '../api/carriers.ts';
import { carrierAdapterNames, carrierFacts } from './carriers.ts';

describe.each(carrierAdapterNames)('%s', (adapter) => {
  const { track, credentials } = carrierFacts[adapter];
  it('takes credentials exactly when it can be asked, at least one of them secret', () => {
    expect(credentials.length > 0).toBe(track);
    expect(credentials.some(({ secret }) => secret)).toBe(track);
  });
  it('names each once, as the contract writes names, with a label of its own', () => {
    const told = Object.fromEntries(credentials.map(({ name }) => [name, 'x']));
    expect(configureConnection.body.safeParse({ adapter, credentials: told }).success).toBe(true);
    expect(Object.keys(told)).toHaveLength(credentials.length);
    expect(new Set(credentials.map(({ label }) => label)).size).toBe(credentials.length);
  });
});
