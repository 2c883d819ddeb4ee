/**
 * Tells what an item is and whether it is about AI, and says why. Learned weights decide (feeds/judge.json); without
 * them the words and rules of topics.yaml do.
 */

import { phrase } from '../../ground/phrase.ts';
import type { Aliases, Feed, Item, Kind, Phrase, Topics, Weights } from '../../model.ts';
import { hostOf, makerHosts } from '../cluster/publishers.ts';
import { once, onceFor } from '../once-for.ts';
import { joinsHeadlines } from '../text/joined-headlines.ts';
import { createPhraseFinder } from '../text/phrase-finder.ts';
import { placeOfSite, siteOf } from './address-marks.ts';
import { createFeatureReader } from './features.ts';
import { createFeedMates, shifted } from './feed-mates.ts';
import { type FeedShape, shapeOfFeed } from './feed-shape.ts';
import { createKindRules } from './kind.ts';
import type { Readable } from './readable.ts';
import { signalOf } from './signals.ts';
import { createTopicGate, type TopicPlace } from './topic.ts';
import { compileWeights, kindProbabilities, topicProbability, wordingOf } from './weights.ts';

export interface Judgement {
  readonly kind: Kind;
  /** Probability that it is about AI, 0 to 1. */
  readonly ai: number;
  /** Where it says so. */
  readonly topic: TopicPlace;
  readonly isAi: boolean;
  /** The user's own words decided whether it is about AI. */
  readonly isWished?: boolean;
  /** Its feed often says that it is about AI, and this item surely is not. */
  readonly isStray?: boolean;
  /** How much its words sound like news that matters, about −2 to 2; 0 without weights. */
  readonly wording: number;
  /** Its page belongs to the vendor that it is about. */
  readonly isVendor: boolean;
}

export interface Judge {
  judge(item: Item): Judgement;
  /** The three strongest signals for its kind (`kind`) or for or against AI (`topic`), strongest first. */
  explain(item: Item, judgement: Pick<Judgement, 'kind' | 'isAi'>, of: 'kind' | 'topic'): readonly Phrase[];
}

export interface JudgeInput {
  readonly topics: Topics;
  readonly aliases: Aliases;
  /** undefined: the file is missing or cannot be read. */
  readonly weights: Weights | undefined;
  readonly feeds: readonly Pick<Feed, 'url' | 'name'>[];
  /** All stored items: they show what each feed is like. */
  readonly items: readonly Item[];
}

export function createJudge(input: JudgeInput): Judge {
  const topic = createTopicReader(input);
  return input.weights === undefined ? judgeByRules(input, topic) : judgeByWeights(input, input.weights, topic);
}

/** What a judge has said of an item. */
export interface Said {
  judgement?: Judgement;
  /** Its explanations, by what was explained. */
  why?: Record<string, readonly Phrase[]>;
}

/** A judge with a cache. The judge itself is created only for what is not in `said`, and adds to it. */
export function rememberJudgements(create: () => Judge, said: Map<Item, Said>): Judge {
  const judge = once(create);
  const saidOf = (item: Item) => {
    const known = said.get(item) ?? {};
    said.set(item, known);
    return known;
  };
  return {
    judge(item) {
      const known = saidOf(item);
      known.judgement ??= judge().judge(item);
      return known.judgement;
    },
    explain(item, judgement, of) {
      const known = saidOf(item);
      const what = `${of} ${judgement.kind} ${judgement.isAi}`;
      const why = known.why?.[what] ?? judge().explain(item, judgement, of);
      known.why = { ...known.why, [what]: why };
      return why;
    },
  };
}

// ── The topic by words ──────────────────────────────────────────────────────────────────────────────

interface TopicReader {
  place(item: Item): TopicPlace;
  /** What the user's own words say; undefined where none of them occurs. */
  wished(item: Pick<Item, 'title' | 'summary'>): boolean | undefined;
}

function createTopicReader({ topics, aliases }: JudgeInput): TopicReader {
  const wishes = wishesFor(topics);
  return {
    place: placeFor(topics)(aliases),
    wished({ title, summary }) {
      const found = [...wishes.find(title), ...wishes.find(summary.slice(0, 300))].map(({ meaning }) => meaning);
      return found.length === 0 ? undefined : !found.includes(false);
    },
  };
}

const placeFor = onceFor((topics: Topics) =>
  onceFor((aliases: Aliases) => onceFor<Item, TopicPlace>(createTopicGate(topics, aliases))),
);
const wishesFor = onceFor(({ always, never }: Topics) =>
  createPhraseFinder(
    [
      ...always.map((phrase) => ({ phrase, meaning: true })),
      ...never.map((phrase) => ({ phrase, meaning: false })),
    ].map((known) => ({ ...known, exactCase: false })),
  ),
);

// ── By rules ────────────────────────────────────────────────────────────────────────────────────────

