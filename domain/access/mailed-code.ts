import type { Transaction } from '#db/client.ts'
import { asSystem, type Context } from './context.ts'
import {
  checkCode,
  type DeadCode,
  type EmailVerification,
  findByBrowser,
  type VerificationPurpose,
  wrongCode,
} from './email-verification.ts'
import { spend, type TooOften, tooOften } from './limits.ts'

/** Why six digits did nothing. `too-often`: the link of the message works all the same. */
export type CodeError =
  | TooOften
  | { status: 'refused'; code: DeadCode }
  | { status: 'refused'; code: 'wrong-code'; triesLeft: number }

type Steps<Locked, Done> = {
  /** Before the try is counted: what every writer locks first. */
  lock(tx: Transaction, asked: EmailVerification | undefined): Promise<Locked>
  /** The code is right and used up. Null: what it was for is gone. */
  right(tx: Transaction, asked: EmailVerification, locked: Locked): Promise<Done | null>
  /** Appends to the audit log, in the transaction that counts the try. */
  failed(
    tx: Transaction,
    asked: EmailVerification | undefined,
    reason: 'wrong-code' | 'dead-code',
  ): Promise<void>
}

/**
 * Checks the six digits of a message in the browser that asked for it, and does what they are for in the same transaction.
 * Wrong ones are counted for the address, the network and the site.
 */
// no permission: the use cases around it authorize
// no audit record: `failed` and `right` append what the proof was for
export async function proveMailedCode<Locked, Done extends object>(
  ctx: Context,
  given: { task: string; purpose: VerificationPurpose; browserToken: string; code: string },
  steps: Steps<Locked, Done>,
): Promise<Done | CodeError> {
  const { services, client } = ctx
  const { task, purpose, browserToken, code } = given
  // The form's schema lets nothing else through: not a try.
  if (!/^[0-9]{6}$/.test(code)) return { status: 'refused', code: 'dead' }
  const now = ctx.clock.now()
  const system = asSystem(ctx, task)
  const asked = await system.transaction((tx) => findByBrowser(tx, purpose, browserToken))
  const account = asked?.addressIndex.toString('hex') ?? ''
  const spending = await spend(services, 'mailed-code', { account, client })
  if (!spending.ok) return tooOften(spending)
  let isWrong = false
  const result = await system.transaction(async (tx): Promise<Done | CodeError> => {
    const locked = await steps.lock(tx, asked)
    const checked = await checkCode(tx, services.keys, asked, code, now)
    const done = asked && checked.status === 'right' ? await steps.right(tx, asked, locked) : null
    if (done) return done
    isWrong = checked.status === 'wrong'
    await steps.failed(tx, asked, isWrong ? 'wrong-code' : 'dead-code')
    if (checked.status === 'wrong') return wrongCode(checked.triesLeft)
    return { status: 'refused', code: checked.status === 'dead' ? checked.code : 'dead' }
  })
  if (!isWrong) await spending.giveBack()
  return result
}
