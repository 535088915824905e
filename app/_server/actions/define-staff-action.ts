import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { ZodType } from 'zod'
import type { BudgetName } from '#domain/access/budgets.ts'
import type { Context } from '#domain/access/context.ts'
import { spend, tooOften } from '#domain/access/limits.ts'
import { Denied } from '#domain/access/permissions.ts'
import { recordDenial } from '#domain/staff/sessions/record-denial.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { confirmPath, type StaffContext, staffContextOrNull } from '../session/staff-context.ts'
import { type ActionError, actionError } from './action-error.ts'
import { type Done, defineAction } from './define-action.ts'

type Definition<Input, Result> = {
  input: ZodType<Input>
  /** What is counted by member; `form` where nothing is said. */
  limit?: BudgetName
  secret?: readonly string[]
  /** The page with the form, below the language: `/staff/team`. Where a code was asked for again leads back to it. */
  page: (input: Input) => string
  /** The page has this form only after a code. Without script it is drawn again without the form, which could say nothing. */
  formsAfterCode?: true
  /** `form` holds the files, as in `defineAction`. */
  run: (ctx: StaffContext, input: Input, form: FormData) => Promise<Result>
  onDone?: (done: Done<Result>, ctx: Context, input: Input) => { to: string; always?: boolean } | undefined
}

/**
 * `defineAction` for staff: acts as the member who is signed in. Nobody is: `signed-out`. Not allowed: `not-allowed`, on
 * record. What needs a code given again is refused with the way to where it is asked, and the form keeps what was typed.
 */
export function defineStaffAction<Input, Result extends object>(definition: Definition<Input, Result>) {
  const { input, limit = 'form', secret, page, formsAfterCode, run, onDone } = definition
  return defineAction<Input, Result | ActionError>({
    input,
    ...(secret && { secret }),
    ...(onDone && { onDone }),
    run: async ({ locale }, given, form) => {
      const ctx = await staffContextOrNull(locale)
      if (!ctx) return actionError('signed-out')
      const allowed = await spend(ctx.services, limit, { account: ctx.actor.staffId })
      if (!allowed.ok) return tooOften(allowed)
      try {
        return await run(ctx, given, form)
      } catch (error) {
        if (error instanceof SudoNeeded) {
          const confirmAt = confirmPath(locale, `/${locale}${page(given)}`)
          if (formsAfterCode && !(await isSentByScript())) redirect(confirmAt)
          // An answer and no redirect: what was typed, and files that were chosen, stay in the form.
          return { ...actionError('confirm-first'), confirmAt }
        }
        if (!(error instanceof Denied)) throw error
        await recordDenial(ctx, error.permission)
        return actionError('not-allowed')
      }
    },
  })
}

/** Whether the framework's script sent the form; without it the browser posts it and draws the page that answers. */
const isSentByScript = async () => (await headers()).has('next-action')
