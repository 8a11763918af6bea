/** The carriers that the product promises are in the registry, with what it says they can do. */
import { proveCarrierFacts } from '../../../test/carrier-facts.ts';

proveCarrierFacts();
