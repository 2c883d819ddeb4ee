import type { Language } from '../model.ts';
import { englishAlert, englishRecovery } from './alert-en.ts';
import { clip, withoutAddresses } from './alert-words.ts';
import { chineseAlert, chineseRecovery } from './alert-zh.ts';
import type { Condition, Recovery } from './condition.ts';

/** In which language, and in which zone's hours, an alert speaks. */
export interface Voice {
  readonly language: Language;
  /** IANA name. */
  readonly timezone: string;
}

/** An alert before it is fitted: one line each, `cause` one or several. */
export interface AlertLines {
  /** What happened, and where. */
  readonly head: string;
  /** May hold words from outside, and is shortened to fit. */
  readonly cause: readonly string[];
  /** What readers notice. */
  readonly effect: string | undefined;
  /** One thing to do. */
  readonly action: string;
}

/** An alert is one glance: far less than the 2,048 bytes that a `text` message may have. */
export const alertBytes = 400;

/**
 * An alert as plain text of at most 400 bytes: what happened, the cause in one sentence, what readers notice, one
 * action. Words from outside are shortened to fit; addresses of machines never pass.
 */
export function alertText(condition: Condition, voice: Voice): string {
  const isEnglish = voice.language === 'en';
  const lines = isEnglish ? englishAlert(condition, voice.timezone) : chineseAlert(condition, voice.timezone);
  const effect = lines.effect === undefined ? [] : [`${isEnglish ? 'Effect: ' : '影响：'}${lines.effect}`];
  const closing = [...effect, `${isEnglish ? 'To do: ' : '处理：'}${lines.action}`].map(oneLine);
  const closingBytes = closing.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  const opening = fitLines([lines.head, ...lines.cause].map(oneLine), alertBytes - closingBytes);
  return [...opening, ...closing].join('\n');
}

/** The one line that ends an alert, at most 400 bytes. */
export function recoveryText(recovery: Recovery, voice: Voice): string {
  const text =
    voice.language === 'en'
      ? `[Recovered] ${englishRecovery(recovery, voice.timezone)}`
      : `【已恢复】${chineseRecovery(recovery, voice.timezone)}`;
  return clip(oneLine(text), alertBytes);
}

function oneLine(text: string): string {
  return withoutAddresses(text).replaceAll(/\s+/g, ' ').trim();
}

/** Shortens the longest lines until all fit into the bytes that are left, line ends between them included. */
function fitLines(lines: readonly string[], maxBytes: number): readonly string[] {
  const bytes = lines.map((line) => Buffer.byteLength(line));
  const room = maxBytes - (lines.length - 1);
  let level = Math.max(...bytes);
  while (level > 0 && bytes.reduce((sum, length) => sum + Math.min(length, level), 0) > room) level -= 1;
  return lines.map((line) => clip(line, level));
}
