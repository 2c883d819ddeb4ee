/** The environment of the demo: sample feeds on loopback, and a feeds folder like a user's. */
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programDir } from '../config/environment.ts';
import { type Say, sayIn } from '../ground/say.ts';
import type { Language } from '../model.ts';
import { type LoopbackServer, serveOnLoopback } from './loopback-server.ts';

const feedsFolder = join(dirname(fileURLToPath(import.meta.url)), 'sample-feeds');

/** Serves the sample feeds on loopback and writes feeds.yaml, topics.yaml and aliases.yaml into `folder`. */
export async function openSampleWorld(folder: string, language: Language): Promise<Pick<LoopbackServer, 'close'>> {
  const server = await serveFeeds();
  await writeFile(join(folder, 'feeds.yaml'), await feedsYaml(server, language));
  await copyFile(join(programDir, 'feeds/topics.yaml'), join(folder, 'topics.yaml'));
  const aliases = await readFile(join(programDir, 'feeds/aliases.yaml'), 'utf8');
  await writeFile(join(folder, 'aliases.yaml'), aliases.replace(/^labs:\n/m, `labs:\n${inventedLabs}`));
  return server;
}

/** Invented names, added like a user would. */
const inventedLabs = `  - [流明, Lumen, lumen.example]
  - [澄海科技, 澄海, Chenghai, chenghai.example]
  - [北极星实验室, Polar Lab, polar.example]
`;

interface SampleFeed {
  readonly file: string;
  readonly name: string;
  readonly topic: 'ai' | 'general';
  readonly language: 'zh' | 'en';
  readonly weight: number;
}

const samples: readonly SampleFeed[] = [
  { file: 'lumen-blog.atom', name: 'Lumen Blog', topic: 'ai', language: 'en', weight: 3 },
  { file: 'stardust-weekly.xml', name: '星尘周报', topic: 'ai', language: 'zh', weight: 2 },
  { file: 'example-finance.xml', name: '示例财经', topic: 'general', language: 'zh', weight: 1 },
  { file: 'example-wire.xml', name: 'Example Wire', topic: 'general', language: 'en', weight: 1 },
  { file: 'chenghai-news.json', name: '澄海科技', topic: 'ai', language: 'zh', weight: 2 },
  { file: 'north-shore-tech.xml', name: '北岸科技', topic: 'general', language: 'zh', weight: 1 },
  { file: 'harbor-review.atom', name: 'Harbor Review', topic: 'general', language: 'en', weight: 1 },
  { file: 'polar-lab.xml', name: 'Polar Lab', topic: 'ai', language: 'en', weight: 2 },
  { file: 'model-garden.json', name: 'Model Garden', topic: 'ai', language: 'en', weight: 1 },
  { file: 'orange-board.xml', name: 'Orange Board', topic: 'general', language: 'en', weight: 1 },
  { file: 'research-express.atom', name: '研究速递', topic: 'ai', language: 'zh', weight: 1 },
];

const contentTypes: Readonly<Record<string, string>> = {
  atom: 'application/atom+xml; charset=utf-8',
  xml: 'application/rss+xml; charset=utf-8',
  json: 'application/feed+json',
};

async function serveFeeds(): Promise<LoopbackServer> {
  const bodies = new Map<string, Buffer>();
  for (const file of await readdir(feedsFolder)) bodies.set(`/${file}`, await readFile(join(feedsFolder, file)));
  return serveOnLoopback((request, response) => {
    const body = bodies.get(request.url ?? '');
    const type = contentTypes[request.url?.split('.').at(-1) ?? ''] ?? 'text/plain';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type }).end(body ?? 'not found');
  });
}

/** A feeds file like a user's (JSON is valid YAML). The last feed cannot be reached. */
async function feedsYaml({ port }: LoopbackServer, language: Language): Promise<string> {
  const say = sayIn(language);
  const feeds = samples.map(({ file, ...feed }) => ({ url: `http://127.0.0.1:${port}/${file}`, ...feed }));
  const dead = { url: `http://127.0.0.1:${await deadPort()}/feed`, name: say('断线示例', 'Dead Example'), topic: 'ai' };
  return JSON.stringify({
    collect: { timeout: '20s', perHost: 16 },
    digests: [{ id: 'daily', title: say('AI 新闻日报', 'AI News Digest'), language, maxMessages: 1, maxStories: 10 }],
    sections: sectionsIn(say),
    feeds: [...feeds, dead],
  });
}

const sectionsIn = (say: Say) => [
  {
    id: 'models',
    title: say('模型与产品', 'Models and products'),
    match: ['发布', '开源', '模型', '平台', 'release', 'launch', 'model', 'runs'],
  },
  { id: 'companies', title: say('公司与人物', 'Companies and people'), match: ['融资', '收购', '公司', 'raises'] },
  {
    id: 'research',
    title: say('研究与安全', 'Research and safety'),
    match: ['论文', '研究', '安全', 'labels', 'injection', 'safety'],
  },
  { id: 'more', title: say('更多', 'More') },
];

/** A port on which nothing listens. */
async function deadPort(): Promise<number> {
  const { port, close } = await serveOnLoopback(() => undefined);
  await close();
  return port;
}
