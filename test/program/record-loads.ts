/**
 * `node --import` this file: every module that is loaded goes into the file that LOADS_FILE names, one URL a line, and
 * at the end one line for each of Node's own.
 */
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, nextLoad) {
    record(`${url}\n`);
    return nextLoad(url, context);
  },
});

/** A process that the recorded one forks does not count. */
function record(text: string): void {
  if (!process.connected) appendFileSync(process.env.LOADS_FILE ?? '', text);
}

process.once('exit', () => {
  const { moduleLoadList } = process as unknown as { readonly moduleLoadList: readonly string[] };
  record(moduleLoadList.join('\n'));
});
