import type { CollectProgress } from '../collect/collect.ts';
import type { App } from './app.ts';

/** How often a line is printed when stderr is not a terminal. */
const plainEveryMs = 10_000;

/** Shows the progress of a collection on stderr: a live line on a terminal, otherwise a line from time to time. */
export function showProgress({ terminal, clock, language }: App): (progress: CollectProgress) => void {
  let shownAt = clock.now().getTime();
  return (progress) => {
    const line = progressLine(progress, language);
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

/** The count includes failed feeds, so the line does not say "read". */
function progressLine({ done, total, items, waitingFor }: CollectProgress, language: App['language']): string {
  if (language === 'en') {
    const waiting = waitingFor === undefined ? '' : ` · waiting for ${waitingFor.host} ${waitingFor.seconds} s`;
    return `visited ${done}/${total} feeds${waiting} · ${items} ${items === 1 ? 'item' : 'items'}`;
  }
  const waiting = waitingFor === undefined ? '' : ` · 还在等 ${waitingFor.host} ${waitingFor.seconds} 秒`;
  return `问过 ${done}/${total} 个源${waiting} · ${items} 条`;
}
