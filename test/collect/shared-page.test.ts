import { expect, test } from 'vitest';
import { areUnlike, separateFromKnown } from '../../src/collect/shared-page.ts';
import type { Item } from '../../src/model.ts';
import type { KnownEntry } from '../../src/store/store.ts';
import { sampleItem } from '../store/samples.ts';

const page = 'https://lumen.example/updates';
const own = (id: string) => `${page}#entry=${id}`;

function item(entryId: string, title: string, canonicalUrl = page): Item {
  return sampleItem({ entryId, title, url: page, canonicalUrl });
}

function known(...entries: readonly (readonly [id: string, title: string, canonicalUrl?: string])[]) {
  const firstSeenAt = new Date('2026-01-31T00:00:00Z');
  return new Map<string, KnownEntry>(
    entries.map(([id, title, canonicalUrl = page]) => [id, { firstSeenAt, title, canonicalUrl }]),
  );
}

test.each([
  ['is apart when it has an identity of its own and another title', '2', '图片功能上线', own('2')],
  ['is apart when it is of another version', '2', '更新日志 Nova 1.1', own('2')],
  ['is the same when the title is the same', '2', '更新日志 Nova 1.0', page],
  ['is the same when the title was edited', '2', '[Sponsor] 更新日志 Nova', page],
  ['is the same when its identity is the page', `${page}/`, '图片功能上线', page],
])('an entry on the page of a stored one %s', (_, id, title, canonicalUrl) => {
  expect(separateFromKnown([item(id, title)], known(['1', '更新日志 Nova 1.0']))).toMatchObject([{ canonicalUrl }]);
});

test('an entry that stayed apart from a stored one of its page stays apart when it is listed again', () => {
  const stored = known(['1', '更新日志 Nova 1.0'], ['2', '图片功能上线', own('2')]);
  expect(separateFromKnown([item('2', '图片功能上线')], stored)).toMatchObject([{ canonicalUrl: own('2') }]);
});

test('a stored item of a shared page stays as it is', () => {
  const stored = known(['1', '更新日志 Nova 1.0'], ['2', '图片功能上线']);
  expect(separateFromKnown([item('2', '图片功能上线')], stored)).toMatchObject([{ canonicalUrl: page }]);
});

test.each([
  ['流明发布 Nova 4', 'Kite 完成新一轮融资', true],
  ['Nova 1.0', 'Nova 1.1', true],
  ['Nova opens a café', 'Nova opens a cafÃ© in town', false],
  ['Lumen raises prices', '[Sponsor] Lumen raises prices', false],
  ['流明发布新模型', '流明发布新模型（更新）', false],
  ['Up', 'Down', false],
])('whether two titles are unlike: %s and %s', (one, other, unlike) => {
  expect(areUnlike(one, other)).toBe(unlike);
});
