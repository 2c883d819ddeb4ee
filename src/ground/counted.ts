/** English only: `1 story`, `3 stories`. */
export function counted(count: number, one: string, many = `${one.replace(/(?<![aeiou])y$/, 'ie')}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
