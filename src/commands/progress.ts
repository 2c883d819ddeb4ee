import type { CollectProgress } from '../collect/collect.ts';
import type { App } from './app.ts';

/** Without a terminal: a line at most this often. */
const plainEveryMs = 10_000;

/** Shows a collection on stderr while it runs: one live line on a terminal, now and then a plain line elsewhere. */
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

/** A feed that failed was asked as well, so no line says "read". */
function progressLine({ done, total, items, waitingFor }: CollectProgress, language: App['language']): string {
  if (language === 'en') {
    const waiting = waitingFor === undefined ? '' : ` · waiting for ${waitingFor.host} ${waitingFor.seconds} s`;
    return `asked ${done}/${total} feeds${waiting} · ${items} ${items === 1 ? 'item' : 'items'}`;
  }
  const waiting = waitingFor === undefined ? '' : ` · 还在等 ${waitingFor.host} ${waitingFor.seconds} 秒`;
  return `问过 ${done}/${total} 个源${waiting} · ${items} 条`;
}
