import { safeText } from '../compose/text/safe-text.ts';
import { messageLimits } from '../deliver/rooms/rooms.ts';
import { digestCommand } from '../ground/command-name.ts';
import { counted } from '../ground/counted.ts';
import { phrase } from '../ground/phrase.ts';
import { type Say, sayIn } from '../ground/say.ts';
import type { Language, Phrase } from '../model.ts';
import { dayText, shortName } from './texts/words.ts';

/** The operator's weekly report: what each feed contributed. */
export interface WeeklyReport {
  /** First and last day that it covers, YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
  readonly editions: number;
  readonly lateEditions: number;
  readonly stories: number;
  /** Messages that were finally refused or given up, or whose arrival is unknown. */
  readonly lostMessages: number;
  /** Every enabled feed. */
  readonly feeds: readonly ReportedFeed[];
}

/** One feed in that week. */
export interface ReportedFeed {
  readonly name: string;
  readonly weight: number;
  readonly newItems: number;
  /** Stories of the digests that it contributed to. */
  readonly stories: number;
  readonly health: 'ok' | 'failing' | 'silent' | 'moved';
  /** What is wrong with it; not shown for a healthy feed. */
  readonly what: Phrase;
}

/** A change to feeds.yaml that the week's figures suggest. */
export interface Proposal {
  readonly feed: string;
  readonly change: 'disable' | 'move' | 'lower-weight';
  readonly why: Phrase;
}

/** A healthy feed with fewer new items than this is not judged. */
const fairChanceItems = 10;
/** A feed with a larger share of all stories has too much weight. With fewer stories than this a share says nothing. */
const largestShare = 1 / 3;
const fewestStories = 9;

/** Proposes changes for feeds that are dead, have moved, or have too much weight. */
export function proposals({ feeds, stories }: WeeklyReport): readonly Proposal[] {
  return feeds.flatMap(({ name, weight, newItems, stories: own, health, what }): readonly Proposal[] => {
    if (health === 'moved') return [{ feed: name, change: 'move', why: newAddress }];
    if (health !== 'ok') return [{ feed: name, change: 'disable', why: what }];
    if (weight <= 1) return [];
    if (own === 0 && newItems >= fairChanceItems) {
      const why = phrase(
        `权重 ${weight}，${newItems} 条新内容没有一条入选`,
        `weight ${weight}, ${counted(newItems, 'new item')} and none was chosen`,
      );
      return [{ feed: name, change: 'lower-weight', why }];
    }
    if (stories < fewestStories || own <= stories * largestShare) return [];
    const why = phrase(
      `权重 ${weight}，占了 ${stories} 条新闻里的 ${own} 条`,
      `weight ${weight}, in ${own} of ${counted(stories, 'story')}`,
    );
    return [{ feed: name, change: 'lower-weight', why }];
  });
}

/** The message omits the new address: it comes from outside and must not look like a link of ours. */
const newAddress = phrase(
  `已永久跳转；新地址见 ${digestCommand} status`,
  `permanently redirected; ${digestCommand} status shows its new address`,
);

/** Limit of one list: four lists and the lines around them fit into a markdown message. */
const listBytes = 900;

/** The report as one markdown message. A list that is too long ends with the number of entries left out. */
export function reportText(report: WeeklyReport, language: Language): string {
  const say = sayIn(language);
  const word = (text: string, bytes: number) => safeText(shortName(text, bytes), 'markdown');
  const gave = report.feeds.filter(({ stories }) => stories > 0).toSorted((a, b) => b.stories - a.stories);
  const never = report.feeds.filter(({ stories }) => stories === 0).toSorted((a, b) => b.newItems - a.newItems);
  const ailing = report.feeds.filter(({ health }) => health !== 'ok');
  const advice = proposals(report);
  const list = (title: string, entries: readonly string[], separator: string) => {
    if (entries.length === 0) return [];
    const heading = say(`**${title}（${entries.length}）**`, `**${title} (${entries.length})**`);
    return ['', heading, fitList(entries, separator, say)];
  };
  const lines = [
    `${say('新闻源周报', 'Weekly report')}${say('｜', ' | ')}${dayText(report.from, language)} – ${dayText(report.to, language)}`,
    '',
    editionsLine(report, say),
    ...(report.lostMessages === 0
      ? []
      : [say(`有 ${report.lostMessages} 条消息没送达`, `Messages that never arrived: ${report.lostMessages}`)]),
    ...list(
      say('有新闻入选的源', 'Feeds with stories'),
      gave.map(({ name, stories }) => `${word(name, 36)} ${stories}`),
      ' · ',
    ),
    ...list(
      say('一条也没有入选的源', 'Feeds without stories'),
      never.map(({ name, newItems }) =>
        newItems === 0
          ? say(`${word(name, 36)}（没有新内容）`, `${word(name, 36)} (nothing new)`)
          : say(`${word(name, 36)}（${newItems} 条新内容）`, `${word(name, 36)} (${newItems} new)`),
      ),
      ' · ',
    ),
    ...list(
      say('出了问题的源', 'Feeds with problems'),
      ailing.map(({ name, what }) => `${word(name, 36)}${say('：', ': ')}${word(what[language], 120)}`),
      '\n',
    ),
    ...list(
      say('建议', 'Proposals'),
      advice.map(
        ({ feed, change, why }) =>
          `${changes[change][language]} ${word(feed, 36)}${say('：', ': ')}${word(why[language], 200)}`,
      ),
      '\n',
    ),
    ...(advice.length === 0 ? ['', say('没有要改的。', 'Nothing to change.')] : []),
  ];
  return fitMessage(lines);
}

const changes: Readonly<Record<Proposal['change'], Phrase>> = {
  disable: phrase('停用', 'Disable'),
  move: phrase('改地址', 'Move'),
  'lower-weight': phrase('降低权重', 'Lower the weight of'),
};

function editionsLine({ editions, lateEditions, stories }: WeeklyReport, say: Say) {
  const late = lateEditions === 0 ? '' : say(`，其中 ${lateEditions} 期迟到`, `, ${lateEditions} of them late`);
  return say(`发了 ${editions} 期，${stories} 条新闻${late}`, `Editions: ${editions}${late}; stories: ${stories}`);
}

/** The entries that fit into `listBytes`, and the number of the others. */
function fitList(entries: readonly string[], separator: string, say: Say): string {
  let text = '';
  for (const [index, entry] of entries.entries()) {
    const longer = index === 0 ? entry : `${text}${separator}${entry}`;
    if (Buffer.byteLength(longer) > listBytes) {
      const left = entries.length - index;
      return text + separator + say(`另有 ${left} 个`, `and ${left} more`);
    }
    text = longer;
  }
  return text;
}

/** The lines that fit into a message: escapes may have made the lists longer than planned. */
function fitMessage(lines: readonly string[]): string {
  let count = lines.length;
  while (Buffer.byteLength(lines.slice(0, count).join('\n')) > messageLimits.markdown) count -= 1;
  return lines.slice(0, count).join('\n');
}
