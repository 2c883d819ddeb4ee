import { type ExitCode, exitCode } from '../ground/command-error.ts';
import { reasonsLine } from '../show/reasons.ts';
import type { Decisions } from '../store/store.ts';
import type { App } from './app.ts';
import { composePreview } from './preview.ts';
import { whichDigest } from './which-digest.ts';

export interface ExplainOptions {
  readonly digest?: string;
}

const lookBack = 7;

/** What became of items with all these words in the last editions, and what would become of them in the next. */
export async function explain(app: App, words: readonly string[], { digest }: ExplainOptions): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const settings = whichDigest(config, digest);
  const wanted = words.map((word) => word.toLowerCase());
  const next = await composePreview(app, config, settings, undefined);
  const store = await app.openScratchStore(config);
  try {
    const editions = await store.editions({ digestId: settings.id, limit: lookBack });
    const found = [
      ...editions
        .toReversed()
        .flatMap(({ slot, decisions }) => linesAbout(slot.local.replace('T', ' '), decisions, wanted)),
      ...linesAbout(app.language === 'en' ? 'next' : '下一期', next.decisions, wanted),
    ];
    for (const line of found) app.terminal.print(line);
    if (found.length > 0) return exitCode.ok;
    const said = words.join(' ');
    app.terminal.print(
      app.language === 'en'
        ? `Nothing with "${said}" in the last ${editions.length} editions or in the feeds of now.`
        : `最近 ${editions.length} 期和现在的源里都没有含“${said}”的新闻。`,
    );
    return exitCode.ok;
  } finally {
    await store.close();
  }
}

function linesAbout(when: string, { stories, dropped }: Decisions, wanted: readonly string[]): readonly string[] {
  const chosen = stories.flatMap((story, index) =>
    hasAll([story, ...story.items], wanted)
      ? [`${when}  ${index + 1}. ${story.title}  ${story.score.toFixed(1)} = ${reasonsLine(story.reasons)}`]
      : [],
  );
  const left = dropped
    .filter((row) => hasAll([row], wanted))
    .map(({ title, feed, why }) => `${when}  ×  ${title}（${feed}）：${why}`);
  return [...chosen, ...left];
}

function hasAll(titled: readonly { readonly title: string }[], wanted: readonly string[]): boolean {
  const titles = titled.map(({ title }) => title.toLowerCase());
  return wanted.every((word) => titles.some((title) => title.includes(word)));
}
