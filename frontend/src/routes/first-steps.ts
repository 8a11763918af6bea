/** The commands of the home page, from connecting a carrier to a parcel on the wall, in the order one types them. */
export type Step = { title: string; about: string; command: string };

const lineWidth = 56;

/** JSON whose short parts stay on one line: narrow enough to read, whole enough to paste. */
const json = (value: unknown, indent = ''): string => {
  const inline = JSON.stringify(value).replaceAll('":', '": ').replaceAll(',"', ', "');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return inline;
  if (indent !== '' && inline.length <= lineWidth) return inline;
  const inner = `${indent}  `;
  const lines = Object.entries(value).map(([name, part]) => `${inner}"${name}": ${json(part, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
};

const post = (origin: string, method: string, path: string, body: object): string =>
  [
    `curl -X ${method} ${origin}${path} \\`,
    `  -H "authorization: Bearer $GANTRY_KEY" \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '${json(body)}'`,
  ].join('\n');

/** Four steps; each prints what the next one needs. `at` is the instant the scan of the last one happened. */
export const firstSteps = (origin: string, at: string): Step[] => [
  {
    title: 'Connect a carrier',
    about: 'Say where its webhook keeps what, and what its codes mean. The secret signs every webhook.',
    command: post(origin, 'PUT', '/api/logistics/carriers/connections/swift', {
      label: 'Swift',
      secret: 'choose-a-long-secret',
      mapping: {
        trackingNumber: 'number',
        code: 'code',
        occurredAt: 'at',
        place: { city: 'city', country: 'country' },
        statuses: { PU: { status: 'picked_up' }, IT: { status: 'in_transit' }, DL: { status: 'delivered' } },
      },
    }),
  },
  {
    title: 'Place an order',
    about: 'The answer has its orderId. The same channel and external id again change nothing.',
    command: post(origin, 'POST', '/api/logistics/orders', {
      channel: 'shop',
      externalId: 'A-1001',
      customer: { email: 'ada@example.com' },
      shipTo: { city: 'Madrid', country: 'ES', latitude: 40.42, longitude: -3.7 },
      lines: [{ sku: 'MUG-01', quantity: 2, unitPrice: 1250 }],
      currency: 'EUR',
    }),
  },
  {
    title: 'Ship it',
    about: 'With the orderId of the step before. The answer has the customer’s tracking link.',
    command: post(origin, 'POST', '/api/logistics/shipping/shipments', {
      orderId: 'ord_…',
      carrier: 'swift',
      trackingNumber: 'SW123',
      warehouse: 'rotterdam',
      origin: { city: 'Rotterdam', country: 'NL', latitude: 51.92, longitude: 4.48 },
    }),
  },
  {
    title: 'Send the carrier’s webhook',
    about: 'Signed over the raw bytes, as the carrier would. The parcel moves on the wall in the same second.',
    command: [
      `BODY='${JSON.stringify({ number: 'SW123', code: 'PU', at, city: 'Rotterdam', country: 'NL' })}'`,
      `SIGN=$(printf '%s' "$BODY" | openssl dgst -sha256 -hmac choose-a-long-secret -hex | sed 's/.* //')`,
      `curl -X POST ${origin}/api/logistics/events/webhooks/swift \\`,
      `  -H "x-signature: $SIGN" -H 'content-type: application/json' -d "$BODY"`,
    ].join('\n'),
  },
];
