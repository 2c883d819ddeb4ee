import { judgeFeed } from '../collect/feed-health.ts';
import type { Config } from '../config/config.ts';
import { feedsOf } from '../config/feeds-of.ts';
import { kindOfBody } from '../deliver/rooms/rooms.ts';
import { digestCommand } from '../ground/command-name.ts';
import { counted } from '../ground/counted.ts';
import { dayAndTime } from '../ground/day-and-time.ts';
import { hourMs } from '../ground/durations.ts';
import { phrase } from '../ground/phrase.ts';
import { sayIn } from '../ground/say.ts';
import type { Language, ModelStatus, OutboxMessage, Phrase, Slot } from '../model.ts';
import { standingAlerts } from '../operator/alerts.ts';
import { atCapShare } from '../operator/condition.ts';
import { type WorkerState, workerState } from '../operator/heartbeat.ts';
import { levelOf } from '../operator/level.ts';
import type { Edition, Store } from '../store/store.ts';
import type { Api } from './api.ts';
import { arrivalLevel, arrivalsOf, unreadFeeds } from './arrivals.ts';
import { faultLines } from './feed-failures.ts';
import { givenUpAt, isStopped, statesText, stateWords, waitsFor, whyNotDelivered } from './message-states.ts';
import { outlookText, outlookView } from './outlook.ts';
import { refusalText } from './refused-answers.ts';

/** The state of the program, as printed by `status --json`; `api.ts` describes its fields. */
export type StatusReport = Api['status'];

export type StatusSubject = Pick<Config, 'digests' | 'feeds' | 'calendar'>;

/** The status for JSON, for text (`statusText`) and for the pages. */
export async function statusReport(
  config: StatusSubject,
  store: Store,
  {
    now,
    language,
    model,
  }: { readonly now: Date; readonly language: Language; readonly model?: ModelStatus | undefined },
): Promise<StatusReport> {
  const states = await store.feedStates();
  const newest = await Promise.all(config.digests.map(({ id }) => store.editions({ digestId: id, limit: 1 })));
  const arrivals = await arrivalsOf(config, store, { now, editions: 1 });
  const state = await workerState(store, now);
  const healthy = state === 'running';
  const alerts = await standingAlerts(store);
  const lasting = [...alerts.values()].filter(({ event }) => !event);
  return {
    worker: {
      healthy,
      state,
      level: levelOf(healthy, alerts, arrivalLevel(arrivals, unreadFeeds(config, states, now))),
      alerts: lasting.map(({ text }) => text.split('\n')[0] ?? ''),
    },
    digests: arrivals.map(({ settings: { id, timezone }, outlook }, index) => {
      const [last] = newest[index] ?? [];
      return { id, timezone, ...outlookView(outlook), last: last === undefined ? null : lastOf(last) };
    }),
    outbox: waitingOf(await store.unfinished(), language),
    model: model ?? null,
    feeds: [...new Set(config.digests.flatMap((settings) => feedsOf(settings, config.feeds)))].map((feed) => {
      const state = states.get(feed.url);
      const health = judgeFeed(state, now);
      return {
        name: feed.name,
        url: feed.url,
        verdict: health.verdict,
        what: health.what[language],
        remedy: health.remedy[language],
        cause: state?.failure?.code ?? null,
        lastSuccessAt: state?.lastSuccessAt?.toISOString() ?? null,
        failures: state?.consecutiveFailures ?? 0,
        successes: state?.counts.successes ?? 0,
        failuresByKind: state?.counts.failures ?? {},
        ...paceOf(state?.cadenceMs),
      };
    }),
  };
}

function paceOf(cadenceMs: number | undefined) {
  if (cadenceMs === undefined) return { cadenceHours: null, itemsPerDay: null };
  const round = (value: number) => Math.round(value * 10) / 10;
  return { cadenceHours: round(cadenceMs / hourMs), itemsPerDay: round((24 * hourMs) / Math.max(cadenceMs, 1)) };
}

function lastOf(edition: Edition) {
  const counts = Map.groupBy(edition.messages, ({ state }) => state);
  const state = [...counts].map(([name, messages]) => `${name} ${messages.length}`).join(', ') || 'empty';
  const states = edition.messages.map((message) => message.state);
  return { slot: edition.slot.iso, state, states, stories: edition.decisions.stories.length };
}

/** The waiting messages, for the status. */
export function waitingOf(unfinished: readonly OutboxMessage[], language: Language) {
  return unfinished.map((message) => ({
    id: message.id,
    webhook: message.webhook,
    part: `${message.part}/${message.parts}`,
    state: message.state,
    attempts: message.attempts.length,
    why: whyNotDelivered(waitsFor(message, unfinished), kindOfBody(message.body))?.[language] ?? null,
    notBefore: isStopped(message.webhook, unfinished) ? null : (message.notBefore?.toISOString() ?? null),
    giveUpAt: givenUpAt(message, unfinished).toISOString(),
  }));
}

const workerWords: Readonly<Record<WorkerState, Phrase>> = {
  running: phrase('在运行', 'running'),
  stalled: phrase(
    '在运行，但三分钟没有动静：磁盘满了，或者卡住了。看日志',
    'running, but it has done nothing for three minutes: the disk is full, or it hangs. See its log',
  ),
  stopped: phrase(`没有在运行（${digestCommand} start）`, `not running (${digestCommand} start)`),
};

