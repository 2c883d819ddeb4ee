import { closeAfter } from '../ground/close-after.ts';
import { type ExitCode, exitCode } from '../ground/command-error.ts';
import { type Say, sayIn } from '../ground/say.ts';
import type { RefusedAnswer } from '../model.ts';
import { isDown } from '../operator/feed-watch.ts';
import { editionName } from '../show/edition-text.ts';
import { nothingRead } from '../show/feed-failures.ts';
import { ruleNames } from '../show/preview-text.ts';
import { reasonsLine } from '../show/reasons.ts';
import { refusedAnswerText } from '../show/refused-answers.ts';
import { type Unconsidered, type UnconsideredQuery, unconsideredItems } from '../show/unconsidered.ts';
import { waysIn } from '../show/ways-in.ts';
import type { Decisions, Store } from '../store/store.ts';
import type { App } from './app.ts';
import { composePreviewIn } from './preview.ts';
import { whichDigest } from './which-digest.ts';

/** How many past editions are searched. */
const lookBack = 7;

/** Prints what happened to items with all these words in the last editions, and what would happen in the next one. */
export async function explain(
  app: App,
  words: readonly string[],
  { digest }: { readonly digest?: string },
): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const settings = whichDigest(config, digest);
  const say = sayIn(app.language);
  return closeAfter(app.openScratchStore(config), async (store) => {
    const next = await composePreviewIn(store, app, config, { settings, edition: {} });
    const refused = next.composition.text?.refused;
    const found = await whatBecameOf(words, { config, settings, store, next, refused, say });
    for (const line of found) app.terminal.print(line);
    if (found.length > 0) return exitCode.ok;
    const said = words.join(' ');
    app.terminal.print(
      say(
        `最近 ${lookBack} 期和现在的源里都没有含“${said}”的新闻。`,
        `No item with "${said}" in the last ${lookBack} editions or in the current feeds.`,
      ),
    );
    if (next.collection.outcomes.every(isDown)) {
      app.terminal.note(nothingRead[app.language]);
    }
    return exitCode.ok;
  });
}

interface SearchPlace extends Pick<UnconsideredQuery, 'config' | 'settings'> {
  readonly store: Pick<Store, 'editions'> & UnconsideredQuery['store'];
  readonly next: { readonly decisions: Decisions; readonly instant: Date };
  /** Answers of a language model that the next edition does not use. @default none */
  readonly refused?: readonly RefusedAnswer[] | undefined;
  readonly say: Say;
}

/**
 * One line for each story or item with all these words: first of the last editions, oldest first, then of the next one,
 * with what lets in an item that it leaves out.
 */
export async function whatBecameOf(
  words: readonly string[],
  { config, settings, store, next: { decisions, instant }, refused = [], say }: SearchPlace,
): Promise<string[]> {
  const wanted = words.map((word) => word.toLowerCase());
  const nextName = say('下一期', 'next');
  const editions = await store.editions({ digestId: settings.id, limit: lookBack });
  const considered = new Set([...editions.map((edition) => edition.decisions), decisions].flatMap(titlesOf));
  const isMeant = (title: string) => !considered.has(title) && hasAll([{ title }], wanted);
  const unconsidered = await unconsideredItems({ settings, config, store, instant, isMeant });
  return [
    ...editions
      .toReversed()
      .flatMap((edition) => linesAbout(editionName(edition).replace('T', ' '), edition.decisions, wanted, say)),
    ...linesAbout(nextName, decisions, wanted, say),
    ...waysInto(decisions, wanted, say),
    ...unconsidered.map((item) => leftOutLine(nextName, item, say)),
    ...refused
      .filter((answer) => hasAll([answer], wanted))
      .map((answer) => `${nextName}  ${refusedAnswerText(answer, settings.language)}${say('：', ': ')}${answer.title}`),
  ];
}

function titlesOf({ stories, dropped }: Decisions): readonly string[] {
  return [...stories.flatMap(({ items }) => items), ...dropped].map(({ title }) => title);
}

/** For each rule that leaves out items with all these words: what lets them in. */
function waysInto({ dropped }: Decisions, wanted: readonly string[], say: Say): readonly string[] {
  const rules = new Set(dropped.filter((row) => hasAll([row], wanted)).map(({ rule }) => rule));
  return [...rules].flatMap((rule) => {
    const way = waysIn[rule];
    const { 'zh-CN': zh, en } = ruleNames[rule];
    return way === undefined
      ? []
      : say(`    让“${zh}”的进来：${way['zh-CN']}`, `    To let in what is "${en}": ${way.en}`);
  });
}

function linesAbout(
  when: string,
  { stories, dropped, learned = [] }: Decisions,
  wanted: readonly string[],
  say: Say,
): readonly string[] {
  const chosen = stories.flatMap((story, index) =>
    hasAll([story, ...story.items, { title: story.rewording?.headline ?? '' }], wanted)
      ? [
          `${when}  ${index + 1}. ${story.title}  ${story.score.toFixed(1)} = ${reasonsLine(story.reasons)}`,
          ...(story.rewording?.headline === undefined
            ? []
            : [say(`    译成：${story.rewording.headline}`, `    translated: ${story.rewording.headline}`)]),
        ]
      : [],
  );
  const left = dropped.filter((row) => hasAll([row], wanted)).map((row) => leftOutLine(when, row, say));
  // A feed may repeat an entry under new ids.
  const counted = [...Map.groupBy(left, (line) => line)].map(([line, { length }]) =>
    length === 1 ? line : say(`${line}（${length} 次）`, `${line} (${length} times)`),
  );
  return [...chosen, ...counted, ...namesIn([...stories, ...dropped], learned, wanted, say)];
}

/** Learned names that occur in a title with all these words. */
function namesIn(
  titled: readonly { readonly title: string }[],
  learned: NonNullable<Decisions['learned']>,
  wanted: readonly string[],
  say: Say,
): readonly string[] {
  const titles = titled.filter((row) => hasAll([row], wanted)).map(({ title }) => title);
  return learned
    .filter(({ chinese, latin }) => titles.some((title) => title.includes(chinese) || title.includes(latin)))
    .map(({ chinese, latin, url }) =>
      say(`    学到的名字：${chinese} = ${latin}（${url}）`, `    learned name: ${latin} = ${chinese} (${url})`),
    );
}

function leftOutLine(when: string, { title, feed, why }: Unconsidered, say: Say): string {
  return `${when}  ×  ${say(`${title}（${feed}）：${why}`, `${title} (${feed}): ${why}`)}`;
}

function hasAll(titled: readonly { readonly title: string }[], wanted: readonly string[]): boolean {
  const titles = titled.map(({ title }) => title.toLowerCase());
  return wanted.every((word) => titles.some((title) => title.includes(word)));
}
