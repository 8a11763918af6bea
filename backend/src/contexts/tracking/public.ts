/** What contexts later on the ladder may ask of tracking. */
export { createConnectionBook, listConnections } from './connections.ts';
export { trackedShipments } from './store.ts';
export { createIntake, type Intake } from './webhook-ingestion.ts';
