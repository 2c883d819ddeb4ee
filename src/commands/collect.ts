import { closeAfter } from '../ground/close-after.ts';
import { type ExitCode, exitCode } from '../ground/command-error.ts';
import { counted } from '../ground/counted.ts';
import { sayIn } from '../ground/say.ts';
import { isDown } from '../operator/feed-watch.ts';
import { failureLines } from '../show/feed-failures.ts';
import type { App } from './app.ts';
import { showProgress } from './progress.ts';

/** One collection: reads the feeds that are due and stores new items. Sends nothing. */
export async function collect(app: App): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  return closeAfter(app.openStore(config), async (store) => {
    const { outcomes, newItems } = await app.collect(config, store, {
      everyFeed: false,
      onProgress: showProgress(app),
    });
    const failed = outcomes.filter((outcome) => outcome.kind === 'failed');
    const read = outcomes.filter((outcome) => !isDown(outcome)).length;
    const resting = outcomes.length - read - failed.length;
    const say = sayIn(app.language);
    const parts = [
      say(`读到 ${read}/${outcomes.length} 个源`, `Read ${read}/${outcomes.length} feeds`),
      ...(resting > 0 ? [say(`${resting} 个失败过，还在歇着`, `backing off after failures: ${resting}`)] : []),
      say(`新内容 ${newItems} 条`, counted(newItems, 'new item')),
    ];
    app.terminal.print(parts.join(' · '));
    const lines = failureLines(failed, app);
    if (lines.length > 0) app.terminal.note(lines.join('\n'));
    return outcomes.length > 0 && read === 0 ? exitCode.failed : exitCode.ok;
  });
}
