/**
 * DHL Parcel PL: short codes of Polish words. Facts from the official status table of the unified push API (github
 * karrioapi/karrio, modules/connectors/mydhl/vendors/status_1.csv: service parcel-pl).
 */
import { type Group, rowsOf, same } from './group.ts';

const groups: readonly Group[] = [
  [['info_received'], { EDWP: 'Electronic data received' }],
  [
    ['picked_up'],
    {
      DWP: 'Accepted at shipping terminal',
      SP_PU: 'Picked up by courier from service point',
      SP_DWP: 'Waiting for courier at service point',
    },
  ],
  [
    ['in_transit'],
    {
      LW: 'In transport',
      LW_PL: 'On its way to Poland',
      WYJPL: 'Left Poland',
      SORT: 'In process in sorting depot',
      SP_DW: 'On its way to service point',
      AWI_SPCAP: 'To another service point, original full',
    },
  ],
  [['arrived_in_destination_country'], { WEJPL: 'Arrived in Poland' }],
  [
    ['at_delivery_depot'],
    {
      LP: 'Arrived in branch office',
      KWC: 'Ready for delivery today',
      TRM2: 'Arrived at terminal, delivery planned today',
    },
  ],
  [
    ['in_customs'],
    { EDB: 'Accepted for clearance in country of delivery', EXA: 'Entered clearance', SEC: 'In clearance' },
  ],
  [['customs_cleared'], { EDC: 'Cleared at customs', EXC: 'Released from customs' }],
  [
    ['delivery_scheduled'],
    {
      ...same('Recipient chose a new date', 'PNPT SOB'),
      PO18: 'Recipient chose other hours',
      AWI_DP2: 'Not found, delivery at the agreed time',
    },
  ],
  [
    ['delayed', 'other', 'carrier'],
    {
      ...same('Ready for delivery on the next working day', 'BCZ LIK SP_ATDSP TRM TRM_X WER ZID ZMA ZOS ZWW_KRYZ'),
      ZWW: 'Failed, awaiting next cycle',
      ZWW_NSP: 'To service point next working day',
      SP_CAP: 'Service point full, another attempt',
    },
  ],
  [['out_for_delivery'], { LK: 'With courier for delivery' }],
  [
    ['delivery_attempted', 'recipient_absent'],
    {
      AWI: 'Recipient absent',
      AWI_NSP: 'Another attempt within two days',
      AWI_ONU: 'Authorised recipient absent',
      AWI_SAS: 'Neighbour not found',
    },
  ],
  [['delivery_attempted', 'access_denied'], { AWI_OZ: 'No access to premises' }],
  [['delivery_attempted', 'other', 'us'], { AWI_ROD: 'No document for return of documents' }],
  [
    ['available_for_pickup'],
    {
      DOR_SP: 'Arrived at service point',
      DOR_POC: 'Delivered to post office',
      OWL: 'To be collected in terminal',
      OWL_KP: 'Customer notified of collection',
      OWL_ONO: 'To be collected',
      OWL_PS_KP: 'Customer notified of collection, Packstation',
      OWL_PS_ONO: 'To be collected, Packstation',
      OWL_SP_KP: 'Customer notified, service point',
      OWL_SP_ONO: 'To be collected, service point',
      ...same('Waiting at service point', 'SP_DSP SP_PA'),
      SP_KP: 'Customer notified, service point',
    },
  ],
  [
    ['delivered'],
    {
      DOR: 'Delivered to recipient',
      DOR_LOK: 'Delivered to location',
      DOR_OTH: 'Delivered to another person',
      DOR_OWL: 'Collected by recipient',
      DOR_RDZ: 'Delivered to family member',
      DOR_SAS: 'Delivered to neighbour',
      PPDOR: 'Collected at customer service point',
      SP_DOR: 'Collected from service point',
    },
  ],
  [
    ['exception', 'address_incorrect'],
    { AN: 'Invalid address', AN_RA: 'Invalid or incomplete address', AN_BO: 'Refused, incorrect address' },
  ],
  [['delayed', 'address_incomplete'], { AN_SAS: 'Invalid address of neighbour' }],
  [['on_hold', 'payment_due'], { BRG: 'Suspended until fees are paid', BRG_SAS: 'Neighbour did not pay' }],
  [
    ['exception', 'other', 'us'],
    {
      CC: 'Difficulties in processing',
      PNK: 'Incomplete shipment',
      SP_ZAM: 'Delivery to service point suspended',
      SP_CN: 'Posting cancelled',
    },
  ],
  [
    ['exception', 'recipient_refused'],
    {
      ...same('Refused', 'OP OP_OTH OP_PNK OP_USK OP_USP'),
      OP_BWER: 'Refused, content cannot be verified',
      OP_COD: 'Refused, wrong COD amount',
      OP_DUB: 'Refused, doubled order',
      OP_PLA: 'Refused, wrong payer',
      OP_REZ: 'Refused, resignation',
      OP_ROD: 'Refused, incomplete return documents',
      OP_SAS: 'Refused by neighbour',
      OP_TNZ: 'Refused, not ordered',
      OP_UMO: 'Refused, errors in contract',
    },
  ],
  [
    ['return_initiated', 'recipient_refused'],
    {
      REZ: 'Recipient chose return',
      SP_OP: 'Returned, refused at service point',
      SP_ZWR: 'Returned, refused',
      ZWR_OP: 'Will be returned, not deliverable',
    },
  ],
  [
    ['return_initiated', 'recipient_absent'],
    {
      AWI_CZAS: 'Returned, waiting time',
      ...same('Return, collection date expired', 'SP_KZW SP_TO'),
      ...same('Two attempts, will be returned', 'ZWR_ZB ZWR_ZT'),
    },
  ],
  [['return_initiated', 'address_incorrect'], { ZWR_AN: 'Will be returned' }],
  [
    ['return_initiated'],
    {
      OP_DO: 'Return, invalid ID',
      OP_DOK: 'Return, no documents',
      ZWR: 'Will be returned',
      ZWR_WER: 'Will be returned',
    },
  ],
  [['returned_to_sender'], { ZWN: 'Returned to sender' }],
  [
    [null],
    {
      POW: 'Recipient notified',
      PSHOP: 'Recipient chose service point',
      SAS: 'Recipient chose neighbour',
      ...same('Recipient chose a new address', 'ZA ZAIT'),
    },
  ],
];

export const parcelPlRows = rowsOf('parcel-pl', groups);
