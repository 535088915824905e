'use client'

import { useState } from 'react'
import { type ErrorWords, type FormAction, typedIn } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { HiddenFields } from '#components/form/hidden-fields.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'

type Texts = Record<
  'doneOn' | 'reportName' | 'reportSha256' | 'sumHint' | 'file' | 'saveRecord' | 'saving',
  string
>
type Props = {
  action: FormAction
  auditId: string
  /** The last day that can be given. */
  today: string
  texts: Texts
  words: ErrorWords
  signInPath: string
}

/** That an audit was done. With script the browser can compute the sum of the report; the file never leaves it. */
export function RecordForm({ action, auditId, today, texts, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed = typedIn(state)
  const [chosen, setChosen] = useState<{ name: string; sha256: string } | null>(null)
  const error = (field: string) => errorOf(state, words, field)
  return (
    <form action={form.action} onSubmit={form.onSubmit} noValidate className="space-y-4">
      <HiddenFields fields={{ auditId }} />
      <FormTrouble state={state} words={words} labels={texts} signInPath={signInPath} />
      <TextField
        compact
        name="doneOn"
        type="date"
        max={today}
        label={texts.doneOn}
        defaultValue={typed.doneOn}
        error={error('doneOn')}
      />
      <noscript>
        <style>{'[data-needs-script]{display:none}'}</style>
      </noscript>
      <div data-needs-script>
        <label className="block font-semibold" htmlFor="report-file">
          {texts.file}
        </label>
        <input
          id="report-file"
          type="file"
          className="mt-1.5 block min-h-11 max-w-full text-small"
          onChange={async ({ target }) => {
            const file = target.files?.[0]
            if (file) setChosen({ name: file.name, sha256: await sha256Of(file) })
          }}
        />
      </div>
      <TextField
        compact
        key={`name-${chosen?.name}`}
        name="reportName"
        autoComplete="off"
        label={texts.reportName}
        defaultValue={chosen?.name ?? typed.reportName}
        error={error('reportName')}
      />
      <TextField
        compact
        key={`sum-${chosen?.sha256}`}
        name="reportSha256"
        autoComplete="off"
        spellCheck={false}
        label={texts.reportSha256}
        hint={texts.sumHint}
        defaultValue={chosen?.sha256 ?? typed.reportSha256}
        error={error('reportSha256')}
        className="font-mono text-small"
      />
      <Button look="plain" aria-disabled={form.pending}>
        {form.pending ? texts.saving : texts.saveRecord}
      </Button>
    </form>
  )
}

async function sha256Of(file: File): Promise<string> {
  const sum = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
