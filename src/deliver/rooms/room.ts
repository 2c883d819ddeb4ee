/**
 * The interface of a kind of room. Everything else is independent of the kind: ledger, lock, rate limiting, outbox, retries
 * and giving up.
 *
 * - room: a destination of messages: a group robot, a channel, a chat, a mailbox.
 * - address: the value of a variable, with all that is needed to send. It contains a secret and never becomes text.
 * - key: the part of the address that identifies the room in the ledger, as a hash. Addresses with the same key share a
 *   rate limit. The hashes of keys that share a limit start with the same digits, so that the ledger finds them together.
 * - lane: messages with the same key that must be sent in order, such as those to one recipient.
 * - body: the content in the outbox, see stored-body.ts. It contains no secrets.
 */
import type { Outcome, RoomKind } from '../../model.ts';
import type { Answer } from '../answer.ts';
import type { Rate } from '../pacing.ts';
import type { StoredBody } from './stored-body.ts';

export interface Room {
  readonly kind: RoomKind;
  readonly limits: RoomLimits;
  /** The part of the address that identifies the room in the ledger, before it is hashed. */
  keyOf(url: URL, address: string): string;
  /** The recipients of an address that has several. Each gets its own message and lane. */
  recipientsOf?(url: URL): readonly string[];
  readonly wire: HttpWire | OwnWire;
}

interface RoomLimits {
  /** Maximum size of a message in the unit of its dialect; undefined for WeCom, where it depends on the message type. */
  readonly message: number | undefined;
  /** Rate limits of each key; all apply. Empty: WECOM_RATE. */
  readonly rates: readonly Rate[];
  /** The pause of a key after "too many messages", if the answer does not say; undefined: WECOM_COOLDOWN. */
  readonly restMs: number | undefined;
  /** The longest pause that an answer can request. @default `restMs` */
  readonly longestRestMs?: number;
  /** Limits that several rooms share, in addition to their own. @default none */
  readonly shared?: SharedLimits;
  /** The vendor's rate limit, if ours is lower: "too many messages" below it means that another program sends too. */
  readonly published?: Rate;
}

/** Limits of a bot, of a workspace, or of all messages from here to one server. */
interface SharedLimits {
  /** They apply to all rooms with the same name together, across restarts and processes. */
  readonly rates: readonly Rate[];
  nameOf(url: URL): string;
}

/** One attempt to send one body. */
export interface RoomCall {
  readonly url: URL;
  readonly body: StoredBody;
  /** The stored text: WeCom's own payload. */
  readonly raw: string;
  /** Unique for each message, and equal for all its attempts. */
  readonly id: string;
  /** The value of NAME_SECRET, for signatures. */
  readonly secret: string | undefined;
  /** The time of this attempt. */
  readonly now: Date;
}

export interface HttpRequest {
  readonly url: URL;
  readonly method: 'POST' | 'GET';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpWire {
  readonly protocol: 'http';
  request(call: RoomCall): HttpRequest;
  readAnswer(answer: Answer): Outcome;
  /** Asks whether the key is valid, without posting anything. Omitted if that is not possible. */
  readonly probe?: {
    request(call: Pick<RoomCall, 'url' | 'secret' | 'now'>): HttpRequest;
    readAnswer(answer: Answer): Outcome;
  };
}

/** Another protocol. Like a POST it never rejects, and its outcome does not contain the address. */
export interface OwnWire {
  readonly protocol: 'own';
  send(call: RoomCall & { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined }): Promise<Outcome>;
  probe(call: Pick<RoomCall, 'url'> & { readonly timeoutMs: number }): Promise<Outcome>;
}
