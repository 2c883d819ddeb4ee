import type { Config } from '../config/config.ts';
import type { WebhookResult } from '../deliver/drain-report.ts';
import type { ExitCode } from '../ground/command-error.ts';
import { digestCommand } from '../ground/command-name.ts';
import { roomName } from '../ground/room-kinds.ts';
import { refusalOf } from '../ground/room-refusal.ts';
import { type Say, sayIn } from '../ground/say.ts';
import type { Language } from '../model.ts';
import { logDelivery } from '../operator/delivery-log.ts';
import { countedState } from '../show/message-states.ts';
import type { Store } from '../store/store.ts';
import type { App } from './app.ts';
import type { Place } from './with-scratch-store.ts';

/** How long a command waits for an unavailable robot. After that the message stays in the outbox. */
const maxRobotWaitMs = 5 * 60_000;

/**
 * Sends waiting messages, and prints what happened to them and what to do. A signal lets the request in flight finish
 * first.
 * @param messages ids of the messages to send; undefined: all
 */
export async function drainOutbox(app: App, { config, store }: Place, messages?: readonly number[]): Promise<ExitCode> {
  const log = await app.log(config);
  const sayThatItWaits = waitNote(app);
  const deliverer = await app.deliverer(
    () => config,
    store,
    (event) => {
      logDelivery(log, event);
      if (event.kind === 'postponed') sayThatItWaits(event.message.webhook);
    },
  );
  const paused = await firstPaused(app, store, messages);
  if (paused !== undefined) sayThatItWaits(paused.webhook);
  const { webhooks, exitCode } = await deliverer.drain({
    maxRobotWaitMs,
    signal: app.signal,
    ...(messages && { messages }),
  });
  await publish(app, config, store);
  await report(app, webhooks, { config, store });
  return exitCode;
}

/** Says once why nothing seems to happen, and that the command may be stopped. */
function waitNote({ terminal, language, signal }: App): (webhook: string) => void {
  let isSaid = false;
  return (webhook) => {
    if (isSaid || signal.aborted) return;
    isSaid = true;
    terminal.note(
      sayIn(language)(
        `${webhook} 暂时收不了：会自动再试，最多等 5 分钟。可以用 Ctrl-C 停下，消息不会丢。`,
        `${webhook} is unavailable now: retrying for up to 5 minutes. Ctrl-C stops the command; no message is lost.`,
      ),
    );
  };
}

/** The first of these messages that an earlier command left for a retry within the time that this one waits. */
async function firstPaused({ clock }: App, store: Store, messages?: readonly number[]) {
  const now = clock.now().getTime();
  return (await store.unfinished()).find(({ id, notBefore }) => {
    const pauseMs = (notBefore?.getTime() ?? now) - now;
    return pauseMs > 0 && pauseMs <= maxRobotWaitMs && (messages?.includes(id) ?? true);
  });
}

/** Updates the folder of `publish`. A failure is only noted, since the delivery is done. */
async function publish({ clock, terminal, language }: App, config: Config, store: Store): Promise<void> {
  if (config.publish === undefined) return;
  const { publishSite } = await import('../worker/site-publisher.ts');
  try {
    await publishSite(config, store, clock.now());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    terminal.note(
      sayIn(language)(
        `往期没能写进 ${config.publish}：${why}\n怎么办：检查这个文件夹能不能写，再运行 ${digestCommand} deliver`,
        `The editions could not be written to ${config.publish}: ${why}\nTo do: make the folder writable, then run ${digestCommand} deliver`,
      ),
    );
  }
}

/** Prints one line for each robot with what to do and, for waiting messages, the reason and the time of the next attempt. */
async function report(
  { terminal, language }: App,
  webhooks: readonly WebhookResult[],
  { config, store }: Place,
): Promise<void> {
  if (webhooks.length === 0) terminal.note(sayIn(language)('没有等着要发的消息。', 'No messages are waiting.'));
  for (const result of webhooks) terminal.note(webhookText(result, language));
  const robots = new Set(webhooks.filter(({ waiting }) => waiting > 0).map(({ webhook }) => webhook));
  if (robots.size === 0) return;
  const timezone = config.digests[0]?.timezone ?? 'UTC';
  const { waitingText, waitingOf } = await import('../show/status.ts');
  for (const row of waitingOf(await store.unfinished(), language)) {
    if (robots.has(row.webhook)) terminal.note(`  ${waitingText(row, timezone, language)}`);
  }
}

function webhookText(result: WebhookResult, language: Language): string {
  const say = sayIn(language);
  const { webhook, accepted, refused, unsure, givenUp, waiting } = result;
  const counts = { accepted, refused, unsure, 'given-up': givenUp, waiting };
  const shown = Object.entries(counts).flatMap(([state, count]) =>
    count > 0 ? [countedState(state as keyof typeof counts, count, language)] : [],
  );
  const head = `${webhook}${say('：', ': ')}${shown.join(say('，', ', '))}`;
  return [head, refusalText(result, say), remedyFor(result, say)].filter(Boolean).join('\n');
}

/** Why messages were refused, and what to do; undefined if none was. */
function refusalText({ refusedWith, room }: WebhookResult, say: Say): string | undefined {
  if (refusedWith === undefined) return undefined;
  const name = roomName(room);
  const meaning =
    room === 'wecom' ? ` https://open.work.weixin.qq.com/devtool/query?e=${refusedWith}` : say('的含义', ' means');
  return say(
    `${name['zh-CN']}拒收，答 ${refusedWith}。被拒收的消息不会自己再发。\n怎么办：查这个错误码${meaning}，改好内容或机器人后重新发`,
    `${name.en} refused it with error ${refusedWith}. A refused message is not resent automatically.\nTo do: look up ${room === 'wecom' ? `the error:${meaning}` : `what the error${meaning}`}, correct the content or the robot, then send it again`,
  );
}

function remedyFor({ busyElsewhere, blocked, waiting, webhook, room }: WebhookResult, say: Say) {
  const again = say(`运行 ${digestCommand} deliver`, `run ${digestCommand} deliver`);
  if (busyElsewhere) return say('另一个进程正在发送，由它发完。', 'Another process is sending and will finish it.');
  const name = roomName(room);
  switch (blocked) {
    case 'no-address':
      return say(
        `没有设置 ${webhook}。消息已存好。\n怎么办：在 .env 里填上它，再${again}`,
        `${webhook} is not set. The messages are kept.\nTo do: set it in .env, then ${again}`,
      );
    case 'bad-address':
      return say(
        `${webhook} 不是能用的机器人地址。消息已存好。\n怎么办：从群机器人的页面重新复制，再${again}`,
        `${webhook} is not a usable robot address. The messages are kept.\nTo do: copy it from the robot’s page again, then ${again}`,
      );
    case undefined:
      return waiting === 0
        ? undefined
        : say(
            `还没有发完（程序被停下，或${name['zh-CN']}暂时收不了），消息已存好；稍后${again}，常驻程序会自己再试。`,
            `Some messages are not sent yet (the program was stopped, or ${name.en} is unavailable); they are kept. Later, ${again}; a running worker retries automatically.`,
          );
    default: {
      const { cause, remedy } = refusalOf(room, blocked.keyRefusedWith);
      const toDo = remedy(webhook);
      return say(
        `${cause['zh-CN']}。消息已存好。\n怎么办：${toDo['zh-CN']}，再${again}`,
        `${cause.en}. The messages are kept.\nTo do: ${toDo.en}, then ${again}`,
      );
    }
  }
}
