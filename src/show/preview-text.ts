import type { Composition } from '../compose/compose.ts';
import { readerView } from '../compose/reader-view.ts';
import { unitName } from '../compose/text/dialects.ts';
import { isBlind } from '../edition/edition.ts';
import { digestCommand } from '../ground/command-name.ts';
import { dayAndTime } from '../ground/day-and-time.ts';
import { sayIn } from '../ground/say.ts';
import type { Dropped, DropRule, Format, Language, Message, MessageLimits, Phrase } from '../model.ts';
import { isDown } from '../operator/feed-watch.ts';
import { failureLines, nothingRead } from './feed-failures.ts';
import type { Preview } from './preview.ts';
import { reasonsLine } from './reasons.ts';
import { refusedAnswerLines, unansweredText } from './refused-answers.ts';

export interface PreviewView {
  readonly language: Language;
  /** Width of the terminal. */
  readonly columns: number;
  readonly limits: MessageLimits;
  /** List every dropped item instead of one example for each rule. */
  readonly all: boolean;
}

/** The preview as text: the messages as a reader sees them, the reasons for each story, dropped items, and feeds. */
export function previewText(preview: Preview, view: PreviewView): string {
  const parts = [
    titleLine(preview, view),
    counts(preview, view),
    messages(preview, view),
    whyThese(preview, view),
    unansweredText(preview.composition.text)?.[view.language] ?? '',
    refusedPart(preview, view),
    whyNot(preview, view),
    feedsPart(preview, view),
    preview.composition.reports.map((report) => report[view.language]).join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function titleLine({ settings, slot }: Preview, { language }: PreviewView): string {
  const when = dayAndTime(slot.instant, settings.timezone, language);
  return language === 'en'
    ? `${settings.title} · ${when} (${settings.timezone}) · only a preview: nothing was sent or stored`
    : `${settings.title} · ${when}（${settings.timezone}）· 只是预览，没有发送，没有记录`;
}

function counts({ collection, composition, decisions }: Preview, { language }: PreviewView): string {
  const { coverage } = composition.digest;
  const answered = collection.outcomes.filter((outcome) => !isDown(outcome)).length;
  const total = collection.outcomes.length;
  const offTopic = decisions.dropped.filter(({ rule }) => rule === 'topic').length;
  const onTopic = coverage.items - offTopic;
  return language === 'en'
    ? `Collect  ${answered}/${total} feeds answered · ${coverage.items} items in the last ${coverage.windowHours} hours\n` +
        `Compose  ${coverage.items} → ${onTopic} about AI → ${decisions.stories.length} stories chosen`
    : `收集   ${answered}/${total} 个源读到了 · 近 ${coverage.windowHours} 小时 ${coverage.items} 条\n` +
        `整理   ${coverage.items} → AI 话题 ${onTopic} → 选出 ${decisions.stories.length} 件事`;
}

function messages({ composition, settings }: Preview, { language, columns, limits }: PreviewView): string {
  if (composition.messages.length === 0) return whyNoMessage(composition)[language];
  const limit = settings.format === 'news' ? undefined : limits[settings.format];
  const unit = unitName(settings.format)[language];
  const shown = composition.messages
    .map((message, index) => {
      const part = `${index + 1}/${composition.messages.length}`;
      const size = limit === undefined ? `${message.bytes}` : `${message.bytes}/${limit}`;
      const title =
        language === 'en'
          ? `Message ${part} · ${settings.format} · ${size} ${unit}`
          : `消息 ${part} · ${settings.format} · ${size} ${unit}`;
      return `${rule(title)}\n\n${indent(readerView(message, { columns: Math.min(columns, 100) - 2 }))}`;
    })
    .join('\n\n');
  const others = composition.editions.slice(1).map(({ format, messages }) => otherRoom(format, messages, language));
  return [shown, ...others].join('\n\n');
}

/** Describes the edition in another kind of room. */
function otherRoom(format: Format, messages: readonly Message[], language: Language): string {
  const stories = new Set(messages.flatMap(({ storyIds }) => storyIds)).size;
  return language === 'en'
    ? `Also to ${format}: ${messages.length} message(s), ${stories} stories. To see it: preview --room ${format}`
    : `也发到 ${format}：${messages.length} 条消息，${stories} 件事。看它的样子：preview --room ${format}`;
}

/** Why a preview has no message. */
export function whyNoMessage(composition: Pick<Composition, 'digest'>): Phrase {
  return isBlind(composition)
    ? {
        'zh-CN': '一个源也读不到，以前也没有存下新闻：这一期不会发。',
        en: 'No feed can be read and no news is stored, so nothing would be sent.',
      }
    : {
        'zh-CN': '没有可说的：不发消息（whenEmpty: skip）。',
        en: 'There is no news, so no message would be sent (whenEmpty: skip).',
      };
}

function whyThese({ decisions }: Preview, { language }: PreviewView): string {
  if (decisions.stories.length === 0) return '';
  const lines = decisions.stories.map(({ score, reasons, title }, index) => {
    const rank = `${index + 1}`.padStart(4);
    return `${rank}  ${score.toFixed(1).padStart(4)}  ${reasonsLine(reasons)}\n            ${title}`;
  });
  return [rule(language === 'en' ? 'Why these stories' : '为什么是这些'), ...lines].join('\n');
}

/** The answers of the language model that the gate refused; those lines show the original title. */
function refusedPart({ composition: { text } }: Preview, { language }: PreviewView): string {
  if (text === undefined || text.refused.length === 0) return '';
  const title = language === 'en' ? 'Refused answers of the language model' : '语言模型写的、没有采用的';
  return [rule(title), ...refusedAnswerLines(text.refused, language)].join('\n');
}

/** Display names of the rules. */
export const ruleNames: Readonly<Record<DropRule, Phrase>> = {
  topic: { 'zh-CN': '不是 AI 话题', en: 'not about AI' },
  roundup: { 'zh-CN': '综述（一条多事）', en: 'a round-up of several stories' },
  bulletin: { 'zh-CN': '行情、音频快报', en: 'a bulletin: prices or audio' },
  patch: { 'zh-CN': '修补版本', en: 'a patch release' },
  page: { 'zh-CN': '不是文章的页面', en: 'a page that is not an article' },
  promotion: { 'zh-CN': '推广', en: 'a promotion' },
  'members-only': { 'zh-CN': '会员文章', en: 'for members only' },
  'search-page': { 'zh-CN': '链接是搜索页', en: 'its link is a search page' },
  excluded: { 'zh-CN': '命中排除词', en: 'contains an excluded word' },
  'not-included': { 'zh-CN': '没有命中包含词', en: 'contains no included word' },
  muted: { 'zh-CN': '已屏蔽', en: 'muted' },
  old: { 'zh-CN': '旧文', en: 'old' },
  told: { 'zh-CN': '已经讲过', en: 'already sent' },
  merged: { 'zh-CN': '并入选中的事', en: 'merged into a chosen story' },
  score: { 'zh-CN': '分数不够', en: 'too few points' },
  floor: { 'zh-CN': '低于底线分数', en: 'below the floor' },
  cap: { 'zh-CN': '这一类不收，或已满', en: 'a kind that is left out or already at its limit' },
  space: { 'zh-CN': '放不下', en: 'no space left' },
  removed: { 'zh-CN': '审稿时拿掉', en: 'removed by a person' },
};

/** Rules whose reason is always the same as the name. For others it differs between items, or names signals. */
const plainRules: ReadonlySet<DropRule> = new Set(['members-only', 'search-page']);

/** The reason of an item, unless the name of its rule says it all. */
export function particularsOf({ rule, why }: Pick<Dropped, 'rule' | 'why'>): string | undefined {
  return plainRules.has(rule) ? undefined : why;
}

function whyNot({ decisions: { dropped: rows }, composition }: Preview, { language, all }: PreviewView): string {
  const dropped = rows.map((row) => inOwnLanguage(row, composition));
  if (dropped.length === 0) return '';
  const title = language === 'en' ? `Left out: ${dropped.length} items` : `没选上的 ${dropped.length} 条`;
  const groups = [...Map.groupBy(dropped, (row) => row.rule)].sort((a, b) => b[1].length - a[1].length);
  const lines = groups.map(([name, rows]) => {
    const heading = `${`${rows.length}`.padStart(5)}  ${ruleNames[name][language]}`;
    const [example] = rows;
    if (all || example === undefined)
      return [heading, ...rows.map((row) => `         ${droppedLine(row, language)}`)].join('\n');
    return `${heading}\n         ${droppedLine(example, language)}`;
  });
  const more =
    language === 'en'
      ? `To list all, add --all; to look up one: ${digestCommand} explain WORDS`
      : `全部列出：加 --all；只查一条：${digestCommand} explain 关键词`;
  return [rule(title), ...lines, ...(all ? [] : [`  ${more}`])].join('\n');
}

/** Adds the translation to the title of a near miss that a language model has translated. */
function inOwnLanguage(row: Dropped, { text }: Preview['composition']): Dropped {
  const headline = text?.headlines.get(row.title)?.headline;
  return headline === undefined ? row : { ...row, title: `${headline} · ${row.title}` };
}

function droppedLine(row: Dropped, language: Language): string {
  const say = sayIn(language);
  const particulars = particularsOf(row);
  const why = particulars === undefined ? '' : say(`：${particulars}`, `: ${particulars}`);
  return `${row.title}${say(`（${row.feed}）`, ` (${row.feed})`)}${why}`;
}

function feedsPart({ collection }: Preview, { language, all }: PreviewView): string {
  const failed = collection.outcomes.filter((outcome) => outcome.kind === 'failed');
  const empty = collection.outcomes.filter((outcome) => outcome.kind === 'read' && outcome.items === 0);
  if (failed.length + empty.length === 0) return '';
  const lines = [
    ...failureLines(
      failed.map(({ feed, failure }) => ({ name: feed.name, failure })),
      { language, all },
    ),
    ...empty.map(
      ({ feed }) => `  ! ${feed.name}  ${language === 'en' ? 'can be read, but is empty' : '能读到，但里面是空的'}`,
    ),
  ];
  if (collection.outcomes.every(isDown)) lines.push(`  ${nothingRead[language]}`);
  return [rule(language === 'en' ? 'Feeds to check' : '要看看的源'), ...lines].join('\n');
}

/** A heading within a horizontal line. */
function rule(title: string): string {
  return `── ${title} ${'─'.repeat(Math.max(4, 60 - title.length))}`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
