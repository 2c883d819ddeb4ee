import { canonicalUrl } from '../../src/collect/canonical-url.ts';
import { clusterItems } from '../../src/compose/cluster/cluster.ts';
import type { Candidate } from '../../src/compose/judge/filter.ts';
import type { Aliases, DigestSettings, Told } from '../../src/model.ts';
import { toCandidate } from './candidates.ts';
import type { LabelledHeadline } from './labelled.ts';

/** What a digest would have told its readers if it had appeared on each day of the labelled headlines. */
export interface DayByDay {
  readonly method: string;
  /** Labelled stories. */
  readonly stories: number;
  /** Stories never told: they were taken for another story, or for one already told. */
  readonly lost: number;
  /** Entries about a story of an earlier entry that are not marked as an update. */
  readonly repeated: number;
  /** Entries marked as the update of a story that they do not belong to. */
  readonly wrongUpdates: number;
}

interface Entry {
  readonly members: readonly Candidate[];
  readonly isUpdate: boolean;
}

/** Makes the entries of one day, without the stories told before. */
type Tell = (candidates: readonly Candidate[], told: readonly Told[]) => readonly Entry[];

const dayMs = 24 * 3_600_000;
const maxAgeMs = 2 * dayMs;

/** Each day, tells all stories that are at most two days old, and compares the result with the labels. */
export function measureDayByDay(headlines: readonly LabelledHeadline[], aliases: Aliases): readonly DayByDay[] {
  const settings = { language: 'zh-CN' } as DigestSettings;
  return [
    tellDayByDay('ours', headlines, (candidates, told) =>
      clusterItems(candidates, { aliases, told, settings }).clusters.map(({ members, update }) => ({
        members,
        isUpdate: update !== undefined,
      })),
    ),
    tellDayByDay('URL only', headlines, tellByUrl),
  ];
}

function tellDayByDay(method: string, headlines: readonly LabelledHeadline[], tell: Tell): DayByDay {
  const candidates = headlines.map(toCandidate);
  const storyOf = new Map(headlines.map(({ id, story }) => [id, story]));
  const times = candidates.map(({ item }) => item.date.getTime());
  const known = new Set<string>();
  const told: Told[] = [];
  let repeated = 0;
  let wrongUpdates = 0;
  for (let now = Math.min(...times) + dayMs; now < Math.max(...times) + 2 * dayMs; now += dayMs) {
    const recent = candidates.filter(({ item: { date } }) => date.getTime() < now && date.getTime() >= now - maxAgeMs);
    if (recent.length === 0) continue;
    for (const { members, isUpdate } of tell(recent, told)) {
      const story = mostOf(members.map(({ item }) => storyOf.get(item.entryId) ?? ''));
      if (!isUpdate) repeated += Number(known.has(story));
      else wrongUpdates += Number(!known.has(story));
      known.add(story);
      told.push(toTold(members, new Date(now)));
    }
  }
  const stories = new Set(storyOf.values()).size;
  return { method, stories, lost: stories - known.size, repeated, wrongUpdates };
}

function tellByUrl(candidates: readonly Candidate[], told: readonly Told[]): readonly Entry[] {
  const known = new Set(told.map(({ url }) => canonicalUrl(url)));
  const byUrl = Map.groupBy(candidates, ({ item }) => item.canonicalUrl);
  return [...byUrl].filter(([url]) => !known.has(url)).map(([, members]) => ({ members, isUpdate: false }));
}

function mostOf(names: readonly string[]): string {
  const counted = [...Map.groupBy(names, (name) => name).values()].sort((a, b) => b.length - a.length);
  return counted[0]?.[0] ?? '';
}

function toTold(members: readonly Candidate[], toldAt: Date): Told {
  const [lead] = members;
  if (lead === undefined) throw new Error('Expected an entry with at least one member, got none');
  return {
    storyId: lead.item.canonicalUrl,
    slot: toldAt.toISOString().slice(0, 16),
    toldAt,
    title: lead.item.title,
    url: lead.item.url,
    items: members.map(({ item: { title, summary, canonicalUrl, date } }) => ({ title, summary, canonicalUrl, date })),
  };
}
