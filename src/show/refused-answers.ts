import { digestCommand } from '../ground/command-name.ts';
import { phrase } from '../ground/phrase.ts';
import { sayIn } from '../ground/say.ts';
import type { Digest, Language, Phrase, RefusedAnswer, TextAnswer } from '../model.ts';

/** Why an edition has its original titles although a model is set; undefined when the model answered or was not asked. */
export function unansweredText(answer: Pick<TextAnswer, 'outcome'> | undefined): Phrase | undefined {
  if (answer?.outcome === 'silent') {
    const command = `${digestCommand} check --online`;
    return phrase(
      `语言模型没有应答，标题用的是原文。看原因：${command}`,
      `The language model did not answer, so titles are the original ones. To see why: ${command}`,
    );
  }
  if (answer?.outcome !== 'capped') return undefined;
  return phrase(
    '语言模型今天的 token 用完了，没译的标题用的是原文。要多用：.env 的 LLM_DAILY_TOKENS',
    'The language model has used up its tokens for today, so titles not translated yet are the original ones. To allow more: LLM_DAILY_TOKENS in .env',
  );
}

/** For previews that ask no model: that some titles are not translated yet; undefined when there are none. */
export function untranslatedText({ settings, sections }: Digest, answer: TextAnswer | undefined): Phrase | undefined {
  if (answer?.outcome !== 'unasked' || !settings.ai.headlines) return undefined;
  const foreign = settings.language === 'en' ? 'zh' : 'en';
  const known = new Set([...answer.headlines.keys(), ...answer.refused.map(({ title }) => title)]);
  const isOpen = (title: string) => !known.has(title) && (foreign === 'zh' || title.includes(' '));
  const leads = sections.flatMap(({ stories }) => stories.map(({ lead }) => lead));
  if (!leads.some(({ language, title }) => language === foreign && isOpen(title))) return undefined;
  const command = `${digestCommand} preview`;
  return phrase(
    `这里的预览不问语言模型：还没译的标题是原文，发送前会译。现在就看译文：${command}`,
    `This preview does not ask the language model: titles not translated yet are the original ones, and will be translated before sending. To see translations now: ${command}`,
  );
}

/** One line for each refused answer: 标题未采用：数字 70B 不在原文. */
export function refusedAnswerLines(refused: readonly RefusedAnswer[], language: Language): readonly string[] {
  return refused.map((answer) => `  ${refusedAnswerText(answer, language)}\n      ${answer.title}`);
}

export function refusedAnswerText({ part, ...refusal }: Omit<RefusedAnswer, 'title'>, language: Language): string {
  const say = sayIn(language);
  const what = part === 'headline' ? say('标题未采用', 'headline not used') : say('句子未采用', 'sentence not used');
  return `${what}${say('：', ': ')}${refusalText(refusal, language)}`;
}

/** The reason of the gate or of the second reading in words. */
export function refusalText({ reason, found }: Pick<RefusedAnswer, 'reason' | 'found'>, language: Language): string {
  const text = reasonWords[reason]?.[language];
  if (text === undefined) return reason;
  if (found === undefined) return text.replace(/ ?[“（(]?X[”）)]? ?/u, '');
  return text.replace('X', (reason === 'reading' && differenceWords[found]?.[language]) || found);
}

const reasonWords: Readonly<Record<string, Phrase>> = {
  number: phrase('数字 X 不在原文', 'the number X is not in the original'),
  name: phrase('名字 X 和原文对不上', 'the name X is not in the original'),
  outlet: phrase('把媒体 X 写成了当事人', 'it makes the outlet X an actor in the news'),
  claim: phrase('原文没有说“X”', 'the original does not say “X”'),
  lost: phrase('原文的“X”没有译出', 'it leaves out “X”'),
  direction: phrase('方向反了', 'the direction is reversed'),
  actors: phrase('谁对谁做的反了', 'who did what to whom is reversed'),
  negation: phrase('肯定和否定反了', 'it denies what the original says, or the reverse'),
  doubt: phrase('把计划当成事实，或相反', 'it presents a plan as a fact, or the reverse'),
  question: phrase('原文在问，译文没有问', 'the original asks, and it does not'),
  language: phrase('不是日报的语言', 'it is not in the language of the digest'),
  length: phrase('太长', 'it is too long'),
  quotation: phrase('引了原文没有的话', 'it contains a quotation that is not in the original'),
  address: phrase('带了网址', 'it has an address'),
  mention: phrase('带了 @', 'it mentions somebody'),
  instruction: phrase('原文带有给模型的指令', 'the original contains an instruction to the model'),
  self: phrase('在说它自己', 'it talks about itself'),
  markup: phrase('带了标记', 'it has markup'),
  brackets: phrase('带了方括号', 'it has brackets'),
  list: phrase('写成了列表', 'it is a list'),
  repeated: phrase('同一句写了两遍', 'it says the same sentence twice'),
  lines: phrase('不止一行', 'it has more than one line'),
  empty: phrase('没有内容', 'it is empty'),
  reading: phrase('复核不通过（X）', 'the second reading found a difference (X)'),
};

/** What the second reading says is different. */
const differenceWords: Readonly<Record<string, Phrase>> = {
  number: phrase('数字不同', 'a number'),
  name: phrase('名字不同', 'a name'),
  negation: phrase('肯定和否定反了', 'a negation'),
  direction: phrase('方向反了', 'the direction'),
  actor: phrase('谁对谁做的不同', 'who did what to whom'),
  added: phrase('多了原文没有的', 'something added'),
  'missing-meaning': phrase('意思有出入', 'the meaning'),
  language: phrase('语言不对', 'the language'),
};
