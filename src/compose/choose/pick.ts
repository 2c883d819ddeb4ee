import { sayIn } from '../../ground/say.ts';
import type { DigestSettings, Kind, Reason, Story } from '../../model.ts';
import { isPatchRelease } from './releases.ts';

/** Points that a story loses for each one picked before it beyond a soft cap. It stays in if it is above the floor. */
const softCaps = {
  /** For each beyond `maxPerFeed`, at most `mostFeed`: of two equal stories, the one of another feed wins. */
  feed: 0.3,
  mostFeed: 0.9,
  /** A section may fill this share of the digest. */
  sectionShare: 0.6,
  section: 0.5,
  /** For each opinion of a single source picked before: an edition is news first. */
  opinion: 0.5,
  /** Stories about one name. */
  perName: 3,
  name: 0.5,
} as const;

/** Kinds that are never told, whatever the score. */
const untoldKinds: ReadonlySet<Kind> = new Set(['patch', 'bulletin', 'page']);
/** This many votes, or a second source, show that others found a paper or page worth reading. */
const manyVotes = 100;

/** Why a story was not picked. */
export type Miss =
  /** Points that it is short of the last place; 0 for the same score at a later rank. */
  | { readonly kind: 'score'; readonly points: number }
  | { readonly kind: 'floor'; readonly floor: number; readonly points: number }
  | { readonly kind: 'untold'; readonly of: Kind }
  | { readonly kind: 'papers' }
  | { readonly kind: 'vendor'; readonly vendor: string };

export interface Picked {
  /** Ordered by score, soft caps included, opinions of a single source last; at most `maxStories`. */
  readonly stories: readonly Story[];
  readonly missed: readonly { readonly story: Story; readonly rank: number; readonly miss: Miss }[];
}

/** Takes the best story repeatedly. Each one taken lowers the score of similar stories, or fills a hard cap. */
export function pickStories(ranked: readonly Story[], settings: DigestSettings): Picked {
  const candidates = ranked.map((story): Candidate => ({ story, names: namesOf(story) }));
  const taken = new Set<Candidate>();
  const tally: Tally = {
    feeds: new Map(),
    sections: new Map(),
    names: new Map(),
    vendors: new Map(),
    papers: 0,
    opinions: 0,
  };
  const stories: Story[] = [];
  while (stories.length < settings.maxStories) {
    const best = bestOf(candidates, { taken, tally, settings });
    if (best === undefined) break;
    stories.push(withPenalties(best.story, penaltiesOf(best, tally, settings)));
    taken.add(best);
    count(tally, best);
  }
  const last = stories.length === settings.maxStories ? stories.at(-1)?.score : undefined;
  const left = candidates.filter((candidate) => !taken.has(candidate));
  // An opinion of a single source never leads an edition.
  const ordered = [...stories.filter((story) => !isLoneOpinion(story)), ...stories.filter(isLoneOpinion)];
  return { stories: ordered, missed: missedOf(left, { tally, settings, last, taken: taken.size }) };
}

/** A story that may be picked, with the names in its title. */
interface Candidate {
  readonly story: Story;
  readonly names: readonly string[];
}

/** How many picked stories share a feed, a section, a name, a vendor; how many are papers under the cap or lone opinions. */
interface Tally {
  readonly feeds: Map<string, number>;
  readonly sections: Map<string, number>;
  readonly names: Map<string, number>;
  readonly vendors: Map<string, number>;
  papers: number;
  opinions: number;
}

function bestOf(
  candidates: readonly Candidate[],
  { taken, tally, settings }: { taken: ReadonlySet<Candidate>; tally: Tally; settings: DigestSettings },
): Candidate | undefined {
  const floor = floorAt(taken.size, settings);
  let best: Candidate | undefined;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const candidate of candidates) {
    // Candidates are ranked by score and caps only subtract, so nothing better can follow.
    if (candidate.story.score <= bestScore || candidate.story.score < floor) break;
    if (taken.has(candidate) || refusalOf(candidate.story, tally, settings) !== undefined) continue;
    const score = scoreOf(candidate, tally, settings);
    if (score > bestScore && score >= floorOf(candidate.story, taken.size, settings))
      [best, bestScore] = [candidate, score];
  }
  return best;
}

/** The floor rises once the digest is half full: free room alone is not a reason to add a story. */
function floorAt(taken: number, { floor, floorRise, maxStories }: DigestSettings): number {
  return taken * 2 < maxStories ? floor : tenths(floor + floorRise);
}

/** A paper or an opinion without votes or a second source always has to reach the higher floor. */
function floorOf(story: Story, taken: number, settings: DigestSettings): number {
  return floorAt(isLoneOpinion(story) || isCappedPaper(story) ? settings.maxStories : taken, settings);
}

function isLoneOpinion(story: Story): boolean {
  return story.kind === 'opinion' && !isVouchedFor(story);
}

// ── Hard caps ───────────────────────────────────────────────────────────────────────────────────────

function refusalOf(story: Story, tally: Tally, { maxPapers, maxPerVendor }: DigestSettings): Miss | undefined {
  const kind = isPatchRelease(story.lead.title) ? 'patch' : story.kind;
  if (untoldKinds.has(kind) && !(kind === 'page' && isVouchedFor(story))) return { kind: 'untold', of: kind };
  if (isCappedPaper(story) && tally.papers >= maxPapers) return { kind: 'papers' };
  const vendor = vendorOf(story);
  if (vendor !== undefined && (tally.vendors.get(vendor) ?? 0) >= maxPerVendor) return { kind: 'vendor', vendor };
  return undefined;
}

