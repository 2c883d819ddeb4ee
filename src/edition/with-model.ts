/** Composes with a language model: it first judges, then writes headlines. */
import type { ComposeInput, Composition } from '../compose/compose.ts';
import type { EventVerdict, LanguageModel, TextAnswer, TextQuestion } from '../model.ts';

interface Help {
  /** undefined: there is no language model to ask. */
  readonly model: LanguageModel | undefined;
  compose(input: ComposeInput): Promise<Composition>;
}

/** Composes with the model's verdicts on doubtful pairs, and again with its headlines. */
export async function composeWithModel(
  input: ComposeInput,
  help: Help,
): Promise<Composition & { readonly text?: TextAnswer }> {
  const { model } = help;
  if (model === undefined) return help.compose(input);
  const unjudged: Judged = { input, outcome: 'unasked' };
  const judged = input.settings.ai.judge ? await judgedInput(input, { ...help, model }) : unjudged;
  const draft = withoutDoubts(judged.draft ?? (await help.compose(judged.input)));
  const question = textQuestion(draft);
  const translated = await model.translate(question);
  // A model that does not answer when it judges counts as silent, even if there is nothing to translate.
  const text = translated.outcome === 'unasked' ? { ...translated, outcome: judged.outcome } : translated;
  if (text.headlines.size === 0) return { ...draft, text };
  return { ...withoutDoubts(await help.compose({ ...judged.input, headlines: text.headlines })), text };
}

/** An answer may raise another doubt; this is the maximum number of rounds. */
const judgingRounds = 3;
/** Maximum per edition, including cached answers, so that a second preview asks no new questions. */
const mostDoubts = 120;

interface Judged {
  /** The given input itself if nothing was answered, so that the edition is the same as without a model. */
  readonly input: ComposeInput;
  readonly outcome: TextAnswer['outcome'];
  /** The composition of that input, if the last round has already made it. */
  readonly draft?: Composition | undefined;
}

async function judgedInput(
  input: ComposeInput,
  { model, compose }: Help & { readonly model: LanguageModel },
): Promise<Judged> {
  const verdicts = new Map<string, EventVerdict>();
  let draft = await compose({ ...input, verdicts });
  const nearness = await model.embed(draft.compared ?? []);
  let left = mostDoubts;
  let outcome: Judged['outcome'] = 'unasked';
  let isCurrent = nearness === undefined;
  for (let round = 0; round < judgingRounds && left > 0; round += 1) {
    if (!isCurrent) draft = await compose({ ...input, verdicts, nearness });
    isCurrent = true;
    const { doubts = [] } = draft;
    const asked = doubts.slice(0, left);
    left -= asked.length;
    const heard = await model.judge(asked);
    if (outcome !== 'answered' && heard.outcome !== 'unasked') outcome = heard.outcome;
    if (heard.verdicts.size === 0) break;
    isCurrent = false;
    for (const [id, verdict] of heard.verdicts) verdicts.set(id, verdict);
  }
  if (verdicts.size === 0 && nearness === undefined) return { input, outcome };
  return { input: { ...input, verdicts, nearness }, outcome, ...(isCurrent && { draft }) };
}

/** Doubts are questions to the model and not part of the edition. */
function withoutDoubts({ doubts: _, compared: __, ...composition }: Composition): Composition {
  return composition;
}

/** How many near misses also get a headline, because a reviewer may add one. */
const nearMisses = 5;

/** English leads of a Chinese digest, and Chinese ones of an English digest. The gate supports no other language pairs. */
export function textQuestion({ digest: { settings, sections }, desk }: Composition): TextQuestion {
  const { language, ai } = settings;
  const foreign = language === 'en' ? 'zh' : 'en';
  const told = new Set(desk.order);
  const near = desk.input.stories.filter(({ id }) => !told.has(id)).slice(0, nearMisses);
  const leads = [...sections.flatMap(({ stories }) => stories), ...near].map(({ lead }) => lead);
  return {
    language,
    leads: leads.filter((lead) => lead.language === foreign).map(({ title, summary }) => ({ title, summary })),
    parts: [...(ai.headlines ? (['headline'] as const) : []), ...(ai.summaries ? (['sentence'] as const) : [])],
  };
}
