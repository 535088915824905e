'use client'

import type { ErrorWords, FormAction } from '#components/form/action-state.ts'
import { errorOf, FormTrouble } from '#components/form/form-trouble.tsx'
import { useActionForm } from '#components/form/use-action-form.ts'
import { Button } from '#components/ui/button.tsx'
import { DataRecords, type DataTexts, type ShownGroup } from './data-records.tsx'

export type FoundData = { groups: ShownGroup[]; said: string; typed: string }

type Props = {
  action: FormAction<FoundData>
  texts: { search: string; searchHint: string; press: string; pressing: string; records: DataTexts }
  words: ErrorWords
  signInPath: string
}

/** Searches the reader's own records. A POST, so that what was typed is in no address. */
export function DataSearch({ action, texts, words, signInPath }: Props) {
  const form = useActionForm(action)
  const { state } = form
  const typed =
    state.status === 'done' ? state.typed : state.status === 'idle' ? undefined : state.values.search
  const error = errorOf(state, words, 'search')
  return (
    <>
      <search>
        <form action={form.action} onSubmit={form.onSubmit} noValidate>
          {error ? null : <FormTrouble state={state} words={words} signInPath={signInPath} />}
          <label htmlFor="search" className="block font-semibold">
            {texts.search}
          </label>
          <p id="search-hint" className="text-small text-soft">
            {texts.searchHint}
          </p>
          {error ? (
            <p id="search-error" className="font-semibold text-broken">
              {error}
            </p>
          ) : null}
          <div className="mt-1 flex max-w-measure flex-wrap gap-2">
            <input
              id="search"
              name="search"
              type="search"
              autoComplete="off"
              spellCheck={false}
              maxLength={200}
              defaultValue={typed}
              aria-invalid={error ? true : undefined}
              aria-describedby={error ? 'search-error search-hint' : 'search-hint'}
              className={`min-h-12 min-w-0 grow basis-56 rounded-ui border-[1.5px] bg-raised px-3 py-2 ${error ? 'border-broken' : 'border-edge'}`}
            />
            <Button look="plain" aria-disabled={form.pending}>
              {form.pending ? texts.pressing : texts.press}
            </Button>
          </div>
        </form>
      </search>
      <div>
        <p role="status" className={state.status === 'done' ? 'mt-6 mb-4 font-semibold' : ''}>
          {state.status === 'done' ? state.said : null}
        </p>
        {state.status === 'done' && state.groups.length > 0 ? (
          <DataRecords groups={state.groups} texts={texts.records} place="found" />
        ) : null}
      </div>
    </>
  )
}
