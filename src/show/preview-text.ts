import type { Composition } from '../compose/compose.ts';
import { readerView } from '../compose/reader-view.ts';
import { unitName } from '../compose/text/dialects.ts';
import { messageLimits } from '../deliver/rooms/rooms.ts';
import { isBlind } from '../edition/edition.ts';
import { digestCommand } from '../ground/command-name.ts';
import { counted } from '../ground/counted.ts';
import { dayAndTime } from '../ground/day-and-time.ts';
import { phrase } from '../ground/phrase.ts';
import { type Say, sayIn } from '../ground/say.ts';
import type { Dropped, DropRule, Format, Language, Message, Phrase } from '../model.ts';
import { isDown } from '../operator/feed-watch.ts';
import { failureLines, nothingRead } from './feed-failures.ts';
import type { Preview } from './preview.ts';
import { reasonsLine } from './reasons.ts';
import { refusedAnswerLines, unansweredText } from './refused-answers.ts';

export interface PreviewView {
  readonly language: Language;
  /** Width of the terminal. */
  readonly columns: number;
  /** List every dropped item instead of one example for each rule. */
  readonly all: boolean;
}

/** The preview as text: the messages as a reader sees them, the reasons for each story, dropped items, and feeds. */
export function previewText(preview: Preview, options: PreviewView): string {
  const view = { ...options, say: sayIn(options.language) };
  const parts = [
    titleLine(preview, view),
    counts(preview, view.say),
    messages(preview, view),
    whyThese(preview, view.say),
    unansweredText(preview.composition.text)?.[view.language] ?? '',
    refusedPart(preview, view),
    whyNot(preview, view),
    feedsPart(preview, view),
    preview.composition.reports.map((report) => report[view.language]).join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

type View = PreviewView & { readonly say: Say };

function titleLine({ settings, slot }: Preview, { language, say }: View): string {
  const when = dayAndTime(slot.instant, settings.timezone, language);
  return say(
    `${settings.title} · ${when}（${settings.timezone}）· 只是预览，没有发送，没有记录`,
    `${settings.title} · ${when} (${settings.timezone}) · only a preview: nothing was sent or stored`,
  );
}

function counts({ collection, composition, decisions }: Preview, say: Say): string {
  const { coverage } = composition.digest;
  const answered = collection.outcomes.filter((outcome) => !isDown(outcome)).length;
  const total = collection.outcomes.length;
  const offTopic = decisions.dropped.filter(({ rule }) => rule === 'topic').length;
  const onTopic = coverage.items - offTopic;
  return say(
    `收集   ${answered}/${total} 个源读到了 · 近 ${coverage.windowHours} 小时 ${coverage.items} 条\n` +
      `整理   ${coverage.items} → AI 话题 ${onTopic} → 选出 ${decisions.stories.length} 件事`,
    `Collect  ${answered}/${total} feeds answered · ${counted(coverage.items, 'item')} in the last ${counted(coverage.windowHours, 'hour')}\n` +
      `Compose  ${coverage.items} → ${onTopic} about AI → ${counted(decisions.stories.length, 'story')} chosen`,
  );
}

function messages({ composition, settings }: Preview, { language, columns, say }: View): string {
  if (composition.messages.length === 0) return whyNoMessage(composition)[language];
  const limit = settings.format === 'news' ? undefined : messageLimits[settings.format];
  const unit = unitName(settings.format)[language];
  const shown = composition.messages
    .map((message, index) => {
      const part = `${index + 1}/${composition.messages.length}`;
      const size = limit === undefined ? `${message.bytes}` : `${message.bytes}/${limit}`;
      const title = `${say('消息', 'Message')} ${part} · ${settings.format} · ${size} ${unit}`;
      const text = readerView(message, { columns: Math.min(columns, 100) - 2 });
      return `${rule(title)}\n\n${text.replace(/^(?=.)/gm, '  ')}`;
    })
    .join('\n\n');
  const others = composition.editions.slice(1).map(({ format, messages }) => otherRoom(format, messages, say));
  return [shown, ...others].join('\n\n');
}

/** Describes the edition in another kind of room. */
function otherRoom(format: Format, messages: readonly Message[], say: Say): string {
  const stories = new Set(messages.flatMap(({ storyIds }) => storyIds)).size;
  const count = messages.length;
  return say(
    `也发到 ${format}：${count} 条消息，${stories} 件事。看它的样子：preview --room ${format}`,
    `Also to ${format}: ${counted(count, 'message')}, ${counted(stories, 'story')}. To see it: preview --room ${format}`,
  );
}

/** Why a preview has no message. */
export function whyNoMessage(composition: Pick<Composition, 'digest'>): Phrase {
  return isBlind(composition) ? nothingStored : noNews;
}

const nothingStored = phrase(
  `一个源也读不到，以前也没有存下新闻：这一期不会发。查网络和代理：${digestCommand} check --online`,
  `No feed can be read and no news is stored, so nothing would be sent. To check network and proxy: ${digestCommand} check --online`,
);
const noNews = phrase(
  '没有可说的：不发消息（whenEmpty: skip）。',
  'There is no news, so no message would be sent (whenEmpty: skip).',
);

function whyThese({ decisions }: Preview, say: Say): string {
  if (decisions.stories.length === 0) return '';
  const lines = decisions.stories.map(({ score, reasons, title }, index) => {
    const rank = `${index + 1}`.padStart(4);
    return `${rank}  ${score.toFixed(1).padStart(4)}  ${reasonsLine(reasons)}\n            ${title}`;
  });
  return [rule(say('为什么是这些', 'Why these stories')), ...lines].join('\n');
}

/** The answers of the language model that the gate refused; those lines show the original title. */
function refusedPart({ composition: { text } }: Preview, { language, say }: View): string {
  if (text === undefined || text.refused.length === 0) return '';
  const title = say('语言模型写的、没有采用的', 'Refused answers of the language model');
  return [rule(title), ...refusedAnswerLines(text.refused, language)].join('\n');
}

/** Display names of the rules. */
export const ruleNames: Readonly<Record<DropRule, Phrase>> = {
  topic: phrase('不是 AI 话题', 'not about AI'),
  roundup: phrase('综述（一条多事）', 'a round-up of several stories'),
  bulletin: phrase('行情、音频快报', 'a bulletin: prices or audio'),
  patch: phrase('修补版本', 'a patch release'),
  page: phrase('不是文章的页面', 'a page that is not an article'),
  promotion: phrase('推广', 'a promotion'),
  'members-only': phrase('会员文章', 'for members only'),
  'search-page': phrase('链接是搜索页', 'its link is a search page'),
  excluded: phrase('命中排除词', 'contains an excluded word'),
  'not-included': phrase('没有命中包含词', 'contains no included word'),
  muted: phrase('已屏蔽', 'muted'),
  old: phrase('旧文', 'old'),
  told: phrase('已经讲过', 'already sent'),
  merged: phrase('并入选中的事', 'merged into a chosen story'),
  score: phrase('分数不够', 'too few points'),
  floor: phrase('低于底线分数', 'below the floor'),
  cap: phrase('这一类不收，或已满', 'a kind that is left out or already at its limit'),
  space: phrase('放不下', 'no space left'),
  removed: phrase('审稿时拿掉', 'removed by a person'),
};

/** Rules whose reason is always the same as the name. For others it differs between items, or names signals. */
const plainRules: ReadonlySet<DropRule> = new Set(['members-only', 'search-page']);

/** The reason of an item, unless the name of its rule says it all. */
export function particularsOf({ rule, why }: Pick<Dropped, 'rule' | 'why'>): string | undefined {
  return plainRules.has(rule) ? undefined : why;
}

function whyNot({ decisions: { dropped: rows }, composition }: Preview, { language, all, say }: View): string {
  const dropped = rows.map((row) => inOwnLanguage(row, composition));
  if (dropped.length === 0) return '';
  const title = say(`没选上的 ${dropped.length} 条`, `Left out: ${counted(dropped.length, 'item')}`);
  const lines = byRule(dropped).map(([name, rows]) => {
    const heading = `${`${rows.length}`.padStart(5)}  ${ruleNames[name][language]}`;
    const shown = all ? rows : rows.slice(0, 1);
    return [heading, ...shown.map((row) => `         ${droppedLine(row, say)}`)].join('\n');
  });
  const more = say(
    `全部列出：加 --all；只查一条：${digestCommand} explain 关键词`,
    `To list all, add --all; to look up one: ${digestCommand} explain WORDS`,
  );
  return [rule(title), ...lines, ...(all ? [] : [`  ${more}`])].join('\n');
}

/** Dropped items by rule, the most frequent rule first. */
export function byRule(dropped: readonly Dropped[]): readonly (readonly [DropRule, readonly Dropped[]])[] {
  return [...Map.groupBy(dropped, ({ rule }) => rule)].sort((a, b) => b[1].length - a[1].length);
}

/** Adds the translation to the title of a near miss that a language model has translated. */
function inOwnLanguage(row: Dropped, { text }: Preview['composition']): Dropped {
  const headline = text?.headlines.get(row.title)?.headline;
  return headline === undefined ? row : { ...row, title: `${headline} · ${row.title}` };
}

function droppedLine(row: Dropped, say: Say): string {
  const particulars = particularsOf(row);
  const why = particulars === undefined ? '' : say(`：${particulars}`, `: ${particulars}`);
  return `${row.title}${say(`（${row.feed}）`, ` (${row.feed})`)}${why}`;
}

function feedsPart({ collection }: Preview, { language, all, say }: View): string {
  const failed = collection.outcomes.filter((outcome) => outcome.kind === 'failed');
  const empty = collection.outcomes.filter((outcome) => outcome.kind === 'read' && outcome.items === 0);
  if (failed.length + empty.length === 0) return '';
  const lines = [
    ...failureLines(failed, { language, all }),
    ...empty.map(({ feed }) => `  ! ${feed.name}  ${say('能读到，但里面是空的', 'can be read, but is empty')}`),
  ];
  if (collection.outcomes.every(isDown)) lines.push(`  ${nothingRead[language]}`);
  return [rule(say('要看看的源', 'Feeds to check')), ...lines].join('\n');
}

/** A heading within a horizontal line. */
function rule(title: string): string {
  return `── ${title} ${'─'.repeat(Math.max(4, 60 - title.length))}`;
}
