/** What the pages say while the database fails. Everybody can read it, so it names neither its host nor its folder. */
import { dayAndTime } from '../ground/day-and-time.ts';
import { sayIn } from '../ground/say.ts';
import type { Language } from '../model.ts';
import { troubleOf } from '../operator/own-failures.ts';
import { databaseTexts } from '../operator/texts/program-alerts.ts';
import { StoreError } from '../store/store-error.ts';
import type { Sentence } from './sentence.ts';

export interface DatabaseWatchOptions {
  now(): Date;
  language(): Language;
  /** The zone of the times that are shown. */
  timezone(): string;
}

export function createDatabaseWatch({ now, language, timezone }: DatabaseWatchOptions) {
  /** The first failure since the database worked. */
  let since: Date | undefined;
  return {
    /** To be called when a request has used the database. */
    worked(): void {
      since = undefined;
    },
    /** What is wrong, since when, what the program does meanwhile, and what to do. undefined: not the database's fault. */
    explain(error: unknown): Omit<Sentence, 'language'> | undefined {
      if (!(error instanceof StoreError)) return undefined;
      since ??= now();
      const { name, cause, effect, action } = databaseTexts[troubleOf(error)];
      const say = sayIn(language());
      const when = dayAndTime(since, timezone(), language());
      return {
        status: 503,
        text: name[language()],
        more: [
          say(`${cause['zh-CN']}至少从 ${when} 起就是这样。`, `${cause.en} It has been so since ${when}, or longer.`),
          say(`影响：${effect['zh-CN']}`, `Effect: ${effect.en}`),
          say(`处理：${action['zh-CN']}`, `To do: ${action.en}`),
          say('原因写在程序的日志里。', 'The log of the program says why.'),
        ],
      };
    },
  };
}
