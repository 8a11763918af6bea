/** What contexts later on the ladder may ask of tracking. */
export { listConnections } from './connect/connections.ts';
export { joinEta, riskAt } from './eta/stored-etas.ts';
export { forecastStanding } from './forecast/accuracy.ts';
export { type Books, booksOf } from './intake/books.ts';
export { createIntake, type Intake } from './intake/webhook-ingestion.ts';
export { logoRoute } from './page/logo-route.ts';
export { trackedShipments } from './store.ts';
