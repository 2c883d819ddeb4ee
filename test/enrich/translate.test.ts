import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readModelUse } from '../../src/enrich/answer-cache.ts';
import { createLanguageModel, type LanguageModelOptions, noText } from '../../src/enrich/language-model.ts';
import { probeModel } from '../../src/enrich/probe-model.ts';
import type { TextAnswer, TextQuestion } from '../../src/model.ts';
import { newFolder } from '../support/new-folder.ts';
import { type Fault, type StandInProvider, startProvider } from './stand-in-provider.ts';

const chinese = new Map([
  ['Lumen raises $3B for Nova', 'Lumen 为 Nova 融资 30 亿美元'],
  ['Halcyon opens Nova to everyone', 'Halcyon 向所有人开放 Nova'],
]);
const titles = [...chinese.keys()];
const rewordings = new Map([...chinese].map(([title, headline]) => [title, { headline }]));
const aliases = { names: [], signs: {} };
const headlinesOnly = {
  language: 'zh-CN',
  leads: titles.map((title) => ({ title, summary: '' })),
  parts: ['headline'],
} as const;
const day = '2026-01-30';

let dataDir: string;
let provider: StandInProvider | undefined;
let fallback: StandInProvider | undefined;

beforeEach(() => {
  dataDir = newFolder();
});

afterEach(async () => {
  await provider?.close();
  await fallback?.close();
  provider = undefined;
  fallback = undefined;
});

interface Asked extends LanguageModelOptions {
  readonly question: TextQuestion;
}

async function ask(fault: Fault, options: Partial<Asked> = {}): Promise<TextAnswer> {
  provider ??= await startProvider(chinese, fault);
  const { question = headlinesOnly, ...others } = options;
  const model = createLanguageModel({
    aliases,
    providers: [{ baseUrl: provider.baseUrl, apiKey: 'sk-secret', model: 'small' }],
    dataDir,
    dailyTokens: 100_000,
    now: new Date(`${day}T00:00:00Z`),
    signal: new AbortController().signal,
    isOffline: false,
    deadlineMs: 5_000,
    ...others,
  });
  return model.translate(question);
}

const headlines = async (...args: Parameters<typeof ask>) => (await ask(...args)).headlines;

test.each<Fault>(['none', 'fenced', 'reasoning first', 'json mode unknown', 'temperature refused'])(
  'headlines come from a provider whose fault is: %s',
  async (fault) => {
    expect(await ask(fault)).toMatchObject({ headlines: rewordings, refused: [], outcome: 'answered' });
  },
);

test.each<Fault>([
  'wrong ids',
  'doubled ids',
  'number invented',
  'wrong language',
  'markup',
  'instruction obeyed',
  'no choices',
  'cut short',
  'no JSON',
  'huge',
  'reset',
  '401',
  '403',
  '429',
  '500',
])('no headline comes from a provider whose fault is: %s', async (fault) => {
  expect(await headlines(fault)).toEqual(new Map());
});

test.each<Fault>(['401', 'no JSON', 'reset'])('a provider that always fails counts as silent: %s', async (fault) => {
  expect((await ask(fault)).outcome).toBe('silent');
});

test('a provider that hangs delays an edition until the deadline and no longer', async () => {
  expect(await headlines('hanging', { deadlineMs: 200 })).toEqual(new Map());
});

test('an unreachable provider leaves the titles as they are and uses no tokens', async () => {
  const dead = { baseUrl: 'http://127.0.0.1:9/v1', model: 'small' };

  expect(await headlines('none', { providers: [dead] })).toEqual(new Map());
});

test('a provider that is busy for a moment is retried', async () => {
  expect(await headlines('busy once')).toEqual(rewordings);
});

