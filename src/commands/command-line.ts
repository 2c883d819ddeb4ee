import { Command, CommanderError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { CommandError, type ExitCode, exitCode, refusal } from '../ground/command-error.ts';
import { digestCommand } from '../ground/command-name.ts';
import { nearest } from '../ground/nearest.ts';
import { phrase } from '../ground/phrase.ts';
import { type Say, sayIn } from '../ground/say.ts';
import type { Language, Phrase } from '../model.ts';
import type { StoreErrorCode } from '../store/store-error.ts';
import type { App } from './app.ts';
import { type CommandRow, commandTable, type OptionRow } from './command-table.ts';

/**
 * Parses the command line and runs the command, in the language of the program.
 * @returns the exit code: see `exitCode`
 */
export async function runCommandLine(argv: readonly string[], app: App): Promise<ExitCode> {
  let code: ExitCode = exitCode.ok;
  const program = buildProgram(app, (ended) => {
    code = ended;
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
    return settingFaults.has(remedied.code) ? exitCode.usage : exitCode.failed;
  }
}

/** Some errors, such as that of a store that cannot be opened, say what is wrong and what to do. */
interface Remedied {
  readonly what: Phrase;
  readonly remedy: Phrase;
  readonly code?: unknown;
}

/** Codes of a StoreError that a wrong DATA_DIR or DATABASE_URL causes: `check` reports them as configuration, too. */
const settingFaults: ReadonlySet<unknown> = new Set<StoreErrorCode>(['not-a-folder', 'unwritable', 'server-refused']);

function phrasesOf(error: unknown): Remedied | undefined {
  if (!(error instanceof Error) || !('what' in error) || !('remedy' in error)) return undefined;
  return error as Error & Remedied;
}

function buildProgram(app: App, onEnd: (code: ExitCode) => void): Command {
  const say = sayIn(app.language);
  const program = new LocalizedCommand('digest', app.language)
    .description(
      say(
        '读 AI 新闻源，整理成一份排好序的日报，发到企业微信群机器人。',
        'Reads AI news feeds, composes one ranked daily digest, and delivers it to a WeCom group robot.',
      ),
    )
    .version(packageJson.version, '-V, --version', say('显示版本', 'shows the version'))
    .configureOutput({
      writeOut: (text) => app.terminal.print(text.trimEnd()),
      writeErr: (text) => app.terminal.note(text.trimEnd()),
    })
    .exitOverride()
    .showSuggestionAfterError(false)
    .showHelpAfterError(say('（加 --help 看用法）', '(add --help for usage)'))
    .addHelpText(
      'after',
      say(
        '\n退出码：0 完成，1 失败，2 用法或配置有误，3 还有消息在等，130 和 143 被 Ctrl-C 或 SIGTERM 停下',
        '\nExit codes: 0 done, 1 failed, 2 usage or configuration error, 3 messages are waiting, 130 and 143 stopped by Ctrl-C or SIGTERM',
      ),
    );
  addCommands(program, commandTable, app, onEnd);
  return program;
}

function addCommands(parent: Command, rows: readonly CommandRow[], app: App, onEnd: (code: ExitCode) => void): void {
  const say = sayIn(app.language);
  for (const { usage, does, options = [], run, commands = [] } of rows) {
    const command = parent.command(usage).description(does[app.language]);
    for (const row of options) command.addOption(optionOf(row, app.language, say));
    // commander passes the command itself as the last argument.
    if (run) command.action(async (...given) => onEnd(await run(app, ...given.slice(0, -1))));
    addCommands(command, commands, app, onEnd);
  }
}

function optionOf(
  { flags, does, default: value, isRequired, isList, choices }: OptionRow,
  language: Language,
  say: Say,
): Option {
  const option = new Option(flags, does[language]);
  if (value !== undefined)
    option.default(value, undefined).description += say(`（默认 ${value}）`, ` (default ${value})`);
  if (isRequired) option.makeOptionMandatory();
  if (choices) option.choices(choices);
  if (isList) option.argParser((given: string, before: readonly string[] = []) => [...before, given]);
  return option;
}

/** commander in the language of the program: help by its settings, error messages by their codes. */
class LocalizedCommand extends Command {
  readonly language: Language;

  constructor(name: string | undefined, language: Language) {
    super(name);
    this.language = language;
    this.helpOption('-h, --help', sayIn(language)('显示用法', 'shows this help'))
      .helpCommand(false)
      .configureHelp({
        styleTitle: (title) => (language === 'en' ? title : (chineseTitles[title] ?? title)),
        optionDescription: ({ description }) => description,
      });
  }

  override createCommand(name?: string): LocalizedCommand {
    return new LocalizedCommand(name, this.language);
  }

  override error(message: string, options?: { readonly exitCode?: number; readonly code?: string }): never {
    // commander quotes the name at fault.
    const name = message.split("'")[1] ?? '';
    const localized = errorMessages[options?.code ?? '']?.(name, this)[this.language];
    return super.error(localized ?? message, options);
  }
}

const errorMessages: Readonly<Record<string, (name: string, command: Command) => Phrase>> = {
  'commander.unknownCommand': (name, { commands }) =>
    suggesting(
      phrase(`没有 ${name} 这个命令`, `unknown command ${name}`),
      name,
      commands.map((command) => command.name()),
    ),
  'commander.unknownOption': (name, { options }) =>
    suggesting(
      phrase(`没有 ${name} 这个选项`, `unknown option ${name}`),
      name,
      options.map(({ long }) => long ?? ''),
    ),
  'commander.missingArgument': (name, command) =>
    phrase(`缺少参数 ${name}：写成 ${callOf(command)}`, `missing argument ${name}. Usage: ${callOf(command)}`),
  'commander.missingMandatoryOptionValue': (name) => phrase(`缺少选项 ${name}`, `missing option ${name}`),
  'commander.optionMissingArgument': (name) => phrase(`选项 ${name} 后面要写值`, `option ${name} needs a value`),
  'commander.invalidArgument': (name, { options }) => {
    const choices = options.find(({ flags }) => flags === name)?.argChoices ?? [];
    return suggestingOneOf(phrase(`选项 ${name} 的值不对`, `invalid value of option ${name}`), choices);
  },
  'commander.excessArguments': () => phrase('参数太多了', 'too many arguments'),
};

/** A command with its path and its arguments. */
function callOf(command: Command): string {
  const path = command.parent?.parent ? [command.parent.name(), command.name()] : [command.name()];
  const takes = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  return [digestCommand, ...path, ...takes].join(' ');
}

function suggestingOneOf(message: Phrase, choices: readonly string[]): Phrase {
  if (choices.length === 0) return message;
  return phrase(
    `${message['zh-CN']}，应是 ${choices.join('、')} 之一`,
    `${message.en}: expected ${choices.join(' or ')}`,
  );
}

/** Adds the known name that is most similar to the typed one. */
function suggesting(message: Phrase, typed: string, known: readonly string[]): Phrase {
  const likely = nearest(typed, known);
  if (likely === undefined) return message;
  return phrase(`${message['zh-CN']}（是不是 ${likely}？）`, `${message.en} (did you mean ${likely}?)`);
}

const chineseTitles: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
};
