/**
 * The stored form of a message for all kinds of rooms except WeCom, which stores its payload: the text in the room's
 * dialect, in the same structure as WeCom's. The request is built from it at each attempt.
 */
import type { Format } from '../../model.ts';

export interface StoredBody {
  readonly msgtype: Format;
  readonly content: string;
  /** The recipient of a mail. */
  readonly to?: string;
}

export function storeBody({ msgtype, ...inner }: StoredBody): string {
  return JSON.stringify({ msgtype, [msgtype]: inner });
}

/** @returns undefined for a body in another form */
export function readStoredBody(body: string): StoredBody | undefined {
  try {
    const { msgtype, ...rest } = JSON.parse(body) as { readonly msgtype: Format } & Readonly<Record<string, unknown>>;
    const { content, to } = rest[msgtype] as Partial<StoredBody>;
    return typeof content === 'string' ? { msgtype, content, ...(to !== undefined && { to }) } : undefined;
  } catch {
    return undefined;
  }
}
