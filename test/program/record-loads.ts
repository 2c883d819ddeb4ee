/** `node --import` this file: every module that is loaded goes into the file that LOADS_FILE names, one URL a line. */
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, nextLoad) {
    appendFileSync(process.env.LOADS_FILE ?? '', `${url}\n`);
    return nextLoad(url, context);
  },
});
