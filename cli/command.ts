import type { Services } from '#platform/services.ts'

/** What a command found or did: the same for people (`lines`) and for programs (`json`). */
export type Outcome = { lines: readonly string[]; json: unknown; failed?: boolean }

export type Command = {
  /** As it is typed: `mail last`. */
  name: string
  summary: string
  /** What is typed after the name without a flag: `email`. Each is required. */
  takes?: readonly string[]
  options?: readonly { flags: string; summary: string; required?: boolean }[]
  /** What `--help` says below the options. */
  help?: string
  /** Exists only where sample data is loaded. */
  sampleOnly?: boolean
  /** `options` holds what was typed, by name, flagged or not; a flag without a value is `true`. */
  run(given: {
    options: Record<string, string | undefined>
    open: (how?: { deadlineMs?: number }) => Services
  }): Promise<Outcome>
}

/** The command could not do it; one line for the person who called. Exit code 1. */
export class CommandFailed extends Error {
  override name = 'CommandFailed'
}

/** What was typed cannot be meant; one line that names it. Exit code 2. */
export class WrongUse extends Error {
  override name = 'WrongUse'
}
