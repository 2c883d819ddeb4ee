/** The shape of a title and of its summary's beginning, whatever their words are about. */
import type { Element } from './elements.ts';

type Mark = (name: string) => void;

const titlePatterns: readonly (readonly [string, RegExp])[] = (
  [
    ['question', /[?？]/],
    ['exclaims', /[!！]/],
    ['ellipsis', /…|\.{3}/],
    ['bar', /[|｜丨]/],
    ['label-before-bar', /^[^|｜丨]{1,8}[|｜丨]/],
    ['label-after-bar', /[|｜丨]\s?[^|｜丨]{1,8}$/],
    ['label-before-colon', /^[^:：]{1,12}[：:]/],
    ['colon', /[:：]/],
    ['tag', /^[[【]/],
    ['quoted', /[「“"『]/],
    ['book', /《/],
    ['first-person', /\b(?:I|I'm|I've|[Mm]y|[Ww]e|[Oo]ur|[Uu]s)\b|我/],
    ['second-person', /\b[Yy]ou(?:r|'re)?\b|你|您/],
    ['how', /^how\b|如何|怎么|怎样/i],
    [
      'how-name',
      /^(?:how|why) (?!to\b).{0,50}\b(?:uses?|built|builds?|cuts?|turn(?:s|ed)|transforms?|using|with|scales?|gets?)\b/i,
    ],
    [
      'name-uses',
      /^[A-Z][\w.&]+(?: [A-Z][\w.&]+)? (?:uses|builds|built|goes|brings|scales|accelerates|boosts)\b.*\bwith\b/,
    ],
    ['name-and-name', /^[A-Z]\S+ (?:x|X|×|&|\+|and) [A-Z]\S+/],
    ['why', /^why\b|为什么|为何|凭什么/i],
    [
      'guide',
      /\b(?:guide|tutorial|playbook|best practices|tips|getting started|step[- ]by[- ]step)\b|指南|教程|入门|实战|攻略/i,
    ],
    ['listed', /^(?:\d+|[一二三四五六七八九十两]+)\s?(?:个|种|条|大|款|ways|things|tips|reasons|lessons)/i],
    ['version', /(?:^|[^\d.])v?\d+\.\d+/],
    ['only-version', /^(?:[\w@./-]+\s+){0,4}v?\d+(?:\.\d+)+[-+\w.]*$/i],
    ['mending-version', /^(?:[\w@./-]+\s+){0,4}v?\d+\.\d+\.(?!0\b)\d+[-+\w.]*$/i],
    ['repository', /^[\w.-]+\s?\/\s?[\w.-]+$/],
    ['one-word', /^\S+$/],
    ['few-words', /^\S+(?:\s\S+){1,2}$/],
    [
      'date',
      /\d{1,4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}\s?月\s?\d{1,2}\s?日|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}\b/i,
    ],
    ['issue', /(?:\b(?:issue|vol|no|episode|ep)\b|#|第)\.?\s?[#\d一二三四五六七八九十]+\s?(?:期|集|回)?/i],
    ['lists-in-semicolons', /[;；].*[;；]/],
    ['lists-in-slashes', /\s[/|｜]\s.*\s[/|｜]\s/],
    ['lists-in-commas', /,[^,]+,[^,]+(?:,| and )/],
    ['several-clauses', /[，。；;][^，。；;]{4,}[，。；;][^，。；;]{4,}/],
    ['says', /^[^：:]{2,14}[：:]/],
    ['hacker-news', /^(?:Show|Ask|Launch|Tell) HN/],
    ['pdf', /\[pdf\]/i],
    ['money', /[$€£]\d|\d\s?[万亿]*\s?(?:美元|元)/],
    ['percent', /\d[%％]/],
    ['stock-code', /\b\d{6}\b|\.(?:SZ|SH|HK|SS)\b/],
    ['rises', /(?:涨|跌|升|降|挫)(?:超|逾|近|至|停)?\s?\d|(?:收|盘)(?:涨|跌)/],
    ['to-buyers', /\d+\s?(?:%|percent)\s?off|\d\s?折|优惠|报名|招聘|立减|免费领/i],
    ['trademark', /[®™]/],
    ['emoji', /\p{Extended_Pictographic}/u],
    ['lower-start', /^[a-z]/],
    ['gerund-start', /^[A-Z][a-z]+ing\b/],
    [
      'imperative-start',
      /^(?:build|use|make|get|create|learn|try|meet|join|run|scale|ship|write|start|stop|understand|customize|tailor)\b/i,
    ],
  ] as const
).map(([name, pattern]) => [`shape ${name}`, pattern]);

export function markTitle(title: string, elements: readonly Element[], mark: Mark): void {
  for (const [name, pattern] of titlePatterns) if (pattern.test(title)) mark(name);
  mark(`shape length-${Math.min(9, Math.floor(columnsOf(title) / 12))}`);
  mark(`shape names-${Math.min(3, countNames(elements))}`);
  let words = 0;
  let capitals = 0;
  for (const { text, name } of elements) {
    const first = text.charCodeAt(0);
    if (first < 97 || first > 122) continue;
    words += 1;
    capitals += Number(name === 'capital');
  }
  if (words >= 4) mark(`shape capitals-${Math.floor((capitals * 4) / words)}`);
}

function countNames(elements: readonly Element[]): number {
  return elements.reduce((sum, { name }) => sum + Number(name === 'known' || name === 'code'), 0);
}

/** Full-width characters count two. */
function columnsOf(text: string): number {
  let columns = 0;
  for (let at = 0; at < text.length; at += 1) columns += text.charCodeAt(at) > 0x2e80 ? 2 : 1;
  return columns;
}

const summaryPatterns: readonly (readonly [string, RegExp])[] = (
  [
    ['stars', /[★⭐]|\bstars\b/],
    ['dateline', /^\d{1,2}月\d{1,2}日|^.{0,8}获悉|^.{0,12}讯，|日消息/],
    ['fixes', /\b(?:[Ff]ix(?:es|ed)?|[Bb]ug fix)/],
    ['we', /\b(?:[Ww]e|[Oo]ur|[Ww]e're|[Ww]e've)\b/],
    ['i', /\b(?:I|I'm|[Mm]y)\b/],
    ['我', /我/],
    ['credits', /编辑|导读|作者[｜|：:]|来源[｜|：:]|报道/],
    ['bullets', /(?:^|\s)(?:•|·|-|\d\.)\s/],
    ['question', /[?？]/],
    ['link', /https?:\/\//],
  ] as const
).map(([name, pattern]) => [`summary ${name}`, pattern]);

export function markSummary(beginning: string, elements: readonly Element[], mark: Mark): void {
  for (const [name, pattern] of summaryPatterns) if (pattern.test(beginning)) mark(name);
  mark(`summary length-${Math.min(5, Math.floor(Math.log2(beginning.length / 16 + 1)))}`);
  mark(`summary names-${Math.min(6, countNames(elements))}`);
}
