import type { Config } from '../config/config.ts';
import type { DrainResult, WebhookResult } from '../deliver/deliver.ts';
import type { Language } from '../model.ts';
import { logDelivery } from '../operator/delivery-log.ts';
import type { Store } from '../store/store.ts';
import type { App } from './app.ts';

/** A command waits so long on a robot that is unavailable; the message stays in the outbox. */
const maxRobotWaitMs = 5 * 60_000;

/**
 * Sends what waits; a signal lets the request in flight finish first.
 * @param messages ids of the command's own; undefined: all that waits is
 */
export async function drainForCommand(
  app: App,
  config: Config,
  store: Store,
  messages?: readonly number[],
): Promise<DrainResult> {
  const log = await app.log(config);
  const deliverer = await app.deliverer(
    () => config,
    store,
    (event) => logDelivery(log, event),
  );
  return deliverer.drain({ maxRobotWaitMs, signal: app.signal, ...(messages && { messages }) });
}

/** What became of the messages, one line for each robot, with what to do. */
export function toldDrain({ webhooks }: DrainResult, language: Language): string {
  if (webhooks.length === 0) return language === 'en' ? 'Nothing waits to be sent.' : '没有等着要发的消息。';
  return webhooks.map((result) => toldWebhook(result, language)).join('\n');
}

function toldWebhook(result: WebhookResult, language: Language): string {
  const say = (zh: string, en: string) => (language === 'en' ? en : zh);
  const { webhook, accepted, refused, unsure, givenUp, waiting } = result;
  const counts = [
    [accepted, say('送达', 'delivered')],
    [refused, say('被拒收', 'refused')],
    [unsure, say('不知是否送达', 'fate unknown')],
    [givenUp, say('放弃', 'given up')],
    [waiting, say('还在等', 'waiting')],
  ] as const;
  const told = counts.filter(([count]) => count > 0).map(([count, word]) => `${word} ${count}`);
  return [`${webhook}${say('：', ': ')}${told.join(say('，', ', '))}`, remedyFor(result, say)]
    .filter(Boolean)
    .join('\n');
}

function remedyFor(
  { busyElsewhere, blocked, waiting, webhook }: WebhookResult,
  say: (zh: string, en: string) => string,
) {
  if (busyElsewhere) return say('另一个进程正在发送，由它发完。', 'Another process is sending and will finish it.');
  switch (blocked) {
    case 'key-refused':
      return say(
        `企业微信说地址无效（93000 一类）：机器人被移出群，或地址被重置过。消息已存好。\n怎么办：群里重新添加机器人，把新地址填进 ${webhook}，再运行 npm run digest -- deliver`,
        `WeCom says the address is invalid (93000 or its like): the robot was removed from the group, or its address was reset. The messages are kept.\nTo do: add the robot to the group again, put its new address into ${webhook}, then run npm run digest -- deliver`,
      );
    case 'no-address':
      return say(
        `没有设置 ${webhook}。消息已存好。\n怎么办：在 .env 里填上它，再运行 npm run digest -- deliver`,
        `${webhook} is not set. The messages are kept.\nTo do: set it in .env, then run npm run digest -- deliver`,
      );
    case 'bad-address':
      return say(
        `${webhook} 不是能用的机器人地址。消息已存好。\n怎么办：从群机器人的页面重新复制，再运行 npm run digest -- deliver`,
        `${webhook} is no usable robot address. The messages are kept.\nTo do: copy it from the robot’s page again, then run npm run digest -- deliver`,
      );
    case undefined:
      return waiting === 0
        ? undefined
        : say(
            '还没有发完（程序被停下，或企业微信暂时收不了），消息已存好；稍后运行 npm run digest -- deliver，常驻程序会自己再试。',
            'Not all is sent (the program was stopped, or WeCom cannot take it now); the messages are kept. Run npm run digest -- deliver later; the worker tries again by itself.',
          );
  }
}
