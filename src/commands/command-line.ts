import { Command, CommanderError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { CommandError, type ExitCode, exitCode, refusal } from '../ground/command-error.ts';
import type { Language, Phrase } from '../model.ts';
import type { App } from './app.ts';

type Action = (app: App) => Promise<ExitCode>;

/**
 * Reads the command line and runs the command that it names, in the language of the program.
 * @returns the exit code: 0 done, 1 failed, 2 usage or configuration, 3 something waits, 130 and 143 stopped
 */
export async function runCommandLine(argv: readonly string[], app: App): Promise<ExitCode> {
  let code: ExitCode = exitCode.ok;
  const program = buildProgram(app.language, async (action) => {
    code = await action(app);
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
    if (error instanceof CommandError) {
      app.terminal.note(error.phrase[app.language]);
      return error.exitCode;
    }
    const remedied = phrasesOf(error);
    if (remedied === undefined) throw error;
    app.terminal.note(refusal(remedied)[app.language]);
    return exitCode.failed;
  }
}

/** Errors of a room that say in both languages what was wrong and what to do (a store that cannot be opened). */
function phrasesOf(error: unknown): { readonly what: Phrase; readonly remedy: Phrase } | undefined {
  if (!(error instanceof Error) || !('what' in error) || !('remedy' in error)) return undefined;
  return error as Error & { readonly what: Phrase; readonly remedy: Phrase };
}

function buildProgram(language: Language, perform: (action: Action) => Promise<void>): Command {
  const say = (zh: string, en: string) => (language === 'en' ? en : zh);
  const digest = () =>
    new Option('--digest <id>', say('哪一份日报（只有一份时不用写）', 'which digest (not needed when there is one)'));
  const at = () =>
    new Option(
      '--at <time>',
      say(
        '按这个时刻来编，例如 2026-02-01T09:00:00+08:00',
        'compose as at this instant, such as 2026-02-01T09:00:00+08:00',
      ),
    );
  const json = () => new Option('--json', say('给程序读的 JSON', 'JSON for programs'));

  const program = new Command('digest')
    .description(
      say(
        '读 AI 新闻源，整理成一份排好序的日报，发到企业微信群机器人。',
        'Reads AI news feeds, turns them into one ranked daily digest, delivers it to a WeCom group robot.',
      ),
    )
    .version(packageJson.version, '-V, --version', say('显示版本', 'shows the version'))
    .exitOverride()
    .showHelpAfterError(say('（加 --help 看用法）', '(add --help for usage)'))
    .addHelpText(
      'after',
      say(
        '\n退出码：0 完成，1 失败，2 用法或配置有误，3 还有消息在等',
        '\nExit codes: 0 done, 1 failed, 2 usage or configuration, 3 something waits',
      ),
    );
  const command = (parent: Command, usage: string, zh: string, en: string) =>
    localise(parent.command(usage).description(say(zh, en)).exitOverride(), say);
  localise(program, say);

  command(
    program,
    'start',
    '一直运行：按时收集、编辑、发送',
    'The long-lived worker: collects, composes and delivers on time',
  ).action(() => perform(async (app) => (await import('./start.ts')).start(app)));

  command(
    program,
    'preview',
    '看看现在会发什么、为什么；不发送，不记录',
    'Shows what would be sent now, and why; sends and stores nothing',
  )
    .addOption(digest())
    .addOption(at())
    .addOption(json())
    .option('--html <file>', say('另存为网页，样子和群里一样', 'also writes a page that looks like the group'))
    .option('--all', say('列出每一条没选上的', 'lists every item that was left out'))
    .option('--to <variable>', say('也发给这个变量里的测试机器人', 'also sends it to the test robot in this variable'))
    .action((options) => perform(async (app) => (await import('./preview.ts')).preview(app, options)));

  command(
    program,
    'run',
    '收集、编辑、发送该发的一期；没发完的接着发，发过的不再发',
    'Collects, composes and delivers the edition due; resumes it, never repeats it',
  )
    .addOption(digest())
    .addOption(at())
    .option('--force', say('这一期发过了也再发一期，只含没讲过的', 'a further edition from what is untold'))
    .action((options) => perform(async (app) => (await import('./run.ts')).run(app, options)));

  command(program, 'deliver', '只把等着的消息发完', 'Only sends what waits').action(() =>
    perform(async (app) => (await import('./deliver.ts')).deliver(app)),
  );

  command(program, 'collect', '只收集一次', 'Only one collection').action(() =>
    perform(async (app) => (await import('./collect.ts')).collect(app)),
  );

  command(
    program,
    'setup',
    '问几个问题，写好 .env 和你自己的源文件',
    'Asks a few questions, writes .env and a feeds file of your own',
  ).action(() => perform(async (app) => (await import('./setup.ts')).setup(app)));

  command(
    program,
    'status',
    '源的健康、上一期和下一期、等着的消息',
    "The feeds' health, the last and next slots, what waits",
  )
    .addOption(json())
    .option('--healthy', say('只给退出码，供容器健康检查', 'only the exit code, for a container’s health check'))
    .action((options) => perform(async (app) => (await import('./status.ts')).status(app, options)));

  const digests = command(program, 'digests', '发过的日报', 'What was sent');
  command(digests, 'list', '列出最近的', 'Lists the latest')
    .addOption(digest())
    .addOption(json())
    .action((options) => perform(async (app) => (await import('./digests.ts')).listDigests(app, options)));
  command(digests, 'show <slot>', '看某一期，例如 2026-02-01T09:00', 'Shows one, such as 2026-02-01T09:00')
    .addOption(digest())
    .addOption(json())
    .action((slot, options) => perform(async (app) => (await import('./digests.ts')).showDigest(app, slot, options)));
  command(digests, 'resend <slot>', '把某一期原样再发一遍', 'Sends one again as it was')
    .addOption(digest())
    .action((slot, options) => perform(async (app) => (await import('./digests.ts')).resendDigest(app, slot, options)));

  command(
    program,
    'explain <words...>',
    '含这些字的新闻后来怎样了，下一期会怎样',
    'What became of items with these words, and what will',
  )
    .addOption(digest())
    .action((words, options) => perform(async (app) => (await import('./explain.ts')).explain(app, words, options)));

  addFeeds(program, command, perform, json, say);
  addSend(program, command, perform, say);

  command(
    program,
    'check',
    '检查配置和模板：错在哪个文件哪一行，怎么改',
    'Checks configuration and templates: file, line, what to do',
  )
    .option(
      '--online',
      say('还检查源和机器人能不能连上；不往群里发消息', 'also feeds and the robot’s key, without posting anything'),
    )
    .action((options) => perform(async (app) => (await import('./check.ts')).check(app, options)));

  command(
    program,
    'demo',
    '用示例源和假机器人走一遍全程；不联网，不用配置',
    'The whole job on sample feeds and a stand-in robot: no network, no configuration',
  )
    .addOption(
      new Option(
        '--lang <language>',
        say('用哪种语言（默认随终端）', "its language (the terminal's by default)"),
      ).choices(['zh-CN', 'en']),
    )
    .action((options) => perform(async (app) => (await import('./demo.ts')).demo(app, options)));

  return program;
}

type Say = (zh: string, en: string) => string;
type MakeCommand = (parent: Command, usage: string, zh: string, en: string) => Command;
type Perform = (action: Action) => Promise<void>;

function addFeeds(program: Command, command: MakeCommand, perform: Perform, json: () => Option, say: Say): void {
  const feeds = command(program, 'feeds', '管理源', 'The feeds');
  command(feeds, 'list', '列出所有源', 'Lists them')
    .addOption(json())
    .option('--hosts', say('只列域名，给网管放行', 'only the host names, for a firewall'))
    .action((options) => perform(async (app) => (await import('./feeds.ts')).listFeeds(app, options)));
  command(
    feeds,
    'inspect <source...>',
    '看看一个源我们读成什么样：网址、文件或名字',
    'What we make of a feed: a URL, a file, or a name',
  )
    .addOption(json())
    .action((sources, options) =>
      perform(async (app) => (await import('./feeds.ts')).inspectFeeds(app, sources, options)),
    );
  command(
    feeds,
    'add <source>',
    '加一个源：网址，或内置目录里的名字',
    'Adds a feed: a URL, or a name from the catalogue',
  ).action((source) => perform(async (app) => (await import('./feeds-edit.ts')).addFeedTo(app, source)));
  command(feeds, 'enable <name>', '启用', 'Enables one').action((name) =>
    perform(async (app) => (await import('./feeds-edit.ts')).enableFeed(app, name)),
  );
  command(feeds, 'disable [name]', '停用', 'Disables one')
    .option('--unreachable', say('停用所有连不上的', 'all that cannot be reached'))
    .action((name, options) =>
      perform(async (app) => (await import('./feeds-edit.ts')).disableFeeds(app, name, options)),
    );
  command(feeds, 'import <opml>', '从 OPML 文件导入', 'Imports an OPML file').action((file) =>
    perform(async (app) => (await import('./feeds-opml.ts')).importOpml(app, file)),
  );
  command(feeds, 'export', '导出为 OPML', 'Exports as OPML').action(() =>
    perform(async (app) => (await import('./feeds-opml.ts')).exportOpml(app)),
  );
}

function addSend(program: Command, command: MakeCommand, perform: Perform, say: Say): void {
  const send = command(
    program,
    'send',
    '手动发一条消息（同样排队、同样限速）',
    'One message by hand, through the same queue and limits',
  );
  const to = () =>
    new Option('--to <variable>', say('机器人地址所在的变量', 'variable that holds the robot’s address')).default(
      'WECOM_WEBHOOK_URL',
    );
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  command(send, 'text <content>', '纯文字；- 表示从标准输入读', 'Plain text; - reads it from stdin')
    .addOption(to())
    .addOption(
      new Option(
        '--mention <userid>',
        say('点名，可多次；@all 是所有人', 'calls somebody by userid; repeatable; @all'),
      ).argParser(collect),
    )
    .addOption(
      new Option(
        '--mention-mobile <number>',
        say('按手机号点名，可多次', 'calls somebody by mobile number; repeatable'),
      ).argParser(collect),
    )
    .action((content, options) => perform(async (app) => (await import('./send.ts')).sendText(app, content, options)));
  for (const type of ['markdown', 'markdown_v2'] as const) {
    command(send, `${type} <content>`, `${type}；- 表示从标准输入读`, `${type}; - reads it from stdin`)
      .addOption(to())
      .action((content, options) =>
        perform(async (app) => (await import('./send.ts')).sendMarkdown(app, type, content, options)),
      );
  }
  command(send, 'image <file>', 'PNG 或 JPG，不超过 2 MB', 'PNG or JPG, at most 2 MB')
    .addOption(to())
    .action((file, options) => perform(async (app) => (await import('./send.ts')).sendImage(app, file, options)));
  command(send, 'news', '一张图文卡片', 'One card')
    .requiredOption('--title <title>', say('标题', 'title'))
    .requiredOption('--url <url>', say('点开的地址', 'its address'))
    .option('--description <text>', say('说明', 'description'))
    .option('--picture <url>', say('图片地址', 'address of a picture'))
    .addOption(to())
    .action((options) => perform(async (app) => (await import('./send.ts')).sendNews(app, options)));
}

function localise(command: Command, say: Say): Command {
  return command
    .configureOutput({ outputError: (text, write) => write(say(chineseError(text), text)) })
    .helpOption('-h, --help', say('显示用法', 'shows this'))
    .helpCommand(false)
    .configureHelp({
      styleTitle: (title) => (say('zh', 'en') === 'en' ? title : (chineseTitles[title] ?? title)),
    });
}

/** commander's own complaints, in Chinese. What is not known here stays as it is. */
function chineseError(text: string): string {
  return text
    .replace(/^error: unknown command '(.+)'/, '没有 $1 这个命令')
    .replace(/^error: unknown option '(.+)'/, '没有 $1 这个选项')
    .replace(/^error: missing required argument '(.+)'/, '缺少参数 $1')
    .replace(/^error: required option '(.+)' not specified/, '缺少选项 $1')
    .replace(/^error: option '(.+)' argument missing/, '选项 $1 后面要写值')
    .replace(/^error: too many arguments.*/, '参数太多了')
    .replace(/\(Did you mean (.+)\?\)/, '（是不是 $1？）');
}

const chineseTitles: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
};
