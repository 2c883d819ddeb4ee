const mainFileFlag = '--main-file=';

/** The command that starts this program in its environment, for texts that say what to run next. */
export const digestCommand = commandName(mainFileOf(process.argv), process.platform);

/** Passes the program's main file to a child process: its failures of feeds say what to run next, and are stored. */
export function mainFileArgument(): string {
  return mainFileFlag + mainFileOf(process.argv);
}

/** The file that was started, also in a child process. */
function mainFileOf([, started = '', argument = '']: readonly string[]): string {
  return argument.startsWith(mainFileFlag) ? argument.slice(mainFileFlag.length) : started;
}

/**
 * Derived from the main file: `./digest` in a clone, `npx ai-news-digest` from a package that npx fetched or a project
 * installed, `digest` from a global package and in the image.
 */
export function commandName(mainFile: string, platform: NodeJS.Platform): string {
  const file = mainFile.replaceAll('\\', '/');
  if (/\/_npx\/|\/\.bin\//.test(file)) return 'npx ai-news-digest';
  if (/\/dist\/main\.js$|\/(?:ai-news-)?digest$/.test(file)) return 'digest';
  return platform === 'win32' ? '.\\digest' : './digest';
}
