/**
 * Work in a child process. It does not block the worker's event loop, work that crashes or blocks its process does not
 * affect the worker, and the memory is returned to the system when the process ends.
 */
import { type ChildProcess as Forked, fork } from 'node:child_process';
import { Socket } from 'node:net';
import type { Config } from '../config/config.ts';
import type { ComposedSlot, EditionRequest } from '../edition/edition.ts';
import { mainFileArgument } from '../ground/command-name.ts';
import { secondMs } from '../ground/durations.ts';
import type { FeedOutcome } from '../model.ts';
import { StoreError } from '../store/store-error.ts';

/** Messages to the child. */
export type ChildOrder =
  | { readonly kind: 'settings'; readonly settings: ChildSettings }
  | { readonly kind: 'work'; readonly id: number; readonly work: ChildWork }
  | { readonly kind: 'stop'; readonly id: number };

/** Feeds are identified by URL; they are in the settings, which were sent before. */
export type ChildWork =
  | {
      readonly kind: 'collect';
      readonly urls: readonly string[];
      readonly everyFeed: boolean;
      readonly isPart: boolean;
    }
  | { readonly kind: 'compose'; readonly request: EditionRequest };

/** The part of the configuration that the work needs and that can be serialised. */
export type ChildSettings = CollectorSettings | ComposerSettings;
export type CollectorSettings = Pick<Config, 'environment' | 'collect' | 'feeds'>;
export type ComposerSettings = Omit<Config, 'secret' | 'problemOf'>;

/** Messages from the child. `alive` is a heartbeat: it comes every second, unless the work blocks the process. */
export type ChildReport =
  | { readonly kind: 'alive' }
  | { readonly kind: 'outcomes'; readonly id: number; readonly outcomes: readonly (readonly [string, FeedResult])[] }
  | { readonly kind: 'done'; readonly id: number; readonly composed: ComposedSlot | undefined }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly error: unknown;
      /** Serialised, because an error loses its class in transit. */
      readonly ofStore: Pick<StoreError, 'code' | 'what' | 'remedy'> | undefined;
    };

type WithoutFeed<Outcome> = Outcome extends unknown ? Omit<Outcome, 'feed'> : never;
export type FeedResult = WithoutFeed<FeedOutcome>;

export interface ChildOptions {
  /** The file that the process runs: program/child.ts. */
  readonly file: string;
  /** The process is ended after this time without work. @default 5,000 */
  readonly idleMs?: number;
  /** The process is killed after this time without a message: no synchronous step may take longer. @default 120,000 */
  readonly silentMs?: number;
  /** Flags of V8. @default those of this process */
  readonly flags?: readonly string[];
  /** Let the process finish its work when it is ended. @default it is killed after three seconds */
  readonly mayFinish?: boolean;
}

/** The process ended, or was killed, before it had answered. */
export class ChildEnded extends Error {
  /** A signal, or an exit code. */
  readonly how: string;
  /** The end of its stderr, without the native stack trace that V8 prints after the cause. */
  readonly said: string;

  constructor(how: string, said: string) {
    super(`The process that worked for this one ended (${how})`);
    this.name = 'ChildEnded';
    this.how = how;
    this.said = said;
  }
}

/** How many characters of its stderr are kept, and how many are reported when it ends. */
const mostKept = 20_000;
const mostSaid = 1_000;

/** How long the process may take to finish writing after it was asked to end. */
const endMs = 3 * secondMs;

interface Watch {
  /** Asks the work to end. */
  readonly stop: AbortSignal;
  onOutcome?(url: string, outcome: FeedResult): void;
}

interface Call extends Watch {
  resolve(composed: ComposedSlot | undefined): void;
  reject(error: unknown): void;
}

export class ChildProcess {
  hasEnded = false;
  readonly #child: Forked;
  readonly #options: ChildOptions;
  readonly #exited: Promise<void>;
  readonly #calls = new Map<number, Call>();
  #lastId = 0;
  #said = '';
  /** The configuration that was sent last. */
  #config: object | undefined;
  #idle: NodeJS.Timeout | undefined;
  /** undefined while it starts, which may take a while on a busy machine. */
  #heardAt: number | undefined;

