/**
 * The variables of the environment and of `.env`; the environment has priority. This is the only reader of `process.env`.
 * Secrets are not fields here: `secrets.ts` reads them at every use.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse as parseDotenv } from 'dotenv';
import { phrase } from '../ground/phrase.ts';
import type { Language, Phrase, Problem } from '../model.ts';
import { quoteAtStart } from './address.ts';
import {
  defaultRate,
  type MessageRate,
  oneOf,
  parseBridge,
  parseCount,
  parseList,
  parsePageUrl,
  parsePort,
  parsePrivateHosts,
  parseProviderAddress,
  parseProxy,
  parseRate,
  parseSwitch,
} from './env-values.ts';
import { about, accept, byPlace, type Fault, type Parsed, problemWithoutPlace } from './problem.ts';
import { parseDuration } from './scalars.ts';
import { readSecret, type Variables } from './secrets.ts';
import { noFile, readTextFile, stampOf } from './text-file.ts';

/** All variables that are not secrets, parsed. Paths are absolute. */
export interface Environment {
  readonly feedsFile: string;
  readonly templatesDir: string;
  readonly dataDir: string;
  /** SQLite in DATA_DIR, or PostgreSQL at DATABASE_URL. */
  readonly database: 'sqlite' | 'postgres';
  readonly wecomRate: MessageRate;
  /** How long a robot's key pauses after errcode 45009. */
  readonly wecomCooldownMs: number;
  readonly wecomTimeoutMs: number;
  /** Userids, mobile numbers, or `@all`. */
  readonly alertMention: readonly string[];
  readonly httpHost: string;
  /** 0: no server. */
  readonly httpPort: number;
  /** The address at which people open the pages, for links in messages; without a final slash. */
  readonly pageUrl: string;
  /** Editions, search and feeds can be read without the token. */
  readonly publicPages: boolean;
  readonly proxies: {
    /** Proxy for https addresses. It may contain a password, so it is never shown. */
    readonly https: string | undefined;
    /** Proxy for http addresses; may contain a password too. */
    readonly http: string | undefined;
    /** Hosts without proxy, from NO_PROXY; `*` means all. */
    readonly no: readonly string[];
  };
  /** Private host names, addresses, or ranges like `10.0.0.0/8` that feeds may lead to. */
  readonly privateHosts: readonly string[];
  /** Addresses of the user's RSSHub and wewe-rss, by the scheme of their feeds. */
  readonly bridgeUrls: { readonly 'rsshub:': string | undefined; readonly 'wewe:': string | undefined };
  /** The language model; undefined when LLM_BASE_URL is not set. */
  readonly llm:
    | {
        readonly baseUrl: string;
        readonly model: string;
        readonly dailyTokens: number;
        /** Embedding model of the same provider. */
        readonly embeddingModel: string | undefined;
        /** Used when the first model fails. */
        readonly fallback: { readonly baseUrl: string; readonly model: string } | undefined;
      }
    | undefined;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  readonly logFormat: 'json' | 'pretty' | 'words';
}

/** What is known of the variables: the settings, the secrets, and where each is set. */
export interface VariableReader {
  readonly environment: Environment;
  /**
   * The value of a secret (a robot's address, a header, a token), read at every use from NAME or from the file NAME_FILE
   * and trimmed. Undefined when it is not set.
   */
  secret(name: string): string | undefined;
  /** The problem of a variable, with the place where it is set now: a line of `.env`, the environment, or its file. */
  problemOf(variable: string, fault: Fault): Problem;
}

/** The variable with the address of the robot of a digest that names none. */
export const robotVariable = 'WECOM_WEBHOOK_URL';

/** The variable with the address of the operator's robot. */
export const alertVariable = 'ALERT_WEBHOOK_URL';

/** The variable with the address of PostgreSQL, a secret because it contains a password. Not set: SQLite in DATA_DIR. */
export const databaseVariable = 'DATABASE_URL';

