/** Messages for the outbox, as the composer and the alerts would put them there. */

import { payloadOf, toBody } from '../../src/deliver/wecom.ts';
import type { OutboxMessage } from '../../src/model.ts';
import type { NewOutboxMessage } from '../../src/store/store.ts';

export interface GroupOf {
  readonly group: string;
  readonly parts?: number;
  readonly webhook?: string;
  readonly priority?: OutboxMessage['priority'];
  readonly now: Date;
  readonly giveUpMs?: number;
  readonly catchUpMs?: number;
}

const hourMs = 60 * 60_000;

/** The parts of one digest (or one alert), each with its part mark. */
export function groupOf(request: GroupOf): NewOutboxMessage[] {
  const { group, parts = 1, webhook = 'WECOM_WEBHOOK_URL', priority = 'normal', now } = request;
  return Array.from({ length: parts }, (_, index) => ({
    webhook,
    group: { kind: priority === 'alert' ? 'alert' : 'by-hand', id: group },
    part: index + 1,
    parts,
    priority,
    body: toBody(payloadOf({ msgtype: 'markdown', content: `${group} (${index + 1}/${parts})` })),
    storyIds: [`https://news.example/${group}/${index + 1}`],
    createdAt: now,
    giveUpAt: new Date(now.getTime() + (request.giveUpMs ?? 24 * hourMs)),
    catchUpUntil: new Date(now.getTime() + (request.catchUpMs ?? 6 * hourMs)),
  }));
}
