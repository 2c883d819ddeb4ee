import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { judgeFeed } from '../collect/feed-health.ts';
import type { Config } from '../config/config.ts';
import type { Environment } from '../config/environment.ts';
import { feedsOf } from '../config/feeds-of.ts';
import { timetableOf } from '../edition/slot.ts';
import { dayAndTime } from '../ground/day-and-time.ts';
import type { OutboxMessage } from '../model.ts';
import { nextSlot } from '../schedule/slots.ts';
import { databaseFile } from '../store/sqlite-store.ts';
import type { Edition, Store } from '../store/store.ts';
import { isHealthy } from '../worker/heartbeat.ts';
import { type App, type ExitCode, exitCode, problemLines } from './app.ts';

export interface StatusOptions {
  readonly json?: boolean;
  readonly healthy?: boolean;
}

/**
 * What the program knows of itself. Reads a copy of the store, so that it never disturbs the worker. While feeds.yaml is
 * broken the worker goes on with its last good version, so that neither its health nor what waits depends on the file.
 */
export async function status(app: App, options: StatusOptions): Promise<ExitCode> {
  const environment = app.environment();
  if (options.healthy) return (await isWorkerHealthy(app, environment)) ? exitCode.ok : exitCode.failed;
  const loaded = await app.reloadConfig();
  if (!loaded.ok) app.terminal.note(`${brokenConfig[app.language]}\n${problemLines(loaded.problems, app.language)}`);
  const store = await app.openScratchStore({ environment });
  try {
    const report = await statusReport(app, loaded.ok ? loaded.config : noConfig, store);
    app.terminal.print(options.json ? JSON.stringify(report, undefined, 2) : statusText(app, report));
    return exitCode.ok;
  } finally {
    await store.close();
  }
}

const brokenConfig = {
  'zh-CN': '配置有误，看不到日报和源；常驻程序沿用上一个好的配置：',
  en: 'The configuration is broken, so digests and feeds cannot be shown; the worker goes on with its last good one:',
} as const;

type Shown = Pick<Config, 'digests' | 'feeds' | 'calendar'>;

const noConfig: Shown = { digests: [], feeds: [], calendar: { daysOff: [], workdays: [] } };

/** Asked every minute by a container: reads the few facts where they are. Without a database nothing has ever run. */
async function isWorkerHealthy(app: App, environment: Environment): Promise<boolean> {
  if (!existsSync(join(environment.dataDir, databaseFile))) return false;
  const store = await app.openStore({ environment });
  try {
    return isHealthy(await store.facts('worker:'), app.clock.now());
  } finally {
    await store.close();
  }
}

export interface StatusReport {
  readonly worker: { readonly healthy: boolean };
  readonly digests: readonly {
    readonly id: string;
    readonly timezone: string;
    readonly next: string | null;
    readonly last: { readonly slot: string; readonly state: string; readonly stories: number } | null;
  }[];
  readonly outbox: readonly {
    readonly id: number;
    readonly webhook: string;
    readonly part: string;
    readonly state: string;
    readonly attempts: number;
    readonly notBefore: string | null;
    readonly giveUpAt: string;
  }[];
  readonly feeds: readonly {
    readonly name: string;
    readonly url: string;
    readonly verdict: string;
    readonly what: string;
    readonly remedy: string;
    readonly lastSuccessAt: string | null;
    /** In a row, up to now. */
    readonly failures: number;
    readonly successes: number;
    /** By code, over all time. */
    readonly failuresByKind: Readonly<Record<string, number>>;
    /** Mean hours between two new items, by the feed's own dates; null until three are known. */
    readonly cadenceHours: number | null;
    readonly itemsPerDay: number | null;
  }[];
}

