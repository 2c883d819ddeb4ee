/**
 * What the outbox stores of a message for every kind but WeCom, which stores its own payload: the text in the room's
 * dialect, under the same names as WeCom's. What a room makes of it is made anew for each attempt.
 */
import type { Format } from '../../model.ts';

export interface StoredBody {
  readonly msgtype: Format;
  readonly content: string;
  /** The one recipient of a mail. */
  readonly to?: string;
}

export function storeBody({ msgtype, ...inner }: StoredBody): string {
  return JSON.stringify({ msgtype, [msgtype]: inner });
}

/** undefined for a body of another shape. */
export function readStoredBody(body: string): StoredBody | undefined {
  try {
    const { msgtype, ...rest } = JSON.parse(body) as { readonly msgtype: Format } & Readonly<Record<string, unknown>>;
    const { content, to } = rest[msgtype] as Partial<StoredBody>;
    return typeof content === 'string' ? { msgtype, content, ...(to !== undefined && { to }) } : undefined;
  } catch {
    return undefined;
  }
}
