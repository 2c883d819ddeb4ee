/** The data and actions of the settings page. */
import type { Config } from '../config/config.ts';
import { alertVariable, modelFault } from '../config/environment.ts';
import { addRoom } from '../config/feeds-file.ts';
import { changeAll } from '../config/problem.ts';
import type { SettingsInForce } from '../config/settings-in-force.ts';
import { typedModel } from '../ground/model-providers.ts';
import { phrase } from '../ground/phrase.ts';
import { roomKindOf, roomName } from '../ground/room-kinds.ts';
import { sayIn } from '../ground/say.ts';
import type { Clock, DigestSettings, Language, ModelProbe, Phrase } from '../model.ts';
import { isUsable, probeLine } from '../show/model-probe.ts';
import { readRoomNames, roomNamePrefix } from '../show/room-names.ts';
import type { Store } from '../store/store.ts';
import type { ConfigFiles } from './config-files.ts';
import { type Done, done, refused } from './done.ts';
import type { Edited } from './feeds-edits.ts';
import { addressFault, robotsOf, roomVariables, type TypedAddress } from './robots.ts';
import {
  boostChange,
  dayNames,
  dropChange,
  type FileChange,
  formatNames,
  holdWords,
  languageNames,
  muteChange,
  type PlannedSettings,
  planSettings,
  pointsWords,
  type SettingChange,
  type SettingsFields,
  shownTime,
} from './settings.ts';

export interface SettingsDeskOptions extends ConfigFiles {
  readonly world: {
    readonly clock: Pick<Clock, 'now'>;
    readonly cwd: string;
    probeModels(config: Config): Promise<readonly ModelProbe[]>;
  };
  readonly store: Store;
  readonly settings: SettingsInForce;
}

export type SettingsDesk = ReturnType<typeof createSettingsDesk>;

/** One of the values of a field. */
export interface Choice {
  readonly value: string;
  readonly words: string;
}

/** The present settings, as shown on the page. */
export interface SettingsView {
  readonly digest: DigestSettings;
  /** All digests, to choose from. */
  readonly digests: readonly Pick<DigestSettings, 'id' | 'title'>[];
  /** Of the form, like the values in `choices`. */
  readonly time: string;
  readonly hold: string;
  readonly choices: Readonly<Record<'days' | 'hold' | 'language' | 'format', readonly Choice[]>>;
  readonly rooms: readonly RoomSetting[];
  readonly words: readonly WordSetting[];
  readonly sections: readonly { readonly id: string; readonly title: string; readonly words: string }[];
  readonly model: { readonly address: string; readonly name: string; readonly hasKey: boolean } | undefined;
  readonly undo: { readonly did: Phrase; readonly at: Date } | undefined;
}

interface RoomSetting {
  readonly webhook: string;
  readonly name: string;
  /** `收日报` */
  readonly use: string;
  /** `企业微信`; undefined when its address is not set. */
  readonly kind: string | undefined;
}

export interface WordSetting {
  readonly word: string;
  readonly kind: 'mute' | 'boost';
  /** With its end, if any. */
  readonly effect: string;
}

interface NewWord {
  readonly word: string;
  readonly kind: 'mute' | 'boost';
  /** undefined: for ever. */
  readonly days: number | undefined;
  readonly points: number;
}

