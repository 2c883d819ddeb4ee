/** What is wrong with a feed, and what to do: from what is remembered of it. Pure. */

import { phrase } from '../ground/phrase.ts';
import type { FeedState, Phrase } from '../model.ts';

export interface FeedHealth {
  readonly verdict: 'ok' | 'failing' | 'html' | 'moved' | 'empty' | 'silent' | 'lying-stamps' | 'shrunk';
  readonly what: Phrase;
  /** Empty in both languages when there is nothing to do. */
  readonly remedy: Phrase;
}

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;

/** One bad hour is no news: so long a fault must last, and so many visits in a row must show it. */
const damping = { failingMs: 24 * hourMs, visits: 3 } as const;

/**
 * Silence is judged by the feed's own cadence, but never within days: weekends, and the Spring Festival's week in
 * which even busy Chinese sites rest.
 */
const silence = { cadences: 6, leastMs: 8 * dayMs, withoutCadenceMs: 60 * dayMs } as const;

const nothing = phrase('', '');

/** @param state undefined when the feed was never visited */
export function judgeFeed(state: FeedState | undefined, now: Date): FeedHealth {
  if (state === undefined) return { verdict: 'ok', what: phrase('还没有读过', 'not visited yet'), remedy: nothing };
  if (state.failure !== undefined) return judgeFailing(state, state.failure, now);
  if (state.movedTo !== undefined) return moved(state.movedTo);

  const { emptyReadings, lyingReadings, shortReadings } = state.counts;
  if (emptyReadings >= damping.visits) return empty(emptyReadings);
  const silentMs = silenceOf(state, now);
  if (silentMs !== undefined) return silent(state, silentMs);
  if (lyingReadings >= damping.visits) return lying;
  if (shortReadings >= damping.visits) return shrunk(state);
  return { verdict: 'ok', what: phrase('正常', 'fine'), remedy: nothing };
}

function judgeFailing(state: FeedState, failure: NonNullable<FeedState['failure']>, now: Date): FeedHealth {
  const { zh, en } = span(now.getTime() - (state.failingSince ?? now).getTime());
  const lasting =
    state.consecutiveFailures >= damping.visits &&
    now.getTime() - (state.failingSince ?? now).getTime() >= damping.failingMs;
  // A feed that never worked is not having a bad hour: its address is wrong, or it cannot be reached from here.
  if (!lasting && state.lastSuccessAt !== undefined) {
    const what = phrase(
      `上次没读到：${failure.what['zh-CN']}；会自动再试`,
      `not read last time: ${failure.what.en}; it is tried again`,
    );
    return { verdict: 'ok', what, remedy: nothing };
  }
  const what =
    state.lastSuccessAt === undefined
      ? phrase(`从来没有读到过：${failure.what['zh-CN']}`, `never read: ${failure.what.en}`)
      : phrase(`已失效${zh}：${failure.what['zh-CN']}`, `failing for ${en}: ${failure.what.en}`);
  return { verdict: failure.code === 'html' ? 'html' : 'failing', what, remedy: failure.remedy };
}

function moved(target: string): FeedHealth {
  return {
    verdict: 'moved',
    what: phrase('已永久跳转到新地址', 'has moved for good'),
    remedy: phrase(`在 feeds.yaml 里把它的 url 改成 ${target}`, `Set its url in feeds.yaml to ${target}`),
  };
}

function empty(readings: number): FeedHealth {
  return {
    verdict: 'empty',
    what: phrase(`连续 ${readings} 次读到，一条内容也没有`, `had no items at all in ${readings} readings in a row`),
    remedy: phrase(
      '用 npm run digest -- feeds inspect 看看；换成新地址，或在 feeds.yaml 里停用它。',
      'Look with npm run digest -- feeds inspect; set its new address, or disable it in feeds.yaml.',
    ),
  };
}

/** How long there has been nothing new; undefined while that is nothing strange. */
function silenceOf({ lastNewItemAt, cadenceMs }: FeedState, now: Date): number | undefined {
  if (lastNewItemAt === undefined) return undefined;
  const silentMs = now.getTime() - lastNewItemAt.getTime();
  const usualMs =
    cadenceMs === undefined ? silence.withoutCadenceMs : Math.max(silence.cadences * cadenceMs, silence.leastMs);
  return silentMs > usualMs ? silentMs : undefined;
}

function silent({ cadenceMs }: FeedState, silentMs: number): FeedHealth {
  const now = span(silentMs);
  const usual = cadenceMs === undefined ? undefined : span(cadenceMs);
  return {
    verdict: 'silent',
    what: usual
      ? phrase(
          `停更：平时${usual.zh}一条，已${now.zh}没有新内容`,
          `silent: usually one item in ${usual.en}, none for ${now.en}`,
        )
      : phrase(`停更：已${now.zh}没有新内容`, `silent: nothing new for ${now.en}`),
    remedy: phrase(
      '看看网站还更新不更新：更新的话找它的新 RSS 地址；不更新就停用。',
      'See whether its site goes on: if so find its new feed; if not, disable it.',
    ),
  };
}

const lying: FeedHealth = {
  verdict: 'lying-stamps',
  what: phrase('旧内容的时间总在变新', 'dates its old items anew'),
  remedy: phrase(
    '不影响日报：以第一次见到的时间为准。如果有更可靠的源，换掉它。',
    'The digest is safe: the first sighting counts. If there is a more reliable feed, take that.',
  ),
};

function shrunk({ lastItems, usualItems }: FeedState): FeedHealth {
  const usual = Math.round(usualItems);
  return {
    verdict: 'shrunk',
    what: phrase(
      `内容变少：平时 ${usual} 条，现在只有 ${lastItems} 条`,
      `has shrunk: ${lastItems} items, usually ${usual}`,
    ),
    remedy: phrase(
      '用 npm run digest -- feeds inspect 看看是不是换了格式，或只剩摘要页。',
      'See with npm run digest -- feeds inspect whether its format has changed.',
    ),
  };
}

/** A length of time in one unit, as people say it. */
function span(ms: number): { readonly zh: string; readonly en: string } {
  const [count, zh, en] = unitOf(ms);
  return { zh: ` ${count} ${zh}`, en: `${count} ${en}${count === 1 ? '' : 's'}` };
}

function unitOf(ms: number): readonly [count: number, zh: string, en: string] {
  if (ms >= 2 * dayMs) return [Math.round(ms / dayMs), '天', 'day'];
  if (ms >= hourMs) return [Math.round(ms / hourMs), '小时', 'hour'];
  return [Math.max(1, Math.round(ms / 60_000)), '分钟', 'minute'];
}