/** Secrets with fixed names; feeds.yaml may name more. */
export const knownSecrets = [
  robotVariable,
  'WECOM_TEST_WEBHOOK_URL',
  alertVariable,
  'PING_URL',
  'HTTP_TOKEN',
  'LLM_API_KEY',
  'LLM_FALLBACK_API_KEY',
  databaseVariable,
] as const;

/** Variables that are not secrets. */
export const knownSettings = [
  'FEEDS_FILE',
  'TEMPLATES_DIR',
  'DATA_DIR',
  'WECOM_RATE',
  'WECOM_COOLDOWN',
  'WECOM_TIMEOUT',
  'ALERT_MENTION',
  'HTTP_HOST',
  'HTTP_PORT',
  'PAGE_URL',
  'PUBLIC_PAGES',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'PRIVATE_HOSTS',
  'RSSHUB_URL',
  'WEWE_RSS_URL',
  'LLM_BASE_URL',
  'LLM_MODEL',
  'LLM_FALLBACK_BASE_URL',
  'LLM_FALLBACK_MODEL',
  'LLM_EMBEDDING_MODEL',
  'LLM_DAILY_TOKENS',
  'LOG_LEVEL',
  'LOG_FORMAT',
] as const;

/** The folder of the program, with its `templates/` and `feeds/`. */
export const programDir = folderWith('templates', import.meta.dirname);

/** The nearest folder, from `folder` upwards, that contains `name`. It differs between src/ and the bundle. */
function folderWith(name: string, folder: string): string {
  return existsSync(join(folder, name)) || dirname(folder) === folder ? folder : folderWith(name, dirname(folder));
}

export interface VariableSource {
  readonly cwd: string;
  /** @default process.env */
  readonly env?: Variables | undefined;
}

/**
 * The current variables, where the environment overrides `.env`, and a function for the problem of one of them: it names
 * the line of `.env`, the environment, or the file of NAME_FILE.
 */
export function readVariables({ cwd, env = process.env }: VariableSource): {
  readonly variables: Variables;
  readonly dotenv: Variables;
  /** The text of `.env`. */
  readonly text: string;
  problem(name: string, fault: Fault): Problem;
} {
  const text = readDotenv(cwd).text;
  const dotenv = parseDotenv(text);
  const real = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const variables: Variables = { ...dotenv, ...real };
  const problem = (variable: string, fault: Fault): Problem => {
    const name = spellingOf(variable, variables);
    if (name in real) return problemWithoutPlace('environment', { ...fault, remedy: inEnvironment(fault.remedy) });
    const file = variables[name]?.trim() ? undefined : variables[`${name}_FILE`]?.trim();
    if (file) return problemWithoutPlace(file, fault);
    const line = lineOf(name, text);
    return { file: '.env', line, column: line && 1, what: fault.what, remedy: fault.remedy };
  };
  return { variables, dotenv, text, problem };
}

function inEnvironment(remedy: Phrase): Phrase {
  return phrase(
    `在设环境变量的地方改（compose.yaml、systemd 等），再重启：${remedy['zh-CN']}`,
    `change it where the environment is set (compose.yaml, systemd …), then restart: ${remedy.en}`,
  );
}

/**
 * Reads secrets at the moment of their use, as `readSecret` does. `.env` is parsed again when its file has changed: a
 * thousand robots ask for their addresses at each look into the outbox. After `.env` was deleted, its last text counts:
 * the alert about that needs an address.
 */
export function createSecretReader({ cwd, env = process.env }: VariableSource): (name: string) => string | undefined {
  const stampNow = () => stampOf(join(cwd, '.env'));
  const read = (stamp: string) => ({ stamp, dotenv: parseDotenv(readDotenv(cwd).text) });
  let known = read(stampNow());
  const dotenvNow = (): Variables => {
    const stamp = stampNow();
    if (stamp !== known.stamp && stamp !== noFile) known = read(stamp);
    return known.dotenv;
  };
  const variable = (name: string) => (env[name]?.trim() ? env[name] : dotenvNow()[name]);
  return (name) => {
    const file = `${name}_FILE`;
    return readSecret(name, { [name]: variable(name), [file]: variable(file) }, cwd);
  };
}