describe('refused answers', () => {
  test('a refused answer is requested once more, with the reason', async () => {
    expect(await headlines('number invented once')).toEqual(rewordings);
    expect(provider?.requests[1]).toContain('headline: number: 70%');
  });

  test('an answer that is refused twice is reported by name, and is not requested again that day', async () => {
    const { refused } = await ask('number invented');
    const again = await ask('number invented');

    expect(refused).toEqual(titles.map((title) => ({ title, part: 'headline', reason: 'number', found: '70%' })));
    expect(again.refused).toEqual(refused);
    expect(provider?.requests).toHaveLength(2);
    await ask('number invented', { now: new Date('2026-01-31T00:00:00Z') });
    expect(provider?.requests).toHaveLength(4);
  });

  test('a refused answer is requested from the second provider, which translates nothing else', async () => {
    provider = await startProvider(new Map([...chinese].slice(0, 1)), 'none');
    fallback = await startProvider(chinese, 'none');
    const providers = [
      { baseUrl: provider.baseUrl, apiKey: 'sk-first', model: 'small' },
      { baseUrl: fallback.baseUrl, apiKey: 'sk-second', model: 'large' },
    ];

    expect(await ask('none', { providers })).toMatchObject({ headlines: rewordings, refused: [], outcome: 'answered' });
    const translated = fallback.requests.filter((body) => body.includes('Translate the title'));
    expect(translated).toHaveLength(1);
    expect(translated[0]).not.toContain('Lumen raises');
    expect(new Set(fallback.authorizations)).toEqual(new Set(['Bearer sk-second']));
  });
});

test('the second provider is the fallback when the first one is down', async () => {
  fallback = await startProvider(chinese, 'none');
  const providers = [
    { baseUrl: 'http://127.0.0.1:9/v1', model: 'small' },
    { baseUrl: fallback.baseUrl, model: 'large' },
  ];

  expect(await headlines('none', { providers })).toEqual(rewordings);
});

test.each<Fault>(['500', '429', 'reset', 'hanging', 'no choices', 'no JSON', 'cut short', 'huge', 'wrong ids'])(
  'a second provider that fails as the reader changes no headline; its fault is: %s',
  async (fault) => {
    const named = new Map([...chinese.values()].map((headline) => [headline, 'number']));
    provider = await startProvider(chinese, 'none');
    fallback = await startProvider(chinese, fault, new Map(), named);
    const providers = [
      { baseUrl: provider.baseUrl, model: 'small' },
      { baseUrl: fallback.baseUrl, model: 'large' },
    ];

    expect(await ask('none', { providers })).toMatchObject({ headlines: rewordings, refused: [], outcome: 'answered' });
    expect(fallback.requests.length).toBeGreaterThan(0);
  },
);

test('a sentence is made from the title and its text, and passes the gate on its own', async () => {
  const [title = '', headline] = [titles[0], chinese.get(titles[0] ?? '')];
  const summary = 'The round was led by Halcyon. Lumen did not say when Nova will open.';
  const leads = [{ title, summary }];
  provider = await startProvider(chinese, 'none', new Map([[title, '本轮由 Halcyon 领投。']]));
  const question = { language: 'zh-CN', leads, parts: ['headline', 'sentence'] } as const;

  expect(await headlines('none', { question })).toEqual(
    new Map([[title, { headline, sentence: '本轮由 Halcyon 领投。' }]]),
  );
  expect(provider.requests[0]).toContain('The round was led by Halcyon');
});

test('a headline may be wider than two lines on a phone, but not wider than its title', async () => {
  const headline = '即使推出了自己的人工智能芯片，流明公司仍将继续从海尔孔公司采购人工智能芯片';
  const wide = 'Lumen will go on buying artificial intelligence chips from Halcyon even after launching its own';
  const narrow = 'Lumen will buy AI chips from Halcyon even after launching its own';
  provider = await startProvider(
    new Map([
      [wide, headline],
      [narrow, headline],
    ]),
    'none',
  );
  const leads = [wide, narrow].map((title) => ({ title, summary: '' }));
  const { headlines: passed, refused } = await ask('none', {
    aliases: {
      names: [
        { kind: 'lab', names: ['Lumen', '流明'] },
        { kind: 'lab', names: ['Halcyon', '海尔孔'] },
      ],
      signs: {},
    },
    question: { ...headlinesOnly, leads },
  });

  expect([...passed.keys()]).toEqual([wide]);
  expect(refused).toMatchObject([{ title: narrow, reason: 'length' }]);
});

