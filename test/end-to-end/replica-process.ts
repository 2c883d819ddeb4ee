/** The program as a process of its own, whose days pass in seconds: LEAPING_CLOCK is the file of its clock. */
import { enableCompileCache } from 'node:module';
import { createApp } from '../../src/program/create-app.ts';
import { systemClock } from '../../src/program/system-clock.ts';
import { openLeapingClock } from '../support/leaping-clock.ts';
import { mainFile } from '../support/main-file.ts';

enableCompileCache();
const clock = openLeapingClock(process.env.LEAPING_CLOCK ?? '');
/** Looked at more often than in real time, so that most of a morning is not spent on waiting for a lock. */
const lockClock = { sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 5, signal) };
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort('SIGTERM'));
process.argv[1] = mainFile;
const { runCommandLine } = await import('../../src/commands/command-line.ts');
const app = await createApp({ cwd: process.cwd(), clock, lockClock, elapsedMs: clock.elapsedMs, process }, stop.signal);
process.exitCode = await runCommandLine(process.argv.slice(2), app);
app.terminal.close();
