'use client'

import { useRouter } from 'next/navigation'
import { useActionState, useRef, useState } from 'react'
import { type FormAction, idle } from '#components/form/action-state.ts'
import type { Decision } from '#domain/consent/rules/catalogue.ts'
import { opposite, type Said, type ShownChoice, saidOf } from './choice-texts.ts'

export type ChangeChoice = FormAction<{
  outcome: 'recorded' | 'stale'
  decision: Decision
  seq: number
  nextKey: string
}>

type SwitchState = { decision: Decision; seq: number; idempotencyKey: string }
type Origin = 'choices' | 'undo'

/**
 * The state of one switch. Clicks are queued while a save is in flight; the last click is sent last. A choice that
 * was not saved returns to its recorded state.
 */
export function useChoice(choice: ShownChoice, change: ChangeChoice) {
  const [posted, action] = useActionState(change, idle)
  const router = useRouter()
  const [own, setOwn] = useState<SwitchState>(choice)
  const [wish, setWish] = useState<Decision | null>(null)
  const [said, setSaid] = useState<Said | undefined>(
    posted.status === 'refused' ? saidOf(posted.code) : posted.status === 'invalid' ? 'failed' : choice.said,
  )
  const wanted = useRef<{ decision: Decision; origin: Origin } | null>(null)
  const busy = useRef(false)
  // The ledger's last answer, kept outside React state because a click can arrive between an answer and its render.
  const ledger = useRef<SwitchState>(choice)
  const stands = later(choice, own)

  async function settle() {
    busy.current = true
    let told: Said = 'saved'
    let overtaken = false
    while (wanted.current && wanted.current.decision !== ledger.current.decision) {
      const { decision, origin } = wanted.current
      const answer = await certain(() =>
        change(idle, formOf({ ...choice, ...ledger.current }, decision, origin)),
      )
      if (answer.status !== 'done') {
        told = saidOf(answer.status === 'refused' ? answer.code : 'wrong')
        break
      }
      ledger.current = { decision: answer.decision, seq: answer.seq, idempotencyKey: answer.nextKey }
      told = origin === 'undo' ? 'undone' : 'saved'
      overtaken ||= answer.outcome === 'stale'
      // Only a grant can be stale: a queued withdrawal is still sent.
      if (answer.outcome === 'stale' && wanted.current.decision === 'granted') break
    }
    busy.current = false
    wanted.current = null
    setOwn(ledger.current)
    setWish(null)
    setSaid(overtaken ? 'stale' : told)
    // The words or the choice are others than those on this page: they are shown again before anything is recorded.
    if (overtaken) router.refresh()
    // The connection failed and the outcome is unknown: ask for the current state when it returns.
    if (told === 'offline') addEventListener('online', () => router.refresh(), { once: true })
  }

  const turn = (origin: Origin) => {
    if (!busy.current) ledger.current = later(choice, ledger.current)
    const decision = opposite(wanted.current?.decision ?? ledger.current.decision)
    wanted.current = { decision, origin }
    setWish(decision)
    setSaid('saving')
    if (!busy.current) void settle()
  }

  return { action, stands, shown: wish ?? stands.decision, said, turn }
}

/** Whichever the ledger wrote later: what this page was sent, or what a change here was answered. */
const later = (sent: SwitchState, answered: SwitchState) => (sent.seq > answered.seq ? sent : answered)

type Answer = Awaited<ReturnType<ChangeChoice>>

/** Retries an unknown outcome under the same idempotency key, so nothing is recorded twice. */
async function certain(send: () => Promise<Answer>): Promise<Answer> {
  const first = await send().catch(lost)
  const isKnown = first.status !== 'refused' || !['offline', 'try-again'].includes(first.code)
  if (isKnown || !navigator.onLine) return first
  await new Promise((done) => setTimeout(done, 1000))
  return send().catch(lost)
}

const lost = (error: unknown) => ({
  status: 'refused' as const,
  code: error instanceof TypeError || !navigator.onLine ? 'offline' : 'try-again',
  values: {},
})

/** The same fields as the form posts without script. */
function formOf(choice: ShownChoice, decision: Decision, origin: Origin): FormData {
  const form = new FormData()
  for (const [name, value] of choiceFields(choice, decision)) form.set(name, String(value))
  form.set('origin', origin)
  return form
}

export function choiceFields(choice: ShownChoice, decision: Decision): [string, string | number][] {
  const { purpose, topic, channel, textSha256, seq, policyVersion, idempotencyKey } = choice
  return Object.entries({
    purpose,
    topic,
    channel,
    decision,
    textSha256,
    basedOnSeq: seq,
    policyVersion,
    idempotencyKey,
  })
}