/** The status as text. @param held the slots whose editions are held by a person */
export function statusText(report: StatusReport, language: Language, held: readonly Slot[] = []): string {
  const say = sayIn(language);
  const lines = [
    say(`常驻程序  ${workerWords[report.worker.state]['zh-CN']}`, `Worker   ${workerWords[report.worker.state].en}`),
    ...report.worker.alerts.map((head) => `  ! ${head}`),
  ];
  for (const { id, last, timezone, ...outlook } of report.digests) {
    const when = (iso: string) => dayAndTime(new Date(iso), timezone, language);
    const before =
      last === null ? say('还没有发过', 'none yet') : `${when(last.slot)} ${statesText(last.states, language)}`;
    const coming = outlookText(outlook, {
      digestId: id,
      timezone,
      language,
      isOneOfSeveral: report.digests.length > 1,
      held,
    });
    lines.push(say(`日报 ${id}  上一期 ${before} · ${coming}`, `Digest ${id}  last ${before} · ${coming}`));
  }
  lines.push(
    report.outbox.length === 0
      ? say('待发消息  没有', 'Outbox   empty')
      : say(`待发消息  ${report.outbox.length} 条`, `Outbox   ${counted(report.outbox.length, 'message')} waiting`),
  );
  const zone = report.digests[0]?.timezone ?? 'UTC';
  for (const row of report.outbox) lines.push(`  ${waitingText(row, zone, language)}`);
  if (report.model !== null) lines.push(modelLine(report.model, language), ...modelRemedies(report.model, language));
  // There is no configuration.
  if (report.digests.length === 0) return lines.join('\n');
  const bad = report.feeds.filter(({ verdict }) => verdict !== 'ok');
  lines.push(feedsLine(report.feeds, language));
  const faults = bad.map(({ name, verdict, cause, what, remedy }) => ({
    name,
    cause: cause === null ? undefined : `${verdict} ${cause}`,
    what,
    remedy,
  }));
  return [...lines, ...faultLines(faults, { language })].join('\n');
}

/** A feed that was never visited, or not read last time, is not yet one to check, but it is not fine either. */
function feedsLine(feeds: StatusReport['feeds'], language: Language): string {
  const say = sayIn(language);
  const fine = feeds.filter(({ verdict }) => verdict === 'ok');
  const counts = [
    [feeds.length - fine.length, say('个要看看', 'to check')],
    [
      fine.filter(({ failures }) => failures > 0).length,
      say('个上次没读到，会自动再试', 'not read last time, tried again'),
    ],
    [fine.filter(isUnread).length, say('个还没有读过', 'not read yet')],
  ] as const;
  const told = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const all = say('都正常', 'all fine');
  return say(
    `源        ${feeds.length} 个，${told.join('，') || all}`,
    `Feeds    ${feeds.length}: ${told.join('; ') || all}`,
  );
}

function isUnread({ successes, failures }: StatusReport['feeds'][number]): boolean {
  return successes === 0 && failures === 0;
}

/** Calls, tokens and refusals of today, and the average duration of a call. */
function modelLine(model: ModelStatus, language: Language): string {
  const say = sayIn(language);
  const refused = Object.entries(model.refused).map(
    ([reason, times]) => `${refusalText({ reason }, language)} ${times}`,
  );
  const failed = model.failed === 0 ? '' : say(`（${model.failed} 次失败）`, ` (${model.failed} failed)`);
  return [
    say(`语言模型  ${model.name}`, `Model    ${model.name}`),
    model.host,
    say(`今天 ${model.calls} 次调用${failed}`, `${counted(model.calls, 'call')} today${failed}`),
    `${model.tokens}/${model.cap} token`,
    say(`采用 ${model.passed} 条`, `${counted(model.passed, 'answer')} used`),
    ...(refused.length === 0 ? [] : [say(`未采用：${refused.join('、')}`, `refused: ${refused.join(', ')}`)]),
    ...(model.calls === 0
      ? []
      : [say(`平均 ${(model.averageMs / 1000).toFixed(1)} 秒`, `${(model.averageMs / 1000).toFixed(1)} s per call`)]),
  ].join(' · ');
}

function modelRemedies({ failed, tokens, cap }: ModelStatus, language: Language): readonly string[] {
  const say = sayIn(language);
  const command = `${digestCommand} check --online`;
  return [
    ...(failed === 0 ? [] : [say(`  看失败的原因：${command}`, `  to see why calls failed: ${command}`)]),
    ...(tokens < cap * atCapShare
      ? []
      : [say('  要更多就改 .env 的 LLM_DAILY_TOKENS', '  to allow more tokens, raise LLM_DAILY_TOKENS in .env')]),
  ];
}

/** A waiting message: the reason, and the time of the next attempt. */
export function waitingText(row: StatusReport['outbox'][number], timezone: string, language: Language): string {
  const say = sayIn(language);
  const when = (iso: string) => dayAndTime(new Date(iso), timezone, language);
  return [
    `${row.webhook} ${row.part} ${stateWords[row.state][language]}`,
    ...(row.attempts > 0
      ? [say(`试过 ${row.attempts} 次`, row.attempts === 1 ? 'tried once' : `tried ${row.attempts} times`)]
      : []),
    ...(row.why === null ? [] : [row.why]),
    ...(row.notBefore === null ? [] : [say(`${when(row.notBefore)} 再试`, `next try ${when(row.notBefore)}`)]),
    say(`最晚到 ${when(row.giveUpAt)}`, `until ${when(row.giveUpAt)}`),
  ].join(' · ');
}