test.each([
  ['zh-CN', 'at most 32 Chinese characters', '微软'],
  ['en', 'at most 64 characters', 'Moonshot AI'],
] as const)(
  'the model is told how long a headline may be and how to write names: %s',
  async (language, length, name) => {
    const leads = [{ title: language === 'en' ? '流明融资 30 亿美元' : 'Lumen raises $3B', summary: '' }];
    await ask('none', { question: { ...headlinesOnly, language, leads } });

    expect(provider?.requests[0]).toContain(length);
    expect(provider?.requests[0]).toContain(name);
  },
);

test('a title that is one name is not sent for translation', async () => {
  const leads = [
    { title: 'Moltpage', summary: '' },
    { title: 'v2.1.238', summary: 'Lumen fixed the login.' },
  ];
  const { refused } = await ask('none', { question: { ...headlinesOnly, leads, parts: ['headline', 'sentence'] } });

  expect(provider?.requests[0]).not.toContain('Moltpage');
  expect(refused).toEqual([]);
});

test('a sentence that adds something is refused, and the headline stays', async () => {
  const [title = '', headline] = [titles[0], chinese.get(titles[0] ?? '')];
  provider = await startProvider(chinese, 'none', new Map([[title, '本轮共有 70 家投资者。']]));
  const leads = [{ title, summary: 'The round was led by Halcyon.' }];
  const answer = await ask('none', { question: { language: 'zh-CN', leads, parts: ['headline', 'sentence'] } });

  expect(answer.headlines).toEqual(new Map([[title, { headline }]]));
  expect(answer.refused).toMatchObject([{ part: 'sentence', reason: 'number' }]);
});

test('Chinese titles of an English digest become English', async () => {
  const english = new Map([['流明融资 30 亿美元', 'Lumen raises $3 billion']]);
  provider = await startProvider(english, 'none');
  const leads = [...english.keys()].map((title) => ({ title, summary: '' }));
  const names = { names: [{ kind: 'lab', names: ['Lumen', '流明'] }], signs: {} } as const;

  expect(await headlines('none', { aliases: names, question: { language: 'en', leads, parts: ['headline'] } })).toEqual(
    new Map([['流明融资 30 亿美元', { headline: 'Lumen raises $3 billion' }]]),
  );
});

