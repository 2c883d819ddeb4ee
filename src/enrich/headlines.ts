/** Translates titles into headlines and sentences: from the cache, otherwise from a model and the gate. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { orNothing } from '../ground/or-nothing.ts';
import type { Aliases, RefusedAnswer, Rewording, TextAnswer, TextQuestion } from '../model.ts';
import type { AnswerCache } from './answer-cache.ts';
import { readItems } from './answer-items.ts';
import { type Calls, newCalls, outcomeOf } from './calls.ts';
import { type Refusal, refusalOf } from './grounding.ts';
import { promptFor, promptVersion } from './prompt.ts';
import type { Completion, Prompt } from './provider.ts';

/** One model that may be asked. */
export interface Model {
  readonly name: string;
  /** It never rejects. undefined: only the cache is used. */
  readonly ask: ((prompt: Prompt, signal: AbortSignal) => Promise<Completion | undefined>) | undefined;
}

export interface HeadlinesRequest extends TextQuestion {
  readonly aliases: Aliases;
  /** In the order in which they are asked; the second one is asked for what the first one could not do. */
  readonly models: readonly Model[];
  readonly cache: AnswerCache;
  /** YYYY-MM-DD, the day whose tokens are counted. */
  readonly day: string;
  /** Maximum tokens a day, over all processes. Failed calls count. */
  readonly dailyTokens: number;
  /** Aborts everything: the deadline of the edition, or the end of the program. */
  readonly signal: AbortSignal;
  /** A monotonic clock in milliseconds, to time calls. */
  readonly elapsedMs: () => number;
}

const batchSize = 12;
/** Expected tokens of a batch: instructions, titles and answers. Reserved before the call. */
const batchTokens = { headline: 2_000, sentence: 2_000 } as const;
/** How much of a summary the model and the gate see. */
const summaryCharacters = 600;

/** One part of one lead. */
interface Wanted {
  readonly title: string;
  readonly part: RefusedAnswer['part'];
  /** The text that the answer is made from and checked against. */
  readonly source: string;
}

/**
 * Asks each model in turn: once, and once more with reasons for what the gate refused. A lead is missing when its
 * answer was late, refused or over the cap, or when the provider gave none. A refusal holds until the next day.
 */
export async function headlinesFor(request: HeadlinesRequest): Promise<TextAnswer> {
  const { models, cache, day } = request;
  const round = {
    request,
    answers: new Map<Wanted, string>(),
    refusals: new Map<Wanted, Refusal>(),
    calls: newCalls(),
  };
  for (const model of models) {
    const open = wantedOf(request).filter((wanted) => !hasAnswer(round.answers, wanted));
    const asked = open.filter((wanted) => {
      const key = keyOf(wanted, model, request);
      const answer = cache.answer(key);
      if (answer !== undefined) round.answers.set(wanted, answer);
      const refusal = cache.refusal(key, day);
      if (refusal !== undefined) round.refusals.set(wanted, refusal);
      return answer === undefined && refusal === undefined;
    });
    const refused = await askAll(asked, new Map(), model, round);
    const refusedAgain = await askAll([...refused.keys()], refused, model, round);
    for (const [wanted, refusal] of refused) {
      if (hasAnswer(round.answers, wanted)) continue;
      const last = refusedAgain.get(wanted) ?? refusal;
      round.refusals.set(wanted, last);
      cache.refuse(keyOf(wanted, model, request), day, last);
    }
  }
  return answerOf(round);
}

interface Round {
  readonly request: HeadlinesRequest;
  readonly answers: Map<Wanted, string>;
  readonly refusals: Map<Wanted, Refusal>;
  readonly calls: Calls;
}

function wantedOf({ leads, parts }: HeadlinesRequest): readonly Wanted[] {
  const byTitle = new Map(leads.map((lead) => [lead.title, lead]));
  return [...byTitle.values()].flatMap(({ title, summary }) =>
    parts.flatMap((part): readonly Wanted[] => {
      if (part === 'headline') return isOneName(title) ? [] : [{ title, part, source: title }];
      const text = summary.slice(0, summaryCharacters).trim();
      return text === '' ? [] : [{ title, part, source: `${title}. ${text}` }];
    }),
  );
}

/** "Nova" or "v2.1.238": the same in every language. */
function isOneName(title: string): boolean {
  return /^[^\s\p{Script=Han}]+$/u.test(title.trim());
}

function hasAnswer(answers: ReadonlyMap<Wanted, string>, { title, part }: Wanted): boolean {
  return [...answers.keys()].some((one) => one.title === title && one.part === part);
}

