import type { AlertLines } from './alert-text.ts';
import { dateNumbers, durationParts, localMinute, shortName, sizeText } from './alert-words.ts';
import type { AilingFeed, Condition, DigestSlot, Loss, Recovery } from './condition.ts';

/** The alerts in Chinese; times are the zone's. */
export function chineseAlert(condition: Condition, timezone: string): AlertLines {
  const minute = (instant: Date) => momentText(localMinute(instant, timezone));
  switch (condition.kind) {
    case 'feeds-down': {
      const until = untilText(condition.catchUpUntil, condition.digest, timezone);
      return {
        head: `【日报没发出】${named(condition.digest)}`,
        cause: [`${condition.feeds} 个源全部连不上，多半是服务器断网或代理失效。`],
        effect: `群里还没有日报；新闻没有丢，${until}前恢复会自动补发。`,
        action: '在服务器上运行 npm run digest -- check --online',
      };
    }
    case 'robot-refused':
      return robotRefused(condition, timezone);
    case 'config-broken': {
      const [{ file, line, what } = unnamedProblem, ...others] = condition.problems;
      return {
        head: `【配置没生效】${file}${line === undefined ? '' : ` 第 ${line} 行`}`,
        cause: [`${what['zh-CN']}${others.length === 0 ? '' : `（另有 ${others.length} 处）`}。`],
        effect: `无。仍按 ${minute(condition.runningSince)} 的版本运行。`,
        action: '改好保存即可，不用重启；npm run digest -- check 可以先检查。',
      };
    }
    case 'part-lost':
      return partLost(condition);
    case 'message-lost':
      return messageLost(condition, minute);
    case 'thin': {
      const cause = condition.cause === undefined ? '' : `，${condition.cause['zh-CN']}`;
      return {
        head: `【来源太少】${named(condition.digest)}`,
        cause: [`${condition.feeds} 个源只读到 ${condition.feedsRead} 个${cause}。`],
        effect: `日报照常发出（${condition.stories} 条），已注明可能有遗漏。`,
        action: '检查网络和代理；恢复后漏掉的新闻会进下一期。',
      };
    }
    case 'feeds-ailing': {
      const shown = condition.feeds.slice(0, 3).map(ailingFeed);
      const others = condition.feeds.length - shown.length;
      return {
        head: `【${condition.feeds.length} 个源要看看】${dayText(condition.day)}`,
        cause: others === 0 ? shown : [...shown, `另有 ${others} 个。`],
        effect: undefined,
        action: 'npm run digest -- status 会逐个给出改法。',
      };
    }
    case 'robot-shared':
      return {
        head: `【频率被占用】群机器人 ${condition.webhook}`,
        cause: [`我们 1 分钟只发了 ${condition.sentInMinute} 条，企业微信仍说超过 20 条：有别的程序在用同一个机器人。`],
        effect: `消息晚了约 ${durationText(condition.delayMs)}，没有丢。`,
        action: '给日报单独建一个机器人。',
      };
    case 'missed':
      return missed(condition, minute);
    case 'disk': {
      const used = `${durationText(condition.keepMs)}，占 ${sizeText(condition.usedBytes)}`;
      return {
        head: `【磁盘快满】数据目录只剩 ${sizeText(condition.freeBytes)}`,
        cause: [],
        effect: '还能发今天这期；满了以后会停在发送前，不会重复发，也不会丢。',
        action: `清理磁盘，或把 feeds.yaml 的 keep 调小（现在 ${used}）。`,
      };
    }
    case 'database':
      return databaseTrouble[condition.trouble];
    case 'calendar-ends': {
      const { year } = dateNumbers(condition.endsOn);
      return {
        head: `【缺明年放假安排】workdays 日历只到 ${year}年${dayText(condition.endsOn)}`,
        cause: [],
        effect: `${year + 1} 年起按周一到周五发，春节和调休日会不准。`,
        action: '升级程序（国务院通常 11 月公布），或在 feeds.yaml 的 calendar 里手写。',
      };
    }
  }
}