/** A missing `.env` is fine (containers); an unreadable one is a problem and counts as empty. */
function readDotenv(cwd: string): { readonly text: string; readonly problems: readonly Problem[] } {
  const read = readTextFile(join(cwd, '.env'));
  return read.ok
    ? { text: read.value ?? '', problems: [] }
    : { text: '', problems: [problemWithoutPlace('.env', read)] };
}

function lineOf(name: string, text: string): number | undefined {
  const index = text
    .split(/\r?\n/)
    .findLastIndex((line) => new RegExp(`^\\s*(?:export\\s+)?${name}\\s*[=:]`).test(line));
  return index === -1 ? undefined : index + 1;
}

/** What is wrong with a language model typed in a form; an empty address means none. */
export function modelFault(
  { address, name }: { readonly address: string; readonly name: string },
  privateHosts: readonly string[],
): Fault | undefined {
  const parsed = parseProviderAddress(address, privateHosts);
  if (!parsed.ok)
    return {
      what: about(phrase('语言模型的地址', 'The address of the language model'), parsed.what),
      remedy: parsed.remedy,
    };
  return address !== '' && name === '' ? unnamedModel : undefined;
}

const unnamedModel: Fault = {
  what: phrase('还没有填模型名', 'The name of the model is missing'),
  remedy: phrase(
    '写上那一家的一个模型，名字见它的文档',
    'enter one of the provider’s models, as its documentation names it',
  ),
};