export function createSettingsDesk(options: SettingsDeskOptions) {
  const { world, store, settings, edits, setVariables } = options;
  const digestOf = (id: string | undefined) => {
    const { digests } = settings.now();
    return id === undefined ? digests[0] : digests.find((digest) => digest.id === id);
  };
  const onDigest = async (id: string, edit: (digest: DigestSettings) => Promise<Edited>): Promise<Edited> => {
    const digest = digestOf(id);
    return digest === undefined ? refused(noDigest) : edit(digest);
  };
  const editFile = (digest: DigestSettings, stamp: string, { did, apply }: FileChange) =>
    edits.edit({ digestId: digest.id, stamp, did, change: apply });
  const planOf = async (digest: DigestSettings, fields: SettingsFields) => {
    const heads = await store.editionHeads({ digestId: digest.id, limit: 5 });
    const takenSlots = heads.map(({ slot }) => slot.local);
    return planSettings(settings.now(), digest, { fields, now: world.clock.now(), takenSlots });
  };
  return {
    /** The stamp of the digest's file. @param id undefined: the first digest */
    async stamp(id: string | undefined) {
      return edits.stamp(digestOf(id)?.id);
    },
    /** @returns undefined when there is no such digest */
    async view(id: string | undefined) {
      const digest = digestOf(id);
      return digest && viewOf(settings.now(), digest, options);
    },
    /** @returns undefined when there is no such digest */
    async plan(id: string, fields: SettingsFields): Promise<PlannedSettings | undefined> {
      const digest = digestOf(id);
      return digest && planOf(digest, fields);
    },
    save: (id: string, fields: SettingsFields, stamp: string) =>
      onDigest(id, async (digest) => {
        const planned = await planOf(digest, fields);
        if (!planned.ok) return refused(planned.faults[0] ?? nothing);
        const { changes } = planned;
        if (changes.length === 0) return refused(nothing);
        const did = phrase(changesIn('zh-CN', changes), changesIn('en', changes));
        const apply = (text: string) => changeAll(text, changes, (edited, change) => change.apply(edited));
        return editFile(digest, stamp, { did, apply });
      }),
    word: (id: string, { kind, word, days, points }: NewWord, stamp: string) =>
      onDigest(id, async (digest) => {
        const change =
          kind === 'mute'
            ? muteChange(digest, { word, days, now: world.clock.now() })
            : boostChange(digest, { word, points });
        return change.ok ? editFile(digest, stamp, change.value) : refused(change);
      }),
    dropWord: (id: string, word: Pick<WordSetting, 'word' | 'kind'>, stamp: string) =>
      onDigest(id, (digest) => editFile(digest, stamp, dropChange(digest, word))),
    undo: edits.undo,
    async nameRoom(webhook: string, name: string): Promise<Done> {
      const wanted = name.trim().slice(0, 40);
      if (wanted === '' || !robotsOf(settings.now()).includes(webhook))
        return refused(phrase('没有这个群，或没有写名字', 'This group does not exist, or the name is empty'));
      const before = (await readRoomNames(store, settings.now().language))(webhook);
      await store.saveFact(`${roomNamePrefix}${webhook}`, wanted);
      return done(phrase(`${before}改名“${wanted}”`, `renamed ${before} to "${wanted}"`));
    },
    /** Adds a group to a digest: writes its address, and its variable into the file. */
    addRoom: (id: string, { name, ...typed }: TypedAddress & { readonly name: string }, stamp: string) =>
      onDigest(id, async (digest) => {
        const variable = freeVariable(settings.now());
        const fault = addressFault(typed, settings.now().environment.privateHosts);
        if (fault !== undefined) return refused(fault);
        const variables = roomVariables(variable, typed);
        const notWritten = await setVariables(variables);
        if (notWritten !== undefined) return notWritten;
        const did = phrase(`加了一个群：${name}`, `added a group: ${name}`);
        const apply = (text: string) => addRoom(text, { digest: digest.id, room: variable });
        const edited = await editFile(digest, stamp, { did, apply });
        if (edited.kind === 'done') await store.saveFact(`${roomNamePrefix}${variable}`, name.slice(0, 40));
        else await setVariables(Object.fromEntries(Object.keys(variables).map((each) => [each, ''])));
        return edited;
      }),
    model: (fields: ModelFields) => setModel(options, fields),
    /** Asks the language model in force one question, which takes up to a minute. undefined: there is none. */
    async askModel(): Promise<{ readonly said: Phrase; readonly isBad: boolean } | undefined> {
      const probes = await world.probeModels(settings.now());
      if (probes.length === 0) return undefined;
      const said = (language: Language) => probes.map((probe) => probeLine(probe, sayIn(language), 'form')).join('\n');
      return { said: phrase(said('zh-CN'), said('en')), isBad: !probes.every(isUsable) };
    },
  };
}

type ModelFields = Readonly<Record<'address' | 'name' | 'key', string>>;

/** Sets the language model. An empty key stays unchanged; an empty address removes the model. */
async function setModel(
  { settings, setVariables }: SettingsDeskOptions,
  { key, ...typed }: ModelFields,
): Promise<Done> {
  const { environment, secret } = settings.now();
  const { address, name } = typedModel(typed, environment.llm);
  // The key of one provider is never sent to another one.
  const isSame = URL.parse(address)?.origin === URL.parse(environment.llm?.baseUrl ?? '')?.origin;
  const dropsKey = key === '' && !isSame && secret('LLM_API_KEY') !== undefined;
  const values = {
    LLM_BASE_URL: address,
    LLM_MODEL: name,
    ...(key === '' && !dropsKey ? {} : { LLM_API_KEY: key }),
  };
  const fault = modelFault({ address, name }, environment.privateHosts);
  if (fault !== undefined) return refused(fault);
  const notWritten = await setVariables(values);
  if (notWritten !== undefined) return notWritten;
  await settings.refresh();
  if (address === '') return done(phrase('不再用语言模型', 'removed the language model'));
  if (!dropsKey) return done(phrase(`语言模型：${name}`, `language model: ${name}`));
  return done(
    phrase(
      `语言模型：${name}；换了一家，原来的密钥已经去掉`,
      `language model: ${name}; the key of the former provider was removed`,
    ),
  );
}

