import type { ExitCode } from '../ground/command-error.ts';
import { phrase } from '../ground/phrase.ts';
import type { Phrase } from '../model.ts';
import type { App } from './app.ts';

/** A command, or a group of commands. */
export interface CommandRow {
  /** Its name and arguments in commander's syntax: `add <source>`, `show [slot]`, `inspect <source...>`. */
  readonly usage: string;
  readonly does: Phrase;
  readonly options?: readonly OptionRow[];
  /** Called with the arguments in their order, then the options. It imports the command's code. */
  readonly run?: (app: App, ...given: Given) => Promise<ExitCode>;
  readonly commands?: readonly CommandRow[];
}

export interface OptionRow {
  /** `--digest <id>`. */
  readonly flags: string;
  readonly does: Phrase;
  readonly default?: string;
  readonly isRequired?: true;
  readonly choices?: readonly string[];
  /** May be given several times. */
  readonly isList?: true;
}

/** The parsed arguments: their types follow from `usage` and `options` of the row. */
// biome-ignore lint/suspicious/noExplicitAny: the table above is the only place that pairs a usage with its function
type Given = any[];

const digest: OptionRow = {
  flags: '--digest <id>',
  does: phrase('哪一份日报（只有一份时不用写）', 'which digest (optional when there is only one)'),
};
const at: OptionRow = {
  flags: '--at <time>',
  does: phrase(
    '按这个时刻来编，例如 2026-02-01T09:00:00+08:00',
    'compose as of this instant, such as 2026-02-01T09:00:00+08:00',
  ),
};
const json: OptionRow = { flags: '--json', does: phrase('给程序读的 JSON', 'JSON for programs') };
const html: OptionRow = {
  flags: '--html <file>',
  does: phrase('另存为网页，样子和群里一样', 'also write a page that looks like the group chat'),
};
const to: OptionRow = {
  flags: '--to <variable>',
  does: phrase('机器人地址所在的变量', 'the variable with the robot’s address'),
  default: 'WECOM_WEBHOOK_URL',
};

const feeds: readonly CommandRow[] = [
  {
    usage: 'list',
    does: phrase('列出所有源', 'Lists all feeds'),
    options: [json, { flags: '--hosts', does: phrase('只列域名，给网管放行', 'only the host names, for a firewall') }],
    run: async (app, options) => (await import('./feeds.ts')).listFeeds(app, options),
  },
  {
    usage: 'catalogue [word]',
    does: phrase('内置目录里可以加的源', 'Lists the catalogue of known feeds'),
    run: async (app, word) => (await import('./feeds-add.ts')).listCatalogue(app, word),
  },
  {
    usage: 'inspect <source...>',
    does: phrase(
      '看看一个源我们读成什么样：网址（网页、网站地图也行）、文件或名字',
      'Shows how a feed, a web page or a site map is read: a URL, a file, or a name',
    ),
    options: [
      json,
      {
        flags: '--as <address>',
        does: phrase('文件原来的网址（存下来的网页）', 'the original address of a saved file'),
      },
    ],
    run: async (app, sources, options) => (await import('./feeds.ts')).inspectFeeds(app, sources, options),
  },
  {
    usage: 'add <source>',
    does: phrase('加一个源：网址，或内置目录里的名字', 'Adds a feed: a URL, or a name from the catalogue'),
    run: async (app, source) => (await import('./feeds-add.ts')).addFeedTo(app, source),
  },
  {
    usage: 'remove <name>',
    does: phrase('从文件里删掉', 'Removes a feed from the file'),
    run: async (app, name) => (await import('./feeds-switch.ts')).removeFeedFrom(app, name),
  },
  {
    usage: 'enable [name...]',
    does: phrase('启用', 'Enables feeds'),
    options: [{ flags: '--all', does: phrase('启用所有停用的', 'enable every disabled feed') }],
    run: async (app, names, options) => (await import('./feeds-switch.ts')).enableFeeds(app, names, options),
  },
  {
    usage: 'disable [name...]',
    does: phrase('停用', 'Disables feeds'),
    options: [
      {
        flags: '--unreachable',
        does: phrase('停用所有读不到的（先列出来问）', 'disable all feeds that cannot be read, after listing them'),
      },
      { flags: '--yes', does: phrase('不问', 'do not ask') },
    ],
    run: async (app, names, options) => (await import('./feeds-switch.ts')).disableFeeds(app, names, options),
  },
  {
    usage: 'import <opml>',
    does: phrase('从 OPML 文件导入', 'Imports an OPML file'),
    run: async (app, file) => (await import('./feeds-opml.ts')).importOpml(app, file),
  },
  {
    usage: 'export',
    does: phrase('导出为 OPML', 'Exports as OPML'),
    run: async (app) => (await import('./feeds-opml.ts')).exportOpml(app),
  },
];