function judgeByRules(input: JudgeInput, topic: TopicReader): Judge {
  const kindOf = createKindRules(input.topics);
  const isVendor = createVendorTest(input);
  return {
    judge(item) {
      const place = topic.place(item);
      const wished = topic.wished(item);
      const isAi = wished ?? (place === 'title' || place === 'summary');
      return {
        kind: kindOf(item),
        ai: Number(isAi),
        topic: wished === false ? 'no' : place,
        isAi,
        isWished: wished !== undefined,
        wording: 0,
        isVendor: isVendor(item),
      };
    },
    explain: () => [],
  };
}

// ── By weights ──────────────────────────────────────────────────────────────────────────────────────

function judgeByWeights(input: JudgeInput, weights: Weights, topic: TopicReader): Judge {
  const { aliases, feeds, items } = input;
  const isVendor = createVendorTest(input);
  const table = tableFor(weights);
  const reader = readerFor(weights.signs)(aliases);
  const byFeed = Map.groupBy(items, ({ feedUrl }) => feedUrl);
  const shapeOf = shapesOf(feeds, byFeed, topic.place);
  const decide = createKindDecision(weights);
  const patch = weights.kinds.indexOf('patch');
  const readings = readingsFor(weights)(aliases);
  const phraseOf = phrasesFor(weights);
  const readingOf = (item: Item): Reading => {
    const place = topic.place(item);
    const { shape, key } = shapeOf(item);
    const known = readings.get(item);
    if (known !== undefined && known.place === place && known.shapeKey === key) return known;
    const sums = table.start();
    reader.read(toReadable(item), shape, place, sums.add);
    const reading: Reading = {
      place,
      shapeKey: key,
      ai: topicProbability(sums),
      wording: wordingOf(sums),
      kinds: [...kindProbabilities(sums)],
    };
    readings.set(item, reading);
    return reading;
  };
  const { usual } = weights;
  const matesOf = onceFor((own: readonly Item[]) =>
    usual === undefined ? undefined : createFeedMates({ items: own, kindsOf: (item) => readingOf(item).kinds, usual }),
  );
  const shiftOf = (item: Item) => matesOf(byFeed.get(item.feedUrl) ?? [])?.(item);
  const kindOf = (item: Item, { kinds }: Reading): Kind => {
    if (joinsHeadlines(item.title)) return 'roundup';
    const shift = shiftOf(item);
    const likely = shift === undefined ? kinds : shifted(kinds, shift);
    // A patch release names its version.
    return decide(/\d/.test(item.title) ? likely : likely.map((each, place) => (place === patch ? 0 : each)));
  };
  const signalsOf = (item: Item, { kind, isAi }: Pick<Judgement, 'kind' | 'isAi'>, of: 'kind' | 'topic') => {
    const signals: Weighed[] = [];
    reader.read(toReadable(item), shapeOf(item).shape, topic.place(item), (hash) => {
      const points = of === 'kind' ? table.forKind(hash, kind) : table.forTopic(hash) * (isAi ? 1 : -1);
      const name = points > 0 ? table.nameOf(hash) : undefined;
      if (name !== undefined) signals.push({ name, points });
    });
    return strongest(signals, phraseOf);
  };
  return {
    judge(item) {
      const reading = readingOf(item);
      const { place, ai, wording } = reading;
      const wished = topic.wished(item);
      return {
        kind: kindOf(item, reading),
        ai,
        topic: wished === false ? 'no' : place,
        isAi: wished ?? ai >= weights.thresholds.ai,
        isWished: wished !== undefined,
        isStray:
          wished === undefined && place === 'no' && ai < strayAi && Number(shapeOf(item).shape.aboutAi) >= oftenAi,
        wording,
        isVendor: isVendor(item),
      };
    },
    explain(item, judgement, of) {
      const explained = explanationsOf(readingOf(item));
      const what = `${of} ${judgement.kind} ${judgement.isAi}`;
      const known = explained.get(what) ?? signalsOf(item, judgement, of);
      explained.set(what, known);
      const mates = {
        phrase: matesPhrase,
        points: of === 'kind' ? lift(shiftOf(item), weights.kinds.indexOf(judgement.kind)) : 0,
      };
      return [...known, ...(mates.points > 0 ? [mates] : [])]
        .sort((a, b) => b.points - a.points)
        .slice(0, toldSignals)
        .map(({ phrase }) => phrase);
    },
  };
}

/** Below this probability an item is a stray, if its feed has this level of items that say they are about AI. */
const strayAi = 0.2;
const oftenAi = 2;

/** What the weights say of an item in a feed of this shape. */
interface Reading extends Pick<Judgement, 'ai' | 'wording'> {
  /** A probability for each kind. */
  readonly kinds: readonly number[];
  readonly place: TopicPlace;
  readonly shapeKey: string;
}

/** One reading for each item still in use, shared by all digests of an hour. */
const readingsFor = onceFor((_weights: Weights) => onceFor((_aliases: Aliases) => new WeakMap<Item, Reading>()));

/** By what is explained: the strongest signals. Few readings are explained. */
const explanationsOf = onceFor((_reading: Reading) => new Map<string, readonly Signal[]>());

