import { expect, test } from 'vitest';
import { createItemSignatures } from '../../../src/compose/cluster/item-signatures.ts';
import { createSignatureReader, type Signature } from '../../../src/compose/cluster/signature.ts';
import type { Aliases, Item } from '../../../src/model.ts';
import { feeds, makeItem } from '../invented.ts';

const aliases: Aliases = {
  names: [
    { kind: 'lab', names: ['Lumen', '流明'] },
    { kind: 'model', names: ['Nova Star 3', '新星三号'] },
  ],
  signs: {},
};
const asked = ['name Chenghai', 'name Nova', 'name Nova Star', 'name Lumen', 'word chenghai', 'word open'];
const shown = ({ aside, glosses, ...signature }: Signature) => ({
  ...signature,
  glosses: glosses(),
  aside: asked.map((name) => aside().has(name)),
});

const plain = makeItem(feeds.wire, 'Lumen opens a lab in Oslo', { summary: 'The lab will open in May.' });
const inTitle = makeItem(feeds.wire, '澄海动力 raises $2 million');
const inSummary = makeItem(feeds.wire, 'A maker of robots raises $2 million', {
  summary: 'Chenghai was founded in May.',
});
const family = makeItem(feeds.wire, '新星三号 is open');
const teaches = (title: string) => makeItem(feeds.stardust, title);

test.each([
  { what: 'no name', items: [plain, inTitle] },
  { what: 'a name', items: [plain, inTitle, inSummary, teaches('Chenghai（澄海动力）开业')] },
  { what: 'the family of a known name', items: [plain, family, teaches('Nova Star（新星牌）开业')] },
  { what: 'no name, after others', items: [plain, inTitle, inSummary, family] },
])('signatures are what they are read alone, where the items taught $what', ({ items }) => {
  const { of, learned } = createItemSignatures(items, aliases);
  const reader = createSignatureReader(aliases, learned);

  for (const item of items) {
    expect(shown(of(item)), item.title).toEqual(shown(reader.read(item.title, item.summary, item.url)));
  }
});

test('a title without learned names is read once for all editions', () => {
  const read = (items: readonly Item[]) => createItemSignatures(items, aliases).of(plain).features;

  expect(read([plain, inTitle])).toBe(read([plain, teaches('Chenghai（澄海动力）开业')]));
});
