/** The first result that is not undefined; what follows it is not read. */
export function firstOf<Item, Result>(
  items: Iterable<Item>,
  read: (item: Item) => Result | undefined,
): Result | undefined {
  return Iterator.from(items)
    .map(read)
    .find((result) => result !== undefined);
}
