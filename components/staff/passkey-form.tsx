'use client'

import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser'
import { type ReactNode, useEffect, useState } from 'react'
import { type ErrorWords, type FormAction, idle, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button, type ButtonLook } from '#components/ui/button.tsx'

type Props = {
  /** Makes a passkey, or signs with one. */
  does: 'create' | 'sign'
  /** Answers what the authenticator is asked. */
  ask: FormAction<{ options: string }>
  /** Takes the authenticator's answer, in the field `response`. */
  action: FormAction<{ to: string }>
  hidden?: Record<string, string>
  /** Of a passkey that is made: what it will be called. */
  name?: { label: string; hint: string }
  texts: { press: string; pressing: string; without: string }
  words: ErrorWords
  look?: ButtonLook
  signInPath?: string
  /** Above the button, only where there is one. */
  children?: ReactNode
}

/**
 * A button that talks to the authenticator of this device. A passkey needs script: without it, and in a browser without
 * passkeys, there is a sentence that says what works instead.
 */
export function PasskeyForm(props: Props) {
  const { does, ask, action, hidden = {}, name, texts, words, look, signInPath, children } = props
  const [supported, setSupported] = useState(false)
  useEffect(() => setSupported(browserSupportsWebAuthn()), [])
  const form = useActionForm<{ to: string }>(async (_before, data) => {
    const question = new FormData()
    if (name) question.set('name', String(data.get('name') ?? ''))
    const asked = await ask(idle, question)
    if (asked.status !== 'done') return asked
    try {
      data.set('response', JSON.stringify(await answer(does, asked.options)))
    } catch (error) {
      return { status: 'refused', code: codeOf(error), values: { name: String(data.get('name') ?? '') } }
    }
    return action(idle, data)
  })
  const { state, pending } = form
  if (!supported) return <p className="max-w-measure text-small text-soft">{texts.without}</p>
  return (
    <form onSubmit={form.onSubmit} noValidate>
      {children}
      <HiddenFields fields={hidden} />
      <FormTrouble
        state={state}
        words={words}
        labels={name ? { name: name.label } : {}}
        place="passkey"
        {...(signInPath !== undefined && { signInPath })}
      />
      {name ? (
        <TextField
          name="name"
          id="passkey-name"
          label={name.label}
          hint={name.hint}
          maxLength={60}
          autoComplete="off"
          defaultValue={typedIn(state).name ?? ''}
          error={errorOf(state, words, 'name')}
        />
      ) : null}
      <Button look={look} aria-disabled={pending}>
        {pending ? texts.pressing : texts.press}
      </Button>
    </form>
  )
}

async function answer(does: Props['does'], options: string) {
  const optionsJSON = JSON.parse(options)
  return does === 'create' ? startRegistration({ optionsJSON }) : startAuthentication({ optionsJSON })
}

/** The person cancelled, waited too long or has no passkey here: browsers do not say which. */
function codeOf(error: unknown): string {
  const isKnown = error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED'
  if (isKnown) return 'passkey-known'
  const name = error instanceof Error ? error.name : ''
  return name === 'NotAllowedError' || name === 'AbortError' ? 'passkey-cancelled' : 'passkey-failed'
}
