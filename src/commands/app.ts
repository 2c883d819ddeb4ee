import type { Logger } from 'pino';
import type { Collection, CollectProgress } from '../collect/collect.ts';
import type { FeedInspection } from '../collect/inspect.ts';
import type { FeedReach } from '../collect/probe.ts';
import type { Config, LoadedConfig } from '../config/config.ts';
import type { Environment } from '../config/environment.ts';
import type { GroupTexts } from '../config/group-files.ts';
import type { ComposedSlot, EditionRequest } from '../edition/edition.ts';
import type { Clock, Feed, FeedOutcome, Language, LanguageModel, Outcome, PageSelectors } from '../model.ts';
import type { JobQueue } from '../store/job-queue.ts';
import type { Store } from '../store/store.ts';
import type { WorkerWorld } from '../worker/world.ts';

/** What the composition root passes to every command: clock, terminal and store, and the stages wired to them. */
export interface App extends WorkerWorld {
  /** Paths on the command line are relative to this folder, those of the settings to `cwd`. */
  readonly callerDir: string;
  /** The language of the program: that of the first digest, if it can be read. */
  readonly language: Language;
  /** The language of the environment (`LANG`), whatever is configured. */
  readonly terminalLanguage: Language;
  /** For watching locks, which expire in real time. */
  readonly lockClock: Pick<Clock, 'sleep'>;
  /** A random number in [0, 1). */
  readonly random: () => number;
  readonly terminal: Terminal;
  /**
   * The configuration and its warnings.
   * @param needs also list wrong addresses of robots, if there is another problem. @default a preview needs none
   * @throws CommandError that lists all problems
   */
  loadConfig(needs?: { readonly robots: boolean }): Promise<LoadedApp>;
  /** Reads the configuration again. Problems are returned, not thrown. @param groups group files in force */
  reloadConfig(groups?: GroupTexts): Promise<LoadedConfig>;
  /** The settings from `.env` and the environment, even when feeds.yaml is broken. Invalid values get their defaults. */
  environment(): Environment;
  /** The current value of a secret in `.env` or the environment; undefined when it is not set. */
  secret(name: string): string | undefined;
  openStore(config: Pick<Config, 'environment'>): Promise<Store>;
  /** A copy of the store. Changes to it are discarded. */
  openScratchStore(config: Pick<Config, 'environment'>): Promise<Store>;
  /**
   * The job queue of the replicas; undefined on SQLite. @param onTrouble receives errors of the background work
   * @throws StoreError
   */
  openJobs(onTrouble: (error: unknown) => void): Promise<JobQueue | undefined>;
  /** @throws CommandError when the program is stopped meanwhile. Items read so far are stored but must not be published */
  collect(config: CollectConfig, store: Store, options: CollectRequest): Promise<Collection>;
  /** For a process that reads several parts of a collection: they share the limits of `config` and the connections. */
  openCollector(config: CollectConfig, store: Store): Promise<Collector>;
  /** Composes an edition from the store and stores nothing. */
  compose(config: Config, store: Store, request: EditionRequest, asking?: Asking): Promise<ComposedSlot>;
  /** Starts separate processes that collect and compose; undefined when the program has none. */
  openChildProcesses(log: Pick<Logger, 'warn'>): Promise<ChildProcesses | undefined>;
  /** For one edition; undefined when no provider is set. `isOffline` uses only the cache. */
  languageModel(
    config: Config,
    options?: Asking & { readonly isOffline?: boolean | undefined },
  ): Promise<LanguageModel | undefined>;
  /** Asks the room whether its key is valid, without posting anything; undefined when this kind cannot be asked. */
  probeRoom(config: Config, webhook: string): Promise<Outcome | undefined>;
  /** Reads sources and reports the result. `address` is the original URL of a saved file, `match` a filter for site maps. */
  inspect(
    config: Config,
    sources: readonly string[],
    how?: {
      readonly address?: string | undefined;
      readonly match?: string | undefined;
      readonly select?: PageSelectors | undefined;
    },
  ): AsyncIterable<FeedInspection>;
  /** Whether each enabled feed can be read directly or by proxy. @throws CommandError when the program is stopped meanwhile */
  probeFeeds(config: Config): Promise<readonly FeedReach[]>;
  /** `lostLines`: how many lines could not be written so far. */
  log(config: Config): Promise<Logger & { lostLines(): number }>;
  /** The same program with another folder, clock or environment (the demo), or with the files as they are now. */
  within(world: {
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly clock: Clock;
  }): Promise<App>;
}

/** How the language model is asked for one edition. */
interface Asking {
  /** Stops asking. */
  readonly signal?: AbortSignal | undefined;
  /** Called before each request to a provider. */
  readonly onAsk?: (() => void) | undefined;
}

type LoadedApp = Extract<LoadedConfig, { ok: true }>;

export type CollectConfig = Pick<Config, 'environment' | 'collect' | 'feeds' | 'secret'>;

export interface Collector {
  /** Like `App.collect`. */
  collect(request: CollectRequest): Promise<Collection>;
  close(): Promise<void>;
}

export interface ChildProcesses {
  /** Like `App.collect`, with the store of the same configuration. */
  readonly collect: App['collect'];
  readonly compose: App['compose'];
  /** Ends the processes. */
  close(): Promise<void>;
}

interface CollectRequest {
  /** @default every enabled feed */
  readonly feeds?: readonly Feed[];
  /** Also visit feeds that are not due yet. */
  readonly everyFeed: boolean;
  /** These feeds are a part of a collection; the caller that divided it removes old items. @default false */
  readonly isPart?: boolean | undefined;
  readonly onProgress?: ((progress: CollectProgress) => void) | undefined;
  /** Called once for each feed, when its outcome is stored. */
  readonly onOutcome?: ((outcome: FeedOutcome) => void) | undefined;
  /** Stops the collection, like the program's own signal. */
  readonly signal?: AbortSignal;
}

/** Where a command writes: results to stdout, progress to stderr. */
export interface Terminal {
  /** One or more lines on stdout; a newline is added. */
  print(text: string): void;
  /** The same on stderr. */
  note(text: string): void;
  /** Replaces the live line on stderr; an empty text clears it. Without a terminal it does nothing. */
  live(text: string): void;
  readonly isLive: boolean;
  /** Whether stdin is a terminal. */
  readonly canAsk: boolean;
  readonly columns: number;
  /** The next line of stdin; undefined at its end or when `signal` aborts. */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
  /** All of stdin. @throws CommandError unless it is UTF-8 */
  readAll(): Promise<string>;
  /** Closes stdin, which would keep the program alive. */
  close(): void;
}
