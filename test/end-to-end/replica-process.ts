/** The program as a separate process whose days pass in seconds. LEAPING_CLOCK names the file of its clock. */
import { enableCompileCache } from 'node:module';
import { createApp } from '../../src/program/create-app.ts';
import { systemClock } from '../../src/program/system-clock.ts';
import { openLeapingClock } from '../support/leaping-clock.ts';
import { mainFile } from '../support/main-file.ts';

enableCompileCache();
const clock = openLeapingClock(process.env.LEAPING_CLOCK ?? '');
/** The lock is checked more often than in real time, so that most of a morning is not spent waiting for it. */
const lockClock = { sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 5, signal) };
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort('SIGTERM'));
process.argv[1] = mainFile;
const { runCommandLine } = await import('../../src/commands/command-line.ts');
const app = await createApp({ cwd: process.cwd(), clock, lockClock, elapsedMs: clock.elapsedMs, process }, stop.signal);
process.exitCode = await runCommandLine(process.argv.slice(2), app);
app.terminal.close();
