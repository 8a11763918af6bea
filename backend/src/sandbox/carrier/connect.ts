/** The carriers' lines to the tower: connections with the secrets they sign with, and the webhooks that tell of scans. */
import { configureConnection } from '@gantry/shared/api/carriers';
import type { Tower } from '../tower.ts';
import { carrierNamed, worldCarriers } from './carriers.ts';
import { fakeConnectionOf, type Known, pushesOf } from './fakes.ts';
import { connectionOf, type OutgoingScan, webhookRequest } from './payload.ts';

/** Secrets of the connections by carrier name. */
export type Secrets = Readonly<Record<string, string>>;

const secretOf = (secrets: Secrets, name: string): string => {
  const secret = secrets[name];
  if (secret === undefined) throw new RangeError(`no secret for ${name}`);
  return secret;
};

/**
 * Connects every carrier of the world, with the secret each will sign with; those with real formats when the server of
 * their fakes is told, where the tower can ask them.
 */
export const connectCarriers = async (tower: Tower, secrets: Secrets, carrierOrigin?: string): Promise<void> => {
  for (const { name, invented, fake } of worldCarriers) {
    if (fake && carrierOrigin === undefined) continue;
    const secret = secretOf(secrets, name);
    const body = fake
      ? { ...fakeConnectionOf(fake, carrierOrigin ?? ''), ...(fake.push ? { secret } : {}) }
      : { ...connectionOf(invented), secret };
    await tower.call(configureConnection, { params: { name }, body });
  }
};

const batch = 25;

/** What tells of some scans of a parcel, made anew for each try: a signature may carry the time. */
const requestsFor = (known: Known, scans: readonly OutgoingScan[], secret: string) => {
  const { invented, fake, name } = carrierNamed(known.parcel.carrier);
  if (invented) {
    const parts = Array.from({ length: Math.ceil(scans.length / batch) }, (_, n) =>
      scans.slice(n * batch, (n + 1) * batch),
    );
    return parts.map((part) => () => webhookRequest(invented, part, { secret }));
  }
  const telling = scans.map(({ scan }) => scan);
  const pushes = () => pushesOf(fake, known, { telling, secret });
  return pushes().map((_, n) => () => {
    const push = pushes()[n];
    if (!push) throw new RangeError('a push is pure: asked again it says the same');
    return { ...push, path: `/api/logistics/events/webhooks/${name}${push.path}` };
  });
};

/** Tells the tower of scans of a parcel, oldest first, in as few webhooks as the carrier's format allows. */
export const tellScans = async (
  tower: Tower,
  known: Known,
  { scans, secrets }: { scans: readonly OutgoingScan[]; secrets: Secrets },
): Promise<void> => {
  for (const make of requestsFor(known, scans, secretOf(secrets, known.parcel.carrier))) await tower.webhook(make);
};
