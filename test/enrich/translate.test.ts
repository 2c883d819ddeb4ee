import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { translate } from '../../src/enrich/translate.ts';
import { type Fault, type StandInProvider, startProvider } from './stand-in-provider.ts';

const chinese = new Map([
  ['Lumen raises $3B for Nova', 'Lumen 为 Nova 融资 30 亿美元'],
  ['Halcyon opens Nova to everyone', 'Halcyon 向所有人开放 Nova'],
]);
const titles = [...chinese.keys()];
const aliases = { names: [], signs: {} };

let dataDir: string;
let provider: StandInProvider | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'answers-'));
});

afterEach(async () => {
  await provider?.close();
  provider = undefined;
  rmSync(dataDir, { recursive: true, force: true });
});

async function ask(fault: Fault, options: Partial<Parameters<typeof translate>[0]> = {}) {
  provider ??= await startProvider(chinese, fault);
  return translate({
    titles,
    aliases,
    provider: { baseUrl: provider.baseUrl, apiKey: 'sk-secret', model: 'small' },
    dataDir,
    dailyTokens: 100_000,
    now: new Date('2026-01-30T00:00:00Z'),
    signal: new AbortController().signal,
    isOffline: false,
    deadlineMs: 5_000,
    ...options,
  });
}

test.each<Fault>(['none', 'fenced', 'reasoning first', 'json mode unknown'])(
  'headlines come from a provider whose fault is: %s',
  async (fault) => {
    expect(await ask(fault)).toEqual(chinese);
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
])('nothing comes from a provider whose fault is: %s', async (fault) => {
  expect(await ask(fault)).toEqual(new Map());
});

test('a provider that hangs costs the deadline and no more', async () => {
  expect(await ask('hanging', { deadlineMs: 200 })).toEqual(new Map());
});

test('a provider that cannot be reached costs nothing', async () => {
  const dead = { baseUrl: 'http://127.0.0.1:9/v1', model: 'small' };

  expect(await ask('none', { provider: dead })).toEqual(new Map());
});

describe('the cache', () => {
  test('is asked first, so that the same titles are asked once', async () => {
    await ask('none');
    const again = await ask('none');

    expect(again).toEqual(chinese);
    expect(provider?.requests).toHaveLength(1);
  });

  test('is all that is asked offline', async () => {
    expect(await ask('none', { isOffline: true })).toEqual(new Map());
    expect(provider?.requests).toHaveLength(0);
    await ask('none');

    expect(await ask('none', { isOffline: true })).toEqual(chinese);
  });

  test('knows the answers of one model only', async () => {
    await ask('none');
    await ask('none', { provider: { baseUrl: provider?.baseUrl ?? '', model: 'other' } });

    expect(provider?.requests).toHaveLength(2);
  });

  test('is readable by its owner alone and does not hold the key', async () => {
    await ask('none');
    const file = join(dataDir, 'answers.db');

    expect(provider?.authorizations).toEqual(['Bearer sk-secret']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file).includes('sk-secret')).toBe(false);
  });

  test('is not made where nothing is to be translated', async () => {
    await ask('none', { titles: [] });

    expect(existsSync(join(dataDir, 'answers.db'))).toBe(false);
  });
});

test('the cap of a day holds over several runs, and failed calls count', async () => {
  const capped = { dailyTokens: 5_000 };
  for (let run = 0; run < 4; run++) await ask('500', capped);

  expect(provider?.requests).toHaveLength(2);
});

test('a new day has a new cap', async () => {
  const capped = { dailyTokens: 2_000 };
  await ask('500', capped);
  await ask('500', { ...capped, now: new Date('2026-01-31T00:00:00Z') });

  expect(provider?.requests).toHaveLength(2);
});
