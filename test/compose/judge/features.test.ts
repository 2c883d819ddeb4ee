import { expect, test } from 'vitest';
import { createFeatureReader } from '../../../src/compose/judge/features.ts';
import { hashFeature } from '../../../src/compose/judge/hash.ts';
import type { Aliases } from '../../../src/model.ts';

const aliases: Aliases = {
  names: [{ kind: 'lab', names: ['Lumen', '流明', 'lumen.example'] }],
} as unknown as Aliases;
const reader = createFeatureReader({ release: ['发布', 'launches'] }, aliases);
const shape = { site: 'wire.example', aboutAi: '3', marks: ['one-site'] };

function read(title: string, fields: { summary?: string; url?: string } = {}): string[] {
  const names: string[] = [];
  const item = { title, summary: '', url: 'https://wire.example/a', language: 'zh', isDiscussed: false, ...fields };
  reader.read(item, shape, 'title', (hash, name) => {
    expect(hashFeature(name())).toBe(hash);
    names.push(name());
  });
  return names;
}

test('a name counts by its kind, so another name in its place gives the same feature', () => {
  expect(read('流明发布 Nova')).toContain('t <lab> 发 布');
  expect(read('Lumen launches Nova')).toContain('t <lab> launches');
  expect(read('星尘科技 launches Nova')).toContain('sign release');
});

test('an unknown name beside a word is a feature, in a title of ordinary letters only', () => {
  expect(read('Startup Nova raises money for its robot kitchen')).toContain('a <any> raises');
  expect(read('Nova Raises Money For Its Robot Kitchen')).not.toContain('a <any> raises');
});

test('forms of one word have a feature in common, in title and summary', () => {
  for (const form of ['Announces', 'announced', 'announcing']) expect(read(`Nova ${form} it`)).toContain('stem annou');
  expect(read('Nova', { summary: 'Lumen releases it' })).toContain('b-stem relea');
  const none = read('Lumen 发布 Nova <lab> naïveté v2.11');
  expect(none.filter((name) => name.startsWith('stem'))).toEqual([]);
});

test('a word of the title and the same word of the summary have a feature in common', () => {
  const inTitle = read('Lumen launches Nova');
  const inSummary = read('Nova', { summary: 'Lumen launches it' });
  for (const features of [inTitle, inSummary]) {
    expect(features).toEqual(expect.arrayContaining(['b <lab> launches', 'b-stem launc']));
  }
  expect(inTitle).toContain('t <lab> launches');
  expect(inSummary).not.toContain('t <lab> launches');
});

test('numbers become features by their unit', () => {
  expect(read('Nova raises $30M in 2027')).toEqual(expect.arrayContaining(['t raises <money>', 't in <year>']));
  expect(read('增长 40%')).toContain('t 增 长 <percent>');
  expect(read('nova v2.1.239')).toEqual(expect.arrayContaining(['t nova <version>', 'shape mending-version']));
});

test('an address gives features of its host kind and its path', () => {
  const address = read('Nova', { url: 'https://github.com/lumen/nova' });
  expect(address).toEqual(expect.arrayContaining(['host-class repository', 'feed leads-elsewhere']));
  expect(read('Nova', { url: 'https://blog.lumen.example/customers/acme' })).toContain('host-class customers');
});

test('a known name in the path of an address counts by its kind', () => {
  expect(read('Nova', { url: 'https://blog.wire.example/made-by-lumen/nova' })).toContain('path-name lab');
  expect(read('Nova', { url: 'https://blog.wire.example/luminous/nova' })).not.toContain('path-name lab');
});

test('a title that names its own site is known, also when it begins so', () => {
  const marksOf = (title: string) => read(title, { url: 'https://blog.lumen.example/a' });
  expect(marksOf('Meet Lumen in Oslo')).toContain('shape own-name');
  expect(marksOf('Meet Lumen in Oslo')).not.toContain('shape begins-own-name');
  expect(marksOf('Lumen in Oslo')).toEqual(expect.arrayContaining(['shape own-name', 'shape begins-own-name']));
  expect(read('Lumen in Oslo')).not.toContain('shape own-name');
});

test('the label of a column tells its hour, its period and its number', () => {
  expect(read('芯片出口回升｜产业晚6点')).toEqual(expect.arrayContaining(['column hour', 'column number']));
  expect(read('[Weekly] Nova')).toContain('column period');
  expect(read('发布：流明的新模型')).toContain('column release');
  expect(read('产业晚6点芯片出口回升').filter((name) => name.startsWith('column'))).toEqual([]);
});

test('a personal site is known by its host, and a short domain of a company is not one', () => {
  expect(read('Nova', { url: 'https://lin.blog/nova' })).toContain('host-class personal');
  for (const host of ['nova.dev', 'nova.io']) {
    expect(read('Nova', { url: `https://${host}/nova` })).not.toContain('host-class personal');
  }
});

test('a numbered issue of a newsletter is known by its address, and is not an issue of a bug tracker', () => {
  const marksOf = (url: string) => read('Nova', { url: `https://${url}` });
  for (const url of ['news.lumen.example/issues/26-01-27-nova', 'wire.example/the-letter/issue-229/']) {
    expect(marksOf(url)).toContain('host-class numbered-issue');
  }
  for (const url of ['github.com/lumen/nova/issues/12', 'bugs.lumen.example/issues/12', 'wire.example/issues/nova']) {
    expect(marksOf(url)).not.toContain('host-class numbered-issue');
  }
});

test('words of a promotion are counted in title and summary together, up to four', () => {
  const sells = createFeatureReader({ offer: ['coupon'], event: ['tickets'], release: ['launches'] }, aliases);
  const count = (title: string, summary: string) => {
    const names: string[] = [];
    const item = { title, summary, url: 'https://wire.example/a', language: 'en', isDiscussed: false };
    sells.read(item, shape, 'title', (_, name) => names.push(name()));
    return names.filter((name) => name.startsWith('shape sells'));
  };
  expect(count('Nova launches', 'A model.')).toEqual(['shape sells-0']);
  expect(count('Tickets for the Nova day', 'With a coupon.')).toEqual(['shape sells-2']);
  expect(count('Tickets, tickets, tickets', 'A coupon, tickets.')).toEqual(['shape sells-4']);
});

test('full-width letters are read as the letters that they are', () => {
  expect(read('Ｌｕｍｅｎ 发布 Ｎｏｖａ', { summary: 'ＡＩ' })).toEqual(read('Lumen 发布 Nova', { summary: 'AI' }));
});

test('traditional characters are read as simplified ones', () => {
  expect(read('小舟發布新模型', { summary: '開發者可以試用' })).toEqual(
    read('小舟发布新模型', { summary: '开发者可以试用' }),
  );
});

test('a summary that only repeats the title gives no features', () => {
  expect(read('Nova is out', { summary: 'Nova is out' })).toContain('summary none');
});
