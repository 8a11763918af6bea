/** The ERP connectors there are. A new one is its folder, its line here, and its name in the vocabulary of the API. */
import type { ErpKind } from '@gantry/shared/vocabulary/systems';
import type { ErpSystem } from './erp.ts';
import { erpnext } from './erpnext/erpnext.ts';

const byKind: Readonly<Record<ErpKind, ErpSystem>> = { erpnext };

/** The connector of a kind of ERP. */
export const erpNamed = (kind: ErpKind): ErpSystem => byKind[kind];