/** What 【已恢复】 is followed by. */
export function chineseRecovery(recovery: Recovery, timezone: string): string {
  switch (recovery.kind) {
    case 'delivered': {
      const { title, slot } = recovery.digest;
      const time = localMinute(recovery.at, timezone).slice(11);
      return `${shortName(title)}：${dayText(slot)}这期 ${time} ${recovery.late ? '补发成功' : '已送达'}，${recovery.stories} 条。`;
    }
    case 'robot-accepted':
      return `群机器人 ${recovery.webhook}：又能发送了。`;
    case 'config-good':
      return `${recovery.file}：新版本已生效。`;
    case 'covered': {
      const { title, slot } = recovery.digest;
      return `${shortName(title)}：${dayText(slot)}读到 ${recovery.feedsRead}/${recovery.feeds} 个源。`;
    }
    case 'feed-read':
      return `${shortName(recovery.name)}：${recovery.newItems === 0 ? '又能读到了' : `读到 ${recovery.newItems} 条新内容`}。`;
    case 'feeds-read': {
      const names = recovery.names.slice(0, 3).map((name) => shortName(name, 36));
      return `${names.join('、')}${recovery.names.length > 3 ? ` 等 ${recovery.names.length} 个源` : ''}：又能读到了。`;
    }
    case 'robot-alone':
      return `群机器人 ${recovery.webhook}：频率不再被占用。`;
    case 'disk-free':
      return `数据目录还有 ${sizeText(recovery.freeBytes)}。`;
    case 'database-good':
      return '数据库又能读写了。';
    case 'calendar-known': {
      const { year } = dateNumbers(recovery.endsOn);
      return `workdays 日历已到 ${year}年${dayText(recovery.endsOn)}。`;
    }
  }
}

const unnamedProblem = { file: '配置', line: undefined, what: { 'zh-CN': '有错', en: 'is broken' } };

const databaseTrouble: Readonly<Record<'locked' | 'corrupt' | 'unwritable', AlertLines>> = {
  locked: {
    head: '【数据库被占用】别的程序一直锁着数据目录里的数据库。',
    cause: [],
    effect: '不能收集，也不能发送；什么都没有丢，会一直再试。',
    action: '看看是不是备份程序或另一个日报进程占着 DATA_DIR。',
  },
  corrupt: {
    head: '【数据库坏了】数据目录里的数据库读不出来，可能断过电或磁盘有错。',
    cause: [],
    effect: '日报停发，直到换上好的数据库；不会重复发。',
    action: '停下程序，把备份的数据库放回 DATA_DIR，再启动。',
  },
  unwritable: {
    head: '【数据写不进去】数据目录不在、没有写权限，或磁盘满了。',
    cause: [],
    effect: '不能收集，也不能发送；已经发过的不会重复发。',
    action: '检查 DATA_DIR 的挂载、权限和剩余空间。',
  },
};

function robotRefused(
  { webhook, errcode, digest, catchUpUntil }: Extract<Condition, { kind: 'robot-refused' }>,
  timezone: string,
): AlertLines {
  const until = digest && catchUpUntil && untilText(catchUpUntil, digest, timezone, '今天 ');
  return {
    head: `【机器人失效】${digest === undefined ? `群机器人 ${webhook}` : named(digest)}`,
    cause: [refusal(errcode)],
    effect:
      until === undefined
        ? '消息已存好，没有发出；修好后自动补发。'
        : `日报已存好，没有发出；${until}前修好就补发，否则并入下一期。`,
    action: `群里重新添加机器人，把新地址填进 ${webhook}，再运行 npm run digest -- deliver`,
  };
}

function refusal(errcode: number | undefined): string {
  if (errcode === undefined) return '没有填机器人地址，或地址写错了。';
  if (errcode === 93004) return '企业微信说机器人已停用（93004）。';
  if (errcode === 93008) return '企业微信说机器人不在群里（93008）。';
  return `企业微信说地址无效（${errcode}）：机器人被移出群，或地址被重置过。`;
}

function partLost(condition: Extract<Condition, { kind: 'part-lost' }>): AlertLines {
  const { digest, parts, delivered, lost, outcome, stories } = condition;
  const some = delivered.length > 0;
  const which = parts === 1 ? '这条消息' : `第 ${lost.join('、')} 条`;
  const unread = stories === undefined ? '这部分' : storiesText(stories);
  return {
    head: `${some ? '【日报缺一段】' : '【日报没送达】'}${shortName(digest.title)} ${dayText(digest.slot)}，共 ${parts} 条消息`,
    cause: [`${some ? `第 ${delivered.join('、')} 条已送达；` : ''}${which}${fateOf(condition)}。`],
    effect:
      outcome === 'unknown' ? `${unread}可能没人看到；为免重复，不再发。` : `${unread}没人看到，会并入下一期日报。`,
    action: '不用补发。若经常出现，看 npm run digest -- status',
  };
}

