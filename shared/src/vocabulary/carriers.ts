/**
 * The carrier adapters there are: which format a connection's webhooks and track answers are in, and which credentials a
 * carrier wants to be asked with. Connectors read the credentials, the staff's form draws a field for each.
 */
export const carrierAdapterNames = [
  'generic',
  'fedex',
  'ups',
  'dhl',
  'usps',
  'dpd',
  'glovo',
  'rappi',
  'correos',
  'postnl',
  'aramex',
] as const;
export type CarrierAdapterName = (typeof carrierAdapterNames)[number];

/** One credential of a carrier: its name in `credentials` of a connection, and how people call it. */
export type CarrierCredential = {
  readonly name: string;
  readonly label: string;
  /** Never drawn in clear while it is typed. No credential is ever shown once it is set. */
  readonly secret: boolean;
};
export type CarrierFacts = {
  readonly label: string;
  readonly push: boolean;
  readonly track: boolean;
  /** What the carrier gives its customers for asking; empty where it cannot be asked. */
  readonly credentials: readonly CarrierCredential[];
};

/** What each adapter can do (take webhooks, be asked for a parcel, or both) and what it has to be told for it. */
export const carrierFacts: Readonly<Record<CarrierAdapterName, CarrierFacts>> = {
  generic: { label: 'Any carrier with signed JSON', push: true, track: false, credentials: [] },
  fedex: {
    label: 'FedEx',
    push: true,
    track: true,
    credentials: [
      { name: 'clientId', label: 'API key of the tracking project', secret: false },
      { name: 'clientSecret', label: 'Secret key of the tracking project', secret: true },
    ],
  },
  ups: {
    label: 'UPS',
    push: true,
    track: true,
    credentials: [
      { name: 'clientId', label: 'Client ID', secret: false },
      { name: 'clientSecret', label: 'Client secret', secret: true },
      { name: 'accountNumber', label: 'Account number (x-merchant-id), if UPS asks for it', secret: false },
    ],
  },
  dhl: {
    label: 'DHL',
    push: true,
    track: true,
    credentials: [
      { name: 'apiKey', label: 'API key (unified tracking; Parcel DE)', secret: true },
      { name: 'apiSecret', label: 'API secret (Parcel DE only)', secret: true },
      { name: 'username', label: 'MyDHL API user name (Express)', secret: false },
      { name: 'password', label: 'MyDHL API password (Express)', secret: true },
      { name: 'appname', label: 'Application name (Parcel DE)', secret: false },
      { name: 'appPassword', label: 'Application password (Parcel DE)', secret: true },
    ],
  },
  usps: {
    label: 'USPS',
    push: true,
    track: true,
    credentials: [
      { name: 'clientId', label: 'Consumer key', secret: false },
      { name: 'clientSecret', label: 'Consumer secret', secret: true },
    ],
  },
  dpd: {
    label: 'DPD',
    push: true,
    track: true,
    credentials: [
      { name: 'delisId', label: 'DELIS ID', secret: false },
      { name: 'password', label: 'Password', secret: true },
      { name: 'messageLanguage', label: 'Language of texts (en_EN when left out)', secret: false },
    ],
  },
  glovo: { label: 'Glovo', push: true, track: false, credentials: [] },
  rappi: { label: 'Rappi', push: true, track: false, credentials: [] },
  correos: {
    label: 'Correos',
    push: false,
    track: true,
    credentials: [
      { name: 'oauthClientId', label: 'Correos ID client id (new API)', secret: false },
      { name: 'oauthClientSecret', label: 'Correos ID client secret (new API)', secret: true },
      { name: 'scope', label: 'Scope (AP3 LBS RCG when left out)', secret: false },
      { name: 'gatewayClientId', label: 'Gateway client_id (that of Correos ID when left out)', secret: false },
      { name: 'gatewayClientSecret', label: 'Gateway client_secret', secret: true },
      { name: 'username', label: 'User of the older locator', secret: false },
      { name: 'password', label: 'Password of the older locator', secret: true },
    ],
  },
  postnl: {
    label: 'PostNL',
    push: false,
    track: true,
    credentials: [{ name: 'apikey', label: 'API key', secret: true }],
  },
  aramex: {
    label: 'Aramex',
    push: false,
    track: true,
    credentials: [
      { name: 'userName', label: 'User name', secret: false },
      { name: 'password', label: 'Password', secret: true },
      { name: 'accountNumber', label: 'Account number', secret: false },
      { name: 'accountPin', label: 'Account PIN', secret: true },
      { name: 'accountEntity', label: 'Account entity (AMM)', secret: false },
      { name: 'accountCountryCode', label: 'Account country (JO)', secret: false },
      { name: 'version', label: 'Version (v1.0 when left out)', secret: false },
    ],
  },
};
