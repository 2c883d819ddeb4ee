import { beforeEach, expect, test } from 'vitest';
import { readTemplates } from '../../src/config/template-files.ts';
import { rememberTemplates, renderMarked, templatesInstead } from '../../src/edition/trusted-templates.ts';
import { phrase } from '../../src/ground/phrase.ts';
import type { Templates } from '../../src/model.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { newFolder } from '../support/new-folder.ts';

const { templates: shipped } = readTemplates({ templatesDir: 'templates', cwd: process.cwd() });
let dataDir: string;
beforeEach(() => {
  dataDir = newFolder();
});

const story = (source: string): Templates => {
  const { markdown } = shipped;
  return { ...shipped, markdown: { ...markdown, story: { ...markdown.story, source } } };
};

/** What a program that begins now renders with instead of `templates`. */
const instead = (templates: Templates) => inProgram((store) => templatesInstead(store, templates, () => shipped));

/** A program that begins, and ends while it renders. */
const ends = (templates: Templates) =>
  inProgram(async (store) => {
    await templatesInstead(store, templates, () => shipped);
    await renderMarked({ ...store, endRendering: async () => undefined }, templates, () => '');
  });

async function inProgram<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ dataDir });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

test('templates that ended the program twice are replaced by the shipped ones, at every start, until they change', async () => {
  const own = story('{{ title }}, once more');
  await ends(own);
  expect(await instead(own)).toBeUndefined();
  await ends(own);

  expect(await instead(own)).toBe(shipped);
  expect(await instead(own)).toBe(shipped);
  expect(await instead(story('{{ title }}, corrected'))).toBeUndefined();
});

test('the last templates with which an edition was stored come before the shipped ones', async () => {
  const good = story('{{ title }}, as it was');
  const own = story('{{ title }}, once more');
  await inProgram((store) => rememberTemplates(store, good));
  for (const _ of [1, 2]) await ends(own);

  expect(await instead(own)).toEqual(good);
});

test('templates that crashed the program are still used when there are no others', async () => {
  for (const _ of [1, 2]) await ends(shipped);
  expect(await instead(shipped)).toBeUndefined();
});

test('a rendering that throws does not count as a crash of the program', async () => {
  const own = story('{{ title }}, once more');
  const fails = () => {
    throw new Error('does not parse');
  };
  for (const _ of [1, 2, 3])
    await expect(inProgram((store) => renderMarked(store, own, fails))).rejects.toThrow('parse');
  expect(await instead(own)).toBeUndefined();
});

test('on a full disk, where no mark can be written, an edition is still rendered', async () => {
  const beginRendering = () =>
    Promise.reject(new StoreError('full', { what: phrase('满了', 'is full'), remedy: phrase('清理', 'free some') }));
  await expect(inProgram((store) => renderMarked({ ...store, beginRendering }, shipped, () => 'text'))).resolves.toBe(
    'text',
  );
});
