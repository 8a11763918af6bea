/**
 * What PostNL's codes mean: the status codes and event codes of PostNL's own reference ("T & T Status Codes", developer
 * portal), labels shortened to the fact. Event codes are letters and two digits; older answers print them the other way
 * round (01B for B01), which the reader undoes in its keys.
 *
 * Event codes alone are unreliable, so the words sent stand above them: rows `text` hold phrases that can mean only one
 * thing, in Dutch and English. Status 99 and phase 99 ("not applicable") never become scans; their rows serve summaries.
 */
import type { ActionRequiredBy, StatusReason, TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { StatusRow } from '../carrier.ts';

type More = { reason?: StatusReason; actionRequiredBy?: ActionRequiredBy };

/** Rows of one meaning: a code and its label a line. */
const mean = (status: TrackingStatus | null, lines: string, more: More = {}): StatusRow[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [, code = '', label = ''] = /^\s*(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
      return { code, status, label, ...more } as StatusRow;
    });

const absent: More = { reason: 'recipient_absent', actionRequiredBy: 'recipient' };
const badAddress: More = { reason: 'address_incorrect', actionRequiredBy: 'us' };
const refused: More = { reason: 'recipient_refused', actionRequiredBy: 'us' };
const damaged: More = { reason: 'carrier_damaged', actionRequiredBy: 'us' };
const notReady: More = { reason: 'shipper_not_ready', actionRequiredBy: 'us' };

const statusCodes: readonly StatusRow[] = [
  ...mean('info_received', '1 Shipment pre-alerted\n13 Pre-alerted, not yet accepted'),
  ...mean('picked_up', '2 Shipment accepted\n3 Shipment collected\n23 Collection order collected'),
  ...mean(
    'exception',
    '4 Shipment not collected\n14 Pre-alerted, definitely not accepted\n19 Shipment rejected',
    notReady,
  ),
  ...mean('delayed', '15 Missing at collection\n16 Missing in sorting\n17 Missing in distribution'),
  ...mean('exception', '18 Definitely missing', { reason: 'carrier_lost', actionRequiredBy: 'us' }),
  ...mean('in_transit', '5 Shipment sorted\n31 Ready for transport to destination country'),
  ...mean('delayed', '6 Shipment not sorted'),
  ...mean('arrived_at_facility', '21 Shipment in storage'),
  ...mean('out_for_delivery', '7 Shipment in distribution'),
  ...mean('delivery_attempted', '8 Shipment not delivered'),
  ...mean('in_customs', '9 Shipment at customs\n20 Shipment in clearance'),
  ...mean('delivered', '11 Shipment delivered\n22 Collected from post office'),
  ...mean('available_for_pickup', '12 Available at pick-up location'),
  ...mean('return_initiated', '27 Return, undeliverable\n28 Return, wrong delivery code'),
  ...mean(null, '99 Not applicable'),
];

const before: readonly StatusRow[] = [
  ...mean(
    'info_received',
    `A01 Expected, not yet at PostNL
    A10 Sender made a return label
    A71 Shipment registered
    F01 Pick-up shipment will be collected
    X80 Collection order received
    A72 Ready for transport to the Netherlands
    A20 Payment of costs requested
    Q17 Ready for shipment to Europe
    Q18 Ready for shipment to the Netherlands
    Q19 Not yet received by PostNL
    J56 On the way to the pick-up address`,
  ),
  ...mean(
    null,
    'A21 Payment of costs received\nC02 Scanned at service point\nJ93 Pre-alerted shipment partly not found',
  ),
  ...mean('on_hold', 'A22 Payment refused\nX67 Awaiting payment of import costs', {
    reason: 'payment_due',
    actionRequiredBy: 'recipient',
  }),
  ...mean(
    'picked_up',
    `B01 Received by PostNL
    X40 Received at PostNL outlet
    B04 Collected by PostNL
    B06 Accepted by PostNL
    C01 Collected by PostNL
    Z80 Picked up at a collection point
    A73 Collected by partner
    A74 Received by partner in country of dispatch`,
  ),
  ...mean(
    'exception',
    `D02 Not collected, incorrect address
    D03 Not collected, nobody at address
    D04 Not collected, incorrect address
    D05 Nothing to collect
    D06 Not collected, no correct label
    D07 Not collected, badly packed
    D09 Not collected, no answer
    D40 Not collected
    X42 Refused at outlet, too large or heavy
    X43 Refused at outlet, badly packed
    Y80 Pick-up missed, will try again
    Y81 Pick-up failed, no new attempt
    M01 Not presented to PostNL
    F03 Not processed, details missing
    F04 Not processed, details missing
    F05 Not processed, no collection contract
    F06 Not processed, collection postcode unknown
    F07 Not processed, delivery postcode unknown
    F08 Not processed, collection date in the past
    F10 Not processed, collection date no working day`,
    notReady,
  ),
  ...mean(
    'cancelled',
    `D41 Pick-up order cancelled
    H31 Cancelled by sender
    H30 Cancelled by sender
    R06 Shipment cancelled
    Q02 Transaction at outlet cancelled
    M03 Label expired`,
  ),
];

const moving: readonly StatusRow[] = [
  ...mean(
    'in_transit',
    `J01 Sorted
    J06 Sorted in sorting centre
    J10 Sorted
    J27 Sorted by depot
    J61 Sorted
    R01 Sorted
    X51 Sorted
    X16 Pre-alerted and sorted
    X68 Back in PostNL's process
    Q13 Placed on transport
    Q15 On its way
    S05 On its way
    A75 On its way to the Netherlands
    X19 Sent to country of destination
    Q12 Sent to country of destination
    X01 Crossed the border
    J28 Will be delivered by Extra@Home
    J45 On line haul to distribution depot
    K02 Moved, forwarded to new address
    K03 Forwarded to address chosen by addressee
    Y23 Address corrected, new attempt
    Y24 Address corrected, new attempt`,
  ),
  ...mean(
    'arrived_at_facility',
    `X50 In sorting centre
    X08 At sorting centre in destination country
    X14 In sorting centre in destination country
    X07 Sorted in destination country
    X15 Sorted in destination country
    Q16 In depot, on its way to destination country
    V12 Received by PostNL
    V13 Received by PostNL
    V22 At PostNL
    V23 Received by PostNL
    V50 Received by PostNL`,
  ),
  ...mean('arrived_in_destination_country', 'X02 Arrived in destination country\nA76 Arrived in the Netherlands'),
  ...mean(
    'at_delivery_depot',
    'X52 Awaiting delivery in destination country\nY38 Sent to depot in destination country',
  ),
  ...mean(
    'delivery_scheduled',
    `A08 Recipient chose neighbour
    A09 Recipient chose pick-up location
    A11 Recipient chose any neighbour
    A12 Recipient chose another day
    A13 Recipient chose another part of the day
    A27 Will be delivered to parcel locker
    A28 To be collected from 9:00
    A29 Will be delivered in the evening, other address
    A30 Will be delivered to another address
    A31 Will be delivered in the evening, neighbour
    A32 Will be delivered in the evening, other day
    A34 Changed to PostNL outlet
    A35 Changed to another day
    A42 Delivery date changed
    A43 Invited to a second delivery attempt
    A94 Delivery changed by customer
    A99 Will be delivered to PostNL outlet
    J90 Will be delivered on desired date`,
  ),
  ...mean(
    null,
    'X17 Weighed\nA41 Customer service made contact\nJ80 No delivery scan yet\nK90 Status not yet known\nY39 Contact recipient for appointment',
  ),
  ...mean(
    null,
    `P20 Agreed place not safe
    P21 Agreed place visible from street
    P22 Agreed place wet
    P23 Agreed place not accessible
    P24 Agreed place too small`,
  ),
];

const late: readonly StatusRow[] = [
  ...mean(
    'delayed',
    `J07 Closed, postponed to next working day
    J09 Delivery time updated
    J14 Delivery time updated
    J17 Postponed, closed
    J22 Postponed, parcels missing
    J24 Delivery time updated
    J26 Postponed to next working day
    J36 Delivery time updated
    J39 Postponed to next working day
    J92 Delivery time updated
    J95 Postponed, scanned at depot
    Y33 Postponed to next working day
    Y35 Delivery time updated
    Y60 Delivery time updated
    Y61 Delivery time updated
    Y62 Delivery time updated
    Y66 Delayed by IT problems
    K01 Delivery time updated
    K25 Delayed, location unreachable
    V01 Delivery time updated
    V02 Delivery time updated
    V03 Delivery time updated
    V04 Delayed, handed in late
    V11 Delivery time updated
    V21 Delivery time updated
    V31 Received by PostNL, delayed
    Y07 Delivery time updated
    Y08 Delivery time updated
    H32 Delivery time updated
    T02 Delivery time updated
    G01 Delivery time updated
    G02 Delivery time updated
    G05 Delivery time updated
    Y43 Delayed, addressee closed`,
  ),
  ...mean('delayed', 'V06 Delayed by high traffic\nG03 Delayed by high traffic', { reason: 'carrier_capacity' }),
  ...mean('delayed', 'Y65 Delayed by extreme weather', { reason: 'weather' }),
  ...mean('delayed', 'J33 Recovery procedure, incorrect address', { reason: 'address_incorrect' }),
  ...mean('on_hold', 'K91 In storage until further notice\nQ14 Removed from transport for inspection'),
];

const customs: readonly StatusRow[] = [
  ...mean(
    'in_customs',
    'X60 Import declaration submitted\nX62 Additional declaration submitted\nX03 Customs is checking\nX11 Information for declaration received\nY25 With customs in destination country',
  ),
  ...mean(
    'customs_cleared',
    'X04 Approved by customs\nX61 Import declaration completed\nX65 Additional declaration completed',
  ),
  ...mean(
    'customs_held',
    'X30 Additional investigation at clearance\nX63 Sample check at clearance\nX64 Sample check at clearance\nY64 Import controls in destination country',
    { reason: 'customs_inspection', actionRequiredBy: 'authority' },
  ),
  ...mean('customs_held', 'X10 Details missing, information requested\nX66 Declaration stopped', {
    reason: 'customs_documents',
    actionRequiredBy: 'us',
  }),
  ...mean('customs_held', 'Y46 Exceeds customs value, postponed', { reason: 'regulatory', actionRequiredBy: 'us' }),
  ...mean('exception', 'Y29 Destroyed on behalf of customs\nY45 Removed, prohibited contents', {
    reason: 'customs_prohibited',
    actionRequiredBy: 'us',
  }),
  ...mean('exception', 'Y48 Undeliverable, incorrect export form', {
    reason: 'customs_documents',
    actionRequiredBy: 'us',
  }),
];

const delivery: readonly StatusRow[] = [
  ...mean(
    'out_for_delivery',
    `J05 Driver en route
    J55 Driver en route to outlet
    X55 Driver en route
    X06 On its way to the recipient
    Y05 On its way to the recipient
    J59 Delivered today by courier`,
  ),
  ...mean(
    'delivery_attempted',
    `J08 Delivery unsuccessful, will try again
    J16 Address inaccessible, will try again
    J29 Does not fit letterbox, will try again
    J41 Not allowed in parcel locker
    J42 Parcel locker full
    J47 Not collected, moved to outlet
    J48 Too large for parcel locker
    K15 Error during delivery
    K30 Cannot be delivered
    K70 Unsuccessful, goes to outlet
    H34 Not delivered
    Y15 Not delivered, sender contacted
    Y37 Not delivered, contact local deliverer
    H23 No appointment could be made`,
  ),
  ...mean('delivery_attempted', 'K16 Address long unreachable\nY41 Access code missing', {
    reason: 'access_denied',
    actionRequiredBy: 'recipient',
  }),
  ...mean(
    'delivery_attempted',
    `D08 Missed, will try again
    J94 Addressee absent
    K14 Missed, will try again
    K71 Missed, goes to outlet
    Y02 Missed, not delivered
    Y10 Missed, will try again
    Y36 Recipient identification missing
    Y42 Addressee unavailable`,
    absent,
  ),
  ...mean(
    'delivery_attempted',
    'H36 Incorrect address\nY01 Incorrect address\nY09 Incorrect address, contact addressee\nY12 Address incorrect, sender contacted\nY17 Incorrect address\nY30 Incorrect postcode\nY32 Address unknown',
    badAddress,
  ),
  ...mean('delivery_attempted', 'Y31 Postcode missing', { reason: 'address_incomplete', actionRequiredBy: 'us' }),
  ...mean('delivery_attempted', 'Y22 Addressee relocated', { reason: 'recipient_moved', actionRequiredBy: 'us' }),
  ...mean(
    'delivery_attempted',
    'Y03 Refused by addressee\nY13 Refused, sender contacted\nY50 Refused, incomplete',
    refused,
  ),
  ...mean('delivery_attempted', 'K41 Recipient cannot pay', { reason: 'payment_due', actionRequiredBy: 'recipient' }),
  ...mean('exception', 'Y04 Damaged\nY11 Damaged, recipient contacted\nY14 Damaged\nY44 Refused, damaged', damaged),
  ...mean('exception', 'Y71 Missing', { reason: 'carrier_lost', actionRequiredBy: 'us' }),
  ...mean('exception', 'K92 Destroyed', { reason: 'other', actionRequiredBy: 'us' }),
  ...mean(
    'available_for_pickup',
    `I08 Available at outlet
    J02 To be collected at outlet
    J12 To be collected at outlet
    J23 To be collected at parcel locker
    J52 To be collected at PO box location
    X05 To be collected at pick-up location
    Y26 To be collected at PO box`,
  ),
  ...mean(
    'delivered',
    `I01 Delivered
    I02 Collected at outlet
    I03 Delivered
    I05 In letterbox
    I06 Sorted, handed to addressee
    I09 In personal parcel locker
    I10 Delivered to neighbour
    I11 In letterbox
    I12 Delivered to agreed place
    I22 Collected at outlet
    I23 Handed to recipient
    J91 Partly missing shipment delivered
    Z01 Delivered
    Z02 Delivered
    Z03 Delivered
    Z04 Delivered
    Z05 Delivered to neighbours
    Z06 Picked up at collection point
    Z08 Delivered
    Z09 Delivered to safe location`,
  ),
];

const returning: readonly StatusRow[] = [
  ...mean(
    'return_initiated',
    `A46 Recipient asks outlet to return
    H07 Missed, returned to sender
    H08 Incorrect code or ID, return
    H09 Incomplete, return
    H15 Too large or heavy, return
    H16 Address long unavailable, return
    H18 Delivery failed, return
    H20 Returned to sender
    H22 Returned on request of sender
    H24 Returned on request of recipient
    H25 Location long unreachable, return
    H51 No letterbox, return
    H52 Does not fit, return
    K43 Will be returned
    X20 Return received in centre abroad
    X21 Return received in centre
    X22 International shipment returned
    X81 Return received in destination country
    Y21 Returned to sender`,
  ),
  ...mean('return_initiated', 'H03 Not collected, return\nY20 Not collected, return', { reason: 'other' }),
  ...mean('return_initiated', 'H05 Missed, return\nY40 Missed, return', { reason: 'recipient_absent' }),
  ...mean('return_initiated', 'H01 Refused, return\nH38 Refused, return', { reason: 'recipient_refused' }),
  ...mean(
    'return_initiated',
    'H02 Incorrect address, return\nH12 Addressee incorrect, return\nY16 Address incorrect, return',
    { reason: 'address_incorrect' },
  ),
  ...mean('return_initiated', 'H04 Damaged, return\nH35 Damaged, return\nY18 Damaged, return', {
    reason: 'carrier_damaged',
  }),
  ...mean('return_initiated', 'H10 Content not permitted, return\nY19 Prohibited item, return', {
    reason: 'regulatory',
  }),
  ...mean('return_initiated', 'H17 Exceeds customs value, return', { reason: 'regulatory' }),
  ...mean('return_initiated', 'Y47 Export form missing or wrong, return', { reason: 'customs_documents' }),
  ...mean(
    'returned_to_sender',
    'I07 Return sorted, handed to sender\nJ63 Return delivered\nX24 Returned to PO box holder abroad',
  ),
];

/** Phrases that can mean only one thing; the longest that fits decides. */
const says = (status: TrackingStatus | null, phrases: string, more: More = {}): StatusRow[] =>
  phrases
    .trim()
    .split('\n')
    .map((phrase) => ({ code: 'text', pattern: phrase.trim(), status, label: phrase.trim(), ...more }));

const texts: readonly StatusRow[] = [
  ...says(
    'info_received',
    `nog niet bij postnl
    nog niet door postnl ontvangen
    nog niet in sorteerproces
    zending wordt verwacht
    not yet arrived at postnl
    shipment expected
    zending voorgemeld
    shipment pre-alerted`,
  ),
  ...says(
    'picked_up',
    'zending is ontvangen door postnl\nin ontvangst genomen\nshipment received by postnl\nshipment accepted',
  ),
  ...says('out_for_delivery', 'bezorger is onderweg\ndriver is en route\nout for delivery\nonderweg naar de ontvanger'),
  ...says(
    'delivered',
    `zending is bezorgd
    zending afgeleverd
    zending is overhandigd
    shipment delivered
    afgehaald bij postnl-punt
    afgehaald van postkantoor
    wordt overgedragen aan geadresseerde`,
  ),
  ...says('returned_to_sender', 'retourzending afgeleverd\nreturn shipment delivered'),
  ...says(
    'available_for_pickup',
    `ligt voor je klaar
    kan worden afgehaald
    kan worden afgehaald bij postnl-punt
    kan worden afgehaald bij een postnl-punt
    af te halen bij
    beschikbaar op afhaallocatie
    beschikbaar op postnl-punt
    to be collected at`,
  ),
  ...says('delivery_scheduled', 'uur af te halen bij postnl-punt\nto be collected at postnl outlet from'),
  ...says(
    'return_initiated',
    'retour afzender\nterug naar de afzender\nretour gestuurd\nreturn to sender\nreturned to sender\nreturn shipment to sender',
  ),
  ...says('delayed', 'bezorgmoment is bijgewerkt\ndelivery time has been updated\naflevering uitgesteld'),
];

export const postnlStatuses: readonly StatusRow[] = [
  ...statusCodes,
  ...before,
  ...moving,
  ...late,
  ...customs,
  ...delivery,
  ...returning,
  ...texts,
];
