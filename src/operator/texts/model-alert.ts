import { digestCommand } from '../../ground/command-name.ts';
import type { ConditionOf, ModelTrouble } from '../condition.ts';
import type { AlertLines, Words } from './words.ts';

export function model({ trouble, use, editions }: ConditionOf<'model'>, { say }: Words): AlertLines {
  const counted = `${use.tokens}/${use.cap}`;
  const heads: Readonly<Record<ModelTrouble, string>> = {
    silent: say(
      `【模型没有应答】${use.name}：连续 ${editions} 期`,
      `[Language model does not answer] ${use.name}: ${editions} digests in a row`,
    ),
    'at-cap': say(`【模型用量用完】今天 ${counted} token`, `[Language model: daily limit reached] ${counted} tokens`),
    'near-cap': say(
      `【模型用量八成】今天 ${counted} token`,
      `[Language model: 80 % of the daily limit] ${counted} tokens`,
    ),
    'refuses-all': say(
      `【译文全没采用】${use.name}：今天 ${total(use.refused)} 条`,
      `[Every answer of the language model was refused] ${use.name}: ${total(use.refused)} today`,
    ),
    'refuses-none': say(
      `【译文一条没拦】${use.name}：今天 ${use.passed} 条`,
      `[No answer of the language model was refused] ${use.name}: ${use.passed} today`,
    ),
    unread: say(
      `【译文没有复核】连续 ${editions} 期，模型没有应答`,
      `[Translations without a second reading] no answer for ${editions} digests in a row`,
    ),
  };
  return {
    head: heads[trouble],
    effect: effectOf(trouble, say),
    action: actionOf(trouble, say),
  };
}

function effectOf(trouble: ModelTrouble, say: Words['say']): string {
  switch (trouble) {
    case 'near-cap':
    case 'refuses-none':
      return say('日报不受影响。', 'the digests are not affected.');
    case 'unread':
      return say('日报照常准时发，译文只经程序检查。', 'the digests come on time; only code checks the translations.');
    default:
      return say('日报照常准时发，标题是原文。', 'the digests come on time, with the original titles.');
  }
}

function actionOf(trouble: ModelTrouble, say: Words['say']): string {
  switch (trouble) {
    case 'silent':
      return say(
        `看 ${digestCommand} check --online；密钥、余额、地址：.env 的 LLM_API_KEY、LLM_BASE_URL。`,
        `see ${digestCommand} check --online; check the key (LLM_API_KEY), the balance and the address (LLM_BASE_URL) in .env.`,
      );
    case 'at-cap':
    case 'near-cap':
      return say('要更多就改 .env 的 LLM_DAILY_TOKENS。', 'to allow more, raise LLM_DAILY_TOKENS in .env.');
    case 'refuses-all':
      return say(
        `看 ${digestCommand} preview 写的原因；常常是模型太小，换一个。`,
        `see the reasons in ${digestCommand} preview; often the model is too small: try another.`,
      );
    case 'unread':
      return say(
        `看 ${digestCommand} check --online：哪一家没有应答；它的密钥和地址在 .env。`,
        `see ${digestCommand} check --online for the provider that does not answer; its key and address are in .env.`,
      );
    case 'refuses-none':
      return say('对着原文抽看几条。', 'compare a few of them with the originals.');
  }
}

function total(refused: Readonly<Record<string, number>>): number {
  return Object.values(refused).reduce((sum, times) => sum + times, 0);
}
