/**
 * Twenty edits of one feeds file at the same time: by the page, by commands and by an editor, each in a process of its
 * own. No edit is lost without being told, every reader meets a file that loads, and no comment goes.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseFeeds } from '../../src/config/read-feeds.ts';
import { type DeskWorld, openDeskWorld, token } from '../server/desk-world.ts';
import { mainFile } from '../support/main-file.ts';
import { startProcess } from '../support/started-process.ts';

let desk: DeskWorld;
beforeAll(async () => {
  desk = await openDeskWorld();
});
afterAll(() => desk.close());

const onPage = Array.from({ length: 8 }, (_, index) => `page${index}`);
const byCommand = Array.from({ length: 6 }, (_, index) => `command${index}`);
const byEditor = Array.from({ length: 6 }, (_, index) => `editor${index}`);

test('every edit of page, commands and an editor at once is in feeds.yaml, which always loads', async () => {
  const comments = desk.feedsText().match(/#.*$/gm) ?? [];
  const faults: string[] = [];
  let reads = 0;
  const reader = setInterval(() => {
    reads += 1;
    const text = desk.feedsText();
    // An editor that saves in place empties the file first: a reader keeps what it had.
    if (text === '') return;
    const read = parseFeeds(text, { name: 'feeds.yaml', isSet: () => true });
    if (!read.ok) faults.push(...read.problems.map(({ what }) => what.en));
  }, 10);
  try {
    const [answers, codes, editor] = await Promise.all([
      Promise.all(onPage.map(muteOnPage)),
      Promise.all(byCommand.map((word) => ended([mainFile, 'mute', word]))),
      ended([join(import.meta.dirname, 'editor.ts'), join(desk.folder, 'feeds/feeds.yaml'), ...byEditor]),
    ]);
    // Two pages that were loaded together and sent together: the second is shown what the first changed.
    expect(answers.some((told) => told > 0)).toBe(true);
    expect(codes.map(({ code }) => code)).toEqual(byCommand.map(() => 0));
    expect(editor.stdout.match(/saved/g)).toHaveLength(byEditor.length);
  } finally {
    clearInterval(reader);
  }
  const text = desk.feedsText();
  for (const word of [...onPage, ...byCommand]) expect(text, word).toContain(`match: ${word}`);
  for (const word of byEditor) expect(text, word).toContain(`${word}: 1`);
  for (const comment of comments) expect(text).toContain(comment);
  expect(reads).toBeGreaterThan(20);
  expect(faults).toEqual([]);
  expect(readdirSync(join(desk.folder, 'feeds'))).toEqual(['feeds.yaml']);

  const log = await desk.see('/log');
  for (const word of [...onPage, ...byCommand]) expect(log, word).toContain(`屏蔽“${word}”`);
});

/** Sends the form with the stamp of a page that was loaded before. @returns how often it was told that the file has changed */
async function muteOnPage(word: string): Promise<number> {
  for (let told = 0; ; told++) {
    const page = await desk.see('/settings');
    const stamp = /name="stamp" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const answer = await fetch(`${desk.address}/settings/word`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`me:${token}`)}`, connection: 'close' },
      body: new URLSearchParams({ stamp, digest: 'daily', kind: 'mute', word }),
      redirect: 'manual',
    });
    if (answer.status === 303) return told;
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('文件刚刚被别人改过');
  }
}

function ended(args: readonly string[]) {
  // The whole path: without a file in the current folder a command would edit the one of the checkout.
  const FEEDS_FILE = join(desk.folder, 'feeds/feeds.yaml');
  const env = { PATH: process.env.PATH, FEEDS_FILE, DATA_DIR: 'data', HTTP_PORT: '0', LANG: 'zh_CN.UTF-8' };
  return startProcess(process.execPath, args, { cwd: desk.folder, env }).ended;
}
