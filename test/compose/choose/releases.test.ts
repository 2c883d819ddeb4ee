import { expect, test } from 'vitest';
import { isPatchRelease } from '../../../src/compose/choose/releases.ts';

test.each([
  ['v2.1.239', true],
  ['nova-cli 1.9544.24', true],
  ['nova-cli v2.2.0', false],
  ['nova-cli 2.2', false],
  ['Nova 3.1.2 reads maps', false],
])('%s: a patch release is %s', (title, expected) => {
  expect(isPatchRelease(title)).toBe(expected);
});
