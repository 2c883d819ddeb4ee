/** Alerts about the program itself: its slots, configuration, disk and database. In both languages. */
import { digestCommand } from '../../ground/command-name.ts';
import { phrase } from '../../ground/phrase.ts';
import type { Phrase } from '../../model.ts';
import type { ConditionOf, DatabaseTrouble } from '../condition.ts';
import { type AlertLines, shortName, sizeText, type Words } from './words.ts';

export function missed(condition: ConditionOf<'missed'>, words: Words): AlertLines {
  const { of, title, first, slots, count: number, cause, tooOld, coveredBy, catchUpMs } = condition;
  const { say, count } = words;
  const last = slots.at(-1) ?? first;
  const range = (from: string, to: string, zh: string) => (from === to ? from : `${from}${say(zh, ' to ')}${to}`);
  const days = range(words.day(first), words.day(last), '到');
  const unit = { digest: '期', reminder: '次', report: '份' }[of];
  const name = { digest: '', reminder: '提醒', report: '周报' }[of];
  const limit = words.duration(catchUpMs);
  const idle =
    cause.kind === 'down'
      ? say(
          `程序 ${words.minuteOf(cause.from)} 到 ${words.minuteOf(cause.to)} 没有运行`,
          `The program was not running from ${words.minuteOf(cause.from)} to ${words.minuteOf(cause.to)}`,
        )
      : say('试到最后也没有成功', 'Every attempt failed');
  const limited = tooOld
    ? say(`，已超过补发时限 ${limit}`, `, longer than catchUp (${limit})`)
    : say(`，只补最近的一${unit}`, '; only the newest is sent');
  const isWholeDay = number === 1 && coveredBy?.slice(0, 10) !== first.slice(0, 10);
  const unsent = isWholeDay
    ? say('没有日报', 'no digest')
    : say(`少了 ${number} 期日报`, `${count(number, 'digest')} missing`);
  const inWhich =
    coveredBy === undefined
      ? say('下一期', 'the next digest')
      : say(` ${words.day(coveredBy)}这一期`, `the digest of ${words.day(coveredBy)}`);
  const head = `${shortName(title)} ${range(words.dayAndMinute(first), words.dayAndMinute(last), ' 到 ')}`;
  return {
    head: say(
      `【漏了${number === 1 ? '一' : ` ${number} `}${unit}${name}】${head}`,
      `[Missed ${number === 1 ? `a ${of}` : count(number, of)}] ${head}`,
    ),
    cause: [`${idle}${limited}${say('。', '.')}`],
    effect:
      of === 'digest'
        ? say(`${days}${unsent}；漏下的新闻会进${inWhich}。`, `${unsent} on ${days}; missed news goes into ${inWhich}.`)
        : say(`${days}的${name}没有发。`, `no ${of} on ${days}.`),
    action: missedAction(condition, words),
  };
}

function missedAction({ of, cause }: ConditionOf<'missed'>, { say }: Words): string {
  if (cause.kind === 'failed')
    return say(`看 ${digestCommand} status 和日志。`, `see ${digestCommand} status and the log.`);
  if (of !== 'digest') return say('看机器为什么停了。', 'find out why the machine stopped.');
  return say(
    '看机器为什么停了；要更长的补发时限就改 catchUp。',
    'find out why the machine stopped; to bridge longer stops, raise catchUp.',
  );
}

export function configBroken({ problems, runningSince }: ConditionOf<'config-broken'>, words: Words): AlertLines {
  const { say } = words;
  const [first, ...others] = problems;
  const file = first?.file ?? say('配置', 'configuration');
  const line = first?.line === undefined ? '' : say(` 第 ${first.line} 行`, ` line ${first.line}`);
  const what = first === undefined ? say('有错', 'is broken') : words.phrase(first.what);
  const more = others.length === 0 ? '' : say(`（另有 ${others.length} 处）`, ` (and ${others.length} more)`);
  const since = words.minuteOf(runningSince);
  return {
    head: `${say('【配置没生效】', '[Change not applied] ')}${file}${line}`,
    cause: [`${what}${more}${say('。', '.')}`],
    effect: say(
      `现在没有，仍按 ${since} 的版本运行；改好之前重启会起不来。`,
      `none now, the version loaded ${since} stays in use. A restart would fail until this is corrected.`,
    ),
    action: say(
      `改好保存即可，不用重启；${digestCommand} check 可以先检查。`,
      `correct and save the file; no restart is needed. ${digestCommand} check tests it first.`,
    ),
  };
}

export function disk({ freeBytes, usedBytes, keepMs }: ConditionOf<'disk'>, { say, duration }: Words): AlertLines {
  const [free, used] = [sizeText(freeBytes), sizeText(usedBytes)];
  return {
    head: say(`【磁盘快满】数据目录只剩 ${free}`, `[Disk nearly full] ${free} left for the data directory`),
    effect: say(
      '还能发今天这期；满了以后会停在发送前，不会重复发，也不会丢。',
      "today's digest can still be sent. On a full disk the program stops before sending: no duplicates, no losses.",
    ),
    action:
      keepMs === undefined
        ? say('清理磁盘。', 'free some space.')
        : say(
            `清理磁盘，或把 feeds.yaml 的 keep 调小（现在 ${duration(keepMs)}，占 ${used}）。`,
            `free some space, or lower keep in feeds.yaml (now ${duration(keepMs)}, ${used}).`,
          ),
  };
}

export function database({ trouble }: ConditionOf<'database'>, words: Words): AlertLines {
  const { name, cause, effect, action } = databaseTexts[trouble];
  return {
    head: words.say(`【${name['zh-CN']}】${cause['zh-CN']}`, `[${name.en}] ${cause.en}`),
    effect: words.phrase(effect),
    action: words.phrase(action),
  };
}

