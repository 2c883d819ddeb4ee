import { describe, expect, test } from 'vitest';
import { createSignatureReader } from '../../../src/compose/cluster/signature.ts';
import { progressOf } from '../../../src/compose/cluster/signs.ts';
import { stem } from '../../../src/compose/cluster/words.ts';
import { aliases } from '../knowledge.ts';

const reader = createSignatureReader(aliases);

function namesIn(title: string): string[] {
  return [...reader.read(title).features]
    .filter(([, { kind }]) => kind === 'name')
    .map(([feature]) => feature.slice(5));
}

describe('a headline', () => {
  test('a headline has the same name for a thing in two languages', () => {
    expect(namesIn('英伟达投资OpenAI')).toEqual(namesIn('NVIDIA invests in OpenAI'));
  });

  test('a headline has a model’s family and version, written together or apart', () => {
    for (const title of ['Qwen9.5开源', 'Qwen 9.5 released', 'Qwen-9.5 发布']) {
      expect(reader.read(title).versions.get('Qwen'), title).toEqual(new Set(['9.5']));
    }
    expect(reader.read('GPT-9 mini is out').versions.get('GPT')).toEqual(new Set(['9 mini']));
  });

  test('a headline is read without the frame of a column or a wire', () => {
    const { key } = reader.read('流明发布新模型 Nova 3');
    for (const framed of [
      '晚点独家丨流明发布新模型 Nova 3',
      '财联社1月15日电，流明发布新模型 Nova 3',
      '【快讯】流明发布新模型 Nova 3',
    ]) {
      expect(reader.read(framed).key, framed).toBe(key);
    }
  });

  test('a headline with a model also names its family', () => {
    expect(namesIn('Introducing Claude Opus 9')).toEqual(['Claude Opus', 'Claude']);
  });

  test('a headline whose spelling of a product begins with its maker also names the maker', () => {
    for (const title of ['Microsoft Copilot is down', '微软Copilot宕机', '微软 Copilot 宕机']) {
      expect(namesIn(title), title).toEqual(['Copilot', 'Microsoft']);
    }
    expect(namesIn('Copilot is down')).toEqual(['Copilot']);
  });

  test('a headline is read without quotation marks inside a Chinese word', () => {
    const quoted = reader.read('“流明”号飞船完成试飞');
    const plain = reader.read('流明号飞船完成试飞');
    expect(quoted.grams).toEqual(plain.grams);
    expect(quoted.features).toEqual(plain.features);
  });

  test.each(['Tesla', 'Claude Opus', 'Microsoft'])('the words of its address name %s', (name) => {
    const { aside } = reader.read(
      'A quarterly look at the numbers',
      '',
      'https://journal.example/2026/teslas-data-read-by-claude-opus-says-microsoft',
    );
    expect(aside().has(`name ${name}`)).toBe(true);
    expect(aside().has('name Nvidia')).toBe(false);
  });

  test.each([
    ['https://blog.google/jobs', 'name Google'],
    ['https://www.openai.com/jobs', 'name OpenAI'],
    ['https://deepmind.google/jobs', 'name Google'],
  ])('a page at %s names the owner of the site', (url, name) => {
    expect(reader.read('Our new jobs programme', '', url).aside().has(name)).toBe(true);
    expect(reader.read('Our new jobs programme', '', 'https://journal.example/jobs').aside().has(name)).toBe(false);
  });

  test('a headline’s signature does not contain its publisher', () => {
    expect(namesIn('Bloomberg: OpenAI opens an office')).toEqual(['OpenAI']);
  });
});

test('English words are equal in all their forms', () => {
  for (const [one, other] of [
    ['raises', 'raising'],
    ['invested', 'invest'],
    ['launches', 'launched'],
    ['companies', 'company'],
  ] as const) {
    expect(stem(one), one).toBe(stem(other));
  }
});

test.each([
  ['Waymo拟募资160亿美元', 'planned'],
  ['Waymo完成160亿美元融资', 'done'],
  ['合作谈判陷入停滞', 'failed'],
  ['Lumen in talks to buy a chip maker', 'planned'],
  ['Lumen closes its $3B round', 'done'],
  ['Lumen halts the plan', 'failed'],
  ['流明的一天', undefined],
])('the progress of the event in “%s” is %s', (title, progress) => {
  expect(progressOf(reader.read(title).signs)).toBe(progress);
});
