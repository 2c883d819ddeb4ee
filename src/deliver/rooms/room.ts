/**
 * What differs between kinds of rooms. Everything else is common ground and knows no kind: the ledger, the lock, the
 * pace, the outbox, the repeats after an unsure outcome, and giving up.
 *
 * - room: one place that messages are sent to: a group robot, a channel, a chat, a mailbox.
 * - address: the value of a variable, with all that is needed to send there. It holds a secret and never becomes text.
 * - key: the part of the address that names the room in the ledger, as a hash. Addresses with one key share one pace.
 *   Keys that share a limit begin with the same digits, so that the ledger finds them together.
 * - body: what is stored in the outbox, see stored-body.ts. It holds nothing secret.
 */
import type { Outcome, RoomKind } from '../../model.ts';
import type { Answer } from '../answer.ts';
import type { Rate } from '../pacing.ts';
import type { StoredBody } from './stored-body.ts';

export interface Room {
  readonly kind: RoomKind;
  readonly limits: RoomLimits;
  /** The part of the address that names the room in the ledger, before it is hashed. */
  keyOf(url: URL, address: string): string;
  /** The recipients behind an address that has several: each gets a message and a lane of its own. */
  recipientsOf?(url: URL): readonly string[];
  /** How a body gets there. */
  readonly wire: HttpWire | OwnWire;
}

interface RoomLimits {
  /** Most of one message, in the unit of its dialect; for WeCom it depends on the message type. */
  readonly message: number | undefined;
  /** All of them hold, for each key. Empty: what the user set (WECOM_RATE). */
  readonly rates: readonly Rate[];
  /** The rest of a key after "too often", where the answer does not say how long; undefined: WECOM_COOLDOWN. */
  readonly restMs: number | undefined;
  /** The longest rest that an answer can ask for; left out: `restMs`. */
  readonly longestRestMs?: number;
  /** What several rooms have to share, beside the limits of each; left out: nothing. */
  readonly shared?: SharedLimits;
  /** The rate that the vendor allows, if we stay below it: "too often" within it means that another program sends too. */
  readonly published: Rate | undefined;
}

/** Limits of a bot, of a workspace, or of all that is sent from here to one server. */
interface SharedLimits {
  /** All of them hold, for the rooms with one name together, over restarts and processes. */
  readonly rates: readonly Rate[];
  nameOf(url: URL): string;
}

/** One attempt to send one body. */
export interface RoomCall {
  readonly url: URL;
  readonly body: StoredBody;
  /** The body as it stands in the outbox: WeCom's own payload. */
  readonly raw: string;
  /** The same for every attempt of one message, and for no other message. */
  readonly id: string;
  /** For the signature: the value of NAME_SECRET. */
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
  /** Asks whether the room knows its key, without posting anything; left out: it cannot be asked. */
  readonly probe?: {
    request(call: Pick<RoomCall, 'url' | 'secret' | 'now'>): HttpRequest;
    readAnswer(answer: Answer): Outcome;
  };
}

/** A protocol of its own. Like a POST it never rejects, and its outcome holds nothing of the address. */
export interface OwnWire {
  readonly protocol: 'own';
  send(call: RoomCall & { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined }): Promise<Outcome>;
  probe(call: Pick<RoomCall, 'url'> & { readonly timeoutMs: number }): Promise<Outcome>;
}
