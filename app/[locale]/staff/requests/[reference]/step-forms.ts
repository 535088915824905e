import { filesTexts } from '#components/requests/form-texts.ts'
import { lawWords } from '#components/requests/law-texts.tsx'
import type { LetterWords, StepField, StepForm, StepTexts } from '#components/staff/step-form.ts'
import type { StaffRequestView } from '#domain/requests/queue/staff-request-views.ts'
import { isCarriedOut } from '#domain/requests/rules/kinds.ts'
import { type Locale, locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'

// Likeliest first, refusals last. `fulfil` is offered with `decide`: where one officer suffices, answering is deciding.
const order = [
  'take',
  'verify',
  'approve',
  'answer-question',
  'fulfil',
  'propose',
  'ask',
  'resume',
  'send-back',
  'decide',
  'refuse',
  'refuse-unverified',
  'cancel-on-behalf',
] as const
type Offerable = (typeof order)[number]

/** Steps that cannot be undone; none of them is shown open before somebody chooses it. */
const final: readonly Offerable[] = [
  'approve',
  'answer-question',
  'fulfil',
  'decide',
  'refuse',
  'refuse-unverified',
  'cancel-on-behalf',
]
const negative: readonly Offerable[] = ['refuse', 'refuse-unverified', 'cancel-on-behalf']

const toPerson: readonly Offerable[] = [
  'ask',
  'answer-question',
  'fulfil',
  'propose',
  'refuse',
  'refuse-unverified',
]

/** The forms of what the reader can do now, in the reader's words; nothing that is not offered. */
export function stepForms(locale: Locale, shown: StaffRequestView): StepForm[] {
  const { offered } = shown
  const t = translator(locale, 'staffRequests')
  return order
    .filter(
      (step) =>
        offered.includes(step) ||
        // What the portal carries out itself it also closes.
        (step === 'fulfil' && offered.includes('decide') && !isCarriedOut(shown)),
    )
    .map((step) => ({
      step,
      title: t(`steps.${step}.title`),
      hint: hintOf(locale, step, shown),
      press: t(`steps.${step}.press`),
      fields: fieldsOf(locale, step, shown),
      letter: toPerson.includes(step),
      final: final.includes(step),
      look: negative.includes(step) ? 'plain' : 'primary',
    }))
}

function hintOf(locale: Locale, step: Offerable, { twoMustDecide, kind }: StaffRequestView): string {
  const t = translator(locale, 'staffRequests')
  const decides = step === 'propose' || step === 'approve' || step === 'decide'
  return [
    t(`steps.${step}.hint`),
    ...(step === 'propose' && twoMustDecide ? [t('steps.propose.alone')] : []),
    ...(decides && kind === 'withdrawal/service' ? [t('steps.propose.closes')] : []),
  ].join(' ')
}

function fieldsOf(locale: Locale, step: Offerable, shown: StaffRequestView): StepField[] {
  const t = translator(locale, 'staffRequests')
  const lang = shown.locale
  const language = t(`inLanguage.${lang}`)
  const files: StepField = {
    as: 'files',
    texts: filesTexts(locale, { label: t('steps.files'), hint: t('steps.filesHint') }),
  }
  const note = (label: string, optional = false): StepField => ({ as: 'text', name: 'note', label, optional })
  const message = (label: string, more: { hint?: string; value?: string } = {}): StepField => ({
    as: 'text',
    name: 'message',
    label,
    lang,
    ...more,
  })
  const code: StepField = {
    as: 'choice',
    name: 'refusalCode',
    label: t('steps.refuse.code'),
    options: shown.grounds.map((ground) => ({
      value: ground.code,
      word: messages[locale].case.refusals[ground.code],
      note: ground.law.map((article) => lawWords(locale, article)).join('; '),
    })),
  }
  switch (step) {
    case 'verify':
      return [note(t('steps.verify.note'))]
    case 'ask':
      return [message(t('steps.ask.message', { language })), files]
    case 'resume':
      return [note(t('steps.resume.note'))]
    case 'send-back':
      return [note(t('steps.send-back.note'))]
    case 'cancel-on-behalf':
      return [note(t('steps.cancel-on-behalf.note'))]
    case 'answer-question':
      return [message(t('steps.answer-question.message', { language })), files]
    case 'fulfil': {
      const draft = shown.decision?.outcome === 'fulfil' ? shown.decision.draft : null
      return [message(t('steps.fulfil.message', { language }), draft ? { value: draft } : {}), files]
    }
    case 'propose':
      return [
        {
          as: 'choice',
          name: 'decision',
          label: t('steps.propose.decision'),
          inline: true,
          options: [
            { value: 'fulfil', word: t('steps.propose.fulfil') },
            { value: 'refuse', word: t('steps.propose.refuse') },
          ],
        },
        { ...code, ofRefusal: true },
        message(t('steps.propose.message', { language }), { hint: t('steps.propose.messageHint') }),
        note(t('steps.propose.note'), true),
      ]
    case 'refuse':
    case 'refuse-unverified': {
      const only = shown.grounds.filter((ground) => ground.code === 'IdentityVerificationFailure')
      const fitting = step === 'refuse' ? code : { ...code, options: optionsOf(code, only) }
      return [
        fitting,
        { as: 'text', name: 'reason', label: t('steps.refuse.reason', { language }), lang },
        {
          as: 'choice',
          name: 'reasonLocale',
          label: t('steps.refuse.reasonLocale'),
          inline: true,
          options: locales.map((one) => ({ value: one, word: t(`languages.${one}`) })),
        },
      ]
    }
    default:
      return []
  }
}

function optionsOf(field: Extract<StepField, { as: 'choice' }>, only: readonly { code: string }[]) {
  return field.options.filter(({ value }) => only.some(({ code }) => code === value))
}

/** The preview uses the same texts as the mail, in the person's language. */
export function letterWords({ locale, grounds, reference }: StaffRequestView): LetterWords {
  const { refusals, page } = messages[locale].case
  const mail = translator(locale, 'mail')
  return {
    lang: locale,
    subjects: {
      asked: mail('requestNews.asked.subject', { reference }),
      fulfilled: mail('requestNews.fulfilled.subject', { reference }),
      refused: mail('requestNews.refused.subject', { reference }),
    },
    refused: page.refused,
    refusals: Object.fromEntries(
      grounds.map(({ code, law }) => [
        code,
        { title: refusals[code], law: law.map((article) => lawWords(locale, article)).join('; ') },
      ]),
    ),
    law: page.law,
    complain: page.complain,
    routes: [page.authority, page.court],
  }
}

export function stepTexts(locale: Locale, { locale: theirs, closedAt }: StaffRequestView): StepTexts {
  const t = translator(locale, 'staffRequests')
  return {
    sending: t('steps.sending'),
    optional: t('behalf.optional'),
    none: closedAt ? null : t('steps.none'),
    preview: {
      title: t('preview.title', { language: t(`inLanguage.${theirs}`) }),
      mail: t('preview.mail'),
      show: t('preview.show'),
      empty: t('preview.empty'),
    },
  }
}
