/**
 * The kinds of error that are part of the product: a Refusal is ours (a rule said no), an Upstream is a partner's, a
 * StoreAway is a store that does not do its work. Everything else that is thrown is a bug, or a store's own code.
 */
export type FieldError = { path: string; message: string };

const statuses = {
  invalid: 422,
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  not_allowed: 405,
  conflict: 409,
  unsupported: 415,
  too_many: 429,
  unavailable: 503,
  out_of_room: 507,
} as const;
export type RefusalKind = keyof typeof statuses;

/** A rule said no. `code` is stable and for programs, `message` is for people. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly code: string;
  readonly errors: FieldError[];
  constructor(kind: RefusalKind, code: string, message: string, errors: FieldError[] = []) {
    super(message);
    this.name = 'Refusal';
    this.kind = kind;
    this.code = code;
    this.errors = errors;
  }
  /** The HTTP status that says the same. */
  get status(): number {
    return statuses[this.kind];
  }
}

/** Asked too often. `retryAfter`: seconds after which asking again may help. */
export class TooMany extends Refusal {
  readonly retryAfter: number;
  constructor(code: string, message: string, retryAfter: number) {
    super('too_many', code, message);
    this.name = 'TooMany';
    this.retryAfter = retryAfter;
  }
}

/** The address is there, for other methods. `allow`: those it is served for. */
export class OtherMethods extends Refusal {
  readonly allow: readonly string[];
  constructor(method: string, allow: readonly string[]) {
    super('not_allowed', 'method_not_allowed', `${method} is not served here; ${allow.join(', ')} are`);
    this.name = 'OtherMethods';
    this.allow = allow;
  }
}

/** A disk is too full to take anything more; it may be asked again. */
export class OutOfRoom extends Refusal {
  readonly retryAfter = 10;
  constructor(kind: 'unavailable' | 'out_of_room') {
    super(
      kind,
      'disk_full',
      'A disk of this installation is almost full. Nothing was written; try again when there is room.',
    );
    this.name = 'OutOfRoom';
  }
}

/** A partner failed or refused. `retryable` says whether asking again may help. */
export class Upstream extends Error {
  readonly partner: string;
  readonly code: string;
  readonly retryable: boolean;
  constructor(partner: string, code: string, message: string, retryable: boolean) {
    super(message);
    this.name = 'Upstream';
    this.partner = partner;
    this.code = code;
    this.retryable = retryable;
  }
}

/** What something waits for has been committed but is not worked through yet: the same attempt will succeed in a moment. */
export class NotYet extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotYet';
  }
}

/** What Gantry keeps its data in. */
export type Store = 'postgres' | 'redis' | 'clickhouse';

/**
 * A store does not do its work, whatever words its driver has for that. What a driver throws without a code of its own is
 * wrapped in this where it enters, so that no new wording can turn an outage into a bad message.
 */
export class StoreAway extends Error {
  readonly store: Store;
  constructor(store: Store, cause: unknown) {
    super(messageOf(cause), { cause });
    this.name = 'StoreAway';
    this.store = store;
  }
}

/** What an error of a store says that is wrapped where the kernel cannot see its class: the values were at fault, or the engine. */
export type StoreFault = { store: Store; fault: 'values' | 'engine' };

/** What to tell people of anything that was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
