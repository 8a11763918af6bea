/** The order of a new return in the address: `?order=ord_…`, beside what the queue behind it is narrowed by. Pure. */

/** The question of an address without its order. */
export const withoutOrder = (search: string): string => {
  const query = new URLSearchParams(search);
  query.delete('order');
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
};

/** The same with another order. */
export const withOrder = (search: string, orderId: string): string => {
  const query = new URLSearchParams(search);
  query.set('order', orderId);
  return `?${query}`;
};
