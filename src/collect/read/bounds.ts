/** Texts for a document with more structure than any feed has. The readers stop at these bounds to protect memory. */
import { phrase } from '../../ground/phrase.ts';
import type { FeedFailure, Phrase } from '../../model.ts';
import { failure } from '../feed-failure.ts';

export type Bound = 'too-deep' | 'too-many-elements';

export const bounds: Readonly<Record<Bound, Phrase>> = {
  'too-deep': phrase('元素嵌套得太深', 'its elements are nested too deep'),
  'too-many-elements': phrase('元素太多', 'it has too many elements'),
};

export function beyondBounds(bound: Bound): FeedFailure {
  return failure(
    bound,
    `${bounds[bound]['zh-CN']}，不像正常的订阅源，没有读取`,
    `${bounds[bound].en} for a feed, so it was not read`,
    phrase(
      '用浏览器打开这个地址看看；如果一直如此，请在 feeds.yaml 里换一个地址或停用它',
      'open the address in a browser; if it stays like this, set another address in feeds.yaml or disable the feed',
    ),
  );
}
