/** Figures of the eleven editions, day by day, and the editions themselves. */
import type { Config } from '../../src/config/config.ts';
import type { Story } from '../../src/model.ts';
import { reasonsLine } from '../../src/show/reasons.ts';
import { readEvents, readLines } from '../train/told-lines.ts';
import { type Day, type Playing, playWeek, readWeeks } from './eleven-days.ts';

type Knowledge = Omit<Playing, 'settings'> & Pick<Config, 'digests'>;

export async function playDays(
  corpus: string,
  { digests: [settings], ...knowledge }: Knowledge,
): Promise<readonly Day[]> {
  if (settings === undefined) throw new Error('Expected a digest, got none');
  const weeks = await readWeeks(corpus);
  return weeks.flatMap((week) => playWeek(week, { ...knowledge, settings }));
}

/** One line per day; at the end, the labelled lines that must not return, and the editors' events. */
export function daysReport(corpus: string, days: readonly Day[]): string {
  const lines = readLines(corpus);
  const events = readEvents(corpus).map((event) => ({ ...event, pattern: new RegExp(event.title_regex) }));
  const carried = new Set<string>();
  const back: string[] = [];
  const toRead: string[] = [];
  const rows = days.map(({ date, composition }) => {
    const stories = storiesOf({ composition });
    const labels = new Map<string, number>();
    for (const story of stories) {
      const label = labelOf(story, date, lines) ?? '?';
      labels.set(label, (labels.get(label) ?? 0) + 1);
      if (unwanted.has(label)) back.push(`  ${date} ${label} ${story.score} ${story.lead.title}`);
      if (ofEdition.has(label)) toRead.push(`  ${date} ${label} ${story.score} ${story.lead.title}`);
      for (const { story: name, pattern } of events) {
        if (story.items.some(({ title }) => pattern.test(title))) carried.add(name);
      }
    }
    const { messages } = composition;
    const text = messages.map(({ content }) => content).join('\n');
    const limit = 4096;
    return [
      date,
      `${stories.length}`.padStart(5),
      [...labels]
        .sort()
        .map(([label, count]) => `${label}${count}`)
        .join(' ')
        .padEnd(22),
      `${(text.match(/…\]/g) ?? []).length}`.padStart(3),
      `${sentences(text)}`.padStart(9),
      `${outscored(composition.digest.sections)}`.padStart(9),
      `${limit - Math.max(0, ...messages.map(({ bytes }) => bytes))}`.padStart(6),
    ].join('  ');
  });
  const missed = events.filter(({ story }) => !carried.has(story)).map(({ story }) => story);
  return [
    'day         lines  verdicts                cut  sentences  outscored  free bytes',
    ...rows,
    `editors' events carried: ${carried.size} of ${events.length} (17); missed: ${missed.join(', ')}`,
    `lines that must not come back: ${back.length} (0)`,
    ...back,
    `lines that were at fault in another edition (told before, a second line, merged wrongly), to be read: ${toRead.length}`,
    ...toRead,
    '',
  ].join('\n');
}

/** Labels of an article, valid in every edition. */
const unwanted: ReadonlySet<string> = new Set(['N', 'P', 'A', 'R', 'X']);
/** Labels of a line relative to the other lines of its edition, which may differ here. */
const ofEdition: ReadonlySet<string> = new Set(['D', 'T', 'B']);

function labelOf({ items }: Story, date: string, lines: ReturnType<typeof readLines>): string | undefined {
  const titles = new Set(items.map(({ title }) => title));
  const urls = new Set(items.map(({ url }) => url));
  const known = lines.filter(({ title, url }) => titles.has(title) || urls.has(url));
  const ofDay = known.find((line) => line.date === date);
  // T, D and B are about the edition; the others about the article.
  return (ofDay ?? known.find(({ label }) => !/[TDB]/.test(label)))?.label;
}

function storiesOf({ composition }: Pick<Day, 'composition'>): readonly Story[] {
  return composition.digest.sections.flatMap(({ stories }) => stories);
}

/** The number of lines that are not a story's title, its source or a heading. */
function sentences(text: string): number {
  return text.split('\n').filter((line) => line !== '' && !/^(?:\d+\.|\*\*|<font|#|AI |>)/.test(line)).length;
}

/** The number of stories of lower sections that score higher than the lowest of 要闻. */
function outscored([top, ...others]: Day['composition']['digest']['sections']): number {
  const least = Math.min(...(top?.stories ?? []).map(({ score }) => score));
  return top?.id === 'top' ? others.flatMap(({ stories }) => stories).filter(({ score }) => score > least).length : 0;
}

/** Whole editions with their points, for a person to read. */
export function editionsReport(days: readonly Day[], dates: readonly string[]): string {
  return days
    .filter(({ date }) => dates.includes(date))
    .map(({ date, composition }) => {
      const messages = composition.messages.map(({ content }) => content).join('\n---\n');
      const reasons = storiesOf({ composition }).map(
        ({ lead, kind, score, reasons: each }) =>
          `  ${score.toFixed(1)} ${kind} ${lead.title}\n      ${reasonsLine(each)}`,
      );
      return [`═══ ${date}`, messages, '', ...reasons, ''].join('\n');
    })
    .join('\n');
}
