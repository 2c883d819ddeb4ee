import { expect, test } from 'vitest';
import { commandName } from '../../src/ground/command-name.ts';

test.each([
  ['/srv/news/src/main.ts', 'linux', './digest'],
  ['C:\\news\\src\\main.ts', 'win32', '.\\digest'],
  ['/home/a/.npm/_npx/0f/node_modules/.bin/ai-news-digest', 'linux', 'npx ai-news-digest'],
  [
    'C:\\Users\\a\\AppData\\npm-cache\\_npx\\0f\\node_modules\\ai-news-digest\\dist\\main.js',
    'win32',
    'npx ai-news-digest',
  ],
  ['/srv/project/node_modules/.bin/ai-news-digest', 'linux', 'npx ai-news-digest'],
  ['/usr/local/bin/digest', 'linux', 'digest'],
  ['/app/dist/main.js', 'linux', 'digest'],
] as const)('the program started as %s on %s is called %s', (file, platform, name) => {
  expect(commandName(file, platform)).toBe(name);
});
