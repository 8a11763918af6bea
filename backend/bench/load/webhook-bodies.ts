/** Signed webhooks as a carrier sends them, ready to be written to a socket; made before a run so that signing is not what is measured. */
import { sign } from '../../src/kernel/signature.ts';
import { carrier } from '../bench-tower.ts';

/** How the carrier of the benches signs. */
export const webhookScheme = {
  algorithm: 'sha256',
  encoding: 'hex',
  header: 'x-signature',
  prefix: '',
  toleranceSeconds: 300,
} as const;
const codes = ['PU', 'DF', 'AF', 'IT'];
const cities = [
  { city: 'Lyon', country: 'FR', latitude: 45.76, longitude: 4.83 },
  { city: 'Köln', country: 'DE', latitude: 50.94, longitude: 6.96 },
  { city: 'Liège', country: 'BE', latitude: 50.63, longitude: 5.57 },
];

/** One scan; `at` (ms) together with the number makes it distinct. */
export const scanOf = (number: string, at: number) => ({
  tracking_number: number,
  code: codes[at % codes.length],
  time: new Date(at).toISOString(),
  description: 'Parcel on its way',
  ...cities[at % cities.length],
});

export type Scan = ReturnType<typeof scanOf>;

/** A whole HTTP request with these scans as its body. */
export const requestOf = (host: string, scans: readonly Scan[]): Buffer => {
  const body = JSON.stringify({ message_id: `${scans[0]?.tracking_number}-${scans[0]?.time}`, scans });
  const { 'x-signature': signature } = sign(webhookScheme, carrier.secret, body);
  return Buffer.from(
    `POST /api/logistics/events/webhooks/${carrier.name} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n` +
      `X-Signature: ${signature}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};
