/** What contexts later on the ladder may ask of tracking. */
export { listConnections } from '../carriers/connections.ts';
export { forecastStanding } from '../forecast/accuracy.ts';
export { joinEta, riskAt } from '../forecast/stored-etas.ts';
export { logoRoute } from '../journeys/page/logo-route.ts';
export { type Books, booksOf } from './intake/books.ts';
export { createIntake, type Intake } from './intake/webhook-ingestion.ts';
export { trackedShipments } from './store.ts';
