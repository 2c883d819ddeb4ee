/** What is wrong with a feed and what to do, judged from its stored state. Pure. */
import { digestCommand } from '../ground/command-name.ts';
import { counted } from '../ground/counted.ts';
import { dayMs, durationPhrase } from '../ground/durations.ts';
import { phrase } from '../ground/phrase.ts';
import { shownAddress } from '../ground/shown-address.ts';
import type { FeedState, Phrase } from '../model.ts';

export interface FeedHealth {
  readonly verdict: 'ok' | 'failing' | 'html' | 'moved' | 'empty' | 'silent' | 'lying-stamps' | 'shrunk' | 'restless';
  readonly what: Phrase;
  /** Empty in both languages when there is nothing to do. */
  readonly remedy: Phrase;
}

/**
 * Most items stored for one feed. The busiest known feed lists about 1,000 a day, so this holds its last days. Without
 * a limit, a feed whose identities change at each reading would store 12,000 a day and fill memory and disk.
 */
export const mostStoredItems = 5_000;

/** A fault must last this long and show in this many visits in a row. */
const damping = { failingMs: dayMs, visits: 3 } as const;

/**
 * Silence is judged by the feed's own cadence, but never before `leastMs`: even busy Chinese sites pause on weekends
 * and in the week of the Spring Festival.
 */
const silence = { cadences: 6, leastMs: 8 * dayMs, withoutCadenceMs: 60 * dayMs } as const;

const nothing = phrase('', '');

/** @param state undefined when the feed was never visited */
export function judgeFeed(state: FeedState | undefined, now: Date): FeedHealth {
  if (state === undefined) return { verdict: 'ok', what: phrase('还没有读过', 'not visited yet'), remedy: nothing };
  if (state.failure !== undefined) return judgeFailing(state, state.failure, now);
  if (state.movedTo !== undefined) return moved(state.movedTo);

  const { emptyReadings, lyingReadings, shortReadings, renamedReadings } = state.counts;
  if (emptyReadings >= damping.visits) return empty(emptyReadings);
  const silentMs = silenceOf(state, now);
  if (silentMs !== undefined) return silent(state, silentMs);
  if (state.storedItems > mostStoredItems) return overfull(state.storedItems);
  if (renamedReadings >= damping.visits) return renamed(renamedReadings);
  if (lyingReadings >= damping.visits) return lying;
  if (shortReadings >= damping.visits) return shrunk(state);
  return { verdict: 'ok', what: phrase('正常', 'fine'), remedy: nothing };
}

function judgeFailing(state: FeedState, failure: NonNullable<FeedState['failure']>, now: Date): FeedHealth {
  const failingMs = now.getTime() - (state.failingSince ?? now).getTime();
  // A redesigned page does not recover by itself, so it is reported the same day.
  const isLasting =
    state.consecutiveFailures >= damping.visits && (failingMs >= damping.failingMs || failure.code === 'changed-page');
  // A document that ends the program is reported at once.
  if (failure.code === 'crash') return { verdict: 'failing', what: failure.what, remedy: failure.remedy };
  // A feed that never worked has no temporary fault: its address is wrong, or it cannot be reached from here.
  if (!isLasting && state.lastSuccessAt !== undefined) {
    const what = phrase(
      `上次没读到：${failure.what['zh-CN']}；会自动再试`,
      `not read last time: ${failure.what.en}; it is tried again`,
    );
    return { verdict: 'ok', what, remedy: nothing };
  }
  const span = durationPhrase(failingMs);
  const what =
    state.lastSuccessAt === undefined
      ? phrase(`从来没有读到过：${failure.what['zh-CN']}`, `never read: ${failure.what.en}`)
      : phrase(`已失效 ${span['zh-CN']}：${failure.what['zh-CN']}`, `failing for ${span.en}: ${failure.what.en}`);
  const isGone = failingMs >= goneMs && passing.test(failure.code);
  return { verdict: failure.code === 'html' ? 'html' : 'failing', what, remedy: isGone ? gone : failure.remedy };
}

/** Faults that usually pass, so that their remedy is to wait: a server that is down, a slow network. */
const passing =
  /^(?:connect-timeout|timeout|stalled|too-slow|http-5\d\d|refused|reset|unreachable|cut-off|bad-compression)$/;
/** After this time they are unlikely to pass. */
const goneMs = 7 * dayMs;

const gone = phrase(
  `多半不会自己好了：先用 ${digestCommand} check --online 看要不要走代理，再换成新地址，或在 feeds.yaml 里停用它。`,
  `It is unlikely to recover by itself: run ${digestCommand} check --online to see whether a proxy helps; if not, set its new address, or disable it in feeds.yaml.`,
);

