import type { DigestSettings, Reason, Story } from '../model.ts';

/** What a story loses for each that was picked before it beyond the cap. All are soft: nothing better, and it stands. */
const caps = {
  /** The first beyond `maxPerFeed` loses `feedFirst`, each further one `feedNext` more. */
  feedFirst: 1,
  feedNext: 0.5,
  /** A section may fill this share of the digest. */
  sectionShare: 0.6,
  section: 0.5,
  /** Stories about one name. */
  perName: 3,
  name: 0.5,
} as const;

export interface Picked {
  /** In the order of their scores, the points for caps included; at most `maxStories`. */
  readonly stories: readonly Story[];
  /** The others: by how many points each missed the last place, and its rank. */
  readonly missed: readonly { readonly story: Story; readonly points: number; readonly rank: number }[];
}

/** Takes the best story, again and again; each that is taken makes its like a little less worth. */
export function pickStories(ranked: readonly Story[], settings: DigestSettings): Picked {
  const taken = new Set<Story>();
  const tally: Tally = { feeds: new Map(), sections: new Map(), names: new Map() };
  const stories: Story[] = [];
  while (stories.length < settings.maxStories) {
    const best = bestOf(ranked, taken, tally, settings);
    if (best === undefined) break;
    taken.add(best.story);
    count(tally, best.story);
    stories.push(withPenalties(best.story, best.penalties));
  }
  return { stories, missed: missedOf(ranked, { taken, tally, settings, last: stories.at(-1)?.score ?? 0 }) };
}

/** How many picked stories share a feed, a section, a name. */
interface Tally {
  readonly feeds: Map<string, number>;
  readonly sections: Map<string, number>;
  readonly names: Map<string, number>;
}

interface Offer {
  readonly story: Story;
  readonly penalties: readonly Reason[];
  readonly score: number;
}

function bestOf(
  ranked: readonly Story[],
  taken: ReadonlySet<Story>,
  tally: Tally,
  settings: DigestSettings,
): Offer | undefined {
  let best: Offer | undefined;
  for (const story of ranked) {
    // Ranked by score, and penalties only take away: nothing better can follow.
    if (best !== undefined && story.score <= best.score) break;
    if (taken.has(story)) continue;
    const offer = offerOf(story, tally, settings);
    if (best === undefined || offer.score > best.score) best = offer;
  }
  return best;
}

function offerOf(story: Story, tally: Tally, settings: DigestSettings): Offer {
  const penalties = penaltiesOf(story, tally, settings);
  const tenths = penalties.reduce((sum, { points }) => sum + Math.round(points * 10), Math.round(story.score * 10));
  return { story, penalties, score: tenths / 10 };
}

function penaltiesOf(story: Story, { feeds, sections, names }: Tally, settings: DigestSettings): readonly Reason[] {
  const say = (zh: string, en: string) => (settings.language === 'en' ? en : zh);
  const penalties: Reason[] = [];
  const ofFeed = (feeds.get(story.lead.feedUrl) ?? 0) + 1;
  if (ofFeed > settings.maxPerFeed) {
    const points = -caps.feedFirst - caps.feedNext * (ofFeed - settings.maxPerFeed - 1);
    penalties.push({ points, why: say(`同一个源第 ${ofFeed} 条`, `no. ${ofFeed} of one feed`) });
  }
  const ofSection = (sections.get(sectionKey(story)) ?? 0) + 1;
  if (ofSection > Math.ceil(settings.maxStories * caps.sectionShare)) {
    penalties.push({ points: -caps.section, why: say(`同一栏第 ${ofSection} 条`, `no. ${ofSection} of one section`) });
  }
  const [name = '', before = 0] = namesOf(story)
    .map((word) => [word, names.get(word) ?? 0] as const)
    .reduce((most, next) => (next[1] > most[1] ? next : most), ['', 0] as readonly [string, number]);
  if (before >= caps.perName) {
    penalties.push({ points: -caps.name, why: say(`${name} 第 ${before + 1} 条`, `no. ${before + 1} about ${name}`) });
  }
  return penalties;
}

/** 要闻 has a limit of its own. */
function sectionKey({ section, independentSources }: Story): string {
  return independentSources >= 2 ? 'top' : section;
}

/** Names in Latin letters that the title holds: OpenAI, Claude. A Title With Every Word Capital tells none. */
function namesOf({ lead }: Story): readonly string[] {
  const capitals = lead.title.match(/(?<![A-Za-z])[A-Z]/g)?.length ?? 0;
  if (capitals * 2 > (lead.title.match(/[A-Za-z]+|\p{sc=Han}/gu)?.length ?? 0)) return [];
  const words = lead.title.match(/(?<![A-Za-z])[A-Z][A-Za-z]{3,}/g) ?? [];
  return [...new Set(words)];
}

function count({ feeds, sections, names }: Tally, story: Story): void {
  const add = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  add(feeds, story.lead.feedUrl);
  if (sectionKey(story) !== 'top') add(sections, sectionKey(story));
  for (const name of namesOf(story)) add(names, name);
}

function withPenalties(story: Story, penalties: readonly Reason[]): Story {
  if (penalties.length === 0) return story;
  const lost = penalties.reduce((sum, { points }) => sum + Math.round(points * 10), 0);
  return { ...story, score: (Math.round(story.score * 10) + lost) / 10, reasons: [...story.reasons, ...penalties] };
}

function missedOf(
  ranked: readonly Story[],
  { taken, tally, settings, last }: { taken: ReadonlySet<Story>; tally: Tally; settings: DigestSettings; last: number },
): Picked['missed'] {
  return ranked
    .filter((story) => !taken.has(story))
    .map((story) => offerOf(story, tally, settings))
    .sort((a, b) => b.score - a.score)
    .map(({ story, score }, index) => ({
      story,
      points: Math.round(Math.max(0, last - score) * 10) / 10,
      rank: taken.size + index + 1,
    }));
}
