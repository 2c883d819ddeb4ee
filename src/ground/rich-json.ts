/** JSON with instants and maps, for texts that only this program reads. */
export function writeRichJson(value: unknown): string {
  return JSON.stringify(value, pack);
}

export function readRichJson<Value>(text: string): Value {
  return JSON.parse(text, unpack) as Value;
}

/** `JSON.stringify` has already made a date into a text, so its holder is asked. */
function pack(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const raw = this[key];
  if (raw instanceof Date) return { $date: raw.getTime() };
  return raw instanceof Map ? { $map: [...raw] } : value;
}

function unpack(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$date' in value) return new Date(Number(value.$date));
  return '$map' in value ? new Map(value.$map as [unknown, unknown][]) : value;
}