function moved(target: string): FeedHealth {
  const shown = shownAddress(target);
  return {
    verdict: 'moved',
    what: phrase('已永久跳转到新地址', 'has moved permanently'),
    remedy: phrase(`在 feeds.yaml 里把它的 url 改成 ${shown}`, `Set its url in feeds.yaml to ${shown}`),
  };
}

function empty(readings: number): FeedHealth {
  return {
    verdict: 'empty',
    what: phrase(`连续 ${readings} 次读到，一条内容也没有`, `had no items at all in ${readings} readings in a row`),
    remedy: phrase(
      `用 ${digestCommand} feeds inspect 看看；换成新地址，或在 feeds.yaml 里停用它。`,
      `Run ${digestCommand} feeds inspect to see it; set its new address, or disable it in feeds.yaml.`,
    ),
  };
}

/** How long there has been nothing new; undefined while that is usual for this feed. */
function silenceOf({ lastNewItemAt, cadenceMs }: FeedState, now: Date): number | undefined {
  if (lastNewItemAt === undefined) return undefined;
  const silentMs = now.getTime() - lastNewItemAt.getTime();
  const usualMs =
    cadenceMs === undefined ? silence.withoutCadenceMs : Math.max(silence.cadences * cadenceMs, silence.leastMs);
  return silentMs > usualMs ? silentMs : undefined;
}

function silent({ cadenceMs }: FeedState, silentMs: number): FeedHealth {
  const now = durationPhrase(silentMs);
  const usual = cadenceMs === undefined ? undefined : durationPhrase(cadenceMs);
  return {
    verdict: 'silent',
    what: usual
      ? phrase(
          `停更：平时 ${usual['zh-CN']}一条，已 ${now['zh-CN']}没有新内容`,
          `silent: usually one item in ${usual.en}, none for ${now.en}`,
        )
      : phrase(`停更：已 ${now['zh-CN']}没有新内容`, `silent: nothing new for ${now.en}`),
    remedy: phrase(
      '看看网站还更新不更新：更新的话找它的新 RSS 地址；不更新就停用。',
      'Look whether its site still publishes: if it does, find its new feed; if not, disable this one.',
    ),
  };
}

function overfull(storedItems: number): FeedHealth {
  return {
    verdict: 'restless',
    what: phrase(
      `内容太多：已存 ${storedItems} 条，只留最近的 ${mostStoredItems} 条`,
      `lists too much: ${storedItems} items stored, only the newest ${mostStoredItems} are kept`,
    ),
    remedy: phrase(
      `它只是更新多的话不用处理，或调小它的 maxItems。如果它每次都换条目的标识（id 或链接；隔几分钟运行两次 ${digestCommand} feeds inspect 比一比），换一个源。`,
      `If it is just busy, there is nothing to do, or lower its maxItems. If its entries get new ids or links at each reading (run ${digestCommand} feeds inspect twice, some minutes apart, and compare), use another feed.`,
    ),
  };
}

function renamed(readings: number): FeedHealth {
  return {
    verdict: 'restless',
    what: phrase(
      `连续 ${readings} 次读到，旧条目都换了标识`,
      `gave its known entries new ids in ${readings} readings in a row`,
    ),
    remedy: phrase(
      '不影响日报：按链接和标题认得出来。如果有更可靠的源，换掉它。',
      'The digest is not affected: they are recognised by link and title. Use a more reliable feed if there is one.',
    ),
  };
}

const lying: FeedHealth = {
  verdict: 'lying-stamps',
  what: phrase('旧内容的时间总在变新', 'gives its old items new dates'),
  remedy: phrase(
    '不影响日报：以第一次见到的时间为准。如果有更可靠的源，换掉它。',
    'The digest is not affected: the time of the first sighting counts. Use a more reliable feed if there is one.',
  ),
};

function shrunk({ lastItems, usualItems }: FeedState): FeedHealth {
  const usual = Math.round(usualItems);
  return {
    verdict: 'shrunk',
    what: phrase(
      `内容变少：平时 ${usual} 条，现在只有 ${lastItems} 条`,
      `has shrunk: ${counted(lastItems, 'item')}, usually ${usual}`,
    ),
    remedy: phrase(
      `用 ${digestCommand} feeds inspect 看看是不是换了格式，或只剩摘要页。`,
      `Run ${digestCommand} feeds inspect to see whether its format has changed.`,
    ),
  };
}