const store: readonly CommandRow[] = [
  {
    usage: 'copy <from> <to>',
    does: phrase(
      '把记住的一切搬到另一个库：写文件夹（SQLite），或存有地址的变量名（PostgreSQL）',
      'Copies the database: name a folder (SQLite), or a variable with an address (PostgreSQL)',
    ),
    run: async (app, from, to) => (await import('./store.ts')).copyStore(app, from, to),
  },
  {
    usage: 'backup <folder>',
    does: phrase('备份到一个新文件夹；常驻程序照常运行', 'Backs up into a new folder; the worker may keep running'),
    run: async (app, folder) => (await import('./store.ts')).backUpStore(app, folder),
  },
];

const digests: readonly CommandRow[] = [
  {
    usage: 'list',
    does: phrase('列出最近的', 'Lists the latest editions'),
    options: [digest, json],
    run: async (app, options) => (await import('./digests.ts')).listDigests(app, options),
  },
  {
    usage: 'show [slot]',
    does: phrase(
      '看某一期，例如 2026-02-01 或 2026-02-01T09:00；不写：最后一期',
      'Shows an edition, such as 2026-02-01 or 2026-02-01T09:00 (default: the last one)',
    ),
    options: [digest, json, html],
    run: async (app, slot, options) => (await import('./digests.ts')).showDigest(app, slot, options),
  },
  {
    usage: 'resend <slot>',
    does: phrase('把某一期原样再发一遍', 'Sends an edition again, unchanged'),
    options: [digest],
    run: async (app, slot, options) => (await import('./digests.ts')).resendDigest(app, slot, options),
  },
];

const markdown = (type: 'markdown' | 'markdown_v2'): CommandRow => ({
  usage: `${type} <content>`,
  does: phrase(`${type}；- 表示从标准输入读`, `${type}; - reads from stdin`),
  options: [to],
  run: async (app, content, options) => (await import('./send.ts')).sendMarkdown(app, type, content, options),
});

const send: readonly CommandRow[] = [
  {
    usage: 'text <content>',
    does: phrase('纯文字；- 表示从标准输入读', 'Plain text; - reads from stdin'),
    options: [
      to,
      {
        flags: '--mention <userid>',
        does: phrase(
          '点名：userid、手机号或 @all，逗号分开，可多次',
          'mention user ids, mobile numbers or @all; comma-separated, repeatable',
        ),
        isList: true,
      },
      {
        flags: '--mention-mobile <number>',
        does: phrase('按手机号点名，可多次', 'mention a mobile number; repeatable'),
        isList: true,
      },
    ],
    run: async (app, content, options) => (await import('./send.ts')).sendText(app, content, options),
  },
  markdown('markdown'),
  markdown('markdown_v2'),
  {
    usage: 'image <file>',
    does: phrase('PNG 或 JPG，不超过 2 MB', 'PNG or JPG, at most 2 MB'),
    options: [to],
    run: async (app, file, options) => (await import('./send.ts')).sendImage(app, file, options),
  },
  {
    usage: 'news',
    does: phrase('一张图文卡片', 'A news card'),
    options: [
      { flags: '--title <title>', does: phrase('标题', 'title'), isRequired: true },
      { flags: '--url <url>', does: phrase('点开的地址', 'URL'), isRequired: true },
      { flags: '--description <text>', does: phrase('说明', 'description') },
      { flags: '--picture <url>', does: phrase('图片地址', 'URL of a picture') },
      to,
    ],
    run: async (app, options) => (await import('./send.ts')).sendNews(app, options),
  },
];

