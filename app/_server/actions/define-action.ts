import { headers } from 'next/headers'
import { redirect, unstable_rethrow } from 'next/navigation'
import { getLocale } from 'next-intl/server'
import type { ZodType } from 'zod'
import type { ActionState } from '#components/form/action-state.ts'
import type { Context } from '#domain/access/context.ts'
import { spend, tooOften } from '#domain/access/limits.ts'
import { Denied } from '#domain/access/permissions.ts'
import { beginUseCase } from '#platform/http/in-flight.ts'
import { services } from '#platform/services.ts'
import { localeOf, readerContext } from '../session/request-context.ts'
import { whenText } from '../texts/when-text.ts'
import { type ActionError, actionError, isError } from './action-error.ts'
import { fieldCodes, typedFields, withoutSecrets } from './form-fields.ts'

/** What `run` answers when it is not an error. */
export type Done<Result> = Exclude<Result, ActionError>

type Onward = {
  to: string
  /** Forms with script leave for there too; else only a plain POST does, so that reloading its answer does not post again. */
  always?: boolean
}

type Definition<Input, Result> = {
  input: ZodType<Input>
  /** Fields that are never sent back to the browser. */
  secret?: readonly string[]
  /** Files are in `form`; schemas do not see them: use `uploadedFiles`. */
  run: (ctx: Context, input: Input, form: FormData) => Promise<Result>
  onDone?: (done: Done<Result>, ctx: Context, input: Input) => Onward | undefined
}

/**
 * The one way a form reaches a use case: actor, rate limit, parse, run, onward. What the person typed comes back with
 * every refusal. Anything unforeseen is thrown to the error page, which shows its id.
 */
export function defineAction<Input, Result extends object>(definition: Definition<Input, Result>) {
  type State = ActionState<Done<Result>>
  return async function action(_before: State, form: FormData): Promise<State> {
    // A caller without our pages can send anything in place of the form.
    if (!(form instanceof FormData)) return { status: 'invalid', fields: { form: 'wrong' }, values: {} }
    beginUseCase()
    const typed = typedFields(form)
    // zod's records lose sight of a field of this name, so that a strict schema would let it pass.
    if ('__proto__' in typed) return { status: 'invalid', fields: { form: 'wrong' }, values: {} }
    const values = withoutSecrets(typed, definition.secret ?? [])
    try {
      const ctx = await readerContext(localeOf(await getLocale()))
      const allowed = await spendForm(ctx)
      if (!allowed.ok) return errorState(tooOften(allowed), values, ctx)
      const parsed = definition.input.safeParse(typed)
      if (!parsed.success)
        return { status: 'invalid', fields: fieldCodes(parsed.error.issues, typed), values }
      const result: Result | ActionError = await definition.run(ctx, parsed.data, form)
      if (isError(result)) return errorState(result, values, ctx)
      const done = result as Done<Result>
      const onward = definition.onDone?.(done, ctx, parsed.data)
      if (onward && !(await isScripted())) redirect(onward.to)
      return { ...done, status: 'done', ...(onward?.always && { goTo: onward.to }) }
    } catch (error) {
      unstable_rethrow(error)
      return errorState(await thrownError(error), values)
    }
  }
}

/** Whether the page's script posted the form and shows the answer in place. */
const isScripted = async () => (await headers()).has('next-action')

/** A person has a budget of their own; visitors of one network share a wide one. */
const spendForm = ({ services, actor, client }: Context) =>
  actor.kind === 'subject'
    ? spend(services, 'form', { account: actor.subjectId })
    : spend(services, 'visitor-form', { client })

function errorState(error: ActionError, values: Record<string, string>, ctx?: Context) {
  const { code, field } = error
  const params = ctx && errorParams(error, ctx)
  return field === undefined
    ? { status: 'refused' as const, code, values, ...(params && { params }) }
    : { status: 'invalid' as const, fields: { [field]: code }, values, ...(params && { params }) }
}

/** Values for the text of the code: when to try again, how many tries are left, where to confirm. */
function errorParams(
  { retryAfterSeconds, triesLeft, confirmAt }: ActionError,
  { locale, clock }: Context,
): Record<string, string> | undefined {
  if (retryAfterSeconds !== undefined) return { when: whenText(locale, clock.now(), retryAfterSeconds) }
  if (confirmAt !== undefined) return { confirmAt }
  return triesLeft === undefined ? undefined : { left: String(triesLeft) }
}

async function thrownError(error: unknown): Promise<ActionError> {
  if (error instanceof Denied) return actionError('signed-out')
  if (isDatabaseTrouble(error)) return actionError('try-again')
  const requestId = (await headers()).get('x-request-id')
  services().log.error({ err: error, requestId }, 'action failed')
  throw error
}

const passing = ['DatabaseUnavailable', 'CommitUnknown', 'TransactionRolledBack']

// By name: the server in front and the framework's bundle each have their own copy of these classes.
function isDatabaseTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return passing.includes(error.name) || isDatabaseTrouble(error.cause)
}
