/**
 * Composition root: creates clock, network, store and stages, and passes them to the requested command. Modules that only
 * some commands need are imported lazily, so that small commands start quickly.
 */

import type { App, Terminal } from '../commands/app.ts';
import {
  callerDir as callerDirOf,
  createSecretReader,
  environmentLanguage,
  parseEnvironment,
} from '../config/environment.ts';
import { readLanguage } from '../config/language.ts';
import { messageLimits } from '../deliver/rooms/rooms.ts';
import { CommandError, problemLines } from '../ground/command-error.ts';
import type { Clock } from '../model.ts';
import { collectPart } from './app-collect.ts';
import { deliverPart } from './app-deliver.ts';
import { enrichPart } from './app-enrich.ts';
import { storePart } from './app-store.ts';
import { createDatabaseClock } from './database-clock.ts';
import { createTerminal, type Process } from './terminal.ts';

/** Where and when the program runs. @default `env` is the real environment */
export interface World {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Real time, even if `clock` is a fake. @default clock */
  readonly lockClock?: Pick<Clock, 'sleep'>;
  /** Monotonic milliseconds, as fast as `clock`. @default real time */
  readonly elapsedMs?: () => number;
  readonly process: Process;
  /** @default the terminal of `process`, which adds listeners to its streams */
  readonly terminal?: Terminal;
  /** The file that the child process for collections and compositions runs. @default no child process */
  readonly childFile?: string;
  /** A worker that has opened the store started this process. @default false */
  readonly isChild?: boolean;
}

/** @param signal aborts when the program is asked to stop */
export async function createApp(world: World, signal: AbortSignal): Promise<App> {
  const { process, childFile } = world;
  const clock = createDatabaseClock(world.clock);
  const terminal = world.terminal ?? createTerminal(process);
  // A child process says nothing to people, and a long feeds file takes a second to parse.
  const language = world.isChild ? environmentLanguage(world) : await readLanguage(world);
  const secret = createSecretReader(world);
  const callerDir = callerDirOf(world);
  const reloadConfig: App['reloadConfig'] = async (groups) =>
    (await import('../config/config.ts')).loadConfig(world, groups);

  const app: App = {
    language,
    terminalLanguage: environmentLanguage(world),
    cwd: world.cwd,
    callerDir,
    clock,
    lockClock: world.lockClock ?? clock,
    random: Math.random,
    terminal,
    signal,
    reloadConfig,
    async loadConfig({ robots } = { robots: false }) {
      const loaded = await reloadConfig();
      if (loaded.ok) return loaded;
      const problems = [...loaded.problems, ...(robots ? (loaded.others?.problems ?? []) : [])];
      throw new CommandError({ 'zh-CN': problemLines(problems, 'zh-CN'), en: problemLines(problems, 'en') });
    },
    environment: () => parseEnvironment(world).environment,
    secret,
    ...storePart({ clock, secret, isOpenedBefore: world.isChild }),
    ...collectPart({ clock, signal, language, callerDir }),
    ...enrichPart({ clock, signal }),
    ...deliverPart({ clock, elapsedMs: world.elapsedMs ?? (() => performance.now()) }),
    async compose(config, store, request, asking) {
      const { composeRequested } = await import('../edition/edition.ts');
      const model = await app.languageModel(config, { ...asking, isOffline: request.isOffline });
      return composeRequested(request, { config, store, limits: messageLimits, model });
    },
    async openChildProcesses(log) {
      if (childFile === undefined) return undefined;
      const { openChildProcesses } = await import('./child-processes.ts');
      return openChildProcesses({ file: childFile, clock, signal, log });
    },
    async log({ environment: { logLevel, logFormat } }) {
      const { createLog } = await import('./log.ts');
      return createLog({ level: logLevel, format: logFormat, language, stderr: process.stderr });
    },
    within: (elsewhere) => createApp({ ...world, terminal, ...elsewhere }, signal),
  };
  return app;
}
