/** Questions in the terminal. They write nothing themselves. */
import { CommandError, exitCode } from '../ground/command-error.ts';
import { sayIn } from '../ground/say.ts';
import type { App } from './app.ts';

/** Whether the answer is yes. Enter and the end of stdin mean no; another answer is asked again. */
export async function askYesNo(app: App, question: string): Promise<boolean> {
  for (;;) {
    const answer = await askOptional(app, question);
    if (/^(y|yes|是|是的|对|好|要|发)$/i.test(answer)) return true;
    if (/^(|n|no|否|不|不是|不要|不发|不用)$/i.test(answer)) return false;
    app.terminal.note(sayIn(app.language)('写 y 或 n；直接回车就是 n。', 'Write y or n; Enter means n.'));
  }
}

/** The answer; empty at the end of stdin. @throws CommandError on Ctrl-C */
export async function askOptional(app: App, question: string): Promise<string> {
  return (await answerTo(question, app)) ?? '';
}

/** The answer. @throws CommandError when stdin ends or on Ctrl-C */
export async function askOrEnd(app: App, question: string): Promise<string> {
  const answer = await answerTo(question, app);
  if (answer !== undefined) return answer;
  throw new CommandError({
    'zh-CN': '\n输入到头了，什么也没有写。请在终端里运行。',
    en: '\nThe input ended, so nothing was written. Run it in a terminal.',
  });
}

/** undefined when stdin ends. @throws CommandError on Ctrl-C */
async function answerTo(question: string, { terminal, signal }: App): Promise<string | undefined> {
  const answer = await terminal.ask(question, signal);
  if (!signal.aborted) return answer;
  throw new CommandError(
    { 'zh-CN': '\n停下来了，什么也没有写。', en: '\nStopped; nothing was written.' },
    signal.reason === 'SIGTERM' ? exitCode.terminated : exitCode.interrupted,
  );
}
