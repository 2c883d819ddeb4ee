/** Alerts about robots and the messages that were sent through them, in both languages. */
import { digestCommand } from '../../ground/command-name.ts';
import { roomName } from '../../ground/room-kinds.ts';
import { refusalOf } from '../../ground/room-refusal.ts';
import type { RoomKind } from '../../model.ts';
import type { ConditionOf, Loss } from '../condition.ts';
import { type AlertLines, shortName, type Words } from './words.ts';

export function robotRefused(condition: ConditionOf<'robot-refused'>, words: Words): AlertLines {
  const { webhook, errcode, digest, catchUpUntil, room = 'wecom' } = condition;
  const { say } = words;
  const refusal = errcode === undefined ? undefined : refusalOf(room, errcode);
  const until = digest && catchUpUntil && words.deadline(catchUpUntil, digest);
  const where = digest === undefined ? say(`群机器人 ${webhook}`, webhook) : words.digest(digest);
  return {
    head: say(`【机器人失效】${where}`, `[Robot refused] ${where}`),
    cause: [refusal === undefined ? noAddress(room, words) : `${words.phrase(refusal.cause)}${say('。', '.')}`],
    effect:
      until === undefined
        ? say('消息会先存着，修好后自动补发。', 'messages are kept, and are sent automatically once this is fixed.')
        : say(
            `日报已存好，没有发出；${until} 前修好就补发，否则并入下一期。`,
            `the digest is stored, not sent. If fixed by ${until} it is sent automatically, otherwise its news goes into the next one.`,
          ),
    action:
      refusal === undefined
        ? addressToDo(webhook, words)
        : words.phrase(refusal.remedy(webhook)) +
          say(`，再运行 ${digestCommand} deliver`, `, then run ${digestCommand} deliver`),
  };
}

function addressToDo(webhook: string, { say }: Words): string {
  return say(
    `把地址写进 ${webhook}；${digestCommand} check 会说错在哪里。`,
    `put the address into ${webhook}; ${digestCommand} check says what is wrong.`,
  );
}

function noAddress(room: RoomKind, { say }: Words): string {
  if (room === 'wecom') return say('没有填机器人地址，或地址写错了。', "The robot's address is missing or wrong.");
  const name = roomName(room);
  return say(`${name['zh-CN']}的地址没有填，或写错了。`, `The ${name.en} address is missing or wrong.`);
}

export function robotShared({ webhook, sentInMinute, delayMs }: ConditionOf<'robot-shared'>, words: Words): AlertLines {
  const { say, duration } = words;
  return {
    head: say(`【频率被占用】群机器人 ${webhook}`, `[Robot is shared] ${webhook}`),
    cause: [
      say(
        `我们 1 分钟只发了 ${sentInMinute} 条，企业微信仍说超过 20 条：有别的程序在用同一个机器人。`,
        `We sent only ${sentInMinute} in a minute, but WeCom counted more than 20: another program uses this robot.`,
      ),
    ],
    effect: say(
      `消息晚了约 ${duration(delayMs)}，没有丢。`,
      `messages were sent about ${duration(delayMs)} late; none was lost.`,
    ),
    action: say('给日报单独建一个机器人。', 'create a separate robot for the digest.'),
  };
}

export function messagesLate(condition: ConditionOf<'messages-late'>, words: Words): AlertLines {
  const { webhook, since, giveUpAt, attempts, why } = condition;
  const { say, count, minuteOf, phrase } = words;
  const reason = why === undefined ? '' : `${say('：', ': ')}${phrase(why)}`;
  return {
    head: say(`【消息发不出去】群机器人 ${webhook}`, `[Messages waiting] ${webhook}`),
    cause: [
      say(
        `${minuteOf(since)} 的消息还在等，试了 ${attempts} 次${reason}。`,
        `The message of ${minuteOf(since)} was tried ${count(attempts, 'time')} and still waits${reason}.`,
      ),
    ],
    effect: say(
      `消息都存着，会一直再试，到 ${minuteOf(giveUpAt)} 为止。`,
      `messages are stored; they are retried until ${minuteOf(giveUpAt)}.`,
    ),
    action: say(
      `查网络和代理：${digestCommand} check --online`,
      `check network and proxy: ${digestCommand} check --online`,
    ),
  };
}

