import type { Option } from '#components/form/radio-field.tsx'
import type { FilesTexts } from '#components/requests/files-field.tsx'
import type { Locale } from '#i18n/locales.ts'

export type StepField =
  | {
      as: 'text'
      name: string
      label: string
      hint?: string | undefined
      /** The language it is to be written in. */
      lang?: Locale
      value?: string | undefined
      optional?: boolean
    }
  | {
      as: 'choice'
      name: string
      label: string
      hint?: string | undefined
      options: readonly Option[]
      inline?: boolean
      /** Shown only while a refusal is chosen in the same form. */
      ofRefusal?: boolean
    }
  | { as: 'files'; texts: FilesTexts }

/** One thing that the reader can do with a case, as its form has it. */
export type StepForm = {
  step: string
  title: string
  hint: string
  press: string
  fields: readonly StepField[]
  /** The person reads this text, so a preview is shown. */
  letter: boolean
  /** It cannot be undone, so it is never shown open by default. */
  final: boolean
  look: 'primary' | 'plain'
}

/** What the person reads around the words of staff, in the person's language and exactly as mail and page have it. */
export type LetterWords = {
  lang: Locale
  /** Subjects of the mail that says there is something to read. */
  subjects: { asked: string; fulfilled: string; refused: string }
  refused: string
  refusals: Record<string, { title: string; law: string }>
  law: string
  complain: string
  routes: readonly string[]
}

export type StepTexts = {
  sending: string
  optional: string
  /** Said where nothing can be done; null where the closed case says so itself. */
  none: string | null
  preview: { title: string; mail: string; show: string; empty: string }
}
