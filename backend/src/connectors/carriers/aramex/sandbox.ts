/** Aramex's side of its own format: TrackShipments, newest update first, WCF dates with its servers' offset. */
import {
  type CarrierSandbox,
  type SandboxAnswer,
  type SandboxParcel,
  type SandboxScan,
  type SandboxWord,
  wordsOf,
} from '../sandbox.ts';

type Word = SandboxWord & { code: string; text: string; problem?: string };

const words = wordsOf<Word>([
  { status: 'label_created', code: 'SH014', text: 'Record created.' },
  { status: 'picked_up', code: 'SH012', text: 'Picked Up From Shipper' },
  { status: 'arrived_at_facility', code: 'SH047', text: 'Received at Origin Facility' },
  { status: 'departed_facility', code: 'SH022', text: 'Departed Operations facility - In Transit' },
  { status: 'out_for_delivery', code: 'SH003', text: 'Out for Delivery' },
  { status: 'on_hold', code: 'SH008', text: 'Shipment on Hold' },
  { status: 'delivery_attempted', code: 'SH033', text: 'Attempted Delivery' },
  {
    status: 'delivery_attempted',
    reason: 'recipient_absent',
    code: 'SH033',
    text: 'Attempted Delivery - Customer not available',
    problem: 'U13',
  },
  {
    status: 'delivery_attempted',
    reason: 'address_incorrect',
    code: 'SH033',
    text: 'Attempted Delivery - Incorrect Address',
    problem: 'A16',
  },
  { status: 'delivered', code: 'SH005', text: 'Delivered' },
  { status: 'return_initiated', code: 'SH498', text: 'Pending Return to Shipper' },
  { status: 'returned_to_sender', code: 'SH069', text: 'Returned to Shipper' },
]);

const countries = new Intl.DisplayNames('en', { type: 'region' });
const placeText = ({ place }: SandboxScan): string =>
  [place.city, place.country ? countries.of(place.country) : undefined].filter(Boolean).join(', ');

const updateOf = (parcel: SandboxParcel, scan: SandboxScan, word: Word) => ({
  WaybillNumber: parcel.trackingNumber,
  UpdateCode: word.code,
  UpdateDescription: word.text,
  UpdateDateTime: `/Date(${Date.parse(scan.occurredAt)}+0300)/`,
  UpdateLocation: placeText(scan),
  Comments: scan.status === 'delivered' ? 'INVENTED PERSON' : '',
  ProblemCode: word.problem ?? '',
  GrossWeight: '0.5',
  ChargeableWeight: '0.5',
  WeightUnit: 'KG',
});

const resultOf = (parcel: SandboxParcel, now: Date) => ({
  Key: parcel.trackingNumber,
  Value: words
    .said(parcel.scans, now)
    .map(({ scan, word }) => updateOf(parcel, scan, word))
    .reverse(),
});

type TrackRequest = { ClientInfo?: { UserName?: unknown; Password?: unknown }; Shipments?: unknown };

const askedIn = (body: string): TrackRequest => {
  try {
    return (JSON.parse(body) ?? {}) as TrackRequest;
  } catch {
    return {};
  }
};

const json = (body: object): SandboxAnswer => ({
  status: 200,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify({ Transaction: { Reference1: '' }, ...body }),
});

const answer: CarrierSandbox['answer'] = (request, { parcelOf, now }) => {
  if (!request.path.endsWith('/Tracking/Service_1_0.svc/json/TrackShipments')) return undefined;
  const { ClientInfo, Shipments } = askedIn(request.body);
  if (ClientInfo?.UserName !== 'sandbox' || ClientInfo.Password !== 'sandbox')
    return json({
      Notifications: [{ Code: 'ERR01', Message: 'ClientInfo - Invalid username or password' }],
      HasErrors: true,
      TrackingResults: [],
      NonExistingWaybills: [],
    });
  const numbers = Array.isArray(Shipments) ? Shipments.map(String) : [];
  const parcels = numbers.flatMap((number) => parcelOf(number) ?? []);
  return json({
    Notifications: [],
    HasErrors: false,
    TrackingResults: parcels.map((parcel) => resultOf(parcel, now)),
    NonExistingWaybills: numbers.filter((number) => !parcelOf(number)),
  });
};

export const aramexSandbox: CarrierSandbox = {
  name: 'aramex',
  says: words.says,
  answer,
  credentials: { userName: 'sandbox', password: 'sandbox' },
};
