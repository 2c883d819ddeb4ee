/** What a room means when it refuses an address, and what a person does about it. */
import type { Phrase, RoomKind } from '../model.ts';
import { phrase } from './phrase.ts';
import { roomName, signingSecretOf } from './room-kinds.ts';

interface Refusal {
  /** With the room's name and the error code, without a final stop. */
  readonly cause: Phrase;
  /** Without a final stop. @param webhook the variable with the address */
  remedy(webhook: string): Phrase;
}

/** @param errcode the room's own code, or else the HTTP status */
export function refusalOf(room: RoomKind, errcode: number): Refusal {
  const { 'zh-CN': zh, en } = roomName(room);
  const { why, remedy } = meaningOf(room, errcode);
  if (room === 'wecom') return { cause: phrase(`企业微信说${why['zh-CN']}`, `WeCom says ${why.en}`), remedy };
  return {
    cause: phrase(`${zh}不收（${errcode}）：${why['zh-CN']}`, `${en} refused it (${errcode}): ${why.en}`),
    remedy,
  };
}

interface Meaning {
  readonly why: Phrase;
  readonly remedy: Refusal['remedy'];
}

function meaningOf(room: RoomKind, errcode: number): Meaning {
  switch (room) {
    case 'wecom':
      return { why: wecomWords(errcode), remedy: addAgain };
    case 'feishu':
      return feishuMeanings[errcode] ?? lost;
    case 'dingtalk':
      return errcode === 310000 ? dingtalkSecurity : lost;
    case 'telegram':
      return telegramMeanings[errcode] ?? lost;
    case 'ntfy':
      return noRight;
    case 'mail':
      return noLogin;
    case 'webhook':
      return errcode === 401 || errcode === 403 ? noAccess : gone;
    default:
      return lost;
  }
}

function wecomWords(errcode: number): Phrase {
  if (errcode === 93004) return phrase('机器人已停用（93004）', 'the robot is disabled (93004)');
  if (errcode === 93008) return phrase('机器人不在群里（93008）', 'the robot is not in the group (93008)');
  return phrase(
    `地址无效（${errcode}）：机器人被移出群，或地址被重置过`,
    `the address is invalid (${errcode}): the robot was removed or its address reset`,
  );
}

function addAgain(webhook: string): Phrase {
  return phrase(
    `群里重新添加机器人，把新地址填进 ${webhook}`,
    `add the robot again, put its new address into ${webhook}`,
  );
}

const lost: Meaning = {
  why: phrase('地址无效，或机器人被移除了', 'the address is invalid, or the robot was removed'),
  remedy: addAgain,
};

/** Source: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot (2025-03) */
const feishuMeanings: Readonly<Record<number, Meaning>> = {
  19021: {
    why: phrase('签名不对，或这台机器的钟不准', 'the signature is wrong, or the clock of this machine is'),
    remedy: (webhook) =>
      phrase(
        `把机器人“签名校验”的密钥写进 ${signingSecretOf(webhook)}，再对一下钟`,
        `set ${signingSecretOf(webhook)} to the robot’s signing secret, and check the clock`,
      ),
  },
  19022: {
    why: phrase('这台机器的 IP 不在机器人的白名单里', 'the IP address of this machine is not on the robot’s list'),
    remedy: () => phrase('把它加进机器人的 IP 白名单', 'add it to the robot’s list of IP addresses'),
  },
  19024: {
    why: phrase('消息里没有机器人要的关键词', 'the message does not contain the robot’s keyword'),
    remedy: () =>
      phrase(
        '把关键词换成每条消息里都有的，例如标题里的“日报”；告警和提醒里也要有，不如改用签名',
        'change the keyword to a word of every message, such as one in the title, or use a signature instead, which also suits alerts and reminders',
      ),
  },
};

/** One code for all three. Source: https://open.dingtalk.com/document/robots/custom-robot-access (2026-09) */
const dingtalkSecurity: Meaning = {
  why: phrase('签名、关键词或 IP 不对', 'wrong signature, keyword or IP address'),
  remedy: (webhook) =>
    phrase(
      `开了“加签”，就把 SEC… 写进 ${signingSecretOf(webhook)}；用关键词，就换成每条消息里都有的，例如标题里的“日报”；用 IP，就加上这台机器的`,
      `for a signature set ${signingSecretOf(webhook)} to SEC…; change a keyword to a word of every message, such as one in the title; to a list of IP addresses add this machine’s`,
    ),
};

const telegramMeanings: Readonly<Record<number, Meaning>> = {
  400: {
    why: phrase('找不到这个群，或不能在里面发言', 'there is no such chat, or the bot may not post there'),
    remedy: (webhook) =>
      phrase(
        `把机器人加进群；群升级后编号会变，改好 ${webhook} 里的 chat=…`,
        `add the bot to the chat; an upgraded group has a new id, so correct chat=… in ${webhook}`,
      ),
  },
  403: {
    why: phrase('机器人不在群里，或不能发言', 'the bot is not in the chat, or may not post there'),
    remedy: () => phrase('把机器人加回群里，允许它发言', 'add the bot to the chat again and allow it to post'),
  },
};

const noRight: Meaning = {
  why: phrase('没有权限，或访问令牌不对', 'no permission, or a wrong access token'),
  remedy: (webhook) =>
    phrase(
      `把能发到这个主题的访问令牌写进 ${signingSecretOf(webhook)}`,
      `set ${signingSecretOf(webhook)} to an access token that may publish to the topic`,
    ),
};

const noLogin: Meaning = {
  why: phrase('账号或密码不对', 'wrong account or password'),
  remedy: (webhook) =>
    phrase(`检查账号和密码（授权码），改好 ${webhook}`, `check account and password, correct ${webhook}`),
};

const noAccess: Meaning = {
  why: phrase('对方不认签名，或不让访问', 'the receiver rejects the signature or denies access'),
  remedy: (webhook) =>
    phrase(
      `核对 ${webhook} 和 ${signingSecretOf(webhook)}`,
      `compare ${webhook} and ${signingSecretOf(webhook)} with the receiver`,
    ),
};

const gone: Meaning = {
  why: phrase('没有这个地址', 'there is no such address'),
  remedy: (webhook) => phrase(`改好 ${webhook}`, `correct ${webhook}`),
};
