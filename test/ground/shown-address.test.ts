import { expect, test } from 'vitest';
import { shownAddress } from '../../src/ground/shown-address.ts';

test.each([
  ['https://nova.example/feed.xml', 'https://nova.example/feed.xml'],
  ['https://nova.example:8443/feed?key=s3cret&format=rss', 'https://nova.example:8443/feed?key=…&format=…'],
  ['https://nova.example/feed?s3cret', 'https://nova.example/feed?…'],
  ['https://nova.example/feed?key=a=b', 'https://nova.example/feed?key=…'],
  ['https://reader:s3cret@nova.example/feed#s3cret', 'https://nova.example/feed'],
  ['s3cret', '…'],
])('%s is shown as %s', (address, shown) => {
  expect(shownAddress(address)).toBe(shown);
});