/** Every command of the program, in the order of `--help`. */
export const commandTable: readonly CommandRow[] = [
  {
    usage: 'start',
    does: phrase('一直运行：按时收集、编辑、发送', 'Starts the worker: collects, composes and delivers on schedule'),
    run: async (app) => (await import('./start.ts')).start(app),
  },
  {
    usage: 'preview',
    does: phrase(
      '看看现在会发什么、为什么；不发送，不记录',
      'Shows what would be sent now, and why; sends and stores nothing',
    ),
    options: [
      digest,
      at,
      json,
      html,
      { flags: '--all', does: phrase('列出每一条没选上的', 'list every item that was left out') },
      {
        flags: '--to <variable>',
        does: phrase('也发给这个变量里的测试房间', 'also send it to the test room in this variable'),
      },
      {
        flags: '--room <kind>',
        does: phrase(
          '看它在另一种房间里的样子：feishu、mail、telegram 等',
          'show it as another kind of room would: feishu, mail, telegram, …',
        ),
      },
    ],
    run: async (app, options) => (await import('./preview.ts')).preview(app, options),
  },
  {
    usage: 'run',
    does: phrase(
      '收集、编辑、发送该发的一期；没发完的接着发，发过的不再发',
      'Collects, composes and delivers the edition due; resumes it if unfinished, never repeats it',
    ),
    options: [
      digest,
      at,
      {
        flags: '--force',
        does: phrase('发过了也再发一期，只含没讲过的', 'send a further edition with news that was not sent yet'),
      },
    ],
    run: async (app, options) => (await import('./run.ts')).run(app, options),
  },
  {
    usage: 'deliver',
    does: phrase('只把等着的消息发完', 'Only sends waiting messages'),
    run: async (app) => (await import('./deliver.ts')).deliver(app),
  },
  {
    usage: 'collect',
    does: phrase('只收集一次', 'Only collects, once'),
    run: async (app) => (await import('./collect.ts')).collect(app),
  },
  {
    usage: 'setup',
    does: phrase(
      '问几个问题，写好 .env 和你自己的源文件',
      'Asks a few questions, then writes .env and your own feeds file',
    ),
    run: async (app) => (await import('./setup.ts')).setup(app),
  },
  {
    usage: 'status',
    does: phrase(
      '源的健康、上一期和下一期、等着的消息',
      'Shows the health of the feeds, last and next editions, and waiting messages',
    ),
    options: [
      json,
      {
        flags: '--healthy',
        does: phrase('只给退出码，供容器健康检查', 'return only the exit code, for a container’s health check'),
      },
    ],
    run: async (app, options) => (await import('./status.ts')).status(app, options),
  },
  { usage: 'digests', does: phrase('发过的日报', 'Past editions'), commands: digests },
  {
    usage: 'explain <words...>',
    does: phrase(
      '含这些字的新闻后来怎样了，下一期会怎样',
      'Shows what happened to items with these words, and what will',
    ),
    options: [digest],
    run: async (app, words, options) => (await import('./explain.ts')).explain(app, words, options),
  },
  { usage: 'store', does: phrase('数据库：搬迁和备份', 'Copies and backs up the database'), commands: store },
  { usage: 'feeds', does: phrase('管理源', 'Manages the feeds'), commands: feeds },
  {
    usage: 'mute <word>',
    does: phrase('含这个词的新闻不再出现', 'Hides news with this word'),
    options: [
      digest,
      {
        flags: '--days <n>',
        does: phrase(
          '几天，从今天算起（不写：一直；0 不再屏蔽）',
          'number of days, today included (default: for ever; 0 removes the word)',
        ),
      },
    ],
    run: async (app, word, options) => (await import('./words.ts')).mute(app, word, options),
  },
  {
    usage: 'boost <word> [points]',
    does: phrase(
      '标题含这个词的新闻加几分（不写：2；负数减分；0 去掉这个词）',
      'Adds points to news with this word in the title (default 2; may be negative; 0 removes the word)',
    ),
    options: [digest],
    run: async (app, word, points, options) => (await import('./words.ts')).boost(app, word, points, options),
  },
  {
    usage: 'send',
    does: phrase(
      '手动发一条消息（同样排队、同样限速）',
      'Sends one message by hand, through the same queue and limits',
    ),
    commands: send,
  },
  {
    usage: 'check',
    does: phrase(
      '检查配置和模板：错在哪个文件哪一行，怎么改',
      'Checks configuration and templates; reports file, line and what to do',
    ),
    options: [
      {
        flags: '--online',
        does: phrase(
          '还检查源和机器人能不能连上；不往群里发消息',
          'also check the feeds and the robot’s key, without posting anything',
        ),
      },
    ],
    run: async (app, options) => (await import('./check.ts')).check(app, options),
  },
  {
    usage: 'mcp',
    does: phrase(
      '只读的 MCP 服务（标准输入输出），给 AI 助手用',
      'Runs a read-only MCP server on stdin and stdout, for AI assistants',
    ),
    run: async (app) => (await import('./mcp.ts')).mcp(app),
  },
  {
    usage: 'demo',
    does: phrase(
      '用示例源和假机器人走一遍全程；不联网，不用配置',
      'Runs the whole job on sample feeds and a stand-in robot: no network, no configuration',
    ),
    options: [
      {
        flags: '--lang <language>',
        does: phrase('用哪种语言：zh-CN 或 en（默认随终端）', 'language: zh-CN or en (default: the terminal’s)'),
        choices: ['zh-CN', 'en'],
      },
    ],
    run: async (app, options) => (await import('./demo.ts')).demo(app, options),
  },
];
