/** Setup on the page: the questions of `setup`, with the same checks and files. */
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { alertVariable, modelFault, robotVariable } from '../config/environment.ts';
import { firstDigest } from '../config/feeds-of.ts';
import type { Fault } from '../config/problem.ts';
import { done, refused } from '../control/done.ts';
import { setUp, writeSetup } from '../control/first-setup.ts';
import { addressFault, roomVariables, sendTest } from '../control/robots.ts';
import { planSettings, scheduleAt, shownTime } from '../control/settings.ts';
import { refusal } from '../ground/command-error.ts';
import { isLoopback } from '../ground/hosts.ts';
import { typedModel } from '../ground/model-providers.ts';
import { orNothing } from '../ground/or-nothing.ts';
import { phrase } from '../ground/phrase.ts';
import { sayIn } from '../ground/say.ts';
import type { DigestSettings, Language } from '../model.ts';
import type { FormFault, SetupDesk, SetupForm } from '../server/setup-page.ts';
import { isUsable, probeLine } from '../show/model-probe.ts';
import { roomNamePrefix } from '../show/room-names.ts';
import type { App } from './app.ts';
import { composePreview } from './preview.ts';
import { withSecrets } from './setup-questions.ts';

/** Whether no robot has an address yet and the page can ask for one. */
export function isFirstStart({ digests, environment, secret }: Config): boolean {
  const robots = digests.flatMap(({ webhooks }) => webhooks);
  return environment.httpPort !== 0 && robots.every((name) => secret(name) === undefined);
}

/** Serves /setup until a person has finished it. @returns false when the program was stopped before */
export async function firstStart(app: App, config: Config, log: Logger): Promise<boolean> {
  const [{ startSetupServer }, { oneTimePassword }] = await Promise.all([
    import('../server/setup-page.ts'),
    import('../server/sessions.ts'),
  ]);
  const store = await app.openStore(config);
  const settings = firstDigest(config);
  const word = oneTimePassword();
  const finished = Promise.withResolvers<true>();
  const server = await startSetupServer({
    host: config.environment.httpHost,
    port: config.environment.httpPort,
    // Only the one-time password works: it proves that the person can read the log.
    token: () => undefined,
    word,
    store,
    log,
    now: () => app.clock.now(),
    language: () => config.language,
    digests: () => config.digests,
    present: () => ({
      time: shownTime(settings.schedule),
      days: settings.days,
      language: settings.language === 'en' ? 'en' : '',
    }),
    desk: setupDesk(app, config, settings, {
      word,
      nameRoom: (name) => store.saveFact(`${roomNamePrefix}${robotVariable}`, name),
      finish: () => finished.resolve(true),
    }),
  });
  try {
    log.warn(
      { url: `${server.address}/setup`, word },
      'no robot yet: open this page and log in with this one-time password',
    );
    return (await orNothing(finished.promise, app.signal)) === true;
  } finally {
    await server.close();
    await store.close();
  }
}

function setupDesk(
  app: App,
  config: Config,
  settings: DigestSettings,
  { word, nameRoom, finish }: { readonly word: string; nameRoom(name: string): Promise<void>; finish(): void },
): SetupDesk {
  /** If other machines can reach the pages, they need a password: the typed one, else the one-time password. */
  const passwordOf = ({ password }: SetupForm) => password || (isLoopback(config.environment.httpHost) ? '' : word);
  const here = { cwd: app.cwd, clock: app.clock };
  const planOf = ({ time, days }: SetupForm) =>
    planSettings(config, settings, { fields: { time, days }, now: app.clock.now(), takenSlots: [] });
  return {
    fault(form) {
      const { privateHosts } = config.environment;
      const fault = formFault(form, { privateHosts, planned: planOf(form) });
      return fault && { text: refusal(fault), ...(fault.secret && { secret: fault.secret }) };
    },
    test: (form) => sendTest(app.post, withSecrets(config, robotOf(form)), robotVariable),
    async write(form) {
      const schedule = scheduleAt(form.time, settings.schedule);
      try {
        await writeSetup(app.cwd, config, {
          schedule: schedule.ok ? schedule.value : settings.schedule,
          days: form.days as DigestSettings['days'],
          language: form.language === '' ? settings.language : languageOf(form),
          secrets: {
            ...robotOf(form),
            [alertVariable]: form.alerts,
            HTTP_TOKEN: passwordOf(form),
            ...modelVariables(form),
            LLM_API_KEY: form.modelKey,
          },
        });
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === undefined) throw error;
        return refused({
          what: phrase(`${app.cwd} 写不了（${code}）`, `Cannot write to ${app.cwd} (${code})`),
          remedy: phrase(
            '检查这个文件夹的权限（容器里是 config/ 的主人）',
            'check the permissions of the folder (in a container, the owner of config/)',
          ),
        });
      }
      if (form.room !== '') await nameRoom(form.room.slice(0, 40));
      return done(setUp);
    },
    async askModel() {
      const { config: written } = await app.within(here).then((fresh) => fresh.loadConfig());
      const bad = (await app.probeModels(written)).find((probe) => !isUsable(probe));
      return bad && phrase(probeLine(bad, sayIn('zh-CN'), 'form'), probeLine(bad, sayIn('en'), 'form'));
    },
    async preview() {
      const fresh = await app.within(here);
      const { config: written } = await fresh.loadConfig();
      return composePreview(fresh, written, firstDigest(written), { isNewSchedule: true });
    },
    start: finish,
  };
}

interface FormContext {
  readonly privateHosts: readonly string[];
  readonly planned: ReturnType<typeof planSettings>;
}

type SecretFault = Fault & Pick<FormFault, 'secret'>;

/** What is wrong with the form; undefined when nothing is. */
function formFault(form: SetupForm, { privateHosts, planned }: FormContext): SecretFault | undefined {
  if (form.address === '') return missingAddress;
  const robot = addressFault(form, privateHosts);
  if (robot !== undefined) return { ...robot, secret: 'address' };
  const alerts = { address: form.alerts, isRelay: form.isRelay };
  const alertFault = form.alerts === '' ? undefined : addressFault(alerts, privateHosts, alertAddress);
  if (alertFault !== undefined) return { ...alertFault, secret: 'alerts' };
  if (!planned.ok) return planned.faults[0] ?? missingAddress;
  if (form.password !== '' && form.password.length < 8) return { ...shortPassword, secret: 'password' };
  if (form.modelAddress === '') return undefined;
  return modelFault(typedModel({ address: form.modelAddress, name: form.modelName }), privateHosts);
}

function robotOf({ address, roomSecret }: SetupForm) {
  return roomVariables(robotVariable, { address, secret: roomSecret });
}

/** Chinese unless English was chosen. */
function languageOf({ language }: SetupForm): Language {
  return language === 'en' ? 'en' : 'zh-CN';
}

function modelVariables({ modelAddress, modelName }: SetupForm) {
  const { address, name } = typedModel({ address: modelAddress, name: modelName });
  return { LLM_BASE_URL: address, LLM_MODEL: address && name };
}

const alertAddress = phrase('告警群的地址', 'The address of the alert group');
const missingAddress: Fault = {
  what: phrase('还没有填群机器人的地址', 'The robot’s address is missing'),
  remedy: phrase('照着上面的路径复制整个地址', 'copy the whole address, as described above'),
};
const shortPassword: Fault = {
  what: phrase('密码太短', 'The password is too short'),
  remedy: phrase('至少 8 个字符', 'use at least 8 characters'),
};
