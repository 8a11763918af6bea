/** A list that is read again while somebody looks at it: rows keep their places, what is new is counted, what left is marked. */
type Named = { shipmentId: string };
export type Answer<Row extends Named> = { items: Row[]; nextCursor: string | null };
export type Held<Row extends Named> = Answer<Row> & {
  /** Rows of the newest answer that are not shown. */
  unseen: number;
  /** Ids of rows shown that the newest answer does not have. */
  gone: ReadonlySet<string>;
};

/** An answer as the start of a list. */
export const hold = <Row extends Named>(answer: Answer<Row>): Held<Row> => ({ ...answer, unseen: 0, gone: new Set() });

/**
 * The list held with what a newer answer says of its rows. Rows pushed off the page by new ones are not gone: as many as
 * are new may be missing at the end.
 */
export const merge = <Row extends Named>(held: Held<Row>, answer: Answer<Row>): Held<Row> => {
  if (held.items.length === 0) return hold(answer);
  const newer = new Map(answer.items.map((row) => [row.shipmentId, row]));
  const shown = new Set(held.items.map(({ shipmentId }) => shipmentId));
  const unseen = answer.items.filter(({ shipmentId }) => !shown.has(shipmentId)).length;
  const lastKnown = held.items.findLastIndex(({ shipmentId }) => newer.has(shipmentId));
  const pushedOff = answer.nextCursor === null ? held.items.length : lastKnown + 1;
  return {
    items: held.items.map((row) => newer.get(row.shipmentId) ?? row),
    nextCursor: held.nextCursor,
    unseen,
    gone: new Set(
      held.items
        .filter(({ shipmentId }, i) => !newer.has(shipmentId) && i < pushedOff)
        .map(({ shipmentId }) => shipmentId),
    ),
  };
};
