/** `.env`, feeds.yaml, its neighbours and the templates → one trusted Config, or all problems at once. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { signingSecretOf } from '../ground/room-kinds.ts';
import type { Aliases, EmbeddingScale, Language, Problem, Templates, Topics } from '../model.ts';
import { withoutUnsetBridges } from './bridges.ts';
import { readEmbeddingScale } from './embedding-scales.ts';
import { envSlips } from './env-slips.ts';
import {
  createSecretReader,
  environmentLanguage,
  knownSecrets,
  parseEnvironment,
  programDir,
  readVariables,
  robotVariable,
  type VariableReader,
  type VariableSource,
} from './environment.ts';
import { defaultDigestId } from './feeds-schema.ts';
import type { GroupTexts } from './group-files.ts';
import { loadKnowledge } from './knowledge.ts';
import type { Fault } from './problem.ts';
import { publishProblems } from './publish-folder.ts';
import { type FeedsSettings, type ReadFeeds, readFeeds, type Senders } from './read-feeds.ts';
import { secretFault } from './secrets.ts';
import { readTemplates } from './template-files.ts';
import { warningsAbout } from './warnings.ts';
import { checkOptionalAddresses, checkWebhooks } from './webhooks.ts';
import { findWeights, readWeights, type WeightsFile } from './weights-file.ts';

export interface Config extends Omit<FeedsSettings, 'digestFiles'>, VariableReader {
  /** The language of the program: that of the first digest. */
  readonly language: Language;
  /** The file of each digest: absolute paths, in the order of `digests`. @default all are in the feeds file */
  readonly digestFiles?: readonly string[];
  /** Absolute path of the folder for static pages; undefined: nothing is published. */
  readonly publish: string | undefined;
  readonly templates: Templates;
  readonly topics: Topics;
  readonly aliases: Aliases;
  /** May be missing or broken, which `warnings` reports. */
  readonly weightsFile: WeightsFile;
  /** undefined: there is no embedding model, or it is not calibrated, and there is a warning. */
  readonly embeddingScale?: EmbeddingScale | undefined;
}

export type LoadedConfig =
  | {
      readonly ok: true;
      readonly config: Config;
      /** It reads judge.json as well, so ask only when they are shown. */
      warnings(): readonly Problem[];
      /** The group files as they are in force. @default none */
      readonly groups?: GroupTexts;
      /** What is wrong with group files whose last good version is in force in their place. @default nothing */
      readonly left?: readonly Problem[];
    }
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      readonly language: Language;
      /** What else `check` reports. @default nothing */
      readonly others?: { readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] };
    };

/**
 * Reads every file anew, so a later call sees later edits; knowledge and templates whose text is the same as before stay
 * the same objects. `process.env` is not changed.
 * Whether the webhooks are set is another question (`checkWebhooks`): a preview needs none.
 * @param lastGroups group files in force, which stand in for broken ones. @default every problem refuses all
 */