/** The status for machines and, through `statusText`, for people; the status page shows the same. */
export async function statusReport({ clock, language }: App, config: Shown, store: Store): Promise<StatusReport> {
  const now = clock.now();
  const states = await store.feedStates();
  const editions = new Map(
    await Promise.all(
      config.digests.map(async ({ id }) => [id, (await store.editions({ digestId: id, limit: 1 }))[0]] as const),
    ),
  );
  return {
    worker: { healthy: isHealthy(await store.facts('worker:'), now) },
    digests: config.digests.map((settings) => {
      const last = editions.get(settings.id);
      return {
        id: settings.id,
        timezone: settings.timezone,
        next: nextSlot(timetableOf(settings, config), now)?.iso ?? null,
        last: last === undefined ? null : lastOf(last),
      };
    }),
    outbox: (await store.unfinished()).map(waitingOf),
    feeds: [...new Set(config.digests.flatMap((settings) => feedsOf(settings, config.feeds)))].map((feed) => {
      const state = states.get(feed.url);
      const health = judgeFeed(state, now);
      return {
        name: feed.name,
        url: feed.url,
        verdict: health.verdict,
        what: health.what[language],
        remedy: health.remedy[language],
        lastSuccessAt: state?.lastSuccessAt?.toISOString() ?? null,
        failures: state?.consecutiveFailures ?? 0,
        successes: state?.counts.successes ?? 0,
        failuresByKind: state?.counts.failures ?? {},
        ...paceOf(state?.cadenceMs),
      };
    }),
  };
}

const hourMs = 60 * 60_000;

function paceOf(cadenceMs: number | undefined) {
  if (cadenceMs === undefined) return { cadenceHours: null, itemsPerDay: null };
  const round = (value: number) => Math.round(value * 10) / 10;
  return { cadenceHours: round(cadenceMs / hourMs), itemsPerDay: round((24 * hourMs) / Math.max(cadenceMs, 1)) };
}

function lastOf(edition: Edition) {
  const counts = Map.groupBy(edition.messages, ({ state }) => state);
  const state = [...counts].map(([name, messages]) => `${name} ${messages.length}`).join(', ') || 'empty';
  return { slot: edition.slot.iso, state, stories: edition.decisions.stories.length };
}

function waitingOf(message: OutboxMessage) {
  return {
    id: message.id,
    webhook: message.webhook,
    part: `${message.part}/${message.parts}`,
    state: message.state,
    attempts: message.attempts.length,
    notBefore: message.notBefore?.toISOString() ?? null,
    giveUpAt: message.giveUpAt.toISOString(),
  };
}

function statusText({ language }: App, report: StatusReport): string {
  const say = (zh: string, en: string) => (language === 'en' ? en : zh);
  const lines = [
    report.worker.healthy
      ? say('常驻程序  在运行', 'Worker   running')
      : say('常驻程序  没有在运行（npm start）', 'Worker   not running (npm start)'),
  ];
  for (const { id, next, last, timezone } of report.digests) {
    const when = (iso: string | undefined | null) => (iso ? dayAndTime(new Date(iso), timezone, language) : '—');
    const before = last === null ? say('还没有发过', 'none yet') : `${when(last.slot)} ${last.state}`;
    lines.push(
      say(`日报 ${id}  上一期 ${before} · 下一期 ${when(next)}`, `Digest ${id}  last ${before} · next ${when(next)}`),
    );
  }
  lines.push(
    report.outbox.length === 0
      ? say('待发消息  没有', 'Outbox   empty')
      : say(`待发消息  ${report.outbox.length} 条`, `Outbox   ${report.outbox.length} messages wait`),
  );
  for (const { webhook, part, state, attempts } of report.outbox) {
    lines.push(
      say(
        `  ${webhook} ${part} ${state} 试过 ${attempts} 次`,
        `  ${webhook} ${part} ${state}, tried ${attempts} times`,
      ),
    );
  }
  // Only without a configuration.
  if (report.digests.length === 0) return lines.join('\n');
  const bad = report.feeds.filter(({ verdict }) => verdict !== 'ok');
  lines.push(
    say(
      `源        ${report.feeds.length} 个，${bad.length} 个要看看`,
      `Feeds    ${report.feeds.length}, ${bad.length} to look at`,
    ),
  );
  for (const { name, what, remedy } of bad) lines.push(`  ${name}  ${what}\n      ${remedy}`);
  return lines.join('\n');
}
