/** The demo's language model: chat completions on loopback, with answers for three titles, one of them wrong. */
import { text } from 'node:stream/consumers';
import { serveOnLoopback } from './loopback-server.ts';

/** Answers by title. The last one contains a number that is not in its title, so the gate must refuse it. */
const known: Readonly<Record<string, { readonly headline: string; readonly sentence?: string }>> = {
  'Lumen and the Harbor Institute start a joint safety programme': {
    headline: '流明与 Harbor Institute 启动联合安全计划',
    sentence: '为期两年，招收 12 名研究员，结果全部公开。',
  },
  'Nova 3 mini runs on a phone': {
    headline: 'Nova 3 mini 可在手机上运行',
    sentence: '这款 4B 型号离线作答，用时不到一秒。',
  },
  'Prompt injection through calendar invites: an LLM agent reads what you do not see': {
    headline: '日历邀请可注入提示词：70% 的 LLM 智能体会读取你看不到的内容',
  },
};

export async function startStandInModel() {
  const { port, close } = await serveOnLoopback(async (request, response) => {
    const content = answerTo(await text(request));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ choices: [{ message: { content } }], usage: { total_tokens: 400 } }));
  });
  return { baseUrl: `http://127.0.0.1:${port}/v1`, close };
}

function answerTo(body: string): string {
  const { messages } = JSON.parse(body) as { readonly messages: readonly { readonly content: string }[] };
  const { items } = JSON.parse(messages.at(-1)?.content ?? '{"items":[]}') as {
    readonly items: readonly { readonly id: number; readonly title: string }[];
  };
  return JSON.stringify({ items: items.map(({ id, title }) => ({ id, ...known[title] })) });
}
