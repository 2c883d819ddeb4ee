/**
 * Work in a process of its own. The worker's event loop is free meanwhile, work that ends or blocks its process does not
 * cost the worker, and the memory goes back to the system with the process.
 */
import { type ChildProcess as Forked, fork } from 'node:child_process';
import { Socket } from 'node:net';
import type { Config } from '../config/config.ts';
import type { ComposedSlot, EditionRequest } from '../edition/edition.ts';
import { secondMs } from '../ground/durations.ts';
import type { FeedOutcome } from '../model.ts';
import { StoreError } from '../store/store-error.ts';

/** What it is told. */
export type ChildOrder =
  | { readonly kind: 'settings'; readonly settings: ChildSettings }
  | { readonly kind: 'work'; readonly id: number; readonly work: ChildWork }
  | { readonly kind: 'stop'; readonly id: number };

/** Feeds are named by URL; the settings, sent before, have them. */
export type ChildWork =
  | { readonly kind: 'collect'; readonly urls: readonly string[]; readonly everyFeed: boolean }
  | { readonly kind: 'compose'; readonly request: EditionRequest };

/** Of the configuration what the work needs and what can be sent. */
export type ChildSettings = CollectorSettings | ComposerSettings;
export type CollectorSettings = Pick<Config, 'environment' | 'collect' | 'feeds'>;
export type ComposerSettings = Omit<Config, 'secret'>;

/** What it answers. `alive` comes every second, unless its work blocks it. */
export type ChildReport =
  | { readonly kind: 'alive' }
  | { readonly kind: 'outcome'; readonly id: number; readonly url: string; readonly outcome: FeedResult }
  | { readonly kind: 'done'; readonly id: number; readonly composed: ComposedSlot | undefined }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly error: unknown;
      /** An error loses its class on the way. */
      readonly ofStore: Pick<StoreError, 'code' | 'what' | 'remedy'> | undefined;
    };

type WithoutFeed<Outcome> = Outcome extends unknown ? Omit<Outcome, 'feed'> : never;
export type FeedResult = WithoutFeed<FeedOutcome>;

export interface ChildOptions {
  /** The process runs it: program/child.ts. */
  readonly file: string;
  /** Without work it is ended after so long. @default 5,000 */
  readonly idleMs?: number;
  /** It is killed when it says nothing for so long: the longest that one piece of its work may take. @default 120,000 */
  readonly silentMs?: number;
  /** Flags of V8. @default those of this process */
  readonly flags?: readonly string[];
  /** When it is ended at work, it may come to the end of it by itself. @default it is killed after three seconds */
  readonly mayFinish?: boolean;
}

/** The process ended, or had to be ended, before it had answered. */
export class ChildEnded extends Error {
  /** A signal, or an exit code. */
  readonly how: string;
  /** The end of what it wrote to stderr, without the addresses that V8 prints after the cause. */
  readonly said: string;

  constructor(how: string, said: string) {
    super(`The process that worked for this one ended (${how})`);
    this.name = 'ChildEnded';
    this.how = how;
    this.said = said;
  }
}

/** Of what it wrote to stderr, so many characters are kept, and so many told with its end. */
const mostKept = 20_000;
const mostSaid = 1_000;

/** When told to end, it has so long for what it is writing. */
const endMs = 3 * secondMs;

interface Watch {
  /** Asks the work to come to its end. */
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
  /** The configuration that it was told last. */
  #config: object | undefined;
  #idle: NodeJS.Timeout | undefined;
  /** undefined while it starts, which may take long on a busy machine. */
  #heardAt: number | undefined;

  constructor(options: ChildOptions) {
    this.#options = options;
    // An inherited stderr would be made a blocking one, for the worker as well: a reader that stops would stop the worker.
    this.#child = fork(options.file, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // What it writes to stderr is the reason of its end, which a warning of Node's must not hide.
      execArgv: [...process.execArgv, '--disable-warning=ExperimentalWarning', ...(options.flags ?? [])],
    });
    // The worker decides when the program ends.
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
   * @param sendable what is sent of `config`, once as long as it is the same object
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

  /** Resolves when the process is gone, or is left to its work. */
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
    // What cannot be sent is answered by the end of the process.
    if (this.#child.connected) this.#child.send(order, () => undefined);
  }

  #hear(report: ChildReport): void {
    this.#heardAt = performance.now();
    if (report.kind === 'alive') return;
    const call = this.#calls.get(report.id);
    if (report.kind === 'outcome') call?.onOutcome?.(report.url, report.outcome);
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
    // What it said while this process was busy is heard first.
    return setInterval(() => setImmediate(look), silentMs / 10).unref();
  }
}

/** A native stack trace has as many lines as the machine has frames, and would push the cause out of what is told. */
export function stderrTail(stderr: string): string {
  const [said = ''] = stderr.split(/^-+ Native stack trace -+$/m);
  return said.trim().slice(-mostSaid);
}