const keepsTrying = phrase(
  '不能收集，也不能发送；什么都没有丢，会一直再试。',
  'nothing can be collected or sent. Nothing is lost, and the program keeps trying.',
);
const sentStaySent = phrase(
  '不能收集，也不能发送；已经发过的不会重复发。',
  'nothing can be collected or sent; sent messages are not sent again.',
);

/** What is wrong with the database, what the program does meanwhile, and what a person can do. */
export const databaseTexts: Readonly<
  Record<DatabaseTrouble, Readonly<Record<'name' | 'cause' | 'effect' | 'action', Phrase>>>
> = {
  unreachable: {
    name: phrase('数据库连不上', 'Database down'),
    cause: phrase('PostgreSQL 没有回应。', 'PostgreSQL does not answer.'),
    effect: keepsTrying,
    action: phrase(
      '看看数据库服务器是否在运行，DATABASE_URL 的主机和端口对不对；恢复后自动接着做。',
      'see whether the database server runs, and check host and port in DATABASE_URL; the program then continues automatically.',
    ),
  },
  'server-refused': {
    name: phrase('数据库拒绝访问', 'Database refuses access'),
    cause: phrase('PostgreSQL 拒绝了本程序。', 'PostgreSQL refuses this program.'),
    effect: keepsTrying,
    action: phrase(
      '检查 DATABASE_URL 的用户、密码、库名和证书，以及该用户的权限。',
      'check user, password, database and certificate in DATABASE_URL, and the permissions of that user.',
    ),
  },
  'server-busy': {
    name: phrase('数据库太忙', 'Database overloaded'),
    cause: phrase('PostgreSQL 的连接或内存用完了。', 'PostgreSQL has run out of connections or memory.'),
    effect: keepsTrying,
    action: phrase(
      '调高数据库的 max_connections，或减少副本。',
      'raise max_connections of the server, or run fewer replicas.',
    ),
  },
  'server-failed': {
    name: phrase('数据库出错', 'Database error'),
    cause: phrase('PostgreSQL 报错。', 'PostgreSQL reports an error.'),
    effect: keepsTrying,
    action: phrase('看日志和数据库服务器的日志。', 'see the log, and the log of the database server.'),
  },
  newer: {
    name: phrase('数据库比程序新', 'Database too new'),
    cause: phrase('更新版本的程序升级过数据库。', 'A newer version of the program has upgraded the database.'),
    effect: sentStaySent,
    action: phrase('运行新版本的程序。', 'run the newer version of the program.'),
  },
  locked: {
    name: phrase('数据库被占用', 'Database in use'),
    cause: phrase('别的程序一直锁着数据库。', 'Another program keeps the database locked.'),
    effect: keepsTrying,
    action: phrase(
      '看看是不是备份程序或另一个日报进程占着它。',
      'see whether a backup or a second digest process uses it.',
    ),
  },
  corrupt: {
    name: phrase('数据库坏了', 'Database corrupt'),
    cause: phrase('数据库读不出来，可能断过电或磁盘有错。', 'The database cannot be read: a power cut, or a bad disk.'),
    effect: phrase(
      '日报停发，直到换上好的数据库；不会重复发。',
      'no digests until a backup is restored; nothing is sent twice.',
    ),
    action: phrase(
      '停下程序，恢复数据库的备份，再启动。',
      'stop the program, restore a backup of the database, and start it again.',
    ),
  },
  unwritable: {
    name: phrase('数据写不进去', 'Data cannot be written'),
    cause: phrase(
      '数据目录不在、没有写权限，或磁盘有错。',
      'The data directory is missing or read-only, or the disk is faulty.',
    ),
    effect: sentStaySent,
    action: phrase(
      '检查 DATA_DIR 的挂载和权限，以及磁盘。',
      'check the mount and the permissions of DATA_DIR, and the disk.',
    ),
  },
  full: {
    name: phrase('磁盘满了', 'Disk full'),
    cause: phrase('数据写不进去。', 'Data cannot be written.'),
    effect: sentStaySent,
    action: phrase(
      '清理数据库所在的磁盘，之后自动恢复。',
      'free some space on the disk of the database; the program then continues automatically.',
    ),
  },
  'too-many-files': {
    name: phrase('打开的文件太多', 'Too many open files'),
    cause: phrase(
      '程序打不开更多文件和连接（EMFILE）。',
      'The program cannot open more files and connections (EMFILE).',
    ),
    effect: keepsTrying,
    action: phrase(
      '调高打开文件数的上限（ulimit -n；systemd 是 LimitNOFILE），再重启。',
      'raise the limit of open files (ulimit -n; LimitNOFILE in systemd), and restart.',
    ),
  },
};

export function calendarEnds({ endsOn }: ConditionOf<'calendar-ends'>, { say, day }: Words): AlertLines {
  const year = Number(endsOn.slice(0, 4));
  return {
    head: say(
      `【缺明年放假安排】workdays 日历只到 ${year}年${day(endsOn)}`,
      `[No holidays for next year] The workdays calendar ends on ${day(endsOn)} ${year}.`,
    ),
    effect: say(
      `${year + 1} 年起按周一到周五发，春节和调休日会不准。`,
      `from ${year + 1} on, digests are sent Monday to Friday, which is wrong on holidays and make-up days.`,
    ),
    action: say(
      '升级程序（国务院通常 11 月公布），或在 feeds.yaml 的 calendar 里手写。',
      'upgrade (the State Council announces them in November), or list them under calendar in feeds.yaml.',
    ),
  };
}
