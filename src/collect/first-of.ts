/** The first result that is not undefined; what follows it is not read. */
export function firstOf<Item, Result>(
  items: Iterable<Item>,
  read: (item: Item) => Result | undefined,
): Result | undefined {
  for (const item of items) {
    const result = read(item);
    if (result !== undefined) return result;
  }
  return undefined;
}
