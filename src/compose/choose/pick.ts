import { sayIn } from '../../ground/say.ts';
import type { DigestSettings, Reason, Story } from '../../model.ts';

/** What a story loses for each that was picked before it beyond the cap. All are soft: nothing better, and it stands. */
const caps = {
  /**
   * For each beyond `maxPerFeed`, and never more than `mostFeed`: what only a newspaper has is still news, but of two
   * that are worth the same the other feed's stands.
   */
  feed: 0.3,
  mostFeed: 0.9,
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
  /** The others: by how many points each missed the last place, or a place at all, and its rank. */
  readonly missed: readonly { readonly story: Story; readonly points: number; readonly rank: number }[];
}

/** Takes the best story, again and again; each that is taken makes its like a little less worth. */
export function pickStories(ranked: readonly Story[], settings: DigestSettings): Picked {
  const offers = ranked.map((story): Offer => ({ story, names: namesOf(story) }));
  const taken = new Set<Offer>();
  const tally: Tally = { feeds: new Map(), sections: new Map(), names: new Map() };
  const stories: Story[] = [];
  while (stories.length < settings.maxStories) {
    const best = bestOf(offers, { taken, tally, settings });
    if (best === undefined) break;
    stories.push(withPenalties(best.story, penaltiesOf(best, tally, settings)));
    taken.add(best);
    count(tally, best);
  }
  const isFull = stories.length === settings.maxStories;
  const last = isFull ? (stories.at(-1)?.score ?? 0) : tenths(nothingForIt + 0.1);
  return {
    stories,
    missed: missedOf(
      offers.filter((offer) => !taken.has(offer)),
      { tally, settings, last, taken: taken.size },
    ),
  };
}

/** How many picked stories share a feed, a section, a name. */
interface Tally {
  readonly feeds: Map<string, number>;
  readonly sections: Map<string, number>;
  readonly names: Map<string, number>;
}

interface Offer {
  readonly story: Story;
  readonly names: readonly string[];
}

/** A story that has as much against it as for it is not told, even on a quiet day. */
const nothingForIt = 0;

function bestOf(
  offers: readonly Offer[],
  { taken, tally, settings }: { taken: ReadonlySet<Offer>; tally: Tally; settings: DigestSettings },
): Offer | undefined {
  let best: Offer | undefined;
  let bestScore = nothingForIt;
  for (const offer of offers) {
    // Ranked by score, and caps only take away: nothing better can follow.
    if (offer.story.score <= bestScore) break;
    if (taken.has(offer)) continue;
    const score = scoreOf(offer, tally, settings);
    if (score > bestScore) [best, bestScore] = [offer, score];
  }
  return best;
}

function scoreOf(offer: Offer, tally: Tally, settings: DigestSettings): number {
  const { feed, section, name } = excessOf(offer, tally, settings);
  return tenths(offer.story.score - feed.points - section.points - name.points);
}

interface Excess {
  readonly points: number;
  readonly ordinal: number;
  readonly of: string;
}

/** What the story loses for its feed, its section and its most used name. */
function excessOf(
  { story, names }: Offer,
  tally: Tally,
  { maxPerFeed, maxStories }: DigestSettings,
): Readonly<Record<'feed' | 'section' | 'name', Excess>> {
  const ofFeed = (tally.feeds.get(story.lead.feedUrl) ?? 0) + 1;
  const beyond = ofFeed - maxPerFeed;
  const ofSection = (tally.sections.get(sectionKey(story)) ?? 0) + 1;
  let ofName = 0;
  let most = '';
  for (const name of names)
    if ((tally.names.get(name) ?? 0) >= ofName) [most, ofName] = [name, (tally.names.get(name) ?? 0) + 1];
  return {
    feed: { points: beyond > 0 ? tenths(Math.min(caps.feed * beyond, caps.mostFeed)) : 0, ordinal: ofFeed, of: '' },
    section: {
      points: ofSection > Math.ceil(maxStories * caps.sectionShare) ? caps.section : 0,
      ordinal: ofSection,
      of: '',
    },
    name: { points: ofName > caps.perName ? caps.name : 0, ordinal: ofName, of: most },
  };
}

function penaltiesOf(offer: Offer, tally: Tally, settings: DigestSettings): readonly Reason[] {
  const { feed, section, name } = excessOf(offer, tally, settings);
  const say = sayIn(settings.language);
  return [
    { points: -feed.points, why: say(`同一个源第 ${feed.ordinal} 条`, `no. ${feed.ordinal} of one feed`) },
    { points: -section.points, why: say(`同一栏第 ${section.ordinal} 条`, `no. ${section.ordinal} of one section`) },
    { points: -name.points, why: say(`${name.of} 第 ${name.ordinal} 条`, `no. ${name.ordinal} about ${name.of}`) },
  ].filter(({ points }) => points < 0);
}

/** 要闻 has a limit of its own. */
function sectionKey({ section, independentSources }: Story): string {
  return independentSources >= 2 ? 'top' : section;
}

/** Names in Latin letters that the title holds: OpenAI, Claude. A Title With Every Word Capital tells none. */
function namesOf({ lead }: Story): readonly string[] {
  const capitals = lead.title.match(/(?<![A-Za-z])[A-Z]/g)?.length ?? 0;
  if (capitals * 2 > (lead.title.match(/[A-Za-z]+|\p{sc=Han}/gu)?.length ?? 0)) return [];
  return [...new Set(lead.title.match(/(?<![A-Za-z])[A-Z][A-Za-z]{3,}/g) ?? [])];
}

function count({ feeds, sections, names: counted }: Tally, { story, names }: Offer): void {
  const add = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  add(feeds, story.lead.feedUrl);
  if (sectionKey(story) !== 'top') add(sections, sectionKey(story));
  for (const name of names) add(counted, name);
}

/** Scores are shown with one decimal, and must add up. */
function tenths(score: number): number {
  return Math.round(score * 10) / 10;
}

function withPenalties(story: Story, penalties: readonly Reason[]): Story {
  if (penalties.length === 0) return story;
  const lost = penalties.reduce((sum, { points }) => sum + points, 0);
  return { ...story, score: tenths(story.score + lost), reasons: [...story.reasons, ...penalties] };
}

function missedOf(
  offers: readonly Offer[],
  { tally, settings, last, taken }: { tally: Tally; settings: DigestSettings; last: number; taken: number },
): Picked['missed'] {
  return offers
    .map((offer) => ({ story: offer.story, score: scoreOf(offer, tally, settings) }))
    .sort((a, b) => b.score - a.score)
    .map(({ story, score }, index) => ({ story, points: tenths(Math.max(0, last - score)), rank: taken + index + 1 }));
}
