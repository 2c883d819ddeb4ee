import { columnsOf } from '../ground/columns.ts';
import { selfTalk, traditionalOnly } from './headline-words.ts';

/** Why the form of an answer is refused, whatever it says. */
export type ShapeRefusal =
  | 'empty'
  | 'lines'
  | 'markup'
  | 'address'
  | 'list'
  | 'mention'
  | 'brackets'
  | 'quotation'
  | 'repeated'
  | 'self';

export function refusedShape(answer: string, source: string): ShapeRefusal | undefined {
  const text = answer.trim();
  if (!/[\p{L}\d]/u.test(text)) return 'empty';
  if (/[\r\n\u2028\u2029\u0085]/u.test(text)) return 'lines';
  if (
    /https?:|www\.|\b[\w-]+\.(?:com|org|net|io|ai|cn|dev|co|me|app|ly)\/|\w@\w/iu.test(text) ||
    hasForeignHost(text, source)
  )
    return 'address';
  if (/<@|@(?:all|everyone|here|所有人)|(?:^|\s)@\w/iu.test(text) && !/(?:^|\s)@\w/u.test(source)) return 'mention';
  if ((text.match(markup) ?? []).some((mark) => !source.includes(mark))) return 'markup';
  if (/^(?:[-*•#>·]|\d+[.)、]\s)/u.test(text) && !/^(?:[-*•#>·]|\d+[.)])/u.test(source.trim())) return 'list';
  if (/[!！?？]{3,}/u.test(text) && !/[!?]{2,}/u.test(source)) return 'markup';
  if (/#\p{L}/u.test(text) && !/#\p{L}/u.test(source)) return 'markup';
  if (/[【】[\]〖〗〔〕]/u.test(text) && !/[[\]【】]/u.test(source)) return 'brackets';
  if (
    /\p{Extended_Pictographic}/u.test(text.replace(/[\u00a9\u00ae\u2122]/gu, '')) &&
    !/\p{Extended_Pictographic}/u.test(source)
  )
    return 'markup';
  if (new RegExp(selfTalk, 'iu').test(text) && !new RegExp(selfTalk, 'iu').test(source)) return 'self';
  if (
    /["“”「」『』]/u.test(text) &&
    !/["“”「『]|(?<![\p{L}\d])['‘](?=\p{L})/u.test(source) &&
    !quotesVerbatim(text, source) &&
    !marksTerms(text, source)
  )
    return 'quotation';
  return [repeatedSentence, threeTimes].some((again) => again.test(text) && !again.test(source))
    ? 'repeated'
    : undefined;
}

/** Allowed only where the source has the same: `__init__` may be the name of the thing. */
const markup = /<\/?[a-z!][^>]*>|&(?:[a-z]+|#\d+);|\*\*|__|~~|`|\]\(|!\[|\\[nt]|\{\{|\$\{|[{}]/giu;

const threeTimes = /(?<words>\p{L}[^，。！？!?]*)(?:[\s，、]*\k<words>){2}/u;
const repeatedSentence = /(?:^|[，。！？!?]\s*)(?<sentence>[^，。！？!?]{4,})[，。！？!?]\s*\k<sentence>/u;

/** A model that obeys a title, or answers it, speaks of itself. */
const speaksOfItself = { 'zh-CN': /(?<!自)我(?![国省市校军方司院])/u, en: /\b(?:I|I'm|I’m|[Mm]y)\b/u };

/** Whether the answer says “I” although the source does not. A model is asked to write what the source says. */
export function addsFirstPerson(answer: string, source: string, language: 'zh-CN' | 'en'): boolean {
  const inSource =
    language === 'en' ? /我|本人|笔者/u : /\b(?:I|I['’]\w+|me|my|mine|myself|we|we['’]\w+|us|our|ours)\b/iu;
  return speaksOfItself[language].test(answer) && !inSource.test(source);
}

function hasForeignHost(text: string, source: string): boolean {
  const hosts = text.match(/\b[a-z\d-]+\.(?:com|org|net|io|cn|dev|co|me|app|ly|xyz|top|info)\b/giu) ?? [];
  return hosts.some((host) => !source.toLowerCase().includes(host.toLowerCase()));
}

/** Whether all quotation marks enclose Latin text that is verbatim in the source. */
function quotesVerbatim(text: string, source: string): boolean {
  return [...text.matchAll(/["“「『](?<quoted>[^"”」』]*)["”」』]/gu)].every(({ groups }) => {
    const quoted = groups?.quoted ?? '';
    return /^[\p{Script=Latin}\d\s'.&-]+$/u.test(quoted) && source.toLowerCase().includes(quoted.trim().toLowerCase());
  });
}

/**
 * Whether all quotation marks enclose a name or a term, as is usual in Chinese (“星际之门” for Stargate), and not speech: a
 * few characters, without a verb of saying in front.
 */
function marksTerms(text: string, source: string): boolean {
  const isNaming = /\b(?:call|nam(?:e|ing)|dub|titl|codenam|known as)/iu.test(source);
  return [...text.matchAll(/(?<before>.?.?)["“「『](?<quoted>[^"”」』]*)["”」』]/gu)].every(({ groups }) => {
    const quoted = groups?.quoted ?? '';
    return (
      quoted.length <= 8 &&
      !quoted.endsWith('的') &&
      /^[\p{L}\d\s.+-]+$/u.test(quoted) &&
      !/[称说道言：:]\s?$|表示|指出|认为|直呼|回应|透露/u.test(groups?.before ?? '') &&
      (isNaming || !/名为|名叫|叫做|代号/u.test(groups?.before ?? ''))
    );
  });
}

/** Whether the answer is written in the language that was asked for. */
export function isInLanguage(answer: string, language: 'zh-CN' | 'en', source: string): boolean {
  if (
    /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Thai}]/u.test(
      answer.replace(/[ー・]/gu, ''),
    )
  )
    return false;
  const han = count(answer, /\p{Script=Han}/gu);
  if (language === 'en')
    return (
      han === 0 &&
      count(
        answer,
        /\b(?:the|a|an|of|to|in|for|with|on|and|is|as|at|by|its|from|after|over|first|new|more|will|won|may|up|down|free|than)\b|\b\w+(?:s|ed|ing)\b/giu,
      ) > 0
    );
  if (/^[\w.-]+\s?\/\s?[\w.-]+$/u.test(source) && isCopy(answer, source)) return true;
  const toTranslate = (source.match(/(?<![\p{L}\d])\p{Ll}{2,}/gu) ?? []).length;
  if (han < Math.min(2, toTranslate) || new RegExp(`[${traditionalOnly}]`, 'u').test(answer)) return false;
  const words = answer.match(/\p{Script=Latin}[\p{Script=Latin}\d'’.-]*/gu) ?? [];
  const loose = words.filter((word) => !/^\p{Lu}/u.test(word) && /^\p{Ll}+$/u.test(word)).length;
  // GPT-4o and OpenAI stay as they are in any language, and so does a list of people.
  const listed = new Set(
    answer
      .match(/\p{Lu}[\p{L}.'’]*(?: \p{Lu}[\p{L}.'’]*)?(?=、)|(?<=、)\p{Lu}[\p{L}.'’]*(?: \p{Lu}[\p{L}.'’]*)?/gu)
      ?.flatMap((name) => name.split(' ')),
  );
  // In a title with words in lower case, a capitalised word that stays is a name.
  const named = new Set(toTranslate < 2 ? [] : source.match(/(?<![.!?:]\s|^)\p{Lu}[\p{L}'’.-]*/gu));
  const plain = words.filter(
    (word) => !/\d|\p{Ll}\p{Lu}|\p{Lu}{2}/u.test(word) && !listed.has(word) && !named.has(word),
  ).length;
  const share = han / (han + plain * 2);
  return (
    (share >= 0.25 || toTranslate < 2) &&
    loose <= Math.max(2, han / 4) &&
    !/(?:\b\p{Ll}{2,}\s+){4,}/u.test(answer) &&
    !isCopy(answer, source)
  );
}

function isCopy(answer: string, source: string): boolean {
  return answer.trim() === source.trim();
}

function count(text: string, pattern: RegExp): number {
  return (text.match(pattern) ?? []).length;
}

/**
 * A headline has a full stop, or a second sentence, only if the source has one: otherwise it is an answer to the title, or
 * a remark about it.
 */
export function addsSentence(answer: string, source: string): boolean {
  return (
    (fullStop.test(answer) && !/[.。!?！？…]\P{L}*$/u.test(source)) ||
    (/[。！]\s*\p{L}/u.test(answer) && !/[.!?…;:|—–]\s|[。！？；：]./u.test(source))
  );
}

const fullStop = /[\p{L}\d）)”](?<!\b(?:Inc|Corp|Ltd|Co|\p{Lu}))[.。]$/u;

/** Whether a model answered a title that asks something, instead of translating it. */
export function answersQuestion(answer: string, source: string): boolean {
  return /[?？]\P{L}*$/u.test(source) && !/[?？]|[吗呢]$|如何|为何|是否|怎|什么|哪|谁/u.test(answer);
}

/** What a model is asked for, in half-width columns: two lines on a phone, and four lines. */
export const answerColumns = { headline: 64, sentence: 128 } as const;

/** A headline may also be as wide as its title, which the reader would get instead. */
export function fits(answer: string, part: keyof typeof answerColumns, source: string): boolean {
  const most = part === 'headline' ? Math.max(answerColumns.headline, columnsOf(source)) : answerColumns.sentence;
  return columnsOf(answer) <= most;
}
