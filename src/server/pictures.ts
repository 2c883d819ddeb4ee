/** Pictures as inline SVG. Numbers beside each, and a table or a label, give the same information as text. */
import type { StripDay } from '../show/delivery-pictures.ts';
import { type Html, html } from './html.ts';

/** Thin bars in one path, since a list of feeds has hundreds of them. `label` describes the picture. */
export function sparkline(counts: readonly number[], label: string): Html {
  const most = Math.max(1, ...counts);
  const width = counts.length * 3;
  const bars = counts.map((count, index) => {
    const height = count === 0 ? 1 : Math.max(2, Math.round((count / most) * 20));
    return `M${index * 3} 20v-${height}h2v${height}`;
  });
  return html`<svg class="pic" width="${width}" height="20" viewBox="0 0 ${width} 20" role="img" aria-label="${label}"><path d="${bars.join('')}"/></svg>`;
}

/** The points of a story as one bar: positive points side by side, negative ones at the end. */
export function pointsBar(points: readonly number[], most: number): Html {
  const given = points.filter((each) => each > 0).toSorted((a, b) => b - a);
  const sum = given.reduce((all, each) => all + each, 0);
  const taken = points.filter((each) => each < 0).reduce((all, each) => all - each, 0);
  const scale = 100 / Math.max(most, sum, 1);
  const width = (value: number) => Math.round(value * scale * 10) / 10;
  let at = 0;
  const parts = given.map((each) => {
    const x = width(at);
    at += each;
    // A gap separates them.
    return html`<rect x="${x}" width="${Math.max(0.4, width(at) - x - 0.4).toFixed(1)}" height="8"/>`;
  });
  const from = Math.max(0, width(sum - taken));
  return html`<svg class="pic meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="t" width="100" height="8"/>${parts}${taken > 0 && html`<rect class="w" x="${from}" width="${(width(sum) - from).toFixed(1)}" height="8"/>`}</svg>`;
}

/** The largest sum of positive points among the stories. */
export function mostGiven(stories: readonly { readonly reasons: readonly { readonly points: number }[] }[]): number {
  return Math.max(
    0,
    ...stories.map(({ reasons }) => reasons.reduce((sum, { points }) => sum + Math.max(0, points), 0)),
  );
}

/** A bar of `part` in `whole`. */
export function meter(part: number, whole: number, isActive = false): Html {
  const width = whole <= 0 ? 0 : Math.round((Math.min(part, whole) / whole) * 1000) / 10;
  return html`<svg class="pic meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="t" width="100" height="8"/><rect width="${width}" height="8"${isActive && html` class="a"`}/></svg>`;
}

/** The number of fields in a strip, even with fewer editions. */
const stripFields = 30;

/** One field for each edition, the newest on the right. Only exceptions have their own colour and shape. */
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
    case 'held':
      return html`<path d="M${x} 0h16v32h-16zM${x + 4} 11v10h2.5v-10zM${x + 9.5} 11v10h2.5v-10z" fill-rule="evenodd"/>`;
    case 'late':
    case 'unsure':
      return html`<rect class="w" x="${x}" y="14" width="16" height="18"/>`;
    case 'missing':
      return html`<rect class="b" x="${x + 1}" y="1" width="14" height="30"/>`;
    case 'empty':
      return html`<rect class="z" x="${x}" y="29" width="16" height="3"/>`;
  }
}

/** A field for the legend. */
export function stripMark(state: StripDay['state']): Html {
  return html`<svg class="pic" viewBox="0 0 20 32" aria-hidden="true">${stripField(state, 2)}</svg>`;
}
