import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { consentEvent } from '#db/schema/consent.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { canonicalJson } from '#platform/canonical-json.ts'
import { type EventStatus, eventStatus, isInForce } from '../rules/event-status.ts'
import { stepsFrom } from './read-receipt.ts'
import { heldReceipts } from './receipt-facts.ts'
import { type ReceiptEvent, receiptEvent } from './receipt-shape.ts'
import { isSignedByUs } from './sign-receipt.ts'

/** What anyone who knows an event's id may learn: whether there is a receipt and whether it is in force. */
export type ReceiptState = { known: false } | ({ known: true; stands: boolean } & EventStatus)

export type ReceiptCheck =
  /** `unreadable`: no receipt. `changed`: not what this portal signed. `unknown`: signed, but another receipt is in the ledger. */
  | { genuine: false; reason: 'unreadable' | 'changed' | 'unknown' }
  | ({
      genuine: true
      receiptId: string
      /** What the receipt is about; null where the ledger no longer has it. */
      event: ReceiptEvent | null
      /** Whether that is in force: of a withdrawal, the withdrawal. */
      stands: boolean
    } & EventStatus)

const presentedSchema = z.looseObject({
  receipt_id: z.uuid(),
  proof: z.strictObject({ type: z.literal('jws'), jws: z.string().max(1000) }),
})

/** Whether an event has a receipt and whether it is in force, without its content. */
export async function readReceiptState(ctx: Context, eventId: string): Promise<ReceiptState> {
  authorize(ctx.actor, 'receipts.verify')
  const found = z.uuid().safeParse(eventId).success ? await look(ctx, eventId) : null
  return found ? { known: true, stands: isInForce(found.standing), ...found.standing } : { known: false }
}

/**
 * Whether a presented receipt is exactly what this portal signed, whether the ledger still agrees, and whether the
 * choice is in force. Open to everybody: the caller has the receipt.
 */
export async function verifyReceipt(ctx: Context, presented: unknown): Promise<ReceiptCheck> {
  authorize(ctx.actor, 'receipts.verify')
  const parsed = presentedSchema.safeParse(presented)
  if (!parsed.success) return { genuine: false, reason: 'unreadable' }
  const { keys } = ctx.services
  // What came itself, not what the schema made of it: a key that it would leave out must not pass unseen.
  const given = presented as typeof parsed.data
  if (!(await isSignedByUs(keys, 'consent-receipt', given))) return { genuine: false, reason: 'changed' }
  const receiptId = parsed.data.receipt_id
  const found = await look(ctx, receiptId)
  // The ledger deletes an event after its retention; its receipt stays genuine.
  if (!found) return { genuine: true, receiptId, event: null, stands: false, standing: 'gone', since: null }
  // Held against the ledger too: with a stolen key of old one could sign what was never recorded.
  const { proof: _, ...said } = given
  const { proof: __, ...held } = found.receipt
  if (canonicalJson(said) !== canonicalJson(held)) return { genuine: false, reason: 'unknown' }
  const { event, standing } = found
  return { genuine: true, receiptId, event, stands: isInForce(standing), ...standing }
}

const token = /"(?:[^"\\]|\\.)*"|\s+/g

/**
 * Parses a receipt. Null for text that is not JSON, and for duplicate keys, which readers and programs resolve
 * differently. Whitespace and escapes do not matter.
 */
export function readPresented(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    const bare = text.replace(token, (found) =>
      found.startsWith('"') ? JSON.stringify(JSON.parse(found)) : '',
    )
    return bare === JSON.stringify(value) ? value : null
  } catch {
    return null
  }
}

async function look(ctx: Context, eventId: string) {
  const system = asSystem(ctx, 'verify-receipt')
  return system.transaction(async (tx) => {
    const [held] = await heldReceipts(tx, ctx.services.keys, eq(consentEvent.eventId, eventId), 1)
    if (!held) return null
    const { subjectId, seq, facts, receipt } = held
    const steps = await stepsFrom(tx, { subjectId, seq, ...facts })
    return { receipt, event: receiptEvent(facts), standing: eventStatus(steps, ctx.clock.now()) }
  })
}
