/** The process: arguments, signals and exit code. */
import { enableCompileCache } from 'node:module';
import { extname, join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { keepHeapSmall } from './small-heap.ts';

/** Commands that read feeds: they run 10 % slower in exchange for a smaller heap. */
const readsFeeds: ReadonlySet<string> = new Set(['start', 'run', 'collect', 'preview']);

// Type stripping and compilation take most of a small command's time: with a cache the second start is twice as fast.
enableCompileCache();

const argv = process.argv.slice(2);
if (argv[0] === '--version' || argv[0] === '-V') console.log(packageJson.version);
else await runProgram(argv);

async function runProgram(args: readonly string[]): Promise<void> {
  if (readsFeeds.has(args[0] ?? '')) keepHeapSmall();
  const [{ runCommandLine }, { createApp }, { systemClock }] = await Promise.all([
    import('../commands/command-line.ts'),
    import('./create-app.ts'),
    import('./system-clock.ts'),
  ]);
  const childFile = join(import.meta.dirname, `child${extname(import.meta.filename)}`);
  const app = await createApp({ cwd: process.cwd(), clock: systemClock, process, childFile }, stopSignal());
  const code = await runCommandLine(args, app);
  // A failed write was already reported.
  process.exitCode ||= code;
  app.terminal.close();
  leaveStoppedReader(process);
}

/** Unread text on stderr must not keep the program alive; results on stdout are flushed. */
function leaveStoppedReader({ stdout, stderr }: NodeJS.Process): void {
  const leave = () => {
    if (stderr.writableLength > 0 && stdout.writableLength === 0) process.exit();
  };
  setInterval(leave, 500).unref();
}

/** Aborts at the first SIGTERM or SIGINT; a second one ends the program at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => controller.abort(name));
  return controller.signal;
}