function isCappedPaper(story: Story): boolean {
  return story.kind === 'paper' && !isVouchedFor(story);
}

function isVouchedFor({ items, independentSources }: Story): boolean {
  return independentSources > 1 || items.some(({ discussion }) => (discussion?.points ?? 0) >= manyVotes);
}

function vendorOf({ isVendorOwn, publishers, lead }: Story): string | undefined {
  return isVendorOwn ? (publishers[0]?.name ?? lead.feedUrl) : undefined;
}

// ── Soft caps ───────────────────────────────────────────────────────────────────────────────────────

function scoreOf(candidate: Candidate, tally: Tally, settings: DigestSettings): number {
  return tenths(
    excessesOf(candidate, tally, settings).reduce((score, { points }) => score - points, candidate.story.score),
  );
}

/** What a story has too many of before it. */
interface Excess {
  readonly of: 'feed' | 'section' | 'opinions' | 'name';
  readonly points: number;
  readonly ordinal: number;
  readonly name: string;
}

/** Points that the story loses for its feed, its section, the opinions of a single source and its most used name. */
function excessesOf({ story, names }: Candidate, tally: Tally, settings: DigestSettings): readonly Excess[] {
  const ofFeed = (tally.feeds.get(story.lead.feedUrl) ?? 0) + 1;
  const beyondFeed = Math.max(0, ofFeed - settings.maxPerFeed);
  const ofSection = (tally.sections.get(story.section) ?? 0) + 1;
  const isFull = ofSection > Math.ceil(settings.maxStories * softCaps.sectionShare);
  const opinions = isLoneOpinion(story) ? tally.opinions : 0;
  const [name = '', ofName = 0] = mostUsed(names, tally.names);
  return [
    { of: 'feed', points: Math.min(softCaps.feed * beyondFeed, softCaps.mostFeed), ordinal: ofFeed, name: '' },
    { of: 'section', points: isFull ? softCaps.section : 0, ordinal: ofSection, name: '' },
    { of: 'opinions', points: softCaps.opinion * opinions, ordinal: opinions + 1, name: '' },
    { of: 'name', points: ofName >= softCaps.perName ? softCaps.name : 0, ordinal: ofName + 1, name },
  ];
}

/** The name that most picked stories have, with their number. */
function mostUsed(names: readonly string[], used: ReadonlyMap<string, number>): readonly [string?, number?] {
  return names.map((name) => [name, used.get(name) ?? 0] as const).reduce((a, b) => (b[1] >= a[1] ? b : a), ['', 0]);
}

function penaltiesOf(candidate: Candidate, tally: Tally, settings: DigestSettings): readonly Reason[] {
  const say = sayIn(settings.language);
  const why = ({ of, ordinal, name }: Excess) =>
    ({
      feed: say(`同一个源第 ${ordinal} 条`, `no. ${ordinal} of one feed`),
      section: say(`同一栏第 ${ordinal} 条`, `no. ${ordinal} of one section`),
      opinions: say(`第 ${ordinal} 篇评论`, `opinion no. ${ordinal}`),
      name: say(`${name} 第 ${ordinal} 条`, `no. ${ordinal} about ${name}`),
    })[of];
  return excessesOf(candidate, tally, settings)
    .map((excess) => ({ points: -tenths(excess.points), why: why(excess) }))
    .filter(({ points }) => points < 0);
}

/** Names in Latin letters in the title: OpenAI, Claude; none where most words are capitalised. */
function namesOf({ lead }: Story): readonly string[] {
  const capitals = lead.title.match(/(?<![A-Za-z])[A-Z]/g)?.length ?? 0;
  if (capitals * 2 > (lead.title.match(/[A-Za-z]+|\p{sc=Han}/gu)?.length ?? 0)) return [];
  return [...new Set(lead.title.match(/(?<![A-Za-z])[A-Z][A-Za-z]{3,}/g) ?? [])];
}

function count(tally: Tally, { story, names }: Candidate): void {
  const add = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  add(tally.feeds, story.lead.feedUrl);
  add(tally.sections, story.section);
  for (const name of names) add(tally.names, name);
  const vendor = vendorOf(story);
  if (vendor !== undefined) add(tally.vendors, vendor);
  if (isCappedPaper(story)) tally.papers += 1;
  if (isLoneOpinion(story)) tally.opinions += 1;
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

interface MissInput {
  readonly tally: Tally;
  readonly settings: DigestSettings;
  /** Points of the last place; undefined where places are free. */
  readonly last: number | undefined;
  readonly taken: number;
}

function missedOf(left: readonly Candidate[], { tally, settings, last, taken }: MissInput): Picked['missed'] {
  const missOf = (story: Story, score: number): Miss => {
    const floor = floorOf(story, taken, settings);
    if (score < floor) return { kind: 'floor', floor, points: tenths(floor - score) };
    return { kind: 'score', points: tenths(Math.max(0, (last ?? floor) - score)) };
  };
  return left
    .map((candidate) => ({ story: candidate.story, score: scoreOf(candidate, tally, settings) }))
    .sort((a, b) => b.score - a.score)
    .map(({ story, score }, index) => ({
      story,
      rank: taken + index + 1,
      miss: refusalOf(story, tally, settings) ?? missOf(story, score),
    }));
}
