import type { CollectProgress } from '../collect/collect.ts';
import { counted } from '../ground/counted.ts';
import { type Say, sayIn } from '../ground/say.ts';
import type { App } from './app.ts';

/** How often a line is printed when stderr is not a terminal. */
const plainEveryMs = 10_000;

/** Shows the progress of a collection on stderr: a live line on a terminal, otherwise a line from time to time. */
export function showProgress({ terminal, clock, language }: App): (progress: CollectProgress) => void {
  let shownAt = clock.now().getTime();
  return (progress) => {
    const line = progressLine(progress, sayIn(language));
    const isDone = progress.done === progress.total;
    if (terminal.isLive) {
      terminal.live(isDone ? '' : line);
      return;
    }
    if (!isDone && clock.now().getTime() - shownAt < plainEveryMs) return;
    shownAt = clock.now().getTime();
    terminal.note(line);
  };
}

/** `compose` that says on stderr when it begins to wait for the language model. */
export function sayingThatItWaits({ terminal, language, compose }: App): Pick<App, 'compose'> {
  return {
    compose(config, store, request) {
      let isSaid = false;
      const onAsk = () => {
        if (!isSaid) terminal.note(waitingText(config.environment.llm?.model ?? '', sayIn(language)));
        isSaid = true;
      };
      return compose(config, store, request, { onAsk });
    },
  };
}

function waitingText(model: string, say: Say): string {
  return say(
    `在等语言模型 ${model} 回答，最多一分钟……`,
    `Waiting for the language model ${model}, for up to a minute …`,
  );
}

/** The count includes failed feeds, so the line does not say "read". */
function progressLine({ done, resting, total, items, waitingFor }: CollectProgress, say: Say): string {
  const { host, seconds } = waitingFor ?? {};
  const waiting =
    host === undefined ? '' : say(` · 还在等 ${host} ${seconds} 秒`, ` · waiting for ${host} ${seconds} s`);
  const rest = resting === 0 ? '' : say(`（${resting} 个还不到时候）`, ` (${resting} not due yet)`);
  return say(
    `问过 ${done - resting}/${total} 个源${rest}${waiting} · ${items} 条`,
    `visited ${done - resting}/${total} feeds${rest}${waiting} · ${counted(items, 'item')}`,
  );
}