/** The trusted settings, and all problems. An invalid variable gets its default. */
export function parseEnvironment(source: VariableSource): {
  readonly environment: Environment;
  readonly problems: readonly Problem[];
} {
  const { cwd } = source;
  const { variables, problem } = readVariables(source);
  const problems: Problem[] = [];
  const take = createTake(variables, (name, fault) => problems.push(problem(name, fault)));
  const path = (text: string) => accept(resolve(cwd, text));
  /** The user's file, otherwise the program's file of that name. */
  const ownOrShipped = (text: string) => {
    const [own, shipped] = [resolve(cwd, text), resolve(programDir, text)];
    return accept(!existsSync(own) && existsSync(shipped) ? shipped : own);
  };
  const privateHosts = take('PRIVATE_HOSTS', '', parsePrivateHosts);
  const takeModel = (prefix: 'LLM' | 'LLM_FALLBACK') => {
    const [address, name] = [`${prefix}_BASE_URL`, `${prefix}_MODEL`] as const;
    const baseUrl = take(address, '', (text) => parseProviderAddress(text, privateHosts));
    const model = take(name, '', accept);
    if (baseUrl !== undefined && model === '') problems.push(problem(name, missingModel(name, address)));
    return baseUrl === undefined || model === '' ? undefined : { baseUrl, model };
  };
  const model = takeModel('LLM');
  const fallback = takeModel('LLM_FALLBACK');
  const embeddingModel = take('LLM_EMBEDDING_MODEL', '', (text) => accept(text || undefined));
  const dailyTokens = take('LLM_DAILY_TOKENS', '200000', parseCount);
  const database = readSecret(databaseVariable, variables, cwd);
  if (database !== undefined && !isPostgresAddress(database))
    problems.push(problem(databaseVariable, noPostgresAddress));
  const httpHost = take('HTTP_HOST', '127.0.0.1', accept);
  const httpPort = take('HTTP_PORT', '8080', parsePort);
  const environment: Environment = {
    feedsFile: take('FEEDS_FILE', 'feeds/feeds.yaml', ownOrShipped),
    templatesDir: take('TEMPLATES_DIR', join(programDir, 'templates'), path),
    dataDir: take('DATA_DIR', 'data', path),
    database: database === undefined ? 'sqlite' : 'postgres',
    wecomRate: take('WECOM_RATE', defaultRate, parseRate),
    wecomCooldownMs: take('WECOM_COOLDOWN', '65s', parseDuration),
    wecomTimeoutMs: take('WECOM_TIMEOUT', '15s', parseDuration),
    alertMention: take('ALERT_MENTION', '', parseList),
    httpHost,
    httpPort,
    pageUrl: take('PAGE_URL', '', parsePageUrl) ?? ownAddress(httpHost, httpPort),
    publicPages: take('PUBLIC_PAGES', '0', parseSwitch),
    proxies: {
      https: take('HTTPS_PROXY', '', parseProxy),
      http: take('HTTP_PROXY', '', parseProxy),
      no: take('NO_PROXY', '', parseList),
    },
    privateHosts,
    bridgeUrls: { 'rsshub:': take('RSSHUB_URL', '', parseBridge), 'wewe:': take('WEWE_RSS_URL', '', parseBridge) },
    llm: model && { ...model, embeddingModel, dailyTokens, fallback },
    logLevel: take('LOG_LEVEL', 'info', oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')),
    logFormat: take('LOG_FORMAT', process.stderr.isTTY ? 'words' : 'json', oneOf('json', 'pretty', 'words')),
  };
  return { environment, problems: [...readDotenv(cwd).problems, ...problems.sort(byPlace)] };
}

/** Reads a setting. An invalid one is a problem, and its default is taken instead. */
function createTake(variables: Variables, tell: (name: string, fault: Fault) => void) {
  return <T>(name: (typeof knownSettings)[number], fallback: string, parse: (text: string) => Parsed<T>): T => {
    const text = variables[spellingOf(name, variables)]?.trim() || fallback;
    const parsed = parse(text);
    if (parsed.ok) return parsed.value;
    const { what, remedy } = quoteAtStart(text) ?? parsed;
    tell(name, { what: about(phrase(name, name), what), remedy });
    const usual = parse(fallback);
    if (!usual.ok) throw new Error(`The default of ${name} is invalid.`);
    return usual.value;
  };
}

function ownAddress(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The name under which a variable is set: that of a proxy may be in lower case, as in curl. */
function spellingOf(name: string, variables: Variables): string {
  return name.endsWith('_PROXY') && !variables[name]?.trim() ? name.toLowerCase() : name;
}

function isPostgresAddress(text: string): boolean {
  return /^postgres(?:ql)?:$/.test(URL.parse(text)?.protocol ?? '');
}

/** The value contains a password, so it is not shown. */
const noPostgresAddress: Fault = {
  what: phrase('DATABASE_URL 不是 PostgreSQL 的地址', 'DATABASE_URL is not the address of a PostgreSQL database'),
  remedy: phrase(
    '写成 postgres://用户:密码@主机:5432/库名（密码里的特殊字符用 %xx），或删掉它以使用 SQLite',
    'write postgres://user:password@host:5432/database (with special characters of the password as %xx), or remove it to use SQLite',
  ),
};

function missingModel(name: string, address: string): Fault {
  return {
    what: phrase(`没有设置 ${name}`, `${name} is not set`),
    remedy: phrase(`写上 ${address} 那家的模型名`, `set it to a model of the provider at ${address}`),
  };
}

/** The folder to which paths on the command line are relative. The scripts `digest` and `digest.cmd` change the folder and set it. */
export function callerDir({ cwd, env = process.env }: VariableSource): string {
  return env.DIGEST_CALLER_DIR || cwd;
}

/** The language when feeds.yaml cannot be read: English only if the locale is English. */
export function environmentLanguage({ env = process.env }: VariableSource): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^en\b|^en_/i.test(locale) ? 'en' : 'zh-CN';
}