export function loadConfig(source: VariableSource, lastGroups?: GroupTexts): LoadedConfig {
  const { cwd } = source;
  const secret = createSecretReader(source);
  const problemOf = (variable: string, fault: Fault) => readVariables(source).problem(variable, fault);
  const { environment, problems: environmentProblems } = parseEnvironment(source);
  const isSet = (name: string) => secret(name) !== undefined;
  const feeds = readFeeds({ path: environment.feedsFile, cwd, isSet, lastGroups });
  const templates = readTemplates({ templatesDir: environment.templatesDir, cwd });
  const feedsDir = knowledgeDir(environment.feedsFile);
  const knowledge = loadKnowledge({ feedsDir });
  const problems = [
    ...environmentProblems,
    ...secretProblems(source, feeds.ok ? variablesOf(feeds.settings) : []),
    ...(feeds.ok ? publishProblems(feeds, environment, cwd) : feeds.problems),
    ...knowledge.problems,
    ...templates.problems,
  ];
  if (!feeds.ok || problems.length > 0) {
    const language = feeds.ok ? languageOf(feeds.settings) : (feeds.language ?? environmentLanguage(source));
    return { ok: false, problems, language, others: otherProblems(source, { feeds, environment, secret, problemOf }) };
  }

  const embedding = readEmbeddingScale(environment.llm?.embeddingModel, dirname(environment.feedsFile));
  const config: Config = {
    language: languageOf(feeds.settings),
    environment,
    secret,
    problemOf,
    ...feeds.settings,
    feeds: withoutUnsetBridges(feeds.settings.feeds, environment),
    digestFiles: feeds.settings.digestFiles.map((file) => resolve(cwd, file)),
    publish: feeds.settings.publish === undefined ? undefined : resolve(cwd, feeds.settings.publish),
    templates: templates.templates,
    topics: knowledge.topics,
    aliases: knowledge.aliases,
    weightsFile: findWeights(feedsDir),
    embeddingScale: embedding.scale,
  };
  const warnings = () => {
    const lacking = [
      readWeights(config.weightsFile).weightsProblem,
      embedding.fault && problemOf('LLM_EMBEDDING_MODEL', embedding.fault),
    ].filter((problem) => problem !== undefined);
    return [...lacking, ...envSlips(source, variablesOf(config)), ...warningsAbout(config, feeds.file)];
  };
  const { groups, left } = feeds;
  return { ok: true, config, warnings, groups, left };
}

function languageOf({ digests }: FeedsSettings): Language {
  return digests[0]?.language ?? 'zh-CN';
}

/** Problems of addresses and slips in `.env`, which do not depend on what is wrong elsewhere. */
function otherProblems(
  source: VariableSource,
  { feeds, ...config }: VariableReader & { readonly feeds: ReadFeeds },
): { readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] } {
  const senders = feeds.ok ? feeds.settings : (feeds.senders ?? sendersWithoutFile(config));
  const names = [...senders.digests, ...senders.reminders].flatMap(({ webhooks }) => webhooks);
  return {
    problems: [...checkWebhooks({ ...senders, ...config }), ...checkOptionalAddresses(config)],
    warnings: envSlips(source, feeds.ok ? variablesOf(feeds.settings) : names),
  };
}

/** When feeds.yaml cannot be read, only an address that is set can be wrong. */
function sendersWithoutFile({ secret }: Pick<Config, 'secret'>): Senders {
  const webhooks = [robotVariable].filter((name) => secret(name) !== undefined);
  return { digests: [{ id: defaultDigestId, webhooks }], reminders: [] };
}

/** The file that contains a digest: the feeds file, or a group file that it includes. */
export function fileOfDigest({ digests, digestFiles, environment }: Config, id: string): string {
  return digestFiles?.[digests.findIndex((digest) => digest.id === id)] ?? environment.feedsFile;
}

/** The folder of the user's feeds file if it contains topics.yaml, otherwise the program's own. */
function knowledgeDir(feedsFile: string): string {
  const own = dirname(feedsFile);
  return existsSync(join(own, 'topics.yaml')) ? own : join(programDir, 'feeds');
}

/** Names of the variables that feeds.yaml uses. */
function variablesOf({ digests, reminders, feeds }: FeedsSettings | Config): readonly string[] {
  const rooms = [...digests, ...reminders].flatMap(({ webhooks }) => webhooks);
  return [...rooms, ...feeds.flatMap(({ headers }) => Object.values(headers))];
}

function secretProblems(source: VariableSource, names: readonly string[]): readonly Problem[] {
  const { variables, problem } = readVariables(source);
  return [...new Set([...knownSecrets, ...names, ...names.map(signingSecretOf)])].flatMap((name) => {
    const fault = secretFault(name, variables, source.cwd);
    return fault ? [problem(`${name}_FILE`, fault)] : [];
  });
}
