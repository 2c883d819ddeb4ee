import { hash } from 'node:crypto';
import { parseRoomAddress } from '../../ground/room-address.ts';
import { roomKindOf } from '../../ground/room-kinds.ts';
import type { Message, MessageLimits, RoomKind } from '../../model.ts';
import { payloadOf, toBody, wecomLimits } from '../wecom.ts';
import { dingtalk } from './dingtalk.ts';
import { discord } from './discord.ts';
import { feishu } from './feishu.ts';
import { mail } from './mail.ts';
import { mattermost } from './mattermost.ts';
import { ntfy } from './ntfy.ts';
import type { Room } from './room.ts';
import { slack } from './slack.ts';
import { readStoredBody, storeBody } from './stored-body.ts';
import { telegram } from './telegram.ts';
import { webhook } from './webhook.ts';
import { wecom } from './wecom.ts';

export const rooms: Readonly<Record<RoomKind, Room>> = {
  wecom,
  mail,
  feishu,
  dingtalk,
  slack,
  discord,
  telegram,
  mattermost,
  ntfy,
  webhook,
};

/** The dialects of all kinds except WeCom, which have the same names. */
export const roomDialects: ReadonlySet<string> = new Set(Object.keys(rooms).filter((kind) => kind !== 'wecom'));

/** The limits for composed messages. */
export const messageLimits: MessageLimits = {
  ...wecomLimits,
  mail: mail.limits.message,
  feishu: feishu.limits.message,
  dingtalk: dingtalk.limits.message,
  slack: slack.limits.message,
  discord: discord.limits.message,
  telegram: telegram.limits.message,
  mattermost: mattermost.limits.message,
  ntfy: ntfy.limits.message,
  webhook: webhook.limits.message,
};

export function roomOf(address: string): Room {
  return rooms[roomKindOf(address)];
}

/** This number of leading digits is equal for keys that share a limit. The lock of a key uses the first 16. */
export const sharedDigits = 6;

/** SHA-256 of the room's key, which identifies it in the ledger; undefined when nothing may be sent to this address. */
export function roomHash(address: string, privateHosts: readonly string[]): string | undefined {
  const found = parseRoomAddress(address, privateHosts);
  if (found === undefined) return undefined;
  const { keyOf, limits } = rooms[found.kind];
  const own = hash('sha256', keyOf(found.url, address.trim()));
  if (limits.shared === undefined) return own;
  return hash('sha256', limits.shared.nameOf(found.url)).slice(0, sharedDigits) + own.slice(sharedDigits);
}

/** The bodies of a message to store for an address: one, or one for each recipient. */
export function bodiesFor(address: string, message: Pick<Message, 'msgtype' | 'content'>): readonly string[] {
  const { kind, recipientsOf } = roomOf(address);
  const { msgtype, content } = message;
  if (kind === 'wecom') return [toBody(payloadOf(message))];
  const url = URL.parse(address.trim());
  if (recipientsOf === undefined || url === null) return [storeBody({ msgtype, content })];
  return recipientsOf(url).map((to) => storeBody({ msgtype, content, to }));
}

/** Each recipient has a lane, so that one full mailbox does not block the others. */
export function laneOf(body: string): string {
  // This runs for each waiting message at each step, so only mails are parsed.
  return body.startsWith('{"msgtype":"mail"') ? (readStoredBody(body)?.to ?? '') : '';
}

/** The kind of room of a stored body. */
export function kindOfBody(body: string): RoomKind {
  const msgtype = readStoredBody(body)?.msgtype;
  return msgtype !== undefined && isRoomKind(msgtype) ? msgtype : 'wecom';
}

function isRoomKind(format: string): format is RoomKind {
  return roomDialects.has(format);
}
