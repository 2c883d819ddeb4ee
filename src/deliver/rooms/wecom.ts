/** WeCom group robots. Payloads and limits are in deliver/wecom.ts, answers in deliver/answer.ts. */
import { readAnswer } from '../answer.ts';
import { robotRate } from '../wecom.ts';
import type { HttpRequest, Room } from './room.ts';

export const wecom = {
  kind: 'wecom',
  limits: { message: undefined, rates: [], restMs: undefined, published: robotRate },
  keyOf: (url, address) => url.searchParams.get('key') || address,
  wire: {
    protocol: 'http',
    request: ({ url, raw }) => post(url, raw),
    readAnswer,
    probe: {
      // The robot checks the key before the content, so if it refuses an empty body, the key is valid.
      request: ({ url }) => post(url, '{}'),
      readAnswer(answer) {
        const outcome = readAnswer(answer);
        return outcome.kind === 'refused' ? { kind: 'accepted' } : outcome;
      },
    },
  },
} satisfies Room;

function post(url: URL, body: string): HttpRequest {
  const headers = { 'content-type': 'application/json; charset=utf-8', accept: 'application/json' };
  return { url, method: 'POST', headers, body };
}