const noDigest = phrase('没有这份日报', 'This digest does not exist');
const nothing = phrase('没有改动', 'No changes');

function changesIn(language: Language, changes: readonly SettingChange[]): string {
  const say = sayIn(language);
  return changes
    .map(({ label, from, to, since }) => {
      const change = `${label[language]} ${from[language]} → ${to[language]}`;
      return since === undefined ? change : `${change}${say('，', ', ')}${since[language]}`;
    })
    .join(say('；', '; '));
}

/** The first free name from `ROOM_2_URL` on. */
function freeVariable(config: Config): string {
  for (let number = 2; ; number++) {
    const name = `ROOM_${number}_URL`;
    if (config.secret(name) === undefined && !robotsOf(config).includes(name)) return name;
  }
}

async function viewOf(
  config: Config,
  digest: DigestSettings,
  { store, edits }: SettingsDeskOptions,
): Promise<SettingsView> {
  const { language } = config;
  const [nameOf, undo] = await Promise.all([readRoomNames(store, language), edits.undoable()]);
  const choices = (names: Readonly<Record<string, Phrase>>): readonly Choice[] =>
    Object.entries(names).map(([value, words]) => ({ value, words: words[language] }));
  const { llm } = config.environment;
  const comma = sayIn(language)('、', ', ');
  return {
    digest,
    digests: config.digests,
    time: shownTime(digest.schedule),
    hold: `${digest.holdMs / 60_000}m`,
    choices: {
      days: choices(dayNames),
      hold: ['0m', '30m', '60m'].map((value) => ({ value, words: holdWords(value)[language] })),
      language: choices(languageNames),
      format: choices(formatNames).filter(({ value }) => value !== 'markdown_v2' || digest.format === value),
    },
    rooms: robotsOf(config).flatMap((webhook) => roomSetting(webhook, config, nameOf) ?? []),
    words: wordsOf(digest, config),
    sections: digest.sections
      .filter(({ match }) => match.length > 0)
      .map(({ id, title, match }) => ({
        id,
        title,
        words: match.map(({ text }) => text).join(match.some(({ kind }) => kind === 'regex') ? '\n' : comma),
      })),
    model:
      llm === undefined
        ? undefined
        : { address: llm.baseUrl, name: llm.model, hasKey: config.secret('LLM_API_KEY') !== undefined },
    undo,
  };
}

function roomSetting(webhook: string, config: Config, nameOf: (webhook: string) => string): RoomSetting | undefined {
  const say = sayIn(config.language);
  const titles = config.digests.filter(({ webhooks }) => webhooks.includes(webhook)).map(({ title }) => title);
  const address = config.secret(webhook);
  const uses = [
    ...titles.map((title) => say(`收${/^[\p{sc=Latin}\d]/u.test(title) ? ' ' : ''}${title}`, `gets ${title}`)),
    ...(config.reminders.some(({ webhooks }) => webhooks.includes(webhook))
      ? [say('收定时提醒', 'gets reminders')]
      : []),
    ...(webhook === alertVariable ? [say('出问题时收告警', 'gets alerts')] : []),
  ];
  if (uses.length === 0 && address === undefined) return undefined;
  return {
    webhook,
    name: nameOf(webhook),
    use: uses.join(say('、', ', ')) || say('试发用', 'for tests'),
    kind: address === undefined ? undefined : roomName(roomKindOf(address))[config.language],
  };
}

function wordsOf({ mute, boost }: DigestSettings, { language }: Config): readonly WordSetting[] {
  const say = sayIn(language);
  return [
    ...mute.map(({ pattern, until }) => ({
      word: pattern.text,
      kind: 'mute' as const,
      effect: until === undefined ? say('屏蔽', 'muted') : say(`屏蔽，到 ${until}`, `muted until ${until}`),
    })),
    ...boost.map(({ pattern, points }) => ({
      word: pattern.text,
      kind: 'boost' as const,
      effect: say(`关注，${pointsWords(points)['zh-CN']}`, `boosted, ${pointsWords(points).en}`),
    })),
  ];
}
