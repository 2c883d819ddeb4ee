/** Takes the README's picture: the demo's digest as a phone shows it. `node test/server/take-picture.ts` */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openSampleWorld } from '../../src/demo/sample-world.ts';
import { launchChromium } from './chromium.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'ai-news-digest-picture-'));
const world = await openSampleWorld(folder, 'zh-CN');
const browser = await launchChromium();
try {
  const file = join(folder, 'preview.html');
  const preview = spawn(
    process.execPath,
    [join(root, 'src/main.ts'), 'preview', '--at', '2026-01-15T09:00:00+08:00', '--html', file],
    { cwd: folder, env: { FEEDS_FILE: 'feeds.yaml', DATA_DIR: 'data' }, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await once(preview, 'exit');
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.35 });
  await page.goto(pathToFileURL(file).href);
  const box = await page.locator('.said').first().boundingBox();
  if (box === null) throw new Error('The preview shows no message.');
  const clip = { x: 0, y: box.y - 8, width: 390, height: box.height + 8 };
  await page.screenshot({ path: join(root, 'docs/digest.png'), clip, fullPage: true });
} finally {
  await browser.close();
  await world.close();
  await rm(folder, { recursive: true, force: true });
}
