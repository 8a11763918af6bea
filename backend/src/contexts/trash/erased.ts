/** What the Trash says of an entry of which nothing can be read any more. */
export const erasedDetail =
  'Erased: the person it spoke of was erased, or its time was over. Nothing is left of it that could be tried again.';
