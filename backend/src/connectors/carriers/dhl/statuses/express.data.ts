/**
 * DHL Express checkpoints, as MyDHL API, XML-PI and the unified API print them. Facts from the official status table of the
 * unified push API (github karrioapi/karrio, modules/connectors/mydhl/vendors/status_1.csv: service express) and, for the
 * checkpoints it leaves out, the longer list older clients carry. Classes follow formats/carriers-and-marketplaces.md.
 */
import { type Group, rowsOf } from './group.ts';

const groups: readonly Group[] = [
  [['label_created'], { SA: 'Shipment acceptance' }],
  [['info_received'], { EM: 'Electronic data merge', SD: 'Shipment information received' }],
  [['picked_up'], { PU: 'Shipment picked up' }],
  [
    ['in_transit'],
    {
      PL: 'Processed at location',
      TR: 'Record of transfer',
      FD: 'Forwarded to destination, details expected',
      SM: 'Scheduled for movement',
      CU: 'Uplift confirmed',
      UV: 'Vehicle unloaded',
      LV: 'Vehicle loaded',
      HO: 'Taken out of held inventory',
      CO: 'Facility check-out',
    },
  ],
  [['arrived_at_facility'], { AF: 'Arrived at facility', CI: 'Facility check-in' }],
  [['departed_facility'], { DF: 'Departed facility', PO: 'Departing origin' }],
  [['at_delivery_depot'], { AR: 'Arrived at delivery facility' }],
  [['handed_over'], { TP: 'Forwarded to third party, no details', HN: 'Handed over' }],
  [['out_for_delivery'], { WC: 'With delivering courier' }],
  [['available_for_pickup'], { CC: 'Awaiting collection by consignee' }],
  [
    ['in_customs'],
    {
      IC: 'In clearance processing',
      RR: 'Response received from customs',
      BN: 'Customer broker notified',
      PY: 'Payment of duties',
      BL: 'In bonded location',
      DI: 'Duty invoice',
      ES: 'Entry submitted',
    },
  ],
  [['customs_cleared'], { CR: 'Clearance release', BR: 'Broker release' }],
  [['customs_held', 'other', 'authority'], { UD: 'Uncontrollable clearance delay' }],
  [['customs_held', 'customs_documents'], { CD: 'Controllable clearance delay' }],
  [['customs_held', 'customs_inspection'], { SI: 'Shipment inspection' }],
  [['customs_held', 'regulatory'], { DP: 'Denied parties' }],
  [['delivered'], { OK: 'Delivered', '101': 'Delivered, shipment level' }],
  [['delivered', 'other', 'carrier'], { PD: 'Partial delivery' }],
  [['delivered', 'carrier_damaged'], { DD: 'Delivered damaged' }],
  [['delivery_attempted', 'other'], { ND: 'Not delivered' }],
  [['delivery_attempted', 'recipient_absent'], { NH: 'Not home', CA: 'Closed on arrival' }],
  [['delayed', 'carrier_capacity'], { MD: 'Missed delivery cycle' }],
  [['delayed', 'carrier_misrouted'], { MS: 'Mis-sort', MC: 'Miscode', IR: 'Incorrect route' }],
  [['delayed', 'other', 'carrier'], { TD: 'Transport delay', NA: 'Not arrived', TI: 'Trace initiated' }],
  [['delayed', 'other', 'none'], { AD: 'Agreed delivery' }],
  [['exception', 'address_incorrect'], { BA: 'Bad address' }],
  [['exception', 'recipient_moved'], { CM: 'Customer moved' }],
  [['exception', 'recipient_refused'], { RD: 'Refused delivery' }],
  [['exception', 'carrier_damaged'], { DM: 'Damaged' }],
  [['exception', 'other', 'us'], { DS: 'Destroyed or disposed of', '103': 'Failure, shipment level' }],
  [['returned_to_sender'], { RT: 'Returned to consignor' }],
  [['on_hold', 'other'], { OH: 'On hold', HI: 'Lodged into held inventory', ST: 'Shipment intercepted' }],
  [['on_hold', 'payment_due'], { HP: 'Held for payment' }],
  [['on_hold', 'other', 'us'], { SS: 'Shipment stopped' }],
  [
    [null],
    {
      CS: 'Closed shipment',
      SC: 'Service changed',
      RW: 'Weighed and dimensioned',
      IA: 'Image available',
      TT: 'Trace terminated',
    },
  ],
  [['in_transit'], { '102': 'Transit, shipment level' }],
  [['info_received'], { '104': 'Pre-transit, shipment level' }],
];

export const expressRows = rowsOf('express', groups);
