import { columnsOf } from '../ground/columns.ts';
import { parseJson } from '../ground/parse-json.ts';
import { phrase } from '../ground/phrase.ts';
import type { Language, Phrase } from '../model.ts';
import { causeNamed } from '../show/message-states.ts';

/**
 * A log line for people: `09:00:00  digest delivered · daily 2026-02-01T09:00`, in the local time of the terminal.
 * Warnings are marked with `!`, errors with `x`. A line that is not JSON stays as it is.
 */
export function wordsOf(line: string, language: Language): string {
  const entry = parseEntry(line);
  if (entry === undefined) return line;
  const { level, time, msg, part, parts, ...fields } = entry;
  const which = part === undefined ? [] : [`${part}/${parts}`];
  const mark = level >= 50 ? 'x' : level >= 40 ? '!' : ' ';
  const hour = new Date(time).toTimeString().slice(0, 8);
  const message = language === 'en' ? msg : (chinese[msg] ?? msg);
  const facts = Object.entries(fields).flatMap(([name, value]) => factOf(name, value, language));
  return `${hour} ${mark} ${[message, ...facts, ...which].join(' · ')}\n`;
}

interface Entry {
  readonly level: number;
  readonly time: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** undefined: not a line of our logger. */
function parseEntry(line: string): Entry | undefined {
  const entry = parseJson(line) as Entry | null | undefined;
  return typeof entry?.level === 'number' && typeof entry.msg === 'string' ? entry : undefined;
}

/** Fields that are shown without their name. */
const plain = /^(?:digest|slot|webhook|what|change|file|feed|url)$/;

function factOf(name: string, value: unknown, language: Language): string | readonly [] {
  if (value === null || value === undefined || value === '') return [];
  // Without ALERT_WEBHOOK_URL the log is the only place of an alert, so it is shown as a whole.
  if (name === 'alert') return String(value).replaceAll(/\n+/g, '\n           ');
  if (name === 'err') return errorText(value as LoggedError, language) ?? [];
  if (name === 'event') return eventNames[String(value)]?.[language] ?? String(value);
  if (isPhrase(value)) return value[language];
  if (name.endsWith('Ms')) return `${fieldNames[name]?.[language] ?? name.slice(0, -2)} ${secondsOf(value)}`;
  if (name === 'late' && typeof value === 'boolean') return value ? (language === 'en' ? 'late' : '迟到补发') : [];
  if (name === 'line') return language === 'en' ? `line ${value}` : `第 ${value} 行`;
  if (name === 'why') return causeNamed(String(value))?.[language] ?? String(value);
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (columnsOf(text) > 200) return [];
  return plain.test(name) ? text : `${fieldNames[name]?.[language] ?? name} ${text}`;
}

interface LoggedError {
  readonly message?: string;
  /** What an explained error, such as a StoreError, says in both languages; `message` repeats its cause. */
  readonly what?: unknown;
}

function errorText({ what, message }: LoggedError, language: Language): string | undefined {
  return isPhrase(what) ? what[language] : message;
}

function isPhrase(value: unknown): value is Phrase {
  return typeof value === 'object' && value !== null && 'zh-CN' in value && 'en' in value;
}

function secondsOf(ms: unknown): string {
  return `${(Number(ms) / 1000).toFixed(1)} s`;
}

/** Names of the most frequent fields; other fields are shown with their name in JSON. */
const fieldNames: Readonly<Record<string, Phrase>> = {
  digests: phrase('日报', 'digests'),
  feeds: phrase('源', 'feeds'),
  read: phrase('读到', 'read'),
  failed: phrase('读不到', 'failed'),
  resting: phrase('歇着', 'resting'),
  unchanged: phrase('没有变', 'unchanged'),
  newItems: phrase('新内容', 'new items'),
  attempt: phrase('尝试', 'attempt'),
  stories: phrase('新闻', 'stories'),
  address: phrase('地址', 'address'),
  durationMs: phrase('用时', 'took'),
  retryMs: phrase('再试要等', 'next try in'),
  byMs: phrase('差', 'by'),
  word: phrase('口令', 'one-time password'),
};

const eventNames: Readonly<Record<string, Phrase>> = {
  accepted: phrase('送达', 'delivered'),
  refused: phrase('被拒收', 'refused'),
  postponed: phrase('没送到，稍后再试', 'not delivered, retry later'),
  unsure: phrase('不知是否送达', 'possibly delivered'),
  'given-up': phrase('放弃', 'given up'),
  'key-refused': phrase('对方不认地址或密钥', 'the address or secret was refused'),
  'rate-taken': phrase('别的程序占用了频率', 'another program uses up the rate'),
  'lock-lost': phrase('锁文件不见了', 'the lock file is gone'),
  recovered: phrase('恢复了', 'recovered'),
};

/** Translations of the log messages; other messages stay English. */
const chinese: Readonly<Record<string, string>> = {
  'worker started': '开始运行',
  'time of the stop could not be stored': '没能记下已经停止',
  'schedules could not be checked': '查看时间表时出错',
  'worker stopped': '停下来了',
  'pages open': '网页开着',
  'editions published': '往期写好了',
  'editions not published': '往期没能写出',
  'pages could not be opened': '没有开网页',
  'no HTTP_TOKEN: this one-time password opens the pages until the next start':
    '没有设 HTTP_TOKEN：到下次启动为止，用这个口令登录网页',
  'no HTTP_TOKEN: this one-time password opens the pages of this replica only, set the same HTTP_TOKEN on all of them':
    '没有设 HTTP_TOKEN：这个口令只能登录这一个副本的网页，给所有副本设同一个 HTTP_TOKEN',
  'no robot yet: open this page and log in with this one-time password': '还没有群机器人：打开这一页，用这个口令登录',
  'wrong password': '密码不对',
  'the log of changes could not be written': '改动记录写不进去',
  'page failed': '网页出错',
  'request served': '答了一个网页请求',
  'collection done': '收集完了',
  'collector process ended while reading, restarted': '读取源的进程中途结束，已重新启动',
  'composer process ended while composing, restarted': '编日报的进程中途结束，已重新启动',
  'feed failed': '源读不到',
  'no feed could be read': '一个源也没读到',
  'digest stored': '编好一期',
  'digest delivered': '发出去了',
  'digest not delivered': '没有全部送达',
  'digest not composed': '没有编成',
  'digest could not be composed ahead': '提前编日报没有成',
  'language model could not be monitored': '查看语言模型时出错',
  'message delivered': '一条送达',
  'delivery failed': '发送出错',
  'delivery problem': '发送有问题',
  'delivery recovered': '发送恢复了',
  'delivery result could not be processed': '结果没有通知到',
  'lock file was deleted, sending stopped: another process may be sending':
    '锁文件被删，已停止发送：可能有别的进程在发',
  alert: '告警',
  'alert failed': '告警没有处理成',
  'alert not sent': '告警没有发出',
  'report stored': '周报编好了',
  'reminder stored': '提醒编好了',
  'run requested': '有人要求现在发',
  'run requested, but nothing is due': '要求现在发，但没有该发的',
  'slots missed': '有几期错过了',
  'digest composed before its slot': '提前编好一期',
  'digest waits for review': '编好一期，等人看',
  'digest held by a person': '这一期被人扣住',
  'slot skipped, this day already has an edition': '这一期跳过：当天已经有一期',
  'configuration changed': '配置改了',
  'configuration warning': '配置值得看一眼',
  'configuration invalid, the last valid one stays in force': '配置写错了，沿用上一个好的',
  'configuration could not be read, the last valid one stays in force': '配置读不了，沿用上一个好的',
  'state of a room could not be read': '没能查看一个群的状态',
  'the address of a room is missing or wrong': '有个群的地址没有填，或填错了',
  'edit takes effect at the next start': '这处改动下次启动才生效',
  'clock was set back': '时钟往回拨了',
  'clock is not set, waiting for it': '时钟还没有对好，在等',
  'replicas share the work': '几个副本一起干活',
  'replicas cannot share the work, one works and the others stand by': '几个副本不能分工：一个在干，别的待命',
  'another replica leads, this one takes over when it ends': '另一个副本在领头，它停了由这一个接手',
  'another worker uses this database, waiting until it ends': '另一个常驻程序在用这个数据库，等它结束',
  'another worker may use this database now, standing by': '另一个常驻程序可能已接手这个数据库，本程序待命',
  'the database cannot be used, trying again': '数据库现在用不了，过几秒再试',
  'the other worker has ended': '另一个常驻程序结束了',
  'job failed': '一件事没做成',
  'job timed out, the worker continues without it': '一件事太久没做完，不等了',
  'timer warning': '定时器警告',
  'timer error': '定时器出错',
  'ping failed': '心跳地址连不上',
  'ping refused': '心跳地址拒绝',
  'health could not be determined': '健康状况不明',
  'log lines were lost': '有日志没写成',
};
