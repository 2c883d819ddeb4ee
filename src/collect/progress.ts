/** How far a collection is, and which host it waits for. */
import type { FeedOutcome } from '../model.ts';

export interface CollectProgress {
  /** Feeds that are finished, including those that were not visited because they rest. */
  readonly done: number;
  readonly resting: number;
  readonly total: number;
  /** Items read so far. */
  readonly items: number;
  /** The host with the longest wait; undefined while none is slow. */
  readonly waitingFor: { readonly host: string; readonly seconds: number } | undefined;
}

const tickMs = 1_000;

/** Reports after each feed, and once a second. */
export function createProgress(total: number, tell: ((progress: CollectProgress) => void) | undefined) {
  const asked = new Map<string, { readonly host: string; readonly at: number }>();
  let done = 0;
  let resting = 0;
  let items = 0;
  const report = () => tell?.({ done, resting, total, items, waitingFor: slowest(asked) });
  const timer = tell === undefined ? undefined : setInterval(report, tickMs);
  return {
    /** Records that a request for this feed is sent to a host. */
    ask(feedUrl: string, host: string): void {
      // A redirect starts the wait again, and moves it behind the others.
      asked.delete(feedUrl);
      asked.set(feedUrl, { host, at: performance.now() });
    },
    finish(outcome: FeedOutcome): void {
      asked.delete(outcome.feed.url);
      done++;
      if (outcome.kind === 'resting') resting++;
      if (outcome.kind === 'read') items += outcome.items;
      report();
    },
    end: () => clearInterval(timer),
  };
}

function slowest(asked: ReadonlyMap<string, { readonly host: string; readonly at: number }>) {
  // Map keeps the order in which requests left, so the first has waited longest.
  const first = asked.values().next().value;
  if (first === undefined) return undefined;
  const seconds = Math.floor((performance.now() - first.at) / 1000);
  return seconds >= 1 ? { host: first.host, seconds } : undefined;
}