export function partLost(condition: ConditionOf<'part-lost'>, words: Words): AlertLines {
  const { digest, parts, delivered, lost, outcome, stories } = condition;
  const { say, count } = words;
  const some = delivered.length > 0;
  const which =
    parts === 1 ? say('这条消息', 'The message') : say(`第 ${lost.join('、')} 条`, `Message ${lost.join(', ')}`);
  const unread = stories === undefined ? say('这部分', 'that part') : storiesText(stories, words);
  const arrived = say(`第 ${delivered.join('、')} 条已送达；`, `Message ${delivered.join(', ')} arrived. `);
  const name = some ? say('【日报缺一段】', '[Part missing] ') : say('【日报没送达】', '[Digest not delivered] ');
  return {
    head:
      name +
      `${shortName(digest.title)} ${words.day(digest.slot)}` +
      say(`，共 ${parts} 条消息`, `, ${count(parts, 'message')}`),
    cause: [`${some ? arrived : ''}${which}${say('', ' ')}${fateOf(condition, words)}${say('。', '.')}`],
    effect:
      outcome === 'unsure'
        ? say(
            `${unread}可能没人看到；为免重复，不会自己再发。`,
            `${unread} may be missing in the group; to avoid a duplicate, nothing is resent automatically.`,
          )
        : say(`${unread}没人看到，会并入下一期日报。`, `nobody saw ${unread}; the next digest includes it.`),
    action:
      outcome === 'unsure'
        ? say(
            `看一眼群里；没有就运行 ${digestCommand} digests resend ${digest.slot} --digest ${shortName(digest.id)}`,
            `check the group; if it is missing, run ${digestCommand} digests resend ${digest.slot} --digest ${shortName(digest.id)}`,
          )
        : say(
            `不用补发。若经常出现，看 ${digestCommand} status`,
            `nothing for now. If it happens often, see ${digestCommand} status`,
          ),
  };
}

export function messageLost(condition: ConditionOf<'message-lost'>, words: Words): AlertLines {
  const { webhook, storedAt, group, outcome } = condition;
  const { say } = words;
  const stored = words.minuteOf(storedAt);
  const which =
    group.kind === 'reminder'
      ? say(`发往 ${webhook} 的提醒`, `The reminder for ${webhook}`)
      : say(`${stored} 的消息`, `The message of ${stored}`);
  const due = group.kind === 'reminder' ? `${shortName(group.id)} ${words.dayAndMinute(group.slot)}` : undefined;
  return {
    head:
      due === undefined
        ? say(`【消息没送达】群机器人 ${webhook}`, `[Message not delivered] ${webhook}`)
        : say(`【提醒没送达】${due}`, `[Reminder not delivered] ${due}`),
    cause: [`${which}${say('', ' ')}${fateOf(condition, words)}${say('。', '.')}`],
    effect:
      outcome === 'unsure'
        ? say(
            '可能没人看到；为免重复，不会自己再发。',
            'it may be missing in the group; to avoid a duplicate, it is not resent automatically.',
          )
        : say('群里没人看到，不会再发。', 'nobody in the group saw it, and it is not sent again.'),
    action: sendByHand(outcome, words),
  };
}

function sendByHand(outcome: Loss['outcome'], { say }: Words): string {
  switch (outcome) {
    case 'refused':
      return say(
        `改好内容，还用得上就用 ${digestCommand} send 补发。`,
        `correct it; if it still matters, send it with ${digestCommand} send`,
      );
    case 'unsure':
      return say(
        `看一眼群里；没有、又还用得上，就用 ${digestCommand} send 补发。`,
        `check the group; if it is missing and still matters, send it with ${digestCommand} send`,
      );
    case 'given-up':
      return say(
        `还用得上就用 ${digestCommand} send 补发。`,
        `if it still matters, send it with ${digestCommand} send`,
      );
  }
}

/** What happened to the message, as the end of a sentence. */
function fateOf(
  { outcome, errcode, attempts, triedMs, room = 'wecom' }: Loss,
  { say, duration, count }: Words,
): string {
  const name = roomName(room);
  if (outcome === 'refused') {
    return say(
      `被${name['zh-CN']}拒收（${errcode ?? '未知原因'}）`,
      `was refused by ${name.en} (${errcode ?? 'no reason given'})`,
    );
  }
  const time = duration(triedMs);
  if (attempts === 0) return say(`等了 ${time}，一直没能发出`, `waited ${time} and could not be sent`);
  if (outcome === 'unsure') {
    return say(
      `在 ${time}里试了 ${attempts} 次，不知道${name['zh-CN']}收到没有`,
      `was tried ${count(attempts, 'time')} in ${time}; it is not known whether ${name.en} accepted it`,
    );
  }
  return say(
    `试了 ${time}、${attempts} 次，${name['zh-CN']}一直没有收下`,
    `was tried ${count(attempts, 'time')} in ${time}; ${name.en} never accepted it`,
  );
}

function storiesText({ first, last }: { readonly first: number; readonly last: number }, { say }: Words): string {
  if (first === last) return say(`第 ${first} 条新闻`, `story ${first}`);
  return say(`第 ${first} 到 ${last} 条新闻`, `stories ${first} to ${last}`);
}
