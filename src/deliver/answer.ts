/**
 * Interprets a robot's answer. Because of relays in front of robots, it also accepts a byte-order mark, an errcode as text,
 * and unrequested compression.
 */
import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { parseJson } from '../ground/parse-json.ts';
import type { Outcome } from '../model.ts';

/** A robot's answer has about 200 bytes. Reading stops at this limit. */
export const maxAnswerBytes = 64 * 1024;

export interface Answer {
  readonly status: number;
  /** By their lower-case names. */
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
  /** The raw body; it may be truncated. */
  readonly body: Uint8Array;
}

/**
 * Decides by the errcode; without one, by the body and the HTTP status. `errmsg` is ignored: its wording changes and it
 * contains the caller's IP address.
 */
export function readAnswer(answer: Answer): Outcome {
  const text = textOf(answer);
  const errcode = errcodeOf(text);
  return errcode === undefined ? outcomeOfOther(answer, text) : outcomeOf(errcode);
}

/** The outcome of an answer that does not come from the room but from a gateway, a proxy, or an overloaded server. */
export function outcomeOfOther({ status, headers }: Omit<Answer, 'body'>, text: string): Outcome {
  const hasRetryAfter = headers?.['retry-after'] !== undefined;
  if (status === 429 || (status === 503 && hasRetryAfter)) return { kind: 'not-delivered', cause: 'overloaded' };
  // A login page of a proxy or a network, or the error page of a gateway that cannot reach the robot.
  if (isWebPage(text)) return { kind: 'not-delivered', cause: 'intercepted' };
  if (status >= 500) return { kind: 'unsure', cause: 'gateway' };
  // A redirect to a login page, or a refusal by a server in front of the robot.
  if (status >= 300) return { kind: 'not-delivered', cause: 'intercepted' };
  return { kind: 'unsure', cause: 'not-json' };
}

/** The robot was removed, disabled, or is not in the group: a person must act. */
const keyErrcodes: ReadonlySet<number> = new Set([93000, 93004, 93008]);

function outcomeOf(errcode: number): Outcome {
  if (errcode === 0) return { kind: 'accepted' };
  if (errcode === -1) return { kind: 'unsure', cause: 'busy' };
  if (errcode === 45009) return { kind: 'not-delivered', cause: 'rate' };
  if (errcode === 45033) return { kind: 'not-delivered', cause: 'concurrency' };
  if (keyErrcodes.has(errcode)) return { kind: 'key-refused', errcode };
  return { kind: 'refused', errcode };
}

function errcodeOf(text: string): number | undefined {
  const answer = parseJson(text);
  if (typeof answer !== 'object' || answer === null || !('errcode' in answer)) return undefined;
  const { errcode } = answer;
  if (typeof errcode === 'string' && /^-?\d{1,9}$/.test(errcode)) return Number(errcode);
  return Number.isInteger(errcode) ? (errcode as number) : undefined;
}

function isWebPage(text: string): boolean {
  return /^\s*<(?:[a-z]|!doctype|!--|\?xml)/i.test(text);
}

/** A readable body is not decompressed, whatever its headers say. The decoder removes a byte-order mark. */
function textOf({ body, headers }: Answer): string {
  const plain = new TextDecoder().decode(body);
  if (errcodeOf(plain) !== undefined || isWebPage(plain)) return plain;
  const encoding = headers?.['content-encoding']?.toString() ?? '';
  return new TextDecoder().decode(decompressed(body, encoding.trim().toLowerCase()));
}

function decompressed(body: Uint8Array, encoding: string): Uint8Array {
  const partial = { maxOutputLength: maxAnswerBytes, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    if (body[0] === 0x1f && body[1] === 0x8b) return gunzipSync(body, partial);
    if (encoding === 'deflate') return isZlib(body) ? inflateSync(body, partial) : inflateRawSync(body, partial);
    if (encoding === 'br') return brotliDecompressSync(body, { maxOutputLength: maxAnswerBytes });
    return body;
  } catch {
    // A wrong header, or a truncated body.
    return body;
  }
}

/** Servers send `deflate` with the zlib header of the standard, or without it. */
function isZlib([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 15) === 8 && ((first << 8) | second) % 31 === 0;
}
