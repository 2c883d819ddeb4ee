import { createZone } from '../ground/zoned-time.ts';

/** The text, or as many of its graphemes as fit together with `…`. */
export function clip(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const room = maxBytes - Buffer.byteLength('…');
  let kept = '';
  let bytes = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > room) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/**
 * The text without addresses of machines and without values of `key=`: an alert may be forwarded to anybody, and words
 * from outside come into it.
 */
export function withoutAddresses(text: string): string {
  return text
    .replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, '…')
    .replaceAll(/\[?\b(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}\b\]?(?::\d{1,5})?/gi, '…')
    .replaceAll(/([?&](?:key|token)=)[^\s&]+/gi, '$1…');
}

/** A name from outside: the alert must have room for more than it. Addresses go first, or half of one could stay. */
export function shortName(name: string, maxBytes = 60): string {
  return clip(withoutAddresses(name).replaceAll(/\s+/g, ' ').trim(), maxBytes);
}

/** Local date and time of an instant, `YYYY-MM-DDTHH:mm`. */
export function localMinute(instant: Date, timezone: string): string {
  return createZone(timezone).local(instant).slice(0, 16);
}

/** The numbers of a date and time `YYYY-MM-DDTHH:mm`, or of a day. */
export function dateNumbers(local: string): { readonly year: number; readonly month: number; readonly day: number } {
  const [year = 0, month = 0, day = 0] = local.slice(0, 10).split('-').map(Number);
  return { year, month, day };
}

/** `41 MB`, `2.1 GB`. */
export function sizeText(bytes: number): string {
  const megabytes = bytes / 1024 ** 2;
  return megabytes < 1000 ? `${Math.floor(megabytes)} MB` : `${(megabytes / 1024).toFixed(1)} GB`;
}

/** A duration as its largest unit that is not a fraction. */
export function durationParts(ms: number): { readonly count: number; readonly unit: 'day' | 'hour' | 'minute' } {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes >= 2880 && minutes % 1440 === 0) return { count: minutes / 1440, unit: 'day' };
  if (minutes >= 90) return { count: Math.round(minutes / 60), unit: 'hour' };
  return { count: minutes, unit: 'minute' };
}
