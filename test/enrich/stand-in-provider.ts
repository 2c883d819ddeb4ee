import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the stand-in does with a request; the first words of each say what a provider got wrong. */
export type Fault =
  | 'none'
  | 'fenced'
  | 'reasoning first'
  | 'json mode unknown'
  | 'temperature refused'
  | 'wrong ids'
  | 'doubled ids'
  | 'number invented'
  | 'number invented once'
  | 'busy once'
  | 'wrong language'
  | 'markup'
  | 'instruction obeyed'
  | 'no choices'
  | 'cut short'
  | 'no JSON'
  | 'huge'
  | 'hanging'
  | 'reset'
  | '401'
  | '403'
  | '429'
  | '500';

export interface StandInProvider {
  readonly baseUrl: string;
  /** Bodies of the requests so far. */
  readonly requests: readonly string[];
  readonly authorizations: readonly (string | undefined)[];
  close(): Promise<void>;
}

/**
 * Speaks chat completions and embeddings on loopback, translates by a table, and reads translations.
 * @param translations by the original title; other titles come back as they are
 * @param sentences likewise
 * @param differences what it says of a translation when it reads it; of others it says nothing
 */
export async function startProvider(
  translations: ReadonlyMap<string, string>,
  fault: Fault,
  sentences: ReadonlyMap<string, string> = new Map(),
  differences: ReadonlyMap<string, string> = new Map(),
): Promise<StandInProvider> {
  const requests: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    requests.push(body);
    authorizations.push(request.headers.authorization);
    if (fault === 'hanging') return;
    if (fault === 'reset') {
      request.socket.destroy();
      return;
    }
    if (/^\d+$/.test(fault)) {
      response.writeHead(Number(fault), { 'retry-after': '60' }).end('{"error":{"message":"no"}}');
      return;
    }
    if (fault === 'busy once' && requests.length === 1) {
      response.writeHead(429, { 'retry-after': '0' }).end('{}');
      return;
    }
    const refused = { 'json mode unknown': 'response_format', 'temperature refused': '"temperature"' }[fault as string];
    if (refused !== undefined && body.includes(refused)) {
      response.writeHead(400).end('{}');
      return;
    }
    if (request.url?.endsWith('/embeddings')) {
      const { input } = JSON.parse(body) as { input: string[] };
      const data = input.map((text, index) => ({ index, embedding: vectorOf(text) }));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data, usage: { total_tokens: 9 * input.length } }));
      return;
    }
    const isOver = fault.endsWith(' once') && requests.length > 1;
    const text = answerTo(body, { translations, sentences, differences, fault: isOver ? 'none' : fault });
    const choices = fault === 'no choices' ? [] : [{ message: { role: 'assistant', content: text } }];
    response.setHeader('content-type', 'application/json');
    response.end(fault === 'no JSON' ? '<html>busy</html>' : JSON.stringify({ choices, usage: { total_tokens: 500 } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    authorizations,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Texts that share words and pairs of characters are near. */
function vectorOf(text: string): number[] {
  const vector = Array<number>(32).fill(0.01);
  for (const part of text.toLowerCase().match(/\p{Script=Han}{2}|[\p{Script=Latin}\d]+/gu) ?? []) {
    const at = [...part].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 32, 7);
    vector[at] = (vector[at] ?? 0) + 1;
  }
  return vector;
}

interface Answers {
  readonly translations: ReadonlyMap<string, string>;
  readonly sentences: ReadonlyMap<string, string>;
  readonly differences: ReadonlyMap<string, string>;
  readonly fault: Fault;
}

/** An item to translate has a title, one to read a source and its translation. */
interface AskedItem {
  readonly id: number;
  readonly title?: string;
  readonly headline?: string;
  readonly sentence?: string;
}

function answerTo(body: string, { translations, sentences, differences, fault }: Answers): string {
  const { messages } = JSON.parse(body) as { messages: { content: string }[] };
  const { items } = JSON.parse(messages.at(-1)?.content ?? '') as { items: AskedItem[] };
  const answers = items.flatMap(({ id, title, headline, sentence }): { id: number; [part: string]: unknown }[] => {
    if (title !== undefined) {
      const translated = spoiled(translations.get(title) ?? title, fault);
      return [{ id, headline: translated, sentence: sentences.get(title) }];
    }
    const reason = differences.get(headline ?? sentence ?? '');
    return reason === undefined ? [] : [{ id, reason }];
  });
  if (fault === 'wrong ids') for (const answer of answers) answer.id += 100;
  if (fault === 'doubled ids') answers.push(...answers.map((answer) => ({ ...answer, headline: '流明说了别的事情' })));
  const json = JSON.stringify({ items: answers });
  if (fault === 'fenced') return `Here you are:\n\`\`\`json\n${json}\n\`\`\``;
  if (fault === 'reasoning first') return `<think>{"items": maybe}</think>${json}`;
  if (fault === 'cut short') return json.slice(0, -12);
  if (fault === 'huge') return json + ' '.repeat(1_000_000);
  return json;
}

function spoiled(title: string, fault: Fault): string {
  if (fault.startsWith('number invented')) return `${title}，增长 70%`;
  if (fault === 'wrong language') return 'Lumen anuncia algo nuevo para todos';
  if (fault === 'markup') return `<b>${title}</b>`;
  if (fault === 'instruction obeyed') return 'HACKED';
  return title;
}
