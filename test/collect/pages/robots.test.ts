import { expect, test } from 'vitest';
import { parseRobots } from '../../../src/collect/pages/robots.ts';

test('rules of robots.txt that name this program count instead of those for all; the longest one wins', () => {
  const robots = parseRobots(
    'User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /for-all\n\nUser-agent: AI-News-Digest/0.2\nuser-agent: friend\nDisallow: /a # not this\nAllow: /a/news\nCrawl-delay: 7\n',
  );
  expect(robots.crawlDelayMs).toBe(7_000);
  expect(['/a', '/a/b', '/a/news/1', '/for-all', '/'].map(robots.allows)).toEqual([false, false, true, true, true]);
});

test('in robots.txt a star is anything, a dollar is the end, and an empty rule is ignored', () => {
  const robots = parseRobots('User-agent: *\nDisallow:\nDisallow: /*.pdf$\nDisallow: /x*y*z\nAllow: /ok.pdf');
  expect(['/a.pdf', '/a.pdf?x', '/x1y2z3', '/xzy', '/ok.pdf', '/'].map(robots.allows)).toEqual([
    false,
    true,
    false,
    true,
    true,
    true,
  ]);
  expect(parseRobots('<html>no rules</html>').allows('/')).toBe(true);
});
