import { expect, test } from 'vitest';
import { chooseLead } from '../../src/compose/cluster/lead.ts';
import { toCandidate } from './candidates.ts';

test('a labelled headline can lead a story: the plain title comes before the loud one', () => {
  const members = ['Nova 2 震撼发布！', '流明发布 Nova 2'].map((title, index) =>
    toCandidate({
      id: `${index}`,
      title,
      url: `https://wire.example/${index}`,
      source: 'Wire',
      published: '2027-01-05T08:00:00Z',
      lang: 'zh',
      story: 'nova-2',
      summary: '',
    }),
  );
  expect(chooseLead(members, 'zh-CN').lead.item.title).toBe('流明发布 Nova 2');
});
