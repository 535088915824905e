'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import { type QueueRow, QueueTable, type QueueTexts } from './queue-table.tsx'
import { small } from './small-button.ts'

export type Found = { rows: QueueRow[]; typed: string }

type Props = {
  action: FormAction<Found>
  texts: { label: string; hint: string; press: string; pressing: string; found: string; nothing: string }
  table: QueueTexts
  words: ErrorWords
  signInPath: string
}

/**
 * Searches by reference, platform id or exact address. A POST, so that no address of a page contains personal data.
 */
export function SearchForm({ action, texts, table, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed =
    state.status === 'done' ? state.typed : state.status === 'idle' ? undefined : state.values.search
  const error = errorOf(state, words, 'search')
  return (
    <>
      <search className="min-w-0 grow basis-88">
        <form action={form.action} onSubmit={form.onSubmit} noValidate>
          {error ? null : <FormTrouble state={state} words={words} signInPath={signInPath} />}
          <label htmlFor="search" className="block text-small font-semibold">
            {texts.label}
          </label>
          <div className="mt-1 flex max-w-120 gap-2">
            <input
              id="search"
              name="search"
              type="search"
              data-search
              autoComplete="off"
              spellCheck={false}
              defaultValue={typed}
              aria-invalid={error ? true : undefined}
              aria-describedby={error ? 'search-error search-hint' : 'search-hint'}
              className={`min-h-10 w-full min-w-0 rounded-ui border-[1.5px] bg-raised px-3 py-1 ${error ? 'border-broken' : 'border-edge'}`}
            />
            <Button look="plain" className={small} aria-disabled={form.pending}>
              {form.pending ? texts.pressing : texts.press}
            </Button>
          </div>
          <p id="search-hint" className="mt-1 text-small text-soft">
            {error ? (
              <span id="search-error" className="font-semibold text-broken">
                {error}{' '}
              </span>
            ) : null}
            {texts.hint}
          </p>
        </form>
      </search>
      <div className="order-last basis-full">
        <p
          role="status"
          className={state.status === 'done' ? 'mt-2 border-t border-edge pt-3 font-semibold' : ''}
        >
          {state.status === 'done' ? (state.rows.length > 0 ? texts.found : texts.nothing) : null}
        </p>
        {state.status === 'done' && state.rows.length > 0 ? (
          <div className="border-b border-edge pb-3">
            <QueueTable rows={state.rows} texts={table} />
          </div>
        ) : null}
      </div>
    </>
  )
}
