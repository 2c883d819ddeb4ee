import { expect, test } from 'vitest';
import type { ModelStatus, TextAnswer } from '../../src/model.ts';
import type { Condition, Recovery } from '../../src/operator/condition.ts';
import { watchModel } from '../../src/worker/model-watch.ts';

const quiet: ModelStatus = {
  ...{ day: '2026-02-01', name: 'nova-small', host: 'llm.example', cap: 100_000, tokens: 4_000 },
  ...{ calls: 2, failed: 0, averageMs: 900, passed: 12, refused: { number: 1 } },
};
type Outcome = TextAnswer['outcome'];
const answer = (outcome: Outcome, readings: Outcome): TextAnswer => ({
  ...{ headlines: new Map(), refused: [], outcome, readings },
});

/** What the operator hears after editions with these answers and this use. */
async function heard(...editions: readonly (readonly [Outcome, Partial<ModelStatus>?, Outcome?])[]) {
  const facts = new Map<string, string>();
  const raised: (Condition | Recovery)[] = [];
  const watch = {
    store: {
      fact: async (name: string) => facts.get(name),
      saveFact: async (name: string, value: string | undefined) => void facts.set(name, value ?? ''),
    },
    alerts: {
      raise: async (condition: Condition) => void raised.push(condition),
      clear: async (recovery: Recovery) => void raised.push(recovery),
    },
  };
  for (const [outcome, use = {}, readings = 'unasked'] of editions) {
    await watchModel(watch, answer(outcome, readings), { ...quiet, ...use });
  }
  return raised.map((one) => (one.kind === 'model' ? one.trouble : one.kind));
}

test('the second edition in a row without an answer of the model raises an alert, and an answer ends it', async () => {
  expect(await heard(['silent'], ['silent'], ['answered'])).toEqual(['model-good', 'silent', 'model-good']);
});

test('the second edition in a row without a second reading raises an alert, and a reading ends it', async () => {
  const readings = ['silent', 'unasked', 'silent', 'answered'] as const;
  const editions = readings.map((each) => ['answered', {}, each] as const);

  expect(await heard(...editions)).toEqual(['model-good', 'model-good', 'unread', 'model-good']);
});

test('an edition without a question to the model changes no alert', async () => {
  expect(await heard(['silent'], ['unasked'], ['silent'])).toEqual(['model-good', 'model-good', 'silent']);
});

test.each([
  ['near-cap', { tokens: 80_000 }],
  ['at-cap', { tokens: 99_000 }],
  ['refuses-all', { passed: 0, refused: { number: 3, language: 2 } }],
  ['refuses-none', { passed: 50, refused: {} }],
  ['model-good', { passed: 20, refused: {} }],
] as const)('an edition raises %s by its use of the model', async (trouble, use) => {
  expect(await heard(['answered', use])).toEqual([trouble]);
});

test('without a provider an open alert about the model ends', async () => {
  const ended: string[] = [];
  const alerts = { raise: async () => undefined, clear: async ({ kind }: Recovery) => void ended.push(kind) };
  const store = { fact: async () => undefined, saveFact: async () => undefined };
  await watchModel({ store, alerts }, undefined, undefined);

  expect(ended).toEqual(['model-good']);
});
