import { expect, test } from 'vitest';
import { planCollection } from '../../src/schedule/collection-plan.ts';

const at = (time: string) => new Date(`2026-02-01T${time}Z`);

/** A digest at 09:00; the collection's own schedule wants 08:17 or what is given. */
function plan(
  now: string,
  known: { dueAt?: string; collectedAt?: string; retriedAt?: string; digest?: string | null } = {},
) {
  const { dueAt = '09:17:00', collectedAt, retriedAt, digest = '09:00:00' } = known;
  return planCollection({
    dueAt: at(dueAt),
    nextDigestAt: digest === null ? undefined : at(digest),
    collectedAt: collectedAt === undefined ? undefined : at(collectedAt),
    retriedAt: retriedAt === undefined ? undefined : at(retriedAt),
    now: at(now),
  });
}

test.each([
  ['at its own time', '08:17:00', { dueAt: '08:17:00' }, 'all'],
  ['not before its own time', '08:16:59', { dueAt: '08:17:00', collectedAt: '07:17:00' }, undefined],
  ['ten minutes before a digest', '08:50:00', { collectedAt: '08:17:00' }, 'digest'],
  ['once in those ten minutes', '08:51:00', { collectedAt: '08:50:00' }, undefined],
  ['late in those ten minutes, if not yet done', '08:57:00', { collectedAt: '08:17:00' }, 'digest'],
  [
    'not by its own schedule shortly before a digest',
    '08:55:00',
    { dueAt: '08:54:00', collectedAt: '08:50:00' },
    undefined,
  ],
  ['the failed feeds a minute before it', '08:59:00', { collectedAt: '08:50:00' }, 'failed'],
  ['the failed feeds once', '08:59:30', { collectedAt: '08:50:00', retriedAt: '08:59:00' }, undefined],
  ['no failed feeds when all were read in the last minute', '08:59:30', { collectedAt: '08:59:10' }, undefined],
  ['by its own schedule when there is no digest', '08:55:00', { dueAt: '08:54:00', digest: null }, 'all'],
] as const)('the plan collects %s', (_case, now, known, expected) => {
  expect(plan(now, known).collect).toBe(expected);
});

test('the plan of collections says when to ask it again', () => {
  expect(plan('08:00:00', { dueAt: '08:17:00' }).nextAt).toEqual(at('08:17:00'));
  expect(plan('08:20:00', { collectedAt: '08:17:00' }).nextAt).toEqual(at('08:50:00'));
  expect(plan('08:50:00', { collectedAt: '08:50:00' }).nextAt).toEqual(at('08:59:00'));
  expect(plan('00:00:00', { dueAt: '08:17:00' }).nextAt).toEqual(at('01:00:00'));
});
