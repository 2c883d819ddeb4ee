import { cutText } from '../../ground/cut-text.ts';
import type { Condition, ConditionOf, Recovery } from '../condition.ts';
import { messageLost, messagesLate, partLost, robotRefused, robotShared } from './delivery-alerts.ts';
import { feedsAiling, feedsDown, feedsUnread, thin } from './feed-alerts.ts';
import { model } from './model-alert.ts';
import { calendarEnds, configBroken, database, disk, missed } from './program-alerts.ts';
import { recovered } from './recovery.ts';
import { type AlertLines, type Voice, type Words, withoutAddresses, wordsIn } from './words.ts';

/** Short enough to read at a glance; a `text` message may have 2,048 bytes. */
export const alertBytes = 400;

/**
 * An alert as plain text of at most 400 bytes: what happened, the cause in one sentence, what readers notice, one
 * action. Text from outside is shortened to fit; IP addresses are removed.
 */
export function alertText(condition: Condition, voice: Voice): string {
  const words = wordsIn(voice);
  const render = linesOf[condition.kind] as (condition: Condition, words: Words) => AlertLines;
  const { head, cause = [], effect, action } = render(condition, words);
  const { say } = words;
  const closing = [
    ...(effect === undefined ? [] : [`${say('影响：', 'Effect: ')}${effect}`]),
    `${say('处理：', 'To do: ')}${action}`,
  ].map(oneLine);
  const closingBytes = closing.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  return [...fitLines([head, ...cause].map(oneLine), alertBytes - closingBytes), ...closing].join('\n');
}

/** The one line that ends an alert, at most 400 bytes. */
export function recoveryText(recovery: Recovery, voice: Voice): string {
  const words = wordsIn(voice);
  return cutText(
    oneLine(`${words.say('【已恢复】', '[Recovered] ')}${recovered(recovery, words)}`),
    alertBytes,
    'bytes',
  );
}

const linesOf: { readonly [K in Condition['kind']]: (condition: ConditionOf<K>, words: Words) => AlertLines } = {
  'feeds-down': feedsDown,
  'feeds-unread': feedsUnread,
  thin,
  'feeds-ailing': feedsAiling,
  'robot-refused': robotRefused,
  'robot-shared': robotShared,
  'messages-late': messagesLate,
  'part-lost': partLost,
  'message-lost': messageLost,
  missed,
  'config-broken': configBroken,
  disk,
  database,
  model,
  'calendar-ends': calendarEnds,
};

function oneLine(text: string): string {
  return withoutAddresses(text).replaceAll(/\s+/g, ' ').trim();
}

/** Shortens the longest lines until all lines, joined by line ends, fit into `maxBytes`. */
function fitLines(lines: readonly string[], maxBytes: number): readonly string[] {
  const bytes = lines.map((line) => Buffer.byteLength(line));
  const room = maxBytes - (lines.length - 1);
  let level = Math.max(...bytes);
  while (level > 0 && bytes.reduce((sum, length) => sum + Math.min(length, level), 0) > room) level -= 1;
  return lines.map((line) => cutText(line, level, 'bytes'));
}
