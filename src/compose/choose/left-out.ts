/** The stories and items that an edition leaves out, each with the rule and the reason. */
import { counted } from '../../ground/counted.ts';
import { phrase } from '../../ground/phrase.ts';
import { sayIn } from '../../ground/say.ts';
import type { Digest, DigestSettings, Dropped, Feed, Kind, Phrase, Story } from '../../model.ts';
import { namesOfFeeds } from '../story-view.ts';
import { utf8Bytes } from '../text/dialects.ts';
import type { Miss, Picked } from './pick.ts';

export interface Outcome {
  readonly digest: Digest;
  readonly picked: Picked;
  /** How many of the picked stories are in the digest. */
  readonly count: number;
  /** Stories whose link is too long for a room. */
  readonly tooLong: readonly Story[];
}

/** One row for each item: merged into a story of the digest, or part of a story that was left out. */
export function leftOut({ digest, picked, count, tooLong }: Outcome, feeds: readonly Feed[]): readonly Dropped[] {
  const { settings } = digest;
  const rows = dropRows(feeds);
  const say = sayIn(settings.language);
  return [
    ...mergedRows(digest, feeds),
    ...picked.stories.slice(count).flatMap((story, index) => {
      const rank = count + index + 1;
      return rows(story, 'space', say(`放不下（第 ${rank} 名）`, `no room (rank ${rank})`));
    }),
    ...tooLong.flatMap((story) => {
      const bytes = utf8Bytes(story.lead.url);
      return rows(story, 'space', say(`链接过长（${bytes} 字节）`, `link too long (${bytes} bytes)`));
    }),
    ...picked.missed.flatMap(({ story, rank, miss }) => rows(story, ruleOf(miss), whyMissed(miss, rank, settings))),
  ];
}

/** The items that were merged into the stories of a digest, without their leads. */
export function mergedRows({ sections, settings }: Digest, feeds: readonly Feed[]): readonly Dropped[] {
  const rows = dropRows(feeds);
  const say = sayIn(settings.language);
  return sections
    .flatMap(({ stories }) => stories)
    .flatMap((story, index) =>
      rows(story, 'merged', say(`并入第 ${index + 1} 条`, `merged into no. ${index + 1}`)).slice(1),
    );
}

/** Makes the rows of one story: one for each item, the lead's first. */
export function dropRows(feeds: readonly Feed[]) {
  const names = namesOfFeeds(feeds);
  return ({ items }: Story, rule: Dropped['rule'], why: string): readonly Dropped[] =>
    items.map(({ title, url, feedUrl }) => ({ title, url, feed: names.get(feedUrl) ?? feedUrl, rule, why }));
}

function ruleOf({ kind }: Miss): Dropped['rule'] {
  return kind === 'score' || kind === 'floor' ? kind : 'cap';
}

function whyMissed(miss: Miss, rank: number, { language, maxPapers, maxPerVendor }: DigestSettings): string {
  const say = sayIn(language);
  switch (miss.kind) {
    case 'score':
      return miss.points > 0
        ? say(`差 ${miss.points} 分（第 ${rank} 名）`, `${counted(miss.points, 'point')} short (rank ${rank})`)
        : say(`同分，靠后（第 ${rank} 名）`, `as many points, but later (rank ${rank})`);
    case 'floor':
      return say(
        `离底线 ${miss.floor} 分差 ${miss.points} 分`,
        `${counted(miss.points, 'point')} below the floor of ${miss.floor}`,
      );
    case 'papers':
      return say(`没有人投票的论文已有 ${maxPapers} 篇`, `${counted(maxPapers, 'paper')} without votes already in`);
    case 'vendor':
      return say(
        `${miss.vendor} 说自己的文章已有 ${maxPerVendor} 篇`,
        `${counted(maxPerVendor, 'post')} by ${miss.vendor} about itself already in`,
      );
    case 'untold':
      return untoldNames[miss.of]?.[language] ?? miss.of;
  }
}

const untoldNames: { readonly [kind in Kind]?: Phrase } = {
  patch: phrase('只是修补版本', 'only a patch release'),
  bulletin: phrase('快讯播报', 'a bulletin'),
  page: phrase('不是文章，只是一个页面', 'a page, not an article'),
};
