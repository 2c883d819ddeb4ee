import type { Format } from '../../model.ts';
import { dialects } from './dialects.ts';

/** External text as one line without markup in this format. */
export function safeText(text: string, format: Format): string {
  const line = oneLine(text);
  // JSON is not shown to readers; elsewhere a client would turn an address in a title into a link.
  return escaped(format === 'webhook' ? line : line.replace(/:(?=\/\/)/g, '：'), format);
}

const address = /(https?:\/\/[^\s<>"'`（）【】「」《》，。；、！？]+)/;

/** The same for a line that the program or its operator wrote: its addresses are kept. */
export function escapedText(line: string, format: Format): string {
  return line
    .split(address)
    .map((part, index) => (index % 2 === 1 ? safeUrl(part, format) : escaped(part, format)))
    .join('');
}

/** One line in which no character is a mark in this format. */
export function escaped(line: string, format: Format): string {
  let safe = line;
  for (const { pattern, to } of dialects[format].rules) safe = safe.replace(pattern, to);
  return safe;
}

/**
 * An address without characters that would end it inside the brackets of a link, or where a client looks for links. In
 * dialects with entities its `&` is escaped.
 */
export function safeUrl(url: string, format: Format): string {
  const { syntax } = dialects[format];
  const plain = plainUrl(url);
  return syntax === 'html' || syntax === 'mrkdwn' ? plain.replace(/&/g, '&amp;') : plain;
}

function plainUrl(url: string): string {
  const encoded = url.toWellFormed().replace(/[^\x21-\x7e]|[()<>"'`[\]\\^{|}*]/gu, percentEncoded);
  // "&lt;" in an address is not meant as an entity, but a client may decode it.
  return encoded.replace(/(?<=&#?\w{1,10});/g, '%3B');
}

/** Removes line ends, control and format characters. Joiners stay: emoji sequences need them. */
function oneLine(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/[\s\p{Cc}\u2028\u2029\u3164]+/gu, ' ')
      // More than three combining marks on one letter would cover other lines.
      .replace(/(\p{M}{3})\p{M}+/gu, '$1')
      // One "character" can be an endless chain of joined emoji, or of invisible tags.
      .replace(/((?:\u200d[^\u200d]{1,3}){10})(?:\u200d[^\u200d]{1,3})+/gu, '$1')
      .replace(/([\u{e0020}-\u{e007f}]{8})[\u{e0020}-\u{e007f}]+/gu, '$1')
      .replace(/[\ufffd\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu, '')
      .trim()
  );
}

function percentEncoded(character: string): string {
  const encoded = encodeURIComponent(character);
  if (encoded !== character) return encoded;
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