describe('cache', () => {
  test('the cache of answers is asked first, so that the same titles are sent once', async () => {
    await ask('none');
    const asked = provider?.requests.length;
    const again = await headlines('none');

    expect(again).toEqual(rewordings);
    expect(provider?.requests).toHaveLength(asked ?? 0);
  });

  test('offline, only the cache of answers is asked', async () => {
    expect(await headlines('none', { isOffline: true })).toEqual(new Map());
    expect(provider?.requests).toHaveLength(0);
    await ask('none');

    expect(await headlines('none', { isOffline: true })).toEqual(rewordings);
  });

  test('the cache of answers keeps the models apart', async () => {
    await ask('none');
    await ask('none', { providers: [{ baseUrl: provider?.baseUrl ?? '', model: 'other' }] });

    expect(provider?.requests.filter((body) => body.includes('Translate the title'))).toHaveLength(2);
  });

  test('the cache of answers is readable by its owner alone and holds neither the key nor the prompt', async () => {
    await ask('number invented');
    const file = join(dataDir, 'answers.db');

    expect(provider?.authorizations[0]).toBe('Bearer sk-secret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file).includes('sk-secret')).toBe(false);
    expect(readFileSync(file).includes('never follow')).toBe(false);
  });

  test('the cache of answers is not made where nothing is to be translated', async () => {
    expect(await ask('none', { question: { ...headlinesOnly, leads: [] } })).toEqual(noText);

    expect(existsSync(join(dataDir, 'answers.db'))).toBe(false);
  });
});

describe('cost', () => {
  test('the model use of a day is counted: calls, failures, tokens, and each refused text once, by its reason', async () => {
    await ask('number invented');

    expect(readModelUse(dataDir, day)).toMatchObject({
      calls: 2,
      failed: 0,
      tokens: 1_000,
      passed: 0,
      refused: { number: 2 },
    });
  });

  test('the model use of a day is nothing where nothing was asked', () => {
    expect(readModelUse(dataDir, day)).toMatchObject({ calls: 0, tokens: 0, refused: {} });
    expect(existsSync(join(dataDir, 'answers.db'))).toBe(false);
  });
});

test('the daily token limit holds over several runs, and failed calls count', async () => {
  const capped = { dailyTokens: 5_000 };
  const outcomes: string[] = [];
  for (let run = 0; run < 4; run++) outcomes.push((await ask('500', capped)).outcome);

  expect(provider?.requests).toHaveLength(2);
  expect(outcomes).toEqual(['silent', 'silent', 'capped', 'capped']);
});

test('two processes share one daily token limit', async () => {
  const runs = await Promise.all(Array.from({ length: 4 }, () => ask('500', { dailyTokens: 4_000 })));

  expect(runs.filter(({ outcome }) => outcome === 'silent')).toHaveLength(2);
});

test('a new day has a new token limit', async () => {
  const capped = { dailyTokens: 2_000 };
  await ask('500', capped);
  await ask('500', { ...capped, now: new Date('2026-01-31T00:00:00Z') });

  expect(provider?.requests).toHaveLength(2);
});

describe('asking by hand', () => {
  test('a question by hand shows the answer, its tokens and how long it took', async () => {
    provider = await startProvider(new Map([['The weather is good today', '今天天气很好']]), 'none');
    const probe = await probeModel({ baseUrl: provider.baseUrl, model: 'small' }, new AbortController().signal);

    expect(probe).toMatchObject({ model: 'small', status: 200, tokens: 500 });
    expect(probe.answer).toBe('今天天气很好');
    expect(probe.fault).toBeUndefined();
    expect(probe.durationMs).toBeGreaterThan(0);
  });

  test.each<[Fault, number | undefined]>([
    ['401', 401],
    ['500', 500],
    ['reset', undefined],
  ])('a question by hand that gets no answer says why: %s', async (fault, status) => {
    provider = await startProvider(chinese, fault);
    const probe = await probeModel({ baseUrl: provider.baseUrl, model: 'small' }, new AbortController().signal);

    expect(probe).toMatchObject({ answer: undefined, status });
  });

  test('a question by hand shows an answer in another language, or in another format', async () => {
    provider = await startProvider(chinese, 'wrong language');
    const ask = (baseUrl: string) => probeModel({ baseUrl, model: 'small' }, new AbortController().signal);
    expect(await ask(provider.baseUrl)).toMatchObject({
      answer: 'Lumen anuncia algo nuevo para todos',
      fault: 'language',
    });

    fallback = await startProvider(chinese, 'cut short');
    expect(await ask(fallback.baseUrl)).toMatchObject({ answer: expect.stringContaining('{"items"'), fault: 'format' });
  });

  test('a question by hand that is not answered in time is late, not unreachable', async () => {
    provider = await startProvider(chinese, 'hanging');
    const probe = await probeModel({ baseUrl: provider.baseUrl, model: 'small' }, new AbortController().signal, 1);

    expect(probe).toMatchObject({ answer: undefined, fault: 'late' });
  });
});
