'use client'

import { useRouter } from 'next/navigation'
import { useActionState, useRef, useState } from 'react'
import { type FormAction, idle } from '#components/form/action-state.ts'
import type { Decision } from '#domain/consent/catalogue.ts'
import { opposite, type Said, type ShownChoice, saidOf } from './choice-texts.ts'

export type ChangeChoice = FormAction<{
  outcome: 'recorded' | 'stale'
  decision: Decision
  seq: number
  nextKey: string
}>

type Standing = { decision: Decision; seq: number; idempotencyKey: string }
type Origin = 'choices' | 'undo'

/**
 * One switch: what stands, what is shown while it is being saved, what to say of it. Turned again before the answer is
 * there, it sends the last wish once the answer came; what was not saved is shown as it was.
 */
export function useChoice(choice: ShownChoice, change: ChangeChoice) {
  const [posted, action] = useActionState(change, idle)
  const router = useRouter()
  const [own, setOwn] = useState<Standing>(choice)
  const [wish, setWish] = useState<Decision | null>(null)
  const [said, setSaid] = useState<Said | undefined>(
    posted.status === 'refused' || posted.status === 'invalid' ? 'failed' : choice.said,
  )
  const wanted = useRef<{ decision: Decision; origin: Origin } | null>(null)
  const busy = useRef(false)
  // Whichever the ledger wrote later: what this page was sent, or what a change here was answered.
  const stands: Standing = choice.seq >= own.seq ? choice : own

  async function settle() {
    busy.current = true
    let now = stands
    let told: Said = 'saved'
    while (wanted.current && wanted.current.decision !== now.decision) {
      const { decision, origin } = wanted.current
      const answer = await change(idle, formOf({ ...choice, ...now }, decision, origin)).catch(lost)
      if (answer.status !== 'done') {
        told = saidOf(answer.status === 'refused' ? answer.code : 'wrong')
        break
      }
      now = { decision: answer.decision, seq: answer.seq, idempotencyKey: answer.nextKey }
      told = origin === 'undo' ? 'undone' : 'saved'
      if (answer.outcome === 'stale') {
        told = 'stale'
        break
      }
    }
    busy.current = false
    wanted.current = null
    setOwn(now)
    setWish(null)
    setSaid(told)
    // The words or the choice are others than those on this page: they are shown again before anything is recorded.
    if (told === 'stale') router.refresh()
  }

  const turn = (origin: Origin) => {
    const decision = opposite(wanted.current?.decision ?? stands.decision)
    wanted.current = { decision, origin }
    setWish(decision)
    setSaid('saving')
    if (!busy.current) void settle()
  }

  return { action, stands, shown: wish ?? stands.decision, said, turn }
}

const lost = (error: unknown) => ({
  status: 'refused' as const,
  code: error instanceof TypeError || !navigator.onLine ? 'offline' : 'try-again',
})

/** The same fields as the form posts without script. */
function formOf(choice: ShownChoice, decision: Decision, origin: Origin): FormData {
  const form = new FormData()
  for (const [name, value] of choiceFields(choice, decision)) form.set(name, String(value))
  form.set('origin', origin)
  return form
}

export function choiceFields(choice: ShownChoice, decision: Decision): [string, string | number][] {
  const { purpose, topic, channel, wordsSha256, seq, policyVersion, idempotencyKey } = choice
  return Object.entries({
    ...{ purpose, topic, channel, decision, wordsSha256, basedOnSeq: seq, policyVersion, idempotencyKey },
  })
}
