import type { Level } from '../operator/level.ts';
import { type Html, html } from './html.ts';

/** Icons for use beside a word, never alone. */
export const icons = {
  good: icon(html`<circle cx="8" cy="8" r="6.5"/><path d="m5.2 8.2 2 2 3.6-4"/>`),
  warn: icon(html`<path d="M8 1.8 15 14H1zM8 6v4M8 12v.1"/>`),
  bad: icon(html`<path d="M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2zM6 6l4 4M10 6l-4 4"/>`),
  waiting: icon(html`<circle cx="8" cy="8" r="6.5"/><path d="M8 4.2V8l2.6 1.6"/>`),
  done: icon(html`<path d="m3 8.5 3.2 3.2L13 5"/>`),
} as const;

export const levelIcons: Readonly<Record<Level, Html>> = { green: icons.good, amber: icons.warn, red: icons.bad };

/** A state with icon, words and colour. */
export function state(tone: 'good' | 'warn' | 'bad' | 'quiet', shape: keyof typeof icons, words: string): Html {
  return html`<span class="state ${tone}">${icons[shape]}<span>${words}</span></span>`;
}

function icon(inside: Html): Html {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${inside}</svg>`;
}
