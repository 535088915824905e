import type { ErrorWords } from '#components/form/action-state.ts'

/** What every form of a case is handed. */
export type DeskProps = {
  words: ErrorWords
  signInPath: string
  /** The case's own address. */
  here: string
  unsentOwner: string
}
