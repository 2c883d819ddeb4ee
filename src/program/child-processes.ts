/** Two child processes, one for collections and one for compositions, started when there is work. */
import { collectionOf } from '../collect/collection.ts';
import type { ChildProcesses } from '../commands/app.ts';
import type { Config } from '../config/config.ts';
import { refuseStopped } from '../ground/command-error.ts';
import { minuteMs } from '../ground/durations.ts';
import type { Clock, FeedOutcome } from '../model.ts';
import {
  ChildEnded,
  type ChildOptions,
  ChildProcess,
  type CollectorSettings,
  type ComposerSettings,
  type FeedResult,
} from './child-process.ts';

export interface ChildProcessesOptions extends Pick<ChildOptions, 'file' | 'idleMs' | 'silentMs'> {
  readonly clock: Pick<Clock, 'now'>;
  /** Aborts when the program is asked to stop. */
  readonly signal: AbortSignal;
  readonly log: { warn(fields: object, message: string): void };
}

/** A document that crashes the process is tried twice and then skipped (`afterCrash`). More crashes have another cause. */
const mostCollectorEnds = 8;

/** Templates that crash the process are tried twice and then replaced (`withTrustedTemplates`). A third crash has another cause. */
const mostComposerEnds = 3;

/** An edition is composed synchronously, without a heartbeat. */
const longestCompositionMs = 5 * minuteMs;

/**
 * Comparing two headlines allocates memory that is garbage at once. With a young generation of 1 MB, as in the
 * collector process, much of it was promoted to the old generation: a fifth more time, and 60 MB more at 3,500 items.
 * The heap may double before all of it is searched for garbage: 20 MB more than with a growth of 20 percent, and about
 * a tenth less time.
 */
export const composerFlags = ['--min-semi-space-size=8', '--max-semi-space-size=8', '--heap-growing-percent=100'];

export function openChildProcesses(options: ChildProcessesOptions): ChildProcesses {
  const { clock, signal, log } = options;
  let collector: ChildProcess | undefined;
  let composer: ChildProcess | undefined;

  /** Tries again while the process ends at its work, but no more than `most` times. */
  async function insist<Result>(
    attempt: () => Promise<Result>,
    { most, stop }: { readonly most: number; readonly stop: AbortSignal },
    tell: (ended: ChildEnded) => void,
  ): Promise<Result> {
    for (let ends = 1; ; ends += 1) {
      try {
        return await attempt();
      } catch (error) {
        refuseStopped(signal);
        if (!(error instanceof ChildEnded) || stop.aborted || ends >= most) throw error;
        tell(error);
      }
    }
  }

  return {
    async collect(config, _store, request) {
      const { feeds = config.feeds.filter(({ enabled }) => enabled), everyFeed, isPart = false, signal: own } = request;
      const startedAt = clock.now();
      const stop = AbortSignal.any([signal, ...(own === undefined ? [] : [own])]);
      const outcomes = new Map<string, FeedResult>();
      const onOutcome = (url: string, outcome: FeedResult) => void outcomes.set(url, outcome);
      let asked = 0;
      const read = async () => {
        const urls = feeds.map(({ url }) => url).filter((url) => !outcomes.has(url));
        asked = urls.length;
        if (collector === undefined || collector.hasEnded) collector = new ChildProcess(options);
        const work = { kind: 'collect', urls, everyFeed, isPart } as const;
        await collector.do(work, config, { sendable: forCollector, stop, onOutcome });
      };
      await insist(read, { most: mostCollectorEnds, stop }, ({ how, said }) =>
        log.warn({ how, said, feeds: asked }, 'collector process ended while reading, restarted'),
      );
      refuseStopped(signal);
      const found = feeds.flatMap((feed): FeedOutcome[] => {
        const outcome = outcomes.get(feed.url);
        return outcome === undefined ? [] : [{ ...outcome, feed }];
      });
      return collectionOf(found, { startedAt, finishedAt: clock.now() });
    },
    async compose(config, _store, request) {
      const composeOnce = async () => {
        if (composer === undefined || composer.hasEnded) {
          composer = new ChildProcess({
            silentMs: longestCompositionMs,
            ...options,
            flags: composerFlags,
            mayFinish: true,
          });
        }
        const order = { kind: 'compose', request } as const;
        const composed = await composer.do(order, config, { sendable: forComposer, stop: signal });
        if (composed === undefined) throw new Error('Expected a composition, got none');
        return composed;
      };
      return insist(composeOnce, { most: mostComposerEnds, stop: signal }, ({ how, said }) => {
        const digest = request.settings.id;
        log.warn({ how, said, digest }, 'composer process ended while composing, restarted');
      });
    },
    async close() {
      await Promise.all([collector?.end(), composer?.end()]);
    },
  };
}

/** Patterns are needed only for composing. */
function forCollector({ environment, collect, feeds }: CollectorSettings): CollectorSettings {
  return { environment, collect, feeds: feeds.map((feed) => ({ ...feed, include: [], exclude: [] })) };
}

/** Functions cannot be sent to another process. */
function forComposer({ secret: _, problemOf: __, ...settings }: Config): ComposerSettings {
  return settings;
}