function messageLost(
  condition: Extract<Condition, { kind: 'message-lost' }>,
  minute: (instant: Date) => string,
): AlertLines {
  const { webhook, storedAt, reminder, outcome } = condition;
  const which = reminder === undefined ? `${minute(storedAt)} 的消息` : `发往 ${webhook} 的提醒`;
  return {
    head:
      reminder === undefined
        ? `【消息没送达】群机器人 ${webhook}`
        : `【提醒没送达】${shortName(reminder.id)} ${momentText(reminder.slot)}`,
    cause: [`${which}${fateOf(condition)}。`],
    effect: outcome === 'unknown' ? '可能没人看到；为免重复，不再发。' : '群里没人看到，不会再发。',
    action: `${outcome === 'refused' ? '改好内容，' : ''}还用得上就用 npm run digest -- send 补发。`,
  };
}

function fateOf({ outcome, errcode, attempts, triedMs }: Loss): string {
  if (outcome === 'refused') return `被企业微信拒收（${errcode ?? '未知原因'}）`;
  if (attempts === 0) return `等了 ${durationText(triedMs)}，一直没能发出`;
  return `试了 ${durationText(triedMs)}、${attempts} 次，企业微信一直没有回应`;
}

function storiesText({ first, last }: { readonly first: number; readonly last: number }): string {
  return first === last ? `第 ${first} 条新闻` : `第 ${first} 到 ${last} 条新闻`;
}

function ailingFeed({ name, trouble }: AilingFeed): string {
  const feed = shortName(name, 36);
  switch (trouble.kind) {
    case 'failing':
      return `失效：${feed}，${trouble.days} 天来${trouble.what['zh-CN']}。`;
    case 'silent':
      return `停更：${feed}，平时 ${trouble.usualDays} 天一条，已 ${trouble.days} 天没有新内容。`;
    case 'moved':
      return `搬家：${feed}，已永久跳转到新地址。`;
  }
}

function missed(condition: Extract<Condition, { kind: 'missed' }>, minute: (instant: Date) => string): AlertLines {
  const { of, title, slots, cause, tooOld, toldBy } = condition;
  const first = slots[0] ?? '';
  const last = slots.at(-1) ?? first;
  const span = slots.length === 1 ? momentText(first) : `${momentText(first)} 到 ${momentText(last)}`;
  const unit = { digest: '期', reminder: '次提醒', report: '份周报' }[of];
  const limit = `补发时限 ${durationText(condition.catchUpMs)}`;
  const idle =
    cause.kind === 'down' ? `程序 ${minute(cause.from)} 到 ${minute(cause.to)} 没有运行` : '试到最后也没有成功';
  const days = dayText(first) === dayText(last) ? dayText(first) : `${dayText(first)}到${dayText(last)}`;
  const isWholeDay = slots.length === 1 && toldBy?.slice(0, 10) !== first.slice(0, 10);
  const unsent = isWholeDay ? '没有日报' : `少了 ${slots.length} 期日报`;
  const heir = toldBy === undefined ? '下一期' : ` ${dayText(toldBy)}这一期`;
  return {
    head: `【漏了${slots.length === 1 ? '一' : ` ${slots.length} `}${unit}】${shortName(title)} ${span}`,
    cause: [`${idle}，${tooOld ? `已超过${limit}` : '只补最新的一期'}。`],
    effect:
      of === 'digest'
        ? `${days}${unsent}；漏下的新闻会进${heir}。`
        : `${days}的${of === 'report' ? '周报' : '提醒'}没有发。`,
    action: cause.kind === 'down' ? restartAction(of) : '看 npm run digest -- status 和日志。',
  };
}

function restartAction(of: Extract<Condition, { kind: 'missed' }>['of']): string {
  return of === 'digest' ? '看机器为什么停了；要更长的补发时限就改 catchUp。' : '看机器为什么停了。';
}

function named({ title, slot }: DigestSlot): string {
  return `${shortName(title)} ${momentText(slot)}`;
}

/** `2月1日` */
function dayText(local: string): string {
  const { month, day } = dateNumbers(local);
  return `${month}月${day}日`;
}

/** `2月1日 09:00` */
function momentText(local: string): string {
  return `${dayText(local)} ${local.slice(11, 16)}`;
}

/** `15:00 `, or with its day when that is not the slot's. */
function untilText(instant: Date, { slot }: DigestSlot, timezone: string, today = ''): string {
  const local = localMinute(instant, timezone);
  return local.slice(0, 10) === slot.slice(0, 10) ? `${today}${local.slice(11)} ` : `${momentText(local)} `;
}

function durationText(ms: number): string {
  const { count, unit } = durationParts(ms);
  return `${count} ${{ day: '天', hour: '小时', minute: '分钟' }[unit]}`;
}