const tableFor = onceFor(compileWeights);
/** The phrase of each feature that has been explained, made once. */
const phrasesFor = onceFor((_weights: Weights) => {
  const phrases = new Map<string, Phrase | undefined>();
  return (name: string) => {
    if (!phrases.has(name)) phrases.set(name, signalOf(name));
    return phrases.get(name);
  };
});
const readerFor = onceFor((signs: Weights['signs']) =>
  onceFor((aliases: Aliases) => createFeatureReader(signs, aliases)),
);

const matesPhrase = phrase('与同一来源的其他条目相似', 'like other items of its feed');

/** How much the other items of the feed support a kind rather than the others. */
function lift(shift: readonly number[] | undefined, place: number): number {
  if (shift === undefined) return 0;
  return (shift[place] ?? 0) - shift.reduce((sum, each) => sum + each, 0) / shift.length;
}

const toldSignals = 3;

interface Signal {
  readonly phrase: Phrase;
  readonly points: number;
}

interface Weighed {
  readonly name: string;
  readonly points: number;
}

function strongest(signals: readonly Weighed[], phraseOf: (name: string) => Phrase | undefined): readonly Signal[] {
  const found: Signal[] = [];
  for (const { name, points } of signals.toSorted((a, b) => b.points - a.points || (a.name < b.name ? -1 : 1))) {
    if (found.length === toldSignals) break;
    const phrase = phraseOf(name);
    if (phrase !== undefined && !found.some((each) => subjectOf(each.phrase) === subjectOf(phrase))) {
      found.push({ phrase, points });
    }
  }
  return found;
}

/** The quoted words, if any: a word of the title is also one of title or summary, and is told once. */
function subjectOf({ en }: Phrase): string {
  return /“.*”/u.exec(en)?.[0] ?? en;
}

function shapesOf(
  feeds: JudgeInput['feeds'],
  byFeed: ReadonlyMap<string, readonly Item[]>,
  place: TopicReader['place'],
): (item: Item) => KeyedShape {
  const shapes = new Map(
    feeds.map(({ url, name }) => {
      const sample = (byFeed.get(url) ?? []).slice(0, sampleSize);
      const ai = new Set(sample.filter((item) => place(item) === 'title').map(({ title }) => title));
      return [url, keyed(shapeOfFeed({ name, items: sample.map(toReadable), aboutAi: ({ title }) => ai.has(title) }))];
    }),
  );
  return ({ feedUrl }) => shapes.get(feedUrl) ?? unknownShape;
}

/** How many items are enough to show a feed's shape. */
const sampleSize = 60;
const unknownShape = keyed({ site: '', aboutAi: 'few', marks: [] });

interface KeyedShape {
  readonly shape: FeedShape;
  /** Equal for equal shapes. */
  readonly key: string;
}

function keyed(shape: FeedShape): KeyedShape {
  return { shape, key: [shape.site, shape.aboutAi, ...shape.marks].join('\n') };
}

function toReadable({ title, summary, url, language, discussion }: Item): Readable {
  return { title, summary, url, language, isDiscussed: discussion !== undefined };
}

/** True for a lab's or company's site, or one whose own name is in many of its titles. */
export function createVendorTest({ aliases, items }: Pick<JudgeInput, 'aliases' | 'items'>): (item: Item) => boolean {
  const makers = makerHosts(aliases);
  const counts = new Map<string, { titles: number; named: number }>();
  for (const { url, title } of items) {
    const site = siteOf(hostOf(url));
    const count = counts.get(site) ?? { titles: 0, named: 0 };
    counts.set(site, count);
    count.titles += 1;
    count.named += Number(placeOfSite(title, site) >= 0);
  }
  return ({ url }) => {
    const host = hostOf(url);
    const site = siteOf(host);
    const { titles, named } = counts.get(site) ?? { titles: 0, named: 0 };
    return makers.has(site) || makers.has(host) || (titles >= 3 && named >= ownNameShare * titles);
  };
}

const ownNameShare = 0.3;

/** Kinds that are never in a digest; together they need less evidence than each alone. */
const refused: readonly Kind[] = ['roundup', 'promo', 'bulletin'];

/**
 * The kind with the highest ratio of probability to threshold. Round-ups, promotions and bulletins are alike to a
 * digest, so their probabilities are added and share one threshold.
 */
export function createKindDecision({ kinds, thresholds }: Pick<Weights, 'kinds' | 'thresholds'>) {
  const least = kinds.map((kind) => thresholds.kinds[kind] ?? 0.5);
  const places = refused.map((kind) => kinds.indexOf(kind));
  const others = kinds.map((_, place) => place).filter((place) => !places.includes(place));
  return (probabilities: ArrayLike<number>): Kind => {
    const at = (place: number) => probabilities[place] ?? 0;
    const best = (among: readonly number[], worth: (place: number) => number) =>
      kinds[among.reduce((a, b) => (worth(b) > worth(a) ? b : a))] ?? 'news';
    const together = places.reduce((sum, place) => sum + at(place), 0);
    if (together >= (thresholds.kinds.roundup ?? 0.5)) return best(places, at);
    return best(others, (place) => at(place) / Math.max(least[place] ?? 0.5, 0.01));
  };
}
