/** Translates titles into headlines and sentences: from the cache, otherwise from a model, the gate and a second reading. */
import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Aliases, RefusedAnswer, Rewording, TextAnswer, TextQuestion } from '../model.ts';
import { readItems } from './answer-items.ts';
import type { AnswerRefusal } from './answer-refusal.ts';
import { type CallLimits, type Calls, callProvider, inBatches, newCalls, outcomeOf } from './calls.ts';
import { refusalOf } from './grounding.ts';
import { promptFor, promptVersion, type Wanted } from './prompt.ts';
import type { Completion, Prompt } from './provider.ts';
import { secondReading, type Translation } from './second-reading.ts';

/** One model that may be asked. */
export interface Model {
  readonly name: string;
  /** It never rejects. undefined: only the cache is used. */
  readonly ask: ((prompt: Prompt, signal: AbortSignal) => Promise<Completion | undefined>) | undefined;
}

export interface HeadlinesRequest extends TextQuestion, CallLimits {
  readonly aliases: Aliases;
  /** In the order in which they are asked; the second one is asked for what the first one could not do. */
  readonly models: readonly Model[];
  /** Aborts second readings, earlier than `signal` aborts everything. It is called when the first one begins. */
  readonly readingSignal: () => AbortSignal;
}

const batchSize = 12;
/** Expected tokens of a batch: instructions, titles and answers. Reserved before the call. */
const batchTokens = { headline: 2_000, sentence: 2_000 } as const;
/** How much of a summary the model and the gate see. */
const summaryCharacters = 600;

/**
 * Asks each model in turn: once, and once more with reasons for what was refused. A lead is missing when its answer was
 * late, refused or over the cap, or when the provider gave none. A refusal holds until the next day.
 */
export async function headlinesFor(request: HeadlinesRequest): Promise<TextAnswer> {
  const { models, cache, day } = request;
  const round = {
    request,
    answers: new Map<Wanted, string>(),
    refusals: new Map<Wanted, AnswerRefusal>(),
    calls: newCalls(),
    readings: newCalls(),
    silent: new Set<Model>(),
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
    const refused = await attempt(asked, new Map(), model, round);
    const refusedAgain = await attempt([...refused.keys()], refused, model, round);
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
  readonly refusals: Map<Wanted, AnswerRefusal>;
  readonly calls: Calls;
  /** The calls of the second readings. */
  readonly readings: Calls;
  /** Models that did not answer in this round. */
  readonly silent: Set<Model>;
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
  return hash('sha256', JSON.stringify([name, promptVersion, language, part, source]));
}

/**
 * Asks, and keeps the answers that pass the gate and the second reading. They are kept also if the second reading
 * fails, and not read again: what a preview shows is what is sent.
 * @returns what was refused
 */
async function attempt(
  wanted: readonly Wanted[],
  reasons: ReadonlyMap<Wanted, AnswerRefusal>,
  model: Model,
  round: Round,
): Promise<ReadonlyMap<Wanted, AnswerRefusal>> {
  const { request, answers } = round;
  const { cache, day } = request;
  const { passed, refused } = await askAll(wanted, reasons, model, round);
  const doubted = await readAgain(passed, model, round);
  const all = new Map([...refused, ...[...doubted].map(([{ wanted }, refusal]) => [wanted, refusal] as const)]);
  if (passed.length + all.size === 0) return all;
  const kept = passed.filter((one) => !doubted.has(one));
  cache.together(() => {
    for (const { wanted, answer } of kept) cache.keep(keyOf(wanted, model, request), answer);
    cache.countAnswers(day, {
      passed: kept.length,
      // A text whose second answer is refused too was counted with the first one.
      refused: [...all]
        .filter(([one]) => (reasons.get(one)?.reason ?? 'missing') === 'missing')
        .flatMap(([, { reason }]) => (reason === 'missing' ? [] : [reason])),
    });
  });
  for (const { wanted, answer } of kept) answers.set(wanted, answer);
  return all;
}

interface Translated extends Translation {
  readonly wanted: Wanted;
}

/** What the gate made of answers. */
interface Checked {
  readonly passed: readonly Translated[];
  readonly refused: ReadonlyMap<Wanted, AnswerRefusal>;
}

async function askAll(
  wanted: readonly Wanted[],
  reasons: ReadonlyMap<Wanted, AnswerRefusal>,
  model: Model,
  { request, calls, silent }: Round,
): Promise<Checked> {
  const { ask } = model;
  if (ask === undefined) return { passed: [], refused: new Map() };
  const leads = [...Map.groupBy(wanted, ({ title }) => title).values()];
  const checked = await Promise.all(
    inBatches(leads, batchSize).map(async (batch) => {
      const hasSentences = batch.flat().some(({ part }) => part === 'sentence');
      const tokens = batchTokens.headline + (hasSentences ? batchTokens.sentence : 0);
      const prompt = promptFor(batch, reasons, request.language);
      const completion = await callProvider((signal) => ask(prompt, signal), tokens, request, calls);
      if (completion === undefined) silent.add(model);
      return check(batch, readAnswers(completion?.text ?? ''), request);
    }),
  );
  return {
    passed: checked.flatMap(({ passed }) => passed),
    refused: new Map(checked.flatMap(({ refused }) => [...refused])),
  };
}

function check(
  leads: readonly (readonly Wanted[])[],
  written: readonly Answer[],
  { language, aliases }: HeadlinesRequest,
): Checked {
  const passed: Translated[] = [];
  const refused = new Map<Wanted, AnswerRefusal>();
  // A part missing from a readable answer counts as refused: otherwise every preview would ask for it again.
  if (written.length === 0) return { passed, refused };
  const byId = new Map(written.map((one) => [one.id, one]));
  for (const [index, lead] of leads.entries()) {
    for (const wanted of lead) {
      const { part, source } = wanted;
      const answer = byId.get(index + 1)?.[part];
      const refusal =
        answer === undefined
          ? ({ reason: 'missing' } as const)
          : refusalOf({ answer, source, language, aliases, part });
      if (refusal !== undefined) refused.set(wanted, refusal);
      else if (answer !== undefined) passed.push({ wanted, answer });
    }
  }
  return { passed, refused };
}

/** Another model is the reader if there is one that answers: it does not repeat the mistakes of the translator. */
async function readAgain(
  passed: readonly Translated[],
  model: Model,
  { request, readings, silent }: Round,
): Promise<ReadonlyMap<Translated, AnswerRefusal>> {
  const { models, language, readingSignal } = request;
  const { ask } = models.find((other) => other !== model && !silent.has(other)) ?? model;
  if (ask === undefined || passed.length === 0) return new Map();
  return secondReading(passed, { language, ask, limits: { ...request, signal: readingSignal() }, calls: readings });
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

function answerOf({ answers, refusals, calls, readings }: Round): TextAnswer {
  const headlines = new Map<string, Rewording>();
  for (const [{ title, part }, answer] of answers) {
    headlines.set(title, { ...headlines.get(title), [part]: answer });
  }
  const refused = [...refusals]
    .filter(([wanted, { reason }]) => reason !== 'missing' && !hasAnswer(answers, wanted))
    .map(([{ title, part }, refusal]): RefusedAnswer => ({ title, part, ...refusal }));
  const last = new Map(refused.map((one) => [`${one.part} ${one.title}`, one]));
  return { headlines, refused: [...last.values()], outcome: outcomeOf(calls), readings: outcomeOf(readings) };
}
