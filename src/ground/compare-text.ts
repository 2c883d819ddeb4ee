/** By UTF-16 code units: unlike a collation, the same on every machine, and as SQLite orders. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
