/** WeCom group robots. Payloads and limits are in deliver/wecom.ts, answers in deliver/answer.ts. */
import { readAnswer } from '../answer.ts';
import { robotRate } from '../wecom.ts';
import { jsonPost } from './http.ts';
import type { Room } from './room.ts';

export const wecom = {
  kind: 'wecom',
  limits: { message: undefined, rates: [], restMs: undefined, published: robotRate },
  keyOf: (url, address) => url.searchParams.get('key') || address,
  wire: {
    protocol: 'http',
    request: ({ url, raw }) => jsonPost(url, raw),
    readAnswer,
    probe: {
      // The robot checks the key before the content, so if it refuses an empty body, the key is valid.
      request: ({ url }) => jsonPost(url, '{}'),
      readAnswer(answer) {
        const outcome = readAnswer(answer);
        return outcome.kind === 'refused' ? { kind: 'accepted' } : outcome;
      },
    },
  },
} satisfies Room;
