/** What a form's action answers. A code is why something was refused; each has words in `errors` of every language. */
export type ActionState<Done = object> =
  | { status: 'idle' }
  | ({ status: 'invalid'; fields: Record<string, string> } & Refused)
  | ({ status: 'refused'; code: string } & Refused)
  /** `goTo`: the page's script leaves for there; without script the answer itself was a redirect. */
  | ({ status: 'done'; goTo?: string } & Done)

type Refused = {
  values: Record<string, string>
  /** For the holes of the text: `{when}`, `{left}`. */
  params?: Record<string, string> | undefined
}

/** What was typed into a form that was not accepted. */
export const typedIn = <Done>(state: ActionState<Done>): Record<string, string> =>
  state.status === 'invalid' || state.status === 'refused' ? state.values : {}

export const idle = { status: 'idle' } as const

export type FormAction<Done = object> = (
  before: ActionState<Done>,
  form: FormData,
) => Promise<ActionState<Done>>

/** Words of every code a form can answer, by code. */
export type ErrorWords = Record<string, string>
