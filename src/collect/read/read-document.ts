import type { Feed, FeedFailure, Phrase } from '../../model.ts';
import { isBinary } from '../fetch/body.ts';
import { fromError } from '../fetch/failure.ts';
import { withZonesOfItsLanguage } from './chinese-time.ts';
import { decode } from './decode.ts';
import { binaryDocument } from './non-feed.ts';
import { parseFeed } from './parse.ts';
import type { ParsedFeed } from './parsed-feed.ts';

/** The bytes of a document, and what is known of them. */
export interface RawDocument {
  readonly bytes: Uint8Array;
  /** Of HTTP; undefined for a file. */
  readonly contentType: string | undefined;
  /** Where it was read, for relative links; empty when it has no address. */
  readonly url: string;
  readonly maxItems: number;
  /** From feeds.yaml; decides the zone of dates without one. */
  readonly language?: Feed['language'];
}

export type ReadDocument =
  | {
      readonly kind: 'feed';
      readonly parsed: ParsedFeed;
      readonly encoding: string;
      /** Problems of decoding; those of parsing are in `parsed`. */
      readonly problems: readonly Phrase[];
    }
  | {
      readonly kind: 'failed';
      readonly failure: FeedFailure;
      /** Its text, for a caller that looks for links to feeds in it; undefined when it could not be decoded. */
      readonly text: string | undefined;
      readonly encoding: string | undefined;
    };

/** Never throws: an error in our own code fails only this feed, with the failure `unexpected`. */
export async function readDocument(document: RawDocument): Promise<ReadDocument> {
  const { bytes, contentType, url, maxItems, language } = document;
  try {
    const decoded = decode(bytes, contentType);
    const { encoding, problems } = decoded;
    const parsed = await parseFeed(decoded, url, maxItems);
    if (parsed.kind === 'failed') {
      const isNoise =
        /^(?:text|not-a-feed)$/.test(parsed.failure.code) &&
        (isBinary(bytes) || (problems.length > 0 && isNonsense(bytes)));
      return { kind: 'failed', failure: isNoise ? binaryDocument : parsed.failure, text: decoded.text, encoding };
    }
    return { kind: 'feed', parsed: withZonesOfItsLanguage(parsed, language), encoding, problems };
  } catch (error) {
    return { kind: 'failed', failure: unexpected(error), text: undefined, encoding: undefined };
  }
}

/** Whether the bytes make no sense in a guessed encoding: they must not be shown as letters. */
function isNonsense(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 4_000);
  const high = head.filter((byte) => byte >= 0x80).length;
  return high > head.length / 4 && head.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte));
}

/** A fault of this program, not of the network, reported like any other failure. */
export function unexpected(error: unknown): FeedFailure {
  return fromError(error, { host: '', byProxy: false, inBody: false });
}