  constructor(options: ChildOptions) {
    this.#options = options;
    // An inherited stderr would become blocking for the worker as well: a stopped reader would stop the worker.
    this.#child = fork(options.file, [mainFileArgument()], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Its stderr says why it ended; a warning of Node.js must not push that out.
      execArgv: [...process.execArgv, '--disable-warning=ExperimentalWarning', ...(options.flags ?? [])],
    });
    // The child must not keep the program alive.
    this.#child.unref();
    this.#child.channel?.unref();
    const { stderr } = this.#child;
    if (stderr instanceof Socket) stderr.unref();
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-mostKept);
    });
    this.#child.on('message', (report: ChildReport) => this.#hear(report));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#exited = promise;
    const ended = (how: string) => {
      this.#endCalls(how);
      resolve();
    };
    this.#child.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
    this.#child.on('error', (error) => ended(error.message));
  }

  /**
   * @param sendable the part of `config` to send; it is sent once per `config` object
   * @throws ChildEnded
   */
  async do<Settings extends object>(
    work: ChildWork,
    config: Settings,
    { sendable, ...watch }: Watch & { sendable(config: Settings): ChildSettings },
  ): Promise<ComposedSlot | undefined> {
    clearTimeout(this.#idle);
    if (this.#config !== config) this.#tell({ kind: 'settings', settings: sendable(config) });
    this.#config = config;
    this.#lastId += 1;
    const id = this.#lastId;
    const stop = () => this.#tell({ kind: 'stop', id });
    const silence = this.#watchSilence();
    try {
      const { promise, resolve, reject } = Promise.withResolvers<ComposedSlot | undefined>();
      this.#calls.set(id, { ...watch, resolve, reject });
      this.#tell({ kind: 'work', id, work });
      watch.stop.addEventListener('abort', stop, { once: true });
      if (watch.stop.aborted) stop();
      return await promise;
    } finally {
      clearInterval(silence);
      watch.stop.removeEventListener('abort', stop);
      this.#calls.delete(id);
      if (this.#calls.size === 0) {
        this.#idle = setTimeout(() => void this.end(), this.#options.idleMs ?? 5 * secondMs).unref();
      }
    }
  }

  /** Resolves when the process has ended, or is left to finish its work. */
  async end(): Promise<void> {
    clearTimeout(this.#idle);
    if (this.#child.connected) this.#child.disconnect();
    this.hasEnded = true;
    const { promise: left, resolve: leave } = Promise.withResolvers<void>();
    const late = this.#options.mayFinish === true ? leave : () => this.#child.kill('SIGKILL');
    const timer = setTimeout(late, endMs);
    await Promise.race([this.#exited, left]);
    clearTimeout(timer);
  }

  #tell(order: ChildOrder): void {
    // A failed send is handled when the process ends.
    if (this.#child.connected) this.#child.send(order, () => undefined);
  }

  #hear(report: ChildReport): void {
    this.#heardAt = performance.now();
    if (report.kind === 'alive') return;
    const call = this.#calls.get(report.id);
    if (report.kind === 'outcomes') for (const [url, outcome] of report.outcomes) call?.onOutcome?.(url, outcome);
    else if (report.kind === 'done') call?.resolve(report.composed);
    else
      call?.reject(report.ofStore ? new StoreError(report.ofStore.code, report.ofStore, report.error) : report.error);
  }

  #endCalls(how: string): void {
    this.hasEnded = true;
    for (const { reject } of this.#calls.values()) reject(new ChildEnded(how, stderrTail(this.#said)));
  }

  #watchSilence(): NodeJS.Timeout {
    const { silentMs = 120 * secondMs } = this.#options;
    const look = () => {
      if (performance.now() - (this.#heardAt ?? Number.POSITIVE_INFINITY) > silentMs) this.#child.kill('SIGKILL');
    };
    // Messages that arrived while this process was busy are read first.
    return setInterval(() => setImmediate(look), silentMs / 10).unref();
  }
}

/** A native stack trace can be long, and would push the cause out of the reported text. */
export function stderrTail(stderr: string): string {
  const [said = ''] = stderr.split(/^-+ Native stack trace -+$/m);
  return said.trim().slice(-mostSaid);
}
