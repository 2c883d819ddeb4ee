/**
 * Slack incoming webhooks: mrkdwn in sections.
 * Source: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, reference/block-kit/blocks (2026-11)
 */
import type { Outcome } from '../../model.ts';
import type { Answer } from '../answer.ts';
import { jsonPost, longestRestMs, notification, retryAfter, strangeAnswer, textOf, tooOften } from './http.ts';
import type { Room } from './room.ts';

/** Maximum characters of a section; a longer one causes `invalid_blocks` for the whole message. */
const sectionUnits = 3_000;

export const slack = {
  kind: 'slack',
  limits: {
    // No total is documented for webhooks; chat.postMessage accepted 9,597 characters and refused 11,341.
    message: 9_000,
    rates: [{ messages: 1, windowMs: 1_000 }],
    // 1 a second for a channel, and some hundred a minute for a workspace. Two webhooks may post to the same channel
    // without a sign of it in their addresses, so the webhooks of a workspace share the limit.
    // Source: https://docs.slack.dev/apis/web-api/rate-limits (2026-11)
    shared: { rates: [{ messages: 1, windowMs: 1_000 }], nameOf: ({ pathname }) => `slack ${pathname.split('/')[2]}` },
    restMs: 30_000,
    longestRestMs,
  },
  keyOf: ({ pathname }) => `slack ${pathname}`,
  wire: {
    protocol: 'http',
    request: ({ url, body }) => jsonPost(url, JSON.stringify(messageOf(body.content))),
    readAnswer,
  },
} satisfies Room;

function messageOf(content: string) {
  // `text` is the notification. `link_names` and `parse` are omitted: they would turn "@channel" into a mention.
  const text = notification(content, 500).replace(/&\w*…$/, '…');
  const blocks = sectionsOf(content).map((section) => ({ type: 'section', text: { type: 'mrkdwn', text: section } }));
  return { text, unfurl_links: false, unfurl_media: false, blocks };
}

/** Packs the lines into few sections. A line that is too long (written by hand) is cut between words. */
function sectionsOf(content: string): readonly string[] {
  const sections: string[] = [];
  for (const line of content.split('\n').flatMap(shortLines)) {
    const last = sections.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= sectionUnits)
      sections[sections.length - 1] = `${last}\n${line}`;
    else if (line !== '') sections.push(line);
  }
  return sections;
}

function shortLines(line: string): readonly string[] {
  if (line.length <= sectionUnits) return [line];
  // No cuts inside <…|…> or inside an entity.
  const tokens = line.match(/<[^<>]*>|&\w+;|\s+|[^\s<&]+|[<&]/g) ?? [];
  const lines = [''];
  for (const token of tokens.flatMap((one) => (one.startsWith('<') ? [one] : Array.from(one)))) {
    if ((lines.at(-1) ?? '').length + token.length > sectionUnits) lines.push('');
    lines[lines.length - 1] += token;
  }
  return lines;
}

/** The answer is plain text. Its token decides and not the status, which sources report differently. */
function readAnswer(answer: Answer): Outcome {
  const { status } = answer;
  const token = textOf(answer).trim();
  if (status === 200 && token === 'ok') return { kind: 'accepted' };
  if (status === 429) return tooOften(retryAfter(answer));
  if (keyTokens.has(token)) return { kind: 'key-refused', errcode: status };
  if (messageTokens.has(token)) return { kind: 'refused', errcode: status };
  if (token === 'rollup_error') return { kind: 'unsure', cause: 'busy' };
  return strangeAnswer(answer);
}

const messageTokens: ReadonlySet<string> = new Set([
  'invalid_payload',
  'no_text',
  'invalid_blocks',
  'too_many_attachments',
]);
const keyTokens: ReadonlySet<string> = new Set([
  'no_service',
  'no_service_id',
  'no_active_hooks',
  'no_team',
  'team_disabled',
  'invalid_token',
  'action_prohibited',
  'channel_not_found',
  'channel_is_archived',
  'posting_to_general_channel_denied',
  'user_not_found',
]);
