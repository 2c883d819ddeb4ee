/**
 * Collections in a process of their own. The worker's event loop is free while documents are read, a document that
 * breaks or blocks the reader costs its feed and not the worker, and the memory goes back to the system with the process.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { Socket } from 'node:net';
import { collectionOf } from '../collect/collection.ts';
import type { Collector } from '../commands/app.ts';
import type { Config } from '../config/config.ts';
import { refuseStopped } from '../ground/command-error.ts';
import { secondMs } from '../ground/durations.ts';
import type { Clock, FeedOutcome } from '../model.ts';
import { StoreError } from '../store/store-error.ts';

/** What a collector is told. Feeds are named by URL; the settings, sent before, have them. */
export type CollectorOrder =
  | { readonly kind: 'settings'; readonly settings: CollectorSettings }
  | { readonly kind: 'collect'; readonly id: number; readonly urls: readonly string[]; readonly everyFeed: boolean }
  | { readonly kind: 'stop'; readonly id: number };

/** The part of Config that a collection needs and that can be sent. */
export type CollectorSettings = Pick<Config, 'environment' | 'collect' | 'feeds'>;

/** What it answers. `alive` comes every second, unless a document blocks it. */
export type CollectorReport =
  | { readonly kind: 'alive' }
  | { readonly kind: 'outcome'; readonly id: number; readonly url: string; readonly outcome: FeedResult }
  | { readonly kind: 'done'; readonly id: number }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly error: unknown;
      /** An error loses its class on the way. */
      readonly ofStore: Pick<StoreError, 'code' | 'what' | 'remedy'> | undefined;
    };

type WithoutFeed<Outcome> = Outcome extends unknown ? Omit<Outcome, 'feed'> : never;
export type FeedResult = WithoutFeed<FeedOutcome>;

export interface CollectorOptions {
  /** The process runs it: program/collector.ts. */
  readonly file: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Aborts when the program is to stop. */
  readonly signal: AbortSignal;
  readonly log: { warn(fields: object, message: string): void };
  /** Without work it is ended after so long. @default 5,000 */
  readonly idleMs?: number;
  /** It is killed when it says nothing for so long: the longest that a document may take. @default 120,000 */
  readonly silentMs?: number;
}

/** A document that ends the process is tried twice, and then left alone (`afterCrash`); this many ends are not its fault. */
const mostEnds = 8;

/** Of what it wrote to stderr, so many characters are kept, and so many told with its end. */
const mostKept = 20_000;
const mostSaid = 1_000;

/** When told to end, it has so long for what it is writing. */
const endMs = 3 * secondMs;

/** The process is started by the first collection. */
export function openCollector(options: CollectorOptions): Collector {
  const { clock, signal, log } = options;
  let running: CollectorProcess | undefined;

  return {
    async collect(config, _store, { feeds = config.feeds.filter(({ enabled }) => enabled), everyFeed, signal: own }) {
      const startedAt = clock.now();
      const stop = AbortSignal.any([signal, ...(own === undefined ? [] : [own])]);
      const outcomes = new Map<string, FeedResult>();
      for (let ends = 1; ; ends += 1) {
        const urls = feeds.map(({ url }) => url).filter((url) => !outcomes.has(url));
        if (running === undefined || running.hasEnded) running = new CollectorProcess(options);
        try {
          await running.collect(config, { urls, everyFeed, stop, onOutcome: (url, one) => outcomes.set(url, one) });
          break;
        } catch (error) {
          refuseStopped(signal);
          if (!(error instanceof CollectorEnded) || stop.aborted || ends >= mostEnds) throw error;
          log.warn(
            { how: error.how, said: error.said, feeds: urls.length },
            'collector ended while it read, started again',
          );
        }
      }
      refuseStopped(signal);
      const found = feeds.flatMap((feed): FeedOutcome[] => {
        const outcome = outcomes.get(feed.url);
        return outcome === undefined ? [] : [{ ...outcome, feed }];
      });
      return collectionOf(found, { startedAt, finishedAt: clock.now() });
    },
    close: async () => running?.end(),
  };
}

/** The process ended, or had to be ended, before it had answered. */
class CollectorEnded extends Error {
  /** A signal, or an exit code. */
  readonly how: string;
  /** The end of what it wrote to stderr, without the addresses that V8 prints after the cause. */
  readonly said: string;

  constructor(how: string, said: string) {
    super(`The process that reads feeds ended (${how})`);
    this.name = 'CollectorEnded';
    this.how = how;
    this.said = said;
  }
}

