/**
 * The unified API's own classes of status, for events whose division sends no code or one that no table knows. The class
 * is DHL's word; within a class the text may say more. Texts as DHL prints them in English, German and Dutch.
 */
import type { StatusRow } from '../../carrier.ts';
import { type Meaning, meant } from './group.ts';

const classes: readonly StatusRow[] = [
  { code: 'pre-transit', status: 'info_received', label: 'Announced, not yet with DHL' },
  { code: 'transit', status: 'in_transit', label: 'On its way' },
  { code: 'delivered', status: 'delivered', label: 'Delivered' },
  { code: 'failure', status: 'exception', reason: 'other', label: 'Failed' },
  { code: 'unknown', status: null, label: 'Unknown to DHL' },
];

/** What a text within `transit`, `unknown` or `failure` says; each stands in the text as a whole. */
const moving: readonly (readonly [Meaning, readonly string[]])[] = [
  [['label_created'], ['label created']],
  [
    ['info_received'],
    ['elektronisch angekündigt', 'vorankündigung', 'shipment information received', 'instruction data'],
  ],
  [['picked_up'], ['picked up', 'wurde abgeholt', 'eingeliefert', 'posted by the sender', 'handed over to dhl']],
  [
    ['arrived_at_facility'],
    [
      'arrived at dhl sort facility',
      'arrived at dhl facility',
      'arrived at facility',
      'arrived at sort',
      'arrived at the parcel center',
      'im start-paketzentrum eingetroffen',
    ],
  ],
  [['departed_facility'], ['departed from', 'has departed']],
  [
    ['at_delivery_depot'],
    ['delivery facility', 'destination parcel center', 'region des empfängers', 'zustellbasis', 'delivery base'],
  ],
  [
    ['arrived_in_destination_country'],
    ['arrived in the destination country', 'arrived in destination country', 'zielland eingetroffen'],
  ],
  [
    ['out_for_delivery'],
    [
      'out for delivery',
      'out with courier',
      'with delivery courier',
      'with delivering courier',
      'delivery vehicle',
      'zustellfahrzeug geladen',
      'onderweg met de koerier',
    ],
  ],
  [['in_customs'], ['clearance', 'verzollung', 'zollabfertigung']],
  [
    ['customs_cleared'],
    [
      'clearance processing complete',
      'clearance completed',
      'customs cleared',
      'customs clearance status updated: released',
      'cleared customs',
      'released by customs',
      'clearance release',
      'zollfreigabe',
    ],
  ],
  [
    ['customs_held', 'other', 'authority'],
    ['clearance event', 'clearance delay', 'held by customs', 'held at customs'],
  ],
  [
    ['customs_held', 'customs_duties_unpaid', 'recipient'],
    ['payment of duties', 'duties and taxes', 'customs clearance delay. payment', 'duty payment'],
  ],
  [
    ['available_for_pickup'],
    [
      'ready for collection',
      'ready for pick-up',
      'ready for pickup',
      'available for pickup',
      'awaiting collection',
      'zur abholung bereit',
      'liegt in der filiale',
    ],
  ],
  [
    ['delivery_attempted', 'recipient_absent'],
    [
      'not home',
      'not at home',
      'nicht angetroffen',
      'nicht anwesend',
      'recipient was absent',
      'closed on arrival',
      'premises closed',
      'but you were out',
    ],
  ],
  [
    ['delivery_attempted', 'other'],
    [
      'delivery attempt',
      'tried to deliver',
      'zustellversuch',
      'could not be delivered',
      'konnte nicht zugestellt werden',
    ],
  ],
  [
    ['delayed', 'other', 'carrier'],
    ['delayed', 'zurückgestellt', 'verzögert'],
  ],
  [['delivery_scheduled'], ['scheduled for delivery as agreed', 'preferred day', 'wunschtag']],
  [
    ['on_hold', 'other'],
    ['on hold', 'wird gelagert'],
  ],
  [
    ['return_initiated'],
    [
      'will be returned',
      'and will be returned to the sender',
      'and is being returned to the sender',
      'returned to the sender',
      'returned to sender',
      'return to sender',
      'zurückgesandt',
      'rücksendung',
      'retour afzender',
    ],
  ],
];

const failed: readonly (readonly [Meaning, readonly string[]])[] = [
  [
    ['exception', 'recipient_refused'],
    ['refused', 'verweigert'],
  ],
  [
    ['exception', 'address_incorrect'],
    ['bad address', 'incorrect address', 'address incorrect', 'adresse fehlerhaft'],
  ],
  [
    ['exception', 'recipient_moved'],
    ['moved', 'verzogen'],
  ],
  [
    ['exception', 'carrier_damaged'],
    ['damaged', 'beschädigt'],
  ],
  [
    ['exception', 'carrier_lost'],
    ['lost', 'verlust'],
  ],
];

const worded = (code: string, lists: readonly (readonly [Meaning, readonly string[]])[]): StatusRow[] =>
  lists.flatMap(([meaning, patterns]) =>
    patterns.map((pattern) => ({ code, pattern, ...meant(meaning), label: pattern })),
  );

export const classRows: readonly StatusRow[] = [
  ...classes,
  ...worded('transit', moving),
  ...worded('unknown', moving),
  ...worded('failure', [
    ...moving.filter(([[status]]) => status === 'return_initiated' || status === 'delivery_attempted'),
    ...failed,
  ]),
  { code: 'pre-transit', pattern: 'label created', status: 'label_created', label: 'label created' },
  { code: 'pre-transit', pattern: 'cancel', status: 'cancelled', label: 'cancelled' },
  { code: 'return:delivered', status: 'returned_to_sender', label: 'Delivered back to the sender' },
  ...[
    'delivered to sender',
    'delivered to shipper',
    'delivered to the shipper',
    'delivered to the sender',
    'returned to sender',
    'an den absender zugestellt',
    'delivered back to',
  ].map((pattern): StatusRow => ({ code: 'delivered', pattern, status: 'returned_to_sender', label: pattern })),
];