function keyOf({ part, source }: Wanted, { name }: Model, { language }: HeadlinesRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([name, promptVersion, language, part, source]))
    .digest('hex');
}

/** @returns what the gate refused */
async function askAll(
  wanted: readonly Wanted[],
  reasons: ReadonlyMap<Wanted, Refusal>,
  model: Model,
  round: Round,
): Promise<ReadonlyMap<Wanted, Refusal>> {
  const { ask } = model;
  if (ask === undefined) return new Map();
  const leads = [...Map.groupBy(wanted, ({ title }) => title).values()];
  const batches = Array.from({ length: Math.ceil(leads.length / batchSize) }, (_, index) =>
    leads.slice(index * batchSize, (index + 1) * batchSize),
  );
  const refused = await Promise.all(batches.map((batch) => askBatch(batch, reasons, { ...model, ask }, round)));
  return new Map(refused.flatMap((map) => [...map]));
}

async function askBatch(
  leads: readonly (readonly Wanted[])[],
  reasons: ReadonlyMap<Wanted, Refusal>,
  model: Model & { readonly ask: NonNullable<Model['ask']> },
  { request, answers, calls }: Round,
): Promise<ReadonlyMap<Wanted, Refusal>> {
  const { cache, day, dailyTokens, signal, language, aliases, elapsedMs } = request;
  const refused = new Map<Wanted, Refusal>();
  const tokens = leads.flat().some(({ part }) => part === 'sentence')
    ? batchTokens.headline + batchTokens.sentence
    : batchTokens.headline;
  if (signal.aborted) return refused;
  if (!cache.reserve(day, tokens, dailyTokens)) {
    calls.capped = true;
    return refused;
  }
  const startedAt = elapsedMs();
  const completion = await orNothing(model.ask(promptFor(leads, reasons, language), signal), signal);
  calls.made += 1;
  if (completion === undefined) calls.failed += 1;
  let passed = 0;
  const kept = new Map<string, string>();
  const written = new Map(readAnswers(completion?.text ?? '').map((one) => [one.id, one]));
  for (const [index, lead] of leads.entries()) {
    for (const wanted of lead) {
      const answer = written.get(index + 1)?.[wanted.part];
      if (answer === undefined) {
        // A part missing from a readable answer counts as refused: otherwise every preview would ask for it again.
        if (written.size > 0) refused.set(wanted, { reason: 'missing' });
        continue;
      }
      const refusal = refusalOf({ answer, source: wanted.source, language, aliases, part: wanted.part });
      if (refusal === undefined) {
        passed += 1;
        answers.set(wanted, answer);
        kept.set(keyOf(wanted, model, request), answer);
      } else refused.set(wanted, refusal);
    }
  }
  cache.together(() => {
    if (completion?.tokens !== undefined) cache.settle(day, completion.tokens - tokens);
    for (const [key, answer] of kept) cache.keep(key, answer);
    cache.count(day, {
      failed: completion === undefined,
      durationMs: elapsedMs() - startedAt,
      passed,
      // A text whose second answer is refused too was counted with the first one.
      refused: [...refused]
        .filter(([wanted]) => (reasons.get(wanted)?.reason ?? 'missing') === 'missing')
        .flatMap(([, { reason }]) => (reason === 'missing' ? [] : [reason])),
    });
  });
  return refused;
}

const text = z.string().trim().min(1).optional().catch(undefined);
const itemSchema = z.object({ id: z.coerce.number().int(), headline: text, title: text, sentence: text });
interface Answer {
  readonly id: number;
  readonly headline: string | undefined;
  readonly sentence: string | undefined;
}

function readAnswers(answer: string): readonly Answer[] {
  return readItems(answer, itemSchema).map(({ id, headline, title, sentence }) => ({
    id,
    headline: headline ?? title,
    sentence,
  }));
}

function answerOf({ answers, refusals, calls }: Round): TextAnswer {
  const headlines = new Map<string, Rewording>();
  for (const [{ title, part }, answer] of answers) {
    headlines.set(title, { ...headlines.get(title), [part]: answer });
  }
  const refused = [...refusals]
    .filter(([wanted, { reason }]) => reason !== 'missing' && !hasAnswer(answers, wanted))
    .map(([{ title, part }, refusal]): RefusedAnswer => ({ title, part, ...refusal }));
  const last = new Map(refused.map((one) => [`${one.part} ${one.title}`, one]));
  return { headlines, refused: [...last.values()], outcome: outcomeOf(calls) };
}