interface Work {
  readonly urls: readonly string[];
  readonly everyFeed: boolean;
  readonly stop: AbortSignal;
  onOutcome(url: string, outcome: FeedResult): void;
}

interface Call {
  readonly work: Work;
  resolve(): void;
  reject(error: unknown): void;
}

class CollectorProcess {
  hasEnded = false;
  readonly #child: ChildProcess;
  readonly #options: CollectorOptions;
  readonly #exited: Promise<void>;
  readonly #calls = new Map<number, Call>();
  #lastId = 0;
  #said = '';
  /** What it was told last. */
  #settings: CollectorSettings | undefined;
  #idle: NodeJS.Timeout | undefined;
  /** undefined while it starts, which may take long on a busy machine. */
  #heardAt: number | undefined;

  constructor(options: CollectorOptions) {
    this.#options = options;
    // An inherited stderr would be made a blocking one, for the worker as well: a reader that stops would stop the worker.
    this.#child = fork(options.file, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    // The worker decides when the program ends.
    this.#child.unref();
    this.#child.channel?.unref();
    const { stderr } = this.#child;
    if (stderr instanceof Socket) stderr.unref();
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-mostKept);
    });
    this.#child.on('message', (report: CollectorReport) => this.#hear(report));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#exited = promise;
    const ended = (how: string) => {
      this.#endCalls(how);
      resolve();
    };
    this.#child.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
    this.#child.on('error', (error) => ended(error.message));
  }

  async collect(settings: CollectorSettings, work: Work): Promise<void> {
    clearTimeout(this.#idle);
    if (this.#settings !== settings) this.#tell({ kind: 'settings', settings: sendable(settings) });
    this.#settings = settings;
    this.#lastId += 1;
    const id = this.#lastId;
    const stop = () => this.#tell({ kind: 'stop', id });
    const watch = this.#watchSilence();
    try {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      this.#calls.set(id, { work, resolve, reject });
      this.#tell({ kind: 'collect', id, urls: work.urls, everyFeed: work.everyFeed });
      work.stop.addEventListener('abort', stop, { once: true });
      if (work.stop.aborted) stop();
      await promise;
    } finally {
      clearInterval(watch);
      work.stop.removeEventListener('abort', stop);
      this.#calls.delete(id);
      if (this.#calls.size === 0) {
        this.#idle = setTimeout(() => void this.end(), this.#options.idleMs ?? 5 * secondMs).unref();
      }
    }
  }

  /** Resolves when the process is gone. */
  async end(): Promise<void> {
    clearTimeout(this.#idle);
    if (this.#child.connected) this.#child.disconnect();
    this.hasEnded = true;
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), endMs);
    await this.#exited;
    clearTimeout(kill);
  }

  #tell(order: CollectorOrder): void {
    // What cannot be sent is answered by the end of the process.
    if (this.#child.connected) this.#child.send(order, () => undefined);
  }

  #hear(report: CollectorReport): void {
    this.#heardAt = performance.now();
    if (report.kind === 'alive') return;
    const call = this.#calls.get(report.id);
    if (report.kind === 'outcome') call?.work.onOutcome(report.url, report.outcome);
    else if (report.kind === 'done') call?.resolve();
    else
      call?.reject(report.ofStore ? new StoreError(report.ofStore.code, report.ofStore, report.error) : report.error);
  }

  #endCalls(how: string): void {
    this.hasEnded = true;
    for (const { reject } of this.#calls.values()) reject(new CollectorEnded(how, stderrTail(this.#said)));
  }

  #watchSilence(): NodeJS.Timeout {
    const { silentMs = 120 * secondMs } = this.#options;
    const look = () => {
      if (performance.now() - (this.#heardAt ?? Number.POSITIVE_INFINITY) > silentMs) this.#child.kill('SIGKILL');
    };
    // What it said while this process was busy is heard first.
    return setInterval(() => setImmediate(look), silentMs / 10).unref();
  }
}

/** A native stack trace has as many lines as the machine has frames, and would push the cause out of what is told. */
export function stderrTail(stderr: string): string {
  const [said = ''] = stderr.split(/^-+ Native stack trace -+$/m);
  return said.trim().slice(-mostSaid);
}

/** Patterns are compiled, and needed only when a digest is composed. */
function sendable({ environment, collect, feeds }: CollectorSettings): CollectorSettings {
  return { environment, collect, feeds: feeds.map((feed) => ({ ...feed, include: [], exclude: [] })) };
}
