import type { Logger } from 'pino';
import type { Collection, CollectProgress } from '../collect/collect.ts';
import type { FoundFeed } from '../collect/discover.ts';
import type { FeedInspection } from '../collect/inspect.ts';
import type { FeedReach } from '../collect/probe.ts';
import type { Config, LoadedConfig } from '../config/config.ts';
import type { Environment } from '../config/environment.ts';
import type { GroupTexts } from '../config/group-files.ts';
import type { Deliverer, DeliveryEvent } from '../deliver/deliver.ts';
import type { ComposedSlot, EditionRequest } from '../edition/edition.ts';
import type {
  Clock,
  Feed,
  FeedOutcome,
  Language,
  LanguageModel,
  Message,
  MessageLimits,
  ModelProbe,
  ModelStatus,
  Outcome,
  PageSelectors,
} from '../model.ts';
import type { JobQueue } from '../store/job-queue.ts';
import type { Store } from '../store/store.ts';

/** What the composition root hands to every command: the world, and the stages wired to it. */
export interface App {
  /** The language of the program: that of the first digest, as far as it can be known. */
  readonly language: Language;
  /** What the environment asks for (`LANG`), whatever is configured. */
  readonly terminalLanguage: Language;
  /** The folder that relative paths are read from. */
  readonly cwd: string;
  readonly clock: Clock;
  /** For watching locks: they end by the time of files and servers, whatever the clock says. */
  readonly lockClock: Pick<Clock, 'sleep'>;
  /** In [0, 1). */
  readonly random: () => number;
  readonly terminal: Terminal;
  /** Aborts on SIGTERM and SIGINT, with the signal's name as reason: finish what is in flight, then stop. */
  readonly signal: AbortSignal;
  readonly limits: MessageLimits;
  /** The configuration and its warnings. @throws UsageError that tells every problem at once */
  loadConfig(): Promise<LoadedApp>;
  /** Reads everything again, for the worker: a broken edit is a value. @param groups group files in force */
  reloadConfig(groups?: GroupTexts): Promise<LoadedConfig>;
  /** What `.env` and the environment say, whatever feeds.yaml is like; a value that is wrong has its default. */
  environment(): Environment;
  /** A secret as `.env` and the environment have it now; undefined when it is not set. */
  secret(name: string): string | undefined;
  openStore(config: Pick<Config, 'environment'>): Promise<Store>;
  /** The same contents: what is written there is forgotten. */
  openScratchStore(config: Pick<Config, 'environment'>): Promise<Store>;
  /**
   * Where replicas give one another jobs; undefined on SQLite. @param onTrouble told what goes wrong in the background
   * @throws StoreError
   */
  openJobs(onTrouble: (error: unknown) => void): Promise<JobQueue | undefined>;
  /** @throws CommandError when the program is stopped meanwhile: what was read is stored, and nothing may be made of it */
  collect(config: CollectConfig, store: Store, options: CollectRequest): Promise<Collection>;
  /** Composes an edition from the store and stores nothing. @param signal the language model is asked no longer */
  compose(config: Config, store: Store, request: EditionRequest, signal?: AbortSignal): Promise<ComposedSlot>;
  /** Processes of their own that collect and compose for this one; undefined where the program has none. */
  openChildProcesses(log: Pick<Logger, 'warn'>): Promise<ChildProcesses | undefined>;
  /** @param config asked at each use */
  deliverer(config: () => Config, store: Store, onEvent: (event: DeliveryEvent) => void): Promise<Deliverer>;
  /** For one edition; undefined where no provider is set. `isOffline` asks only the cache. */
  languageModel(
    config: Config,
    options?: { readonly isOffline?: boolean | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<LanguageModel | undefined>;
  /** Asks each provider that is set one small question. */
  probeModels(config: Config): Promise<readonly ModelProbe[]>;
  /** The language model that is set and what it cost today; undefined without one. */
  modelStatus(config: Pick<Config, 'environment'>): Promise<ModelStatus | undefined>;
  /** What is stored of a message for the room behind a variable: one body, or one for each recipient. */
  toBodies(config: Config, webhook: string, message: Pick<Message, 'msgtype' | 'content'>): readonly string[];
  /** One POST past the outbox, for the trouble that keeps an alert out of it. It never rejects. */
  post(config: Config, webhook: string, body: string): Promise<Outcome>;
  /** Asks the room whether it knows its key, without posting anything; undefined: this kind cannot be asked. */
  probeRoom(config: Config, webhook: string): Promise<Outcome | undefined>;
  /** What we make of sources: saved files with the address at which they were read, site maps with what is wanted. */
  inspect(
    config: Config,
    sources: readonly string[],
    how?: {
      readonly address?: string | undefined;
      readonly match?: string | undefined;
      readonly select?: PageSelectors | undefined;
    },
  ): AsyncIterable<FeedInspection>;
  /** Which way each enabled feed can be read from here. @throws CommandError when the program is stopped meanwhile */
  probeFeeds(config: Config): Promise<readonly FeedReach[]>;
  /** The feed at an address, or that of the web page there. */
  findFeed(config: Config, url: string): Promise<FoundFeed>;
  /** `lostLines`: how many lines of it could not be written so far. */
  log(config: Config): Promise<Logger & { lostLines(): number }>;
  /** The same program in another place and time (the demo), or as its files are now. @default the same variables */
  within(world: {
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly clock: Clock;
  }): Promise<App>;
}

type LoadedApp = Extract<LoadedConfig, { ok: true }>;

/** What a collection needs to know. */
export type CollectConfig = Pick<Config, 'environment' | 'collect' | 'feeds' | 'secret'>;

export interface ChildProcesses {
  /** As in this process, with the store of the same configuration. */
  readonly collect: App['collect'];
  readonly compose: App['compose'];
  /** Ends the processes. */
  close(): Promise<void>;
}

interface CollectRequest {
  /** Which to visit. @default every enabled feed */
  readonly feeds?: readonly Feed[];
  /** Also visit feeds that are not due yet. */
  readonly everyFeed: boolean;
  readonly onProgress?: ((progress: CollectProgress) => void) | undefined;
  /** Called once for each feed, when what came of it is stored. */
  readonly onOutcome?: ((outcome: FeedOutcome) => void) | undefined;
  /** Stops the collection; the program's own signal does so in any case. */
  readonly signal?: AbortSignal;
}

/** Where a command writes: results on stdout, what happens meanwhile on stderr. */
export interface Terminal {
  /** One line, or several, on stdout; a newline is added. */
  print(text: string): void;
  /** The same on stderr. */
  note(text: string): void;
  /** Replaces the live line on stderr; empty clears it. Without a terminal nothing is live and nothing is shown. */
  live(text: string): void;
  readonly isLive: boolean;
  /** Whether a person sits at stdin and can be asked. */
  readonly canAsk: boolean;
  readonly columns: number;
  /** The next line of stdin; undefined at its end, and when `signal` aborts. */
  ask(question: string, signal?: AbortSignal): Promise<string | undefined>;
  /** All of stdin. @throws CommandError unless it is UTF-8 */
  readAll(): Promise<string>;
  /** No further question: an open stdin keeps the program alive no longer. */
  close(): void;
}
