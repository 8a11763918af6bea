/** The merchant that a form of inventory is about: that of the thing itself, the one that pages are about, or one that is chosen in the form. */
import { personal } from '#lib/access/personal.svelte.ts';
import { staff } from '#lib/access/staff.svelte.ts';
import type { FieldError } from './whole-numbers.ts';

export class Whose {
  merchant = $state<string | null>(null);
  /** True where whoever sits here serves several merchants and nothing says which one is meant. */
  readonly asks: boolean;

  constructor(held: string | null = null) {
    const [only] = personal.merchants.length === 1 ? personal.merchants : [];
    this.merchant = held || staff.merchant || only?.merchant || null;
    this.asks = this.merchant === null && personal.merchants.length > 1;
  }

  /** What is wrong with it, as the tower would say it. */
  errors(): FieldError[] {
    return this.asks && this.merchant === null ? [{ path: 'merchant', message: 'is needed' }] : [];
  }
}
