/** Pictures as inline SVG: numbers stand beside each, and a table or a label says the same to readers who cannot see it. */
import type { StripDay } from '../show/now.ts';
import { type Html, html } from './html.ts';

/** Thin bars, one a day, drawn as one path: a list of feeds has hundreds of them. `label` says what they show. */
export function sparkline(counts: readonly number[], label: string): Html {
  const most = Math.max(1, ...counts);
  const width = counts.length * 3;
  const bars = counts.map((count, index) => {
    const height = count === 0 ? 1 : Math.max(2, Math.round((count / most) * 20));
    return `M${index * 3} 20v-${height}h2v${height}`;
  });
  return html`<svg class="pic" width="${width}" height="20" viewBox="0 0 ${width} 20" role="img" aria-label="${label}"><path d="${bars.join('')}"/></svg>`;
}

/** A bar of `part` in `whole`; the number stands beside it. */
export function meter(part: number, whole: number, isActive = false): Html {
  const width = whole <= 0 ? 0 : Math.round((Math.min(part, whole) / whole) * 1000) / 10;
  return html`<svg class="pic meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="t" width="100" height="8"/><rect width="${width}" height="8"${isActive && html` class="a"`}/></svg>`;
}

/** A strip has so many fields, also while there are fewer editions. */
const stripFields = 30;

/** One field for each edition, the newest on the right; only exceptions have a colour and a shape of their own. */
export function strip(days: readonly StripDay[], label: string): Html {
  const free = Math.max(0, stripFields - days.length);
  const width = (free + days.length) * 20;
  return html`<svg class="pic strip" viewBox="0 0 ${width} 32" preserveAspectRatio="none" role="img" aria-label="${label}">${days.map(
    ({ state }, index) => stripField(state, (free + index) * 20 + 2),
  )}</svg>`;
}

function stripField(state: StripDay['state'], x: number): Html {
  switch (state) {
    case 'on-time':
      return html`<rect x="${x}" y="0" width="16" height="32"/>`;
    case 'late':
    case 'unsure':
      return html`<rect class="w" x="${x}" y="14" width="16" height="18"/>`;
    case 'missing':
      return html`<rect class="b" x="${x + 1}" y="1" width="14" height="30"/>`;
    case 'empty':
      return html`<rect class="z" x="${x}" y="29" width="16" height="3"/>`;
  }
}

/** The same field, small, for the legend. */
export function stripMark(state: StripDay['state']): Html {
  return html`<svg class="pic" viewBox="0 0 20 32" aria-hidden="true">${stripField(state, 2)}</svg>`;
}
